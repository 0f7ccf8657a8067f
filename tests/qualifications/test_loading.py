"""Is a specification file loaded once, versioned, and refused with every error named?"""

import hashlib

import pytest
from django.core.management import call_command

from audit import trail
from audit.models import AuditEvent
from qualifications import loading
from qualifications.models import (
    Criterion,
    EvidenceType,
    Guidance,
    Outcome,
    Qualification,
    Specification,
    Unit,
    UnitGroup,
)
from qualifications.reading import SpecificationError

MODELS = (
    Qualification,
    Specification,
    UnitGroup,
    Unit,
    Outcome,
    Criterion,
    EvidenceType,
    Guidance,
)
TEA = """\
code: tea-making
qualification:
  awarding_body: The Tea Board
  title: Award in Making Tea
  number: null
  level: 2
criteria_origin: official
groups:
  - {code: A, title: Mandatory units, kind: mandatory}
units:
  - code: brew
    title: Brew a pot
    group: A
    reference: T/100/0001
    credit: 3
    level: 2
    glh: null
    outcomes:
      - number: 1
        title: Be able to brew
        criteria:
          - number: "1.1"
            text: Warm the pot.
            evidence: [E1]
          - number: 1.10
            text: Wait four minutes.
    evidence_types:
      - {code: E1, name: Photo of a pot, category: record, named_in: ["1.1", CM1]}
    guidance:
      - {kind: common mistake, code: CM1, text: Using cold water., criteria: ["1.1"]}
"""


@pytest.fixture
def tea(tmp_path):
    """Writes the tea specification with one piece of it replaced; returns its path."""

    def write(old="", new=""):
        assert old in TEA
        path = tmp_path / "tea.yaml"
        path.write_text(TEA.replace(old, new, 1), encoding="utf-8")
        return path

    return write


def refusal(path):
    with pytest.raises(SpecificationError) as caught:
        loading.load(path)
    return caught.value.sentences()


def rows():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def test_a_file_becomes_version_1_with_all_its_rows(db, tea):
    path = tea()
    specification = loading.load(path)
    assert str(specification) == "Award in Making Tea, version 1"
    assert specification.source_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert {model.__name__: model.objects.count() for model in MODELS} == {
        "Qualification": 1,
        "Specification": 1,
        "UnitGroup": 1,
        "Unit": 1,
        "Outcome": 1,
        "Criterion": 2,
        "EvidenceType": 1,
        "Guidance": 1,
    }
    criterion = Criterion.objects.get(number="1.1")
    assert list(criterion.evidence_types.values_list("code", flat=True)) == ["E1"]
    assert list(criterion.guidance.values_list("code", flat=True)) == ["CM1"]


def test_a_criterion_number_keeps_its_zero_without_quotes(db, tea):
    loading.load(tea())
    assert list(Criterion.objects.values_list("number", flat=True)) == ["1.1", "1.10"]


def test_loading_twice_changes_nothing(db, tea):
    path = tea()
    first = loading.load(path)
    before, events = rows(), AuditEvent.objects.count()
    assert loading.load(path) == first
    assert (rows(), AuditEvent.objects.count()) == (before, events)


def test_a_changed_file_becomes_the_next_version_and_the_old_one_stays(db, tea):
    first = loading.load(tea())
    second = loading.load(tea("Warm the pot.", "Warm the pot well."))
    assert (first.version, second.version) == (1, 2)
    assert (first.is_current(), second.is_current()) == (False, True)
    assert list(Specification.objects.current()) == [second]
    assert first.qualification == second.qualification
    texts = Criterion.objects.filter(number="1.1").order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["Warm the pot.", "Warm the pot well."]


def test_going_back_to_an_earlier_file_makes_a_further_version(db, tea):
    loading.load(tea())
    loading.load(tea("Warm the pot.", "Warm the pot well."))
    assert loading.load(tea()).version == 3


def test_a_title_that_becomes_known_stays_the_same_qualification(db, tea):
    loading.load(tea("title: Award in Making Tea", "title: null"))
    assert str(Qualification.objects.get()) == "Qualification not known (The Tea Board)"
    loading.load(tea())
    assert str(Qualification.objects.get()) == "Award in Making Tea"


def test_each_loading_writes_one_event_to_the_chain_of_the_library(db, tea):
    loading.load(tea())
    loading.load(tea("Warm the pot.", "Warm the pot well."))
    events = AuditEvent.objects.filter(act="specification.loaded").order_by("number")
    assert [(event.chain.name, event.by, event.data["version"]) for event in events] == [
        ("library", None, 1),
        ("library", None, 2),
    ]
    assert list(trail.verify()) == []


def test_a_criterion_that_is_changed_by_hand_is_found(db, tea):
    loading.load(tea())
    criterion = Criterion.objects.get(number="1.1")
    Criterion.objects.filter(pk=criterion.pk).update(text="Drink coffee.")
    assert list(trail.verify()) == [
        f"qualifications.criterion:{criterion.pk}: the row was changed outside the trail since "
        "Chain library, event 1."
    ]


def test_every_problem_is_reported_at_once_with_file_line_and_field(db, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        """\
code: Bad One
qualification:
  awarding_body: The Tea Board
  titel: Award in Making Tea
  number: null
  level: two
criteria_origin: centre-devized
units:
  - code: brew
    title: Brew a pot
    group: Z
    reference: null
    credit: 2.5
    level: 9
    glh: -1
    outcomes:
      - number: 1
        title: ""
        criteria:
          - {number: 1.1, text: 7, evidence: [E2], also_touches: [1, 3]}
          - {number: 2.1, text: Pour.}
      - {number: 1, title: Be able to pour, criteria: []}
    evidence_types:
      - {code: E1, name: Photo, category: pictures, named_in: ["1.1", "1.1"]}
    guidance:
      - {kind: misconception, code: MC1, text: Tea is coffee., criteria: ["1.2"]}
      - {kind: tip, code: MC1, text: Use fresh water., sign: no_base_line}
""",
        encoding="utf-8",
    )
    assert refusal(path) == [
        "bad.yaml, line 1, code: Use small letters, digits and single hyphens only.",
        "bad.yaml, line 2, qualification.title: This field is missing.",
        'bad.yaml, line 4, qualification.titel: "titel" is not a known field. '
        'Did you mean "title"?',
        "bad.yaml, line 6, qualification.level: This must be a whole number or null (not known), "
        'not the text "two".',
        "bad.yaml, line 7, criteria_origin: This must be one of official, centre-devised, not the "
        'text "centre-devized". Did you mean "centre-devised"?',
        'bad.yaml, line 11, units[1].group: There is no group "Z" here.',
        "bad.yaml, line 13, units[1].credit: This must be a whole number or null (not known), not "
        'the text "2.5".',
        "bad.yaml, line 14, units[1].level: 9 is too large; the most is 8.",
        "bad.yaml, line 15, units[1].glh: -1 is too small; the least is 0.",
        "bad.yaml, line 18, units[1].outcomes[1].title: This is empty. Write something, or leave "
        "the field out.",
        "bad.yaml, line 20, units[1].outcomes[1].criteria[1].also_touches[1]: The criterion stands "
        "under outcome 1 already.",
        "bad.yaml, line 20, units[1].outcomes[1].criteria[1].also_touches[2]: There is no outcome "
        '"3" here.',
        "bad.yaml, line 20, units[1].outcomes[1].criteria[1].evidence[1]: There is no evidence "
        'type "E2" here. Did you mean "E1"?',
        "bad.yaml, line 20, units[1].outcomes[1].criteria[1].text: This must be text, not the "
        'number 7. Put it in quotes: "7".',
        "bad.yaml, line 21, units[1].outcomes[1].criteria[2].number: 2.1 stands under outcome 1. "
        "Renumber or move it.",
        "bad.yaml, line 22, units[1].outcomes[2].criteria: The list is empty. It needs at least "
        "one entry.",
        'bad.yaml, line 22, units[1].outcomes[2].number: "1" stands twice. Each number must be '
        "its own.",
        "bad.yaml, line 24, units[1].evidence_types[1].category: This must be one of account, "
        "data, feedback, observation, planning, policy, portfolio, record, report, standard, "
        'testimony, not the text "pictures".',
        "bad.yaml, line 24, units[1].evidence_types[1].named_in: The list says the same thing "
        "twice. Keep it once.",
        "bad.yaml, line 26, units[1].guidance[1].correction: Say what is right instead of this "
        "misconception.",
        'bad.yaml, line 26, units[1].guidance[1].criteria[1]: There is no criterion "1.2" here. '
        'Did you mean "1.1"?',
        'bad.yaml, line 27, units[1].guidance[2].code: "MC1" stands twice. Each code must be its '
        "own.",
        "bad.yaml, line 27, units[1].guidance[2].sign: This must be one of no_baseline, "
        "no_customer_link, no_measures, no_monitoring, no_stakeholders, only_figures, "
        'single_kind, uneven_outcomes, not the text "no_base_line". Did you mean "no_baseline"?',
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "    title: Brew a pot\n",
            "    title: Brew a pot\n    title: Brew two\n",
            'line 13, units[1].title: The field "title" stands twice. Keep one of them.',
        ),
        (
            "title: Brew a pot",
            "title: &t Brew a pot",
            "line 12: Anchors and aliases (& and *) are not taken. Write it out.",
        ),
        (
            "title: Brew a pot",
            'title: "Brew\\0 a pot"',
            "line 12: The value holds a control character. Remove it.",
        ),
        (
            "title: Brew a pot",
            f"title: {'[' * 20}{']' * 20}",
            "line 12: The file is nested more than 12 deep.",
        ),
        (
            "title: Brew a pot",
            "title: !!python/object/apply:os.getcwd []",
            "line 12: This is not valid YAML: could not determine a constructor for "
            "the tag 'tag:yaml.org,2002:python/object/apply:os.getcwd'. Look for a quote, colon or "
            "space above.",
        ),
        (
            "title: Brew a pot",
            'title: "Brew a pot',
            "line 22: This is not valid YAML: did not find expected key. Look for a quote, colon "
            "or space above.",
        ),
        (
            "credit: 3",
            "credit: {three: 3}",
            "line 15, units[1].credit: This must be a whole number or null (not known), not a "
            "group of fields.",
        ),
        (
            "criteria_origin: official",
            "criteria_origin: centre-devised",
            "line 1, criteria_origin_because: Say in a sentence why the criteria are "
            "centre-devised.",
        ),
        (
            "kind: mandatory}",
            "kind: mandatory, min_credits: 9, max_credits: 3}",
            "line 9, groups[1].min_credits: The least number of credits, 9, is above the most, 3.",
        ),
        (
            "title: Be able to brew",
            f"title: {'x' * 301}",
            "line 20, units[1].outcomes[1].title: This has 301 characters; at most 300 are taken.",
        ),
        (
            "awarding_body: The Tea Board",
            "awarding_body: null",
            "line 3, qualification.awarding_body: This must be text, not null.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(db, tea, old, new, sentence):
    assert refusal(tea(old, new)) == [f"tea.yaml, {sentence}"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "line 1: The file is empty."),
        (b"a: b\nc: \xff\n", "line 2: The file is not UTF-8 text. Save it as UTF-8."),
        (b"- one\n", "line 1: This must be a group of fields, not a list."),
        (
            b"#" * (2 * 1024 * 1024 + 1),
            "line 1: The file is larger than 2 MB. Split it by qualification.",
        ),
    ],
)
def test_what_is_no_specification_at_all_is_refused(db, tmp_path, content, sentence):
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    assert refusal(path) == [f"odd.yaml, {sentence}"]


def test_a_file_that_is_not_there_is_refused(db, tmp_path):
    assert refusal(tmp_path / "gone.yaml") == [
        "gone.yaml, line 1: The file can’t be read: No such file or directory."
    ]


def test_a_number_that_belongs_to_another_qualification_is_refused(db, tea):
    loading.load(tea("number: null", "number: 600/0000/1"))
    path = tea("number: null", "number: 600/0000/1")
    path.write_text(path.read_text().replace("code: tea-making", "code: coffee-making"))
    assert refusal(path) == [
        "tea.yaml, line 5, qualification.number: This number belongs to the qualification with "
        'the code "tea-making".'
    ]


def test_nothing_is_loaded_when_anything_is_wrong(db, tea):
    loading.load(tea())
    before = rows()
    refusal(tea('criteria: ["1.1"]}', 'criteria: ["1.2"]}'))
    assert rows() == before


def test_the_command_prints_a_line_per_file_and_says_when_nothing_changed(db, tea, capsys):
    path = str(tea())
    call_command("load_specification", path)
    call_command("load_specification", path)
    assert capsys.readouterr().out.splitlines() == [
        f"{path}: loaded: Award in Making Tea, version 1",
        f"{path}: unchanged, was loaded before: Award in Making Tea, version 1",
    ]


def test_the_command_loads_what_is_right_and_exits_1_with_the_errors_on_stderr(
    db, tea, tmp_path, capsys
):
    good, bad = str(tea()), tmp_path / "bad.yaml"
    bad.write_text("- one\n")
    with pytest.raises(SystemExit) as caught:
        call_command("load_specification", str(bad), good)
    printed = capsys.readouterr()
    assert caught.value.code == 1
    assert printed.err.splitlines() == [
        "bad.yaml, line 1: This must be a group of fields, not a list."
    ]
    assert printed.out.splitlines() == [f"{good}: loaded: Award in Making Tea, version 1"]
