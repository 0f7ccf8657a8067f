"""Gap analysis: each common mistake is noticed on evidence that makes it, and only there."""

import pytest

from assessment import coverage
from evidence import mapping
from evidence.mapping import Claim
from portfolio import gap_analysis
from qualifications.models import Criterion, Guidance, Outcome, Unit
from tests.people import add_artefact, enrolled, judge, map_to, submit

Sign = Guidance.Sign


@pytest.fixture
def advise(unit, criteria):
    """Return a function that adds guidance with a sign, about the criteria of these numbers."""

    def add(sign, *numbers, kind=Guidance.Kind.COMMON_MISTAKE, text="Leaving it out."):
        guidance = Guidance.objects.create(
            unit=unit, kind=kind, code=sign, position=1, sign=sign, text=text
        )
        guidance.criteria.set(criteria[number] for number in numbers)

    return add


@pytest.fixture
def show(enrolment, amy, criteria):
    """Return a function that adds an artefact with a title and maps it with a claim."""

    def add(title, *numbers, claim="", kind="product_evidence", words="Some words."):
        count = enrolment.artefacts.count()
        artefact = add_artefact(enrolment, by=amy, name=f"{count}.txt", words=f"{words} {count}")
        claims = [Claim(criteria[number], words=claim) for number in numbers]
        return mapping.cross_reference(artefact, claims, title=title, kind=kind, by=amy)

    return add


def warned(enrolment, unit):
    covered = coverage.of_enrolment(enrolment).of_unit(unit.pk)
    covered.unit = Unit.objects.with_content().get(pk=unit.pk)
    return gap_analysis.warnings(enrolment, covered)


def titles(enrolment, unit):
    return [warning.title for warning in warned(enrolment, unit)]


@pytest.mark.parametrize(
    ("sign", "title", "cure"),
    [
        (Sign.NO_BASELINE, "No figures from before", "Baseline of the old count"),
        (Sign.NO_MEASURES, "No measures of success", "Targets for the year"),
        (Sign.NO_MONITORING, "Nothing on monitoring", "Weekly review"),
        (Sign.NO_STAKEHOLDERS, "Nobody else has a voice", "Workshop with the store"),
        (Sign.NO_CUSTOMER_LINK, "No result for customers", "Complaints in June"),
    ],
)
def test_what_no_title_and_no_claim_speaks_of_is_noticed(
    enrolment, unit, advise, show, sign, title, cure
):
    advise(sign, "1.1")
    show("Paper one", "1.1")
    show("Paper two", "1.1")
    show("Paper three", "2.1")
    (warning,) = warned(enrolment, unit)
    assert warning.title == title
    assert warning.text.startswith("For 1.1 there are E01 and E02. No title or claim speaks of")
    assert warning.text.endswith("A common mistake: leaving it out.")

    show(cure, "2.1")

    assert titles(enrolment, unit) == []


def test_a_claim_counts_as_much_as_a_title(enrolment, unit, advise, show):
    advise(Sign.NO_BASELINE, "1.1")
    for number in range(3):
        show(f"Paper {number}", "1.1", claim="Page 2: figures before and after" * (number == 2))

    assert titles(enrolment, unit) == []


def test_a_word_within_another_is_no_sign(enrolment, unit, advise, show):
    advise(Sign.NO_STAKEHOLDERS, "1.1")
    for title in ("Steam cleaning", "Bookstaffle", "Old way"):
        show(title, "1.1")

    assert titles(enrolment, unit) == ["Nobody else has a voice"]


def test_a_witness_is_a_voice(enrolment, unit, advise, show):
    advise(Sign.NO_STAKEHOLDERS, "1.1")
    for kind in ("product_evidence", "product_evidence", "witness_testimony"):
        show("Paper", "1.1", kind=kind)

    assert titles(enrolment, unit) == []


def test_too_little_evidence_tells_nothing(enrolment, unit, advise, show):
    advise(Sign.NO_MEASURES, "1.1")
    show("Paper one", "1.1")
    show("Paper two", "1.1")

    assert titles(enrolment, unit) == []


def test_criteria_without_evidence_are_gaps_and_no_mistake(enrolment, unit, advise, show):
    advise(Sign.NO_MEASURES, "2.1")
    for number in range(3):
        show(f"Paper {number}", "1.1")

    assert titles(enrolment, unit) == []


def test_what_the_assessor_has_found_met_is_no_mistake(enrolment, unit, advise, show, amy, ben):
    advise(Sign.NO_MEASURES, "1.1")
    shown = [show(f"Paper {number}", "1.1") for number in range(3)]
    submit(enrolment, *shown, by=amy)
    assert titles(enrolment, unit) == ["No measures of success"]

    judge(enrolment, ben, c11=True)

    assert titles(enrolment, unit) == []


def test_evidence_of_one_kind_is_noticed(enrolment, unit, advise, show):
    advise(Sign.SINGLE_KIND, kind=Guidance.Kind.TIP, text="Use many kinds.")
    for number in range(3):
        show(f"Paper {number}", "1.1")
    (warning,) = warned(enrolment, unit)
    assert warning.text == "All 3 artefacts are product evidence. Advice: use many kinds."

    show("Seen at work", "1.1", kind="observation")

    assert titles(enrolment, unit) == []


@pytest.mark.parametrize("title", ["KPI report", "Dashboard, week 3", "Satisfaction scores"])
def test_an_outcome_that_rests_on_figures_is_noticed(enrolment, unit, advise, show, title):
    advise(Sign.ONLY_FIGURES, "2.1")
    show("Paper one", "1.1")
    show("Paper two", "1.1")
    show(title, "2.1")
    (warning,) = warned(enrolment, unit)
    assert warning.title == "Outcome 2 has figures only"
    assert warning.text.startswith("E03 is a table of figures. Nobody says")

    show("What customers say: survey", "2.1")

    assert titles(enrolment, unit) == []


@pytest.mark.parametrize(
    ("first", "second", "noticed"),
    [("a.txt", "b.csv", ["Outcome 2 has figures only"]), ("a.csv", "b.txt", [])],
)
def test_a_table_is_known_by_its_own_name_not_by_who_sent_the_bytes_first(
    enrolment, unit, criteria, amy, other_centre, specification, dan, advise, show,
    first, second, noticed,
):  # fmt: skip
    bea = enrolled("bea", centre=other_centre, specification=specification, by=dan)
    words = "week,wait\n1,7\n"
    add_artefact(bea, by=bea.learner.user, name=first, words=words)
    advise(Sign.ONLY_FIGURES, "2.1")
    show("Paper one", "1.1")
    show("Paper two", "1.1")

    artefact = add_artefact(enrolment, by=amy, name=second, words=words)
    map_to(artefact, criteria["2.1"], by=amy)

    assert titles(enrolment, unit) == noticed


@pytest.mark.parametrize(
    ("title", "claim"),
    [("KPI report and feedback", ""), ("KPI report", "What guests said, page 2")],
)
def test_figures_that_let_people_speak_are_not_figures_only(
    enrolment, unit, advise, show, title, claim
):
    advise(Sign.ONLY_FIGURES, "2.1")
    show("Paper one", "1.1")
    show("Paper two", "1.1")
    show(title, "2.1", claim=claim)

    assert titles(enrolment, unit) == []


def test_a_plan_in_a_table_is_not_figures_only(enrolment, unit, advise, show):
    advise(Sign.ONLY_FIGURES, "2.1")
    show("Paper one", "1.1")
    show("Paper two", "1.1")
    show("Risk register with scores", "2.1")

    assert titles(enrolment, unit) == []


def test_an_outcome_with_far_less_evidence_is_noticed(enrolment, unit, criteria, advise, show):
    advise(Sign.UNEVEN_OUTCOMES, "1.1", "1.2", "2.1")
    for number in range(7):
        show(f"Paper {number}", "1.1", "1.2")
    assert titles(enrolment, unit) == ["Outcome 2 is thin beside the rest"]

    show("Paper", "2.1")
    (warning,) = warned(enrolment, unit)
    assert warning.text.startswith("Outcome 2 has 1 artefact; outcome 1 has 7.")

    for number in range(3):
        show(f"Report {number}", "2.1")
    assert titles(enrolment, unit) == []


def test_outcomes_that_nobody_has_begun_are_gaps_and_not_thin(
    enrolment, unit, criteria, advise, show
):
    third = Outcome.objects.create(unit=unit, number=3, title="Outcome 3")
    Criterion.objects.create(outcome=third, number="3.1", position=1, text="Learn from it")
    advise(Sign.UNEVEN_OUTCOMES, "1.1", "1.2", "2.1")
    for number in range(7):
        show(f"Paper {number}", "1.1", "1.2")

    assert titles(enrolment, unit) == []


def test_an_outcome_that_is_met_needs_no_more(enrolment, unit, advise, show, amy, ben):
    advise(Sign.UNEVEN_OUTCOMES, "1.1", "1.2", "2.1")
    submit(enrolment, show("Report", "2.1"), by=amy)
    judge(enrolment, ben, c21=True)
    for number in range(7):
        show(f"Paper {number}", "1.1", "1.2")

    assert titles(enrolment, unit) == []
