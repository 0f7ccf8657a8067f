"""How does one click through a portfolio from a USB stick, with nothing but a browser?"""

from urllib.parse import quote

from django.template.loader import render_to_string

from evidence.places import Place
from portfolio.bundles import damage, keys
from portfolio.bundles.front_matter import cover_rows, unit_data
from portfolio.bundles.press import readable
from portfolio.models import Edition

SHARED = (
    "taken_at", "origin", "centre", "learner", "qualification", "staff", "declarations", "feedback",
    "audit",
)  # fmt: skip


def index_page(manifest, names, earlier_names, *, pdfs):
    """Return the HTML page that leads from units to criteria, evidence, decisions and originals.

    `names` and `earlier_names` are the archive's names for the artefacts and for their earlier
    versions, `pdfs` is {name in the archive: Built} of the one PDF or all volumes. The page needs
    no script and no other file but those that it leads to.
    """
    units = [unit_data(manifest, unit, at) for at, unit in enumerate(manifest["units"], 1)]
    begins = _begins(pdfs)
    originals = _originals(manifest, names)
    shown = _shown(manifest, units, begins, originals)
    earlier = _earlier(manifest, earlier_names)
    artefacts = [
        {
            **artefact,
            "href": originals[artefact["id"]],
            **_spot(begins.get(artefact["id"])),
            "shows": shown.get(artefact["id"], []),
            "earlier": earlier.get(artefact["id"], []),
        }
        for artefact in manifest["artefacts"]
    ]
    data = {name: manifest[name] for name in SHARED} | {
        "sealed": keys.sentences_of(manifest["seal"]),
        "edition_label": Edition(manifest["edition"]).label,
        "pdfs": [{"href": quote(n), "label": _label(built)} for n, built in pdfs.items()],
        "rows": cover_rows(manifest),
        "units": units,
        "artefacts": artefacts,
        "withdrawn": _withdrawn(earlier),
    }
    return render_to_string("archive/index.html", readable(data))


def _originals(manifest, names):
    """Return {artefact id: the address of its original, "" where nobody is given it}."""
    return {
        artefact["id"]: quote(name) if damage.is_handed_out(artefact) else ""
        for artefact, name in zip(manifest["artefacts"], names, strict=True)
    }


def _begins(pdfs):
    """Return {artefact id: (address of its PDF, page there, pages of the volumes before)}."""
    begins, before = {}, 0
    for name, built in pdfs.items():
        for artefact_id, page in built.first_pages.items():
            begins[artefact_id] = quote(name), page, before
        before += built.pages
    return begins


def _spot(begins, page=1):
    """Return the address and the printed number of a page of what begins there, if it does."""
    if begins is None:
        return {"pdf": "", "pdf_page": None}
    href, first, before = begins
    at = first + page - 1
    return {"pdf": f"{href}#page={at}", "pdf_page": before + at}


def _label(built):
    """Return the words of the button for a PDF."""
    return str(built.volume or "") or "The whole portfolio as one PDF"


def _shown(manifest, units, begins, originals):
    """Give every cross-reference its page of the PDF, and its stretch of a recording.

    Returns {artefact id: what it shows}.
    """
    shown, pages = {}, {artefact["id"]: artefact["pages"] for artefact in manifest["artefacts"]}
    for data in units:
        unit, before = data["unit"], f"unit {data['position']}: " if len(units) > 1 else ""
        for criterion in (c for outcome in unit["outcomes"] for c in outcome["criteria"]):
            place = f"unit-{unit['id']}-{criterion['number']}"
            for item in criterion["evidence"]:
                last = pages.get(item["artefact_id"], 1)
                page = max(1, min(item["page"] or 1, last))
                item["where"] = f"page {item['page']}" if item["page"] and last else "in the PDF"
                item |= _spot(begins.get(item["artefact_id"]), page)
                item["play"] = _play(originals.get(item["artefact_id"]), Place.read(item))
                words = f"{before}{criterion['number']}"
                shown.setdefault(item["artefact_id"], []).append({"place": place, "words": words})
    return shown


def _play(original, place):
    """Return the address at which a recording plays a stretch of it, "" where there is none."""
    return f"{original}{place.as_fragment()}" if original and place.start is not None else ""


def _withdrawn(earlier):
    """Return what was withdrawn after a decision on it, with those of its versions."""
    return [
        {**versions[-1], **versions[-1]["withdrawn"], "versions": versions}
        for versions in earlier.values()
        if "withdrawn" in versions[-1]
    ]


def _earlier(manifest, names):
    """Return {artefact id: its versions that no longer stand, with their addresses}."""
    earlier = {}
    for version, name in zip(manifest["earlier_versions"], names, strict=True):
        earlier.setdefault(version["artefact_id"], []).append({**version, "href": quote(name)})
    return earlier
