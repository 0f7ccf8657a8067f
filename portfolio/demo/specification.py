"""Which units does the demo's qualification have?"""

import json
from pathlib import Path

from django.conf import settings

from portfolio.demo.steps import MANAGE_OPERATIONS, OPERATIONAL_CHANGE, QUALITY_IMPROVEMENTS
from qualifications import reading

CODE = "demo-level-4-customer-service"
SHIPPED = {
    OPERATIONAL_CHANGE: "focus-awards-initiate-and-implement-operational-change",
    QUALITY_IMPROVEMENTS: "fdq-implement-quality-improvements-to-customer-service",
    MANAGE_OPERATIONS: "city-and-guilds-of-london-institute-manage-customer-service-operations",
}
"""Per unit the name of the specification that it is taken from."""
ABOUT = {
    "awarding_body": "Demo awarding body",
    "title": "Level 4 NVQ Diploma in Customer Service",
    "number": None,
    "level": 4,
    "facts": [
        {
            "name": "Where the units come from",
            "value": "Three specifications that come with the product",
            "note": "Put together for the demo, so that one learner can work on several units. "
            "No awarding body offers the diploma in this form, so it has no number and no rules.",
        }
    ],
}
BECAUSE = (
    "The awarding bodies’ own criteria could not be obtained. These are the marking points of the "
    "source texts, reworded, numbered and placed under outcomes by the makers of this system."
)


def write_to(folder):
    """Write the specification of the demo into a folder; return the path of the file."""
    path = Path(folder) / f"{CODE}.yaml"
    path.write_text(json.dumps(_document(), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _document():
    return {
        "code": CODE,
        "qualification": ABOUT,
        "criteria_origin": "centre-devised",
        "criteria_origin_because": BECAUSE,
        "units": [_unit(code, name) for code, name in SHIPPED.items()],
    }


def _unit(code, name):
    folder = settings.ROOT / "qualifications" / "specifications"
    shipped = reading.read(folder / f"{name}.yaml").data
    (unit,) = (unit for unit in shipped["units"] if unit["code"] == code)
    return unit | {"group": None}
