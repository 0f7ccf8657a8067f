"""Cross-references: to chosen units only, to pages that exist, superseded and never lost."""

import pytest

from core.errors import RuleViolation
from evidence.models import CrossReference
from qualifications.models import Criterion, Outcome
from tests.people import add_artefact, map_to, submit


@pytest.fixture
def artefact(enrolment, amy):
    return add_artefact(enrolment, by=amy)


def current(artefact):
    return [(r.criterion.number, r.page, r.claim) for r in artefact.cross_references.current()]


def test_an_artefact_is_mapped_with_page_and_claim(artefact, amy, criteria):
    map_to(artefact, criteria["1.1"], by=amy, page=1, words="The date is agreed.")

    assert current(artefact) == [("1.1", 1, "The date is agreed.")]


def test_mapping_again_supersedes_and_keeps_the_old_rows(artefact, amy, criteria):
    map_to(artefact, criteria["1.1"], by=amy, page=1)
    map_to(artefact, criteria["2.1"], by=amy)

    assert [number for number, _, _ in current(artefact)] == ["2.1"]
    assert CrossReference.objects.count() == 2


def test_saving_the_same_mapping_again_changes_nothing(artefact, amy, criteria):
    map_to(artefact, criteria["1.1"], by=amy, page=1)
    map_to(artefact, criteria["1.1"], by=amy, page=1)

    assert CrossReference.objects.count() == 1


def test_a_page_that_is_not_there_is_refused(artefact, amy, criteria):
    with pytest.raises(RuleViolation) as refusal:
        map_to(artefact, criteria["1.1"], by=amy, page=7)

    assert refusal.value.message == "E01 has 1 page; page 7 for 1.1 is not there."


def test_a_criterion_of_a_unit_that_was_not_chosen_is_refused(artefact, amy, specification):
    outcome = Outcome.objects.create(
        unit=specification.units.get(code="order"), number=1, title="Order"
    )
    other = Criterion.objects.create(outcome=outcome, number="1.1", position=1, text="Order it")

    with pytest.raises(RuleViolation, match="is not in a chosen unit"):
        map_to(artefact, other, by=amy)


def test_submitted_evidence_is_not_mapped_anew(enrolment, artefact, amy, criteria):
    map_to(artefact, criteria["1.1"], by=amy)
    submit(enrolment, artefact, by=amy)

    with pytest.raises(RuleViolation, match="it is submitted"):
        map_to(artefact, criteria["2.1"], by=amy)
