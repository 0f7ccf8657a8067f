"""Do the specifications that the product ships carry all that their sources say?"""

from pathlib import Path

import pytest

from audit import trail
from qualifications import loading
from qualifications.models import EvidenceType, Guidance, Specification, Unit

FOLDER = Path(loading.__file__).parent / "specifications"
FILES = {
    "Focus Awards": "focus-awards-initiate-and-implement-operational-change.yaml",
    "ProQual": "proqual-initiate-and-implement-operational-change.yaml",
    "FDQ": "fdq-implement-quality-improvements-to-customer-service.yaml",
    "City and Guilds of London": (
        "city-and-guilds-of-london-institute-manage-customer-service-operations.yaml"
    ),
    "City & Guilds Limited": (
        "city-and-guilds-limited-plan-organise-and-control-customer-service-operations.yaml"
    ),
}


@pytest.fixture
def loaded(db):
    """The first unit of each specification, by short name."""
    return {
        name: loading.load(FOLDER / file).units.with_content().get(position=1)
        for name, file in FILES.items()
    }


def codes(prefix, count):
    return [f"{prefix}{number}" for number in range(1, count + 1)]


def guidance_codes(unit):
    """The codes of a unit's guidance by kind, notes left out."""
    found = {}
    for item in unit.guidance.exclude(kind=Guidance.Kind.NOTE):
        found.setdefault(item.kind, []).append(item.code)
    return found


def evidence_by_criterion(unit):
    return {
        criterion.number: sorted(
            (kind.code for kind in criterion.evidence_types.all()), key=lambda code: int(code[1:])
        )
        for outcome in unit.outcomes.all()
        for criterion in outcome.criteria.all()
    }


def also_touched(unit):
    return {
        criterion.number: criterion.also_touches
        for outcome in unit.outcomes.all()
        for criterion in outcome.criteria.all()
        if criterion.also_touches
    }


def categories(unit):
    counts = {}
    for kind in unit.evidence_types.all():
        counts[kind.category] = counts.get(kind.category, 0) + 1
    return counts


def headings(unit, kind):
    return list(unit.guidance.filter(kind=kind).values_list("heading", flat=True))


def signs(unit):
    return dict(unit.guidance.exclude(sign="").values_list("code", "sign"))


def test_every_yaml_file_in_the_folder_is_one_of_the_five():
    assert sorted(path.name for path in FOLDER.glob("*.yaml")) == sorted(FILES.values())


def test_each_unit_stands_under_its_own_qualification(loaded):
    found = {
        name: (str(unit.specification.qualification), unit.title) for name, unit in loaded.items()
    }
    assert found == {
        "Focus Awards": (
            "Focus Awards Level 4 NVQ Diploma in Customer Service (RQF)",
            "Initiate and implement operational change",
        ),
        "ProQual": (
            "ProQual Level 4 NVQ Diploma in Customer Service",
            "Initiate and implement operational change",
        ),
        "FDQ": (
            "Qualification not known (FDQ Limited)",
            "Implement quality improvements to customer service",
        ),
        "City and Guilds of London": (
            "Level 4 NVQ Diploma in Customer Service",
            "Manage customer service operations",
        ),
        "City & Guilds Limited": (
            "Qualification not known (City & Guilds Limited)",
            "Plan, organise and control customer service operations",
        ),
    }


def test_what_is_not_known_stays_empty(loaded):
    found = {
        name: (
            unit.specification.qualification.number,
            unit.specification.qualification.level,
            unit.specification.qualification.tqt,
            unit.specification.qualification.glh,
            unit.reference,
            unit.credit,
            unit.level,
            unit.glh,
            unit.group and unit.group.code,
        )
        for name, unit in loaded.items()
    }
    assert found == {
        "Focus Awards": ("", 4, None, None, "", None, 4, None, None),
        "ProQual": ("601/4756/8", 4, 500, 178, "", None, 4, None, None),
        "FDQ": ("", None, None, None, "", None, None, None, None),
        "City and Guilds of London": (
            *("601/3540/2", 4, None, None),
            *("M/506/2898", 7, 4, 23, "A"),
        ),
        "City & Guilds Limited": ("", None, None, None, "", None, None, None, None),
    }


def test_the_criteria_are_said_to_be_centre_devised_and_why(loaded):
    specifications = [unit.specification for unit in loaded.values()]
    assert {specification.criteria_origin for specification in specifications} == {"centre-devised"}
    assert all(specification.criteria_origin_because for specification in specifications)


def test_outcomes_keep_their_titles_and_say_where_they_come_from(loaded):
    change = [
        "Understand the implementation of operational change",
        "Be able to plan for operational change",
        "Be able to manage operational change",
        "Be able to evaluate the effectiveness of operational change",
    ]
    found = {
        name: [(outcome.number, outcome.title, outcome.origin) for outcome in unit.outcomes.all()]
        for name, unit in loaded.items()
    }
    assert found == {
        "Focus Awards": [(i, title, "proposed") for i, title in enumerate(change, start=1)],
        "ProQual": [(i, title, "stated") for i, title in enumerate(change, start=1)],
        "FDQ": [
            (1, "Be able to plan customer service improvements", "derived"),
            (2, "Be able to implement customer service improvements", "derived"),
            (3, "Be able to monitor customer service improvements", "derived"),
            (4, "Be able to evaluate customer service improvements", "derived"),
        ],
        "City and Guilds of London": [
            (1, "Be able to plan customer service operations", "derived"),
            (
                2,
                "Be able to implement customer service standards and oversee service delivery",
                "derived",
            ),
            (3, "Be able to prepare and develop staff for service delivery", "derived"),
            (
                4,
                "Be able to measure customer service performance and drive improvement",
                "derived",
            ),
        ],
        "City & Guilds Limited": [
            (1, "Be able to plan customer service operations", "derived"),
            (2, "Be able to supervise and control customer service operations", "derived"),
            (3, "Be able to deal with customer service problems", "derived"),
            (
                4,
                "Understand how to plan, organise and control customer service operations",
                "derived",
            ),
        ],
    }


def test_every_marking_point_is_a_criterion_with_its_evidence_types(loaded):
    assert {name: evidence_by_criterion(unit) for name, unit in loaded.items()} == {
        "Focus Awards": {
            "1.1": ["E10", "E22"],
            "1.2": ["E8", "E10", "E22"],
            "2.1": ["E1", "E2", "E11", "E12", "E13", "E14", "E15"],
            "2.2": ["E3", "E11", "E13", "E14", "E15"],
            "3.1": ["E2", "E4", "E16", "E17", "E18"],
            "3.2": ["E4", "E17", "E18"],
            "4.1": ["E5", "E6", "E7", "E19", "E20", "E21"],
            "4.2": ["E8", "E19", "E21", "E23"],
        },
        "ProQual": {
            "1.1": ["E11", "E12", "E13", "E14"],
            "2.1": ["E15", "E16", "E17", "E24"],
            "3.1": ["E1", "E2", "E4", "E18"],
            "3.2": ["E21", "E22", "E23"],
            "4.1": ["E3", "E6", "E19", "E20", "E23"],
        },
        "FDQ": {
            "1.1": ["E1", "E7", "E8", "E9", "E10"],
            "2.1": ["E1", "E2", "E8", "E11"],
            "3.1": ["E7", "E12", "E13", "E14"],
            "4.1": ["E4", "E5", "E15", "E16"],
        },
        "City and Guilds of London": {
            "1.1": ["E1", "E2", "E8", "E9"],
            "2.1": ["E5", "E10", "E11", "E12"],
            "3.1": ["E4", "E13", "E14", "E15", "E16"],
            "4.1": ["E3", "E17", "E18", "E19", "E20", "E23"],
            "4.2": ["E6", "E7", "E21"],
        },
        "City & Guilds Limited": {
            "1.1": ["E1", "E2", "E16", "E17"],
            "2.1": ["E3", "E4", "E5", "E6", "E10", "E11", "E12", "E15"],
            "3.1": ["E7", "E8", "E13"],
            "4.1": ["E14"],
        },
    }


def test_every_criterion_says_what_to_show_what_is_looked_for_and_why_it_stands_there(loaded):
    criteria = [
        criterion
        for unit in loaded.values()
        for outcome in unit.outcomes.all()
        for criterion in outcome.criteria.all()
    ]
    assert len(criteria) == 26
    assert all(
        criterion.text.endswith(".") and criterion.looks_for.endswith(".") and criterion.reason
        for criterion in criteria
    )


def test_criteria_name_the_further_outcomes_that_they_touch(loaded):
    assert {name: also_touched(unit) for name, unit in loaded.items()} == {
        "Focus Awards": {"1.2": [2]},
        "ProQual": {"1.1": [2], "3.1": [1], "3.2": [2, 4]},
        "FDQ": {"2.1": [1]},
        "City and Guilds of London": {"4.2": [2]},
        "City & Guilds Limited": {"4.1": [1]},
    }


def test_every_evidence_type_has_its_category(loaded):
    assert {name: categories(unit) for name, unit in loaded.items()} == {
        "Focus Awards": {
            "planning": 7,
            "record": 4,
            "feedback": 3,
            "data": 6,
            "portfolio": 1,
            "report": 3,
        },
        "ProQual": {
            "account": 5,
            "data": 8,
            "portfolio": 1,
            "report": 2,
            "feedback": 2,
            "planning": 4,
            "record": 3,
            "policy": 1,
        },
        "FDQ": {
            "record": 4,
            "portfolio": 1,
            "account": 3,
            "feedback": 2,
            "data": 4,
            "planning": 2,
            "report": 2,
        },
        "City and Guilds of London": {
            "planning": 4,
            "record": 4,
            "report": 3,
            "testimony": 1,
            "observation": 1,
            "account": 1,
            "standard": 3,
            "feedback": 4,
            "data": 3,
        },
        "City & Guilds Limited": {
            "planning": 4,
            "observation": 1,
            "testimony": 1,
            "record": 7,
            "feedback": 1,
            "portfolio": 1,
            "report": 1,
            "account": 1,
            "data": 1,
        },
    }


def test_evidence_types_know_where_the_unit_names_them(loaded):
    unit = loaded["FDQ"]
    named = dict(unit.evidence_types.values_list("name", "named_in"))
    assert named["Baseline measurements"] == ["CM1"]
    assert named["Variance analysis"] == ["3.1"]
    assert named["Customer feedback"] == ["EG3", "synopsis"]


def test_every_piece_of_guidance_has_its_counterpart(loaded):
    assert {name: guidance_codes(unit) for name, unit in loaded.items()} == {
        "Focus Awards": {
            "key concept": codes("KC", 5),
            "tip": codes("EG", 6),
            "common mistake": codes("CM", 6),
            "misconception": codes("MC", 2),
            "model": codes("MO", 3),
            "technique": codes("TE", 4),
            "standard": ["CFAM&LCA2", "CFAM&LCA3", "CFAM&LCA4", "CFAM&LCA5"],
        },
        "ProQual": {
            "overview": codes("TO", 3),
            "key concept": codes("KC", 5),
            "tip": codes("EG", 7),
            "common mistake": codes("CM", 4),
            "misconception": codes("MC", 3),
            "model": codes("MO", 4),
            "technique": codes("TE", 3),
            "prior knowledge": codes("PK", 3),
            "standard": ["CFAM&LCA2", "CFAM&LCA3", "CFAM&LCA4", "CFAM&LCA5"],
        },
        "FDQ": {
            "key concept": codes("KC", 5),
            "tip": codes("EG", 4),
            "common mistake": codes("CM", 4),
            "misconception": codes("MC", 1),
            "model": codes("MO", 2),
            "technique": codes("TE", 3),
            "standard": ["H-601-1554"],
        },
        "City and Guilds of London": {
            "key concept": codes("KC", 5),
            "tip": codes("EG", 4),
            "common mistake": codes("CM", 4),
            "misconception": codes("MC", 2),
            "technique": codes("TE", 2),
            "standard": ["INSCS042", "INSCS043"],
        },
        "City & Guilds Limited": {
            "key concept": codes("KC", 5),
            "tip": codes("EG", 4),
            "common mistake": codes("CM", 4),
            "misconception": codes("MC", 2),
            "model": codes("MO", 2),
            "technique": codes("TE", 3),
            "legislation": codes("LE", 2),
            "standard": ["INSCS042"],
        },
    }


def test_models_and_laws_keep_their_names(loaded):
    models = {
        name: dict(unit.guidance.filter(kind="model").values_list("code", "heading"))
        for name, unit in loaded.items()
    }
    assert models == {
        "Focus Awards": {"MO1": "Plan-Do-Check-Act (PDCA)", "MO2": "Kotter", "MO3": "Lewin"},
        "ProQual": {
            "MO1": "Plan-Do-Check-Act (PDCA)",
            "MO2": "Kotter's 8 Steps",
            "MO3": "Lewin's Change Model",
            "MO4": "HEAT",
        },
        "FDQ": {"MO1": "SERVQUAL", "MO2": "continuous improvement cycles"},
        "City and Guilds of London": {},
        "City & Guilds Limited": {"MO1": "HEAT", "MO2": "identify, analyse, resolve, review"},
    }
    assert headings(loaded["City & Guilds Limited"], "legislation") == [
        "Consumer Rights Act 2015",
        "data protection (GDPR)",
    ]


def test_techniques_keep_their_names(loaded):
    assert {name: headings(unit, "technique") for name, unit in loaded.items()} == {
        "Focus Awards": [
            "active listening",
            "negotiation",
            "problem-solving frameworks",
            "feedback loops",
        ],
        "ProQual": ["active listening", "empathy", "negotiation skills"],
        "FDQ": ["active listening", "questioning techniques", "adapting communication style"],
        "City and Guilds of London": [
            "Customer Relationship Management (CRM)",
            "Cyclical management: measurement feeds planning and improvement",
        ],
        "City & Guilds Limited": ["root cause analysis", "feedback loops", "coaching"],
    }


@pytest.mark.parametrize("name", ["ProQual", "City & Guilds Limited"])
def test_both_readings_of_heat_are_shown(loaded, name):
    text = loaded[name].guidance.get(kind="model", heading="HEAT").text
    assert [reading in text for reading in ("Take action", "Take ownership")] == [True, True]


def test_advice_about_the_whole_diploma_is_told_from_advice_about_the_unit(loaded):
    whole = loaded["ProQual"].guidance.filter(scope="qualification")
    assert list(whole.values_list("code", flat=True)) == [
        *codes("TO", 3),
        *codes("KC", 5),
        *("EG5", "EG6", "EG7"),
        *codes("MC", 3),
        *("MO1", "MO4"),
        *codes("TE", 3),
        "NO5",
    ]


def test_gap_analysis_finds_a_sign_for_mistakes_that_show_in_a_portfolio(loaded):
    assert {name: signs(unit) for name, unit in loaded.items()} == {
        "Focus Awards": {
            "EG3": "only_figures",
            "EG4": "no_customer_link",
            "CM1": "no_stakeholders",
            "CM2": "no_monitoring",
            "CM3": "no_customer_link",
            "CM4": "no_stakeholders",
            "CM6": "no_measures",
        },
        "ProQual": {
            "EG2": "no_baseline",
            "EG4": "uneven_outcomes",
            "CM1": "no_customer_link",
            "CM2": "no_stakeholders",
            "CM3": "no_measures",
        },
        "FDQ": {
            "EG3": "no_customer_link",
            "CM1": "no_baseline",
            "CM2": "no_stakeholders",
            "CM3": "no_customer_link",
            "CM4": "no_monitoring",
        },
        "City and Guilds of London": {
            "EG1": "single_kind",
            "CM2": "no_stakeholders",
            "CM3": "only_figures",
        },
        "City & Guilds Limited": {
            "EG1": "no_measures",
            "CM3": "no_monitoring",
            "CM4": "no_customer_link",
        },
    }


def test_proqual_lists_the_whole_structure_and_only_one_unit_has_criteria(loaded):
    specification = loaded["ProQual"].specification
    structure = {
        group.code: list(group.units.values_list("reference", "credit", "level"))
        for group in specification.groups.all()
    }
    assert structure == {
        "A": [("M/506/2898", 7, 4), ("D/506/2153", 4, None), ("T/506/2952", 3, None)],
        "B": [
            ("F/506/2176", 4, 4),
            ("R/506/2179", 6, 4),
            ("R/506/2960", 6, 4),
            ("L/506/2181", 4, 4),
            ("Y/506/2183", 4, 4),
            ("D/506/2962", 5, 4),
            ("H/506/2963", 5, 4),
            ("Y/506/2166", 5, 3),
            ("D/506/2167", 3, 3),
            ("K/506/2169", 4, 3),
            ("R/506/2151", 4, 3),
            ("D/506/2170", 5, 3),
            ("K/506/2172", 5, 3),
        ],
        "C": [],
    }
    assert list(specification.units.with_criteria().values_list("title", flat=True)) == [
        "Initiate and implement operational change"
    ]


def test_facts_about_the_proqual_diploma_are_there(loaded):
    facts = loaded["ProQual"].specification.qualification.facts
    assert {fact["name"]: fact["value"] for fact in facts} == {
        "Number and hours": (
            "601/4756/8; total qualification time 500 hours; guided learning 178 hours"
        ),
        "Level": 4,
        "Framework": "QCF",
        "Start date": "1 November 2014",
        "Grading": "Pass or fail",
        "Entry requirements": "None that are formal. The centre makes an initial assessment.",
        "Assessment": (
            "Centre staff assess and verify internally. ProQual's verifiers quality-assure from "
            "outside."
        ),
    }


def test_the_trail_verifies_after_loading(loaded):
    assert list(trail.verify()) == []


def test_content_of_a_unit_takes_the_same_number_of_queries_for_every_specification(
    loaded, django_assert_num_queries
):
    for name in FILES:
        with django_assert_num_queries(8):
            unit = Unit.objects.with_content().get(pk=loaded[name].pk)
            evidence_by_criterion(unit)
            [list(criterion.guidance.all()) for criterion in unit.outcomes.all()[0].criteria.all()]
            [list(kind.criteria.all()) for kind in unit.evidence_types.all()]
            list(unit.guidance.all())


def test_only_the_five_are_in_the_library(loaded):
    assert Specification.objects.current().count() == 5
    assert EvidenceType.objects.count() == 24 + 26 + 18 + 24 + 18
