"""Judging: one row a decision, evidence accepted or returned, nothing judged twice or alone."""

import pytest
from django.db import IntegrityError, transaction

from assessment.judging import Decision, record_judgements
from assessment.models import Feedback, Judgement
from core.errors import RuleViolation
from evidence import intake, scanning, submission
from learners import enrolment as enrolling
from qualifications.models import Criterion, Outcome
from tests.people import add_artefact, judge, map_to, seen_for, submit, text_file


def state_of(artefact):
    artefact.refresh_from_db()
    return artefact.state


def test_evidence_with_every_criterion_met_is_accepted(enrolment, sent, ben):
    judge(enrolment, ben, c11=True, c12=True)

    assert state_of(sent) == "accepted"


def test_evidence_with_one_criterion_not_yet_met_is_returned(enrolment, sent, ben):
    judge(enrolment, ben, c11=True, c12="Say who was there.")

    assert state_of(sent) == "returned"


def test_evidence_stays_with_the_assessor_until_every_criterion_is_decided(enrolment, sent, ben):
    judge(enrolment, ben, c11=True)

    assert state_of(sent) == "submitted"


def test_sent_again_unchanged_only_what_was_not_yet_met_is_judged_again(enrolment, sent, ben, amy):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    submit(enrolment, sent, by=amy, answer="They are on page 1.")

    with pytest.raises(RuleViolation, match=r"^1\.1 has nothing"):
        judge(enrolment, ben, c11=True)
    judge(enrolment, ben, c12=True)

    assert state_of(sent) == "accepted"


def test_the_earlier_attempt_stays_readable(enrolment, sent, ben, amy):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    submit(enrolment, sent, by=amy, answer="Names added.")
    judge(enrolment, ben, c12=True)

    attempts = Judgement.objects.filter(criterion__number="1.2").order_by("attempt")
    assert [(j.attempt, j.met, j.feedback) for j in attempts] == [
        (1, False, "Say who was there."),
        (2, True, ""),
    ]
    assert [str(j.judged_versions.get().version) for j in attempts] == [
        "E01 version 1",
        "E01 version 2",
    ]


def test_a_second_click_changes_nothing(enrolment, sent, ben):
    judge(enrolment, ben, c11=True, c12=True)

    with pytest.raises(RuleViolation, match=r"^1\.1 has nothing that waits for a decision\."):
        judge(enrolment, ben, c11=True, c12=True)

    assert Judgement.objects.count() == 2


def test_not_yet_met_has_to_say_what_is_missing(enrolment, sent, ben):
    with pytest.raises(RuleViolation) as refusal:
        judge(enrolment, ben, c11="")

    assert refusal.value.message == (
        "Say what is missing for 1.1, so that the learner knows what to do next."
    )
    assert Judgement.objects.count() == 0


def test_met_is_refused_on_evidence_that_is_not_vacsr(enrolment, sent, ben, criteria):
    pk = criteria["1.1"].pk
    decision = Decision(pk, met=True, seen=seen_for(enrolment, pk), sufficient=False)

    with pytest.raises(
        RuleViolation, match="^1.1 can’t be met while the evidence is not sufficient"
    ):
        record_judgements(enrolment, [decision], by=ben)


def test_what_came_after_the_assessor_looked_is_not_judged(enrolment, sent, amy, ben, criteria):
    pk = criteria["1.1"].pk
    decision = Decision(pk, met=True, seen=seen_for(enrolment, pk))
    now = intake.replace_file(sent, text_file("better.txt", "Better."), by=amy)
    scanning.scan(now.file_id)
    submit(enrolment, sent, by=amy)

    with pytest.raises(RuleViolation, match="^E01 was sent in a new version while you judged"):
        record_judgements(enrolment, [decision], by=ben)

    assert Judgement.objects.count() == 0


def test_a_decision_does_not_rest_on_less_than_the_assessor_saw(
    enrolment, sent, amy, ben, criteria
):
    more = map_to(add_artefact(enrolment, by=amy, name="more.txt"), criteria["1.1"], by=amy)
    submit(enrolment, more, by=amy)
    pk = criteria["1.1"].pk
    decision = Decision(pk, met=True, seen=seen_for(enrolment, pk))
    submission.recall(enrolment, [more], by=amy)

    with pytest.raises(RuleViolation, match=r"^Some of the evidence for 1\.1 was taken back"):
        record_judgements(enrolment, [decision], by=ben)

    assert Judgement.objects.count() == 0


def test_nobody_judges_own_work_even_when_allocated(enrolment, sent, amy):
    with pytest.raises(RuleViolation, match="own work"):
        judge(enrolment, amy, c11=True)


def test_a_criterion_without_submitted_evidence_is_not_judged(enrolment, sent, ben):
    with pytest.raises(RuleViolation, match=r"^2\.1 has nothing"):
        judge(enrolment, ben, c21=True)


def test_the_refusal_of_one_decision_leaves_none(enrolment, sent, ben):
    with pytest.raises(RuleViolation):
        judge(enrolment, ben, c11=True, c21=True)

    assert Judgement.objects.count() == 0


def test_overall_feedback_is_kept_beside_the_decisions(enrolment, sent, ben, criteria):
    pk = criteria["1.1"].pk
    decision = Decision(pk, met=True, seen=seen_for(enrolment, pk))

    record_judgements(enrolment, [decision], feedback="Clear.", by=ben)

    assert [(f.text, f.given_by) for f in Feedback.objects.all()] == [("Clear.", ben)]


def test_more_evidence_for_a_met_criterion_can_be_judged(enrolment, sent, ben, amy, criteria):
    judge(enrolment, ben, c11=True, c12=True)
    more = map_to(add_artefact(enrolment, by=amy, name="more.txt"), criteria["1.1"], by=amy)
    submit(enrolment, more, by=amy)

    judge(enrolment, ben, c11=True)

    latest = Judgement.objects.filter(criterion=criteria["1.1"]).last()
    assert [str(j.version) for j in latest.judged_versions.all()] == [
        "E01 version 1",
        "E02 version 1",
    ]
    assert state_of(more) == "accepted"


def test_the_database_itself_refuses_met_without_vacsr(enrolment, criteria, ben):
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(
            enrolment=enrolment,
            criterion=criteria["1.1"],
            attempt=1,
            met=True,
            valid=True,
            authentic=False,
            current=True,
            sufficient=True,
            reliable=True,
            judged_by=ben,
        )


def test_evidence_for_a_dropped_unit_is_never_accepted_without_a_decision(
    enrolment, sent, unit, specification, ben, amy, owen
):
    other = specification.units.get(code="order")
    outcome = Outcome.objects.create(unit=other, number=1, title="Order")
    order = Criterion.objects.create(outcome=outcome, number="9.1", position=1, text="Order more")
    enrolling.choose_units(enrolment, [unit, other], by=owen)
    artefact = add_artefact(enrolment, by=amy, name="order.txt")
    map_to(artefact, order, by=amy)
    submit(enrolment, artefact, by=amy)
    enrolling.choose_units(enrolment, [unit], by=owen)

    judge(enrolment, ben, c11=True, c12=True)

    artefact.refresh_from_db()
    assert artefact.state == "returned"
