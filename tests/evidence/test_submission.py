"""Submission: mapped, checked, declared; each sending is a version; withdrawn with a reason."""

import pytest

from core.errors import RuleViolation
from evidence import submission
from evidence.models import ArtefactVersion
from learners.enrolment import choose_units
from tests.people import add_artefact, judge, map_to, submit


@pytest.fixture
def mapped(enrolment, amy, criteria):
    return map_to(add_artefact(enrolment, by=amy), criteria["1.1"], by=amy, words="Who and when")


def test_sending_makes_a_version_of_file_mapping_and_declaration(enrolment, mapped, amy, criteria):
    (version,) = submit(enrolment, mapped, by=amy)

    mapped.refresh_from_db()
    assert mapped.state == "submitted"
    assert (version.number, version.file, version.declaration) == (
        1,
        mapped.file,
        submission.DECLARATION,
    )
    assert version.cross_references == [
        {"criterion": criteria["1.1"].pk, "number": "1.1", "page": None, "claim": "Who and when"}
    ]


def test_unmapped_evidence_is_refused_with_the_way_on(enrolment, amy):
    artefact = add_artefact(enrolment, by=amy)

    with pytest.raises(RuleViolation) as refusal:
        submit(enrolment, artefact, by=amy)

    assert refusal.value.message == (
        "E01 minutes: map this evidence to at least one criterion first."
    )


def test_evidence_for_a_unit_that_was_dropped_is_not_sent(
    enrolment, mapped, amy, owen, specification
):
    choose_units(enrolment, [specification.units.get(code="order")], by=owen)

    assert list(enrolment.artefacts.ready_to_submit()) == []
    with pytest.raises(RuleViolation, match="map this evidence to at least one criterion first"):
        submit(enrolment, mapped, by=amy)


def test_one_unmapped_artefact_holds_back_all(enrolment, mapped, amy):
    unmapped = add_artefact(enrolment, by=amy, name="other.txt")

    with pytest.raises(RuleViolation):
        submit(enrolment, mapped, unmapped, by=amy)

    mapped.refresh_from_db()
    assert mapped.state == "draft"
    assert ArtefactVersion.objects.count() == 0


def test_a_file_that_is_still_being_checked_waits(enrolment, amy, criteria):
    artefact = add_artefact(enrolment, by=amy, name="pending.txt", words="Pending.", checked=False)
    map_to(artefact, criteria["1.1"], by=amy)

    with pytest.raises(RuleViolation, match="still being checked"):
        submit(enrolment, artefact, by=amy)


def test_the_declaration_has_to_be_ticked(enrolment, mapped, amy):
    with pytest.raises(RuleViolation, match="^Read the declaration"):
        submission.submit(enrolment, [mapped], declared=False, by=amy)


def test_a_second_click_sends_nothing_twice(enrolment, mapped, amy):
    submit(enrolment, mapped, by=amy)

    with pytest.raises(RuleViolation, match="it is submitted"):
        submit(enrolment, mapped, by=amy)

    assert ArtefactVersion.objects.count() == 1


def test_the_artefact_of_another_enrolment_is_not_sent(enrolment, mapped, amy):
    with pytest.raises(RuleViolation, match="^Choose the evidence"):
        submission.submit(enrolment, [], declared=True, by=amy)


def test_returned_evidence_is_sent_again_with_an_answer(enrolment, sent, amy, ben):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    (version,) = submit(enrolment, sent, by=amy, answer="  Names are on page 1.  ")

    assert (version.number, version.answer) == (2, "Names are on page 1.")


def test_withdrawing_needs_a_reason_and_can_be_undone(mapped, amy):
    with pytest.raises(RuleViolation, match="^Say why"):
        submission.withdraw(mapped, because="", by=amy)

    withdrawn = submission.withdraw(mapped, because="Wrong file.", by=amy)
    assert (withdrawn.state, withdrawn.withdrawn_because) == ("withdrawn", "Wrong file.")

    assert submission.restore(mapped, by=amy).state == "draft"


def test_accepted_evidence_is_not_withdrawn(all_met, sent, amy):
    with pytest.raises(RuleViolation, match="it is accepted"):
        submission.withdraw(sent, because="I want it back.", by=amy)
