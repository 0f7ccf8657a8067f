"""Who is at risk, and why: each rule says its sentence from its day on, and not a day sooner."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from assessment import coverage
from assessment.models import Judgement
from learners import enrolment as enrolling
from learners import registration
from portfolio import progress, risk
from tests.people import DUE_ON, STARTS_ON, add_artefact, judge, map_to, person


def day(number):
    """Return noon of a day, counted from the start of the enrolment."""
    noon = dt.datetime.combine(STARTS_ON, dt.time(12), tzinfo=timezone.get_current_timezone())
    return noon + dt.timedelta(days=number)


def why(enrolment, now, *, alone_since=None, sent_at=None, active_at=None):
    """Return the sentences that say why an enrolment is at risk."""
    covered = coverage.of_enrolment(enrolment)
    found = risk.reasons(
        enrolment,
        covered,
        progress.of(enrolment, covered, today=localdate(now)),
        alone_since=alone_since,
        sent_at=sent_at,
        active_at=active_at,
        now=now,
    )
    return [reason.sentence for reason in found]


def test_nobody_is_at_risk_who_has_just_begun(enrolment):
    assert why(enrolment, day(0)) == []


def test_nothing_mapped_counts_after_six_weeks(enrolment):
    assert why(enrolment, day(41)) == []
    assert why(enrolment, day(42)) == ["Nothing mapped after six weeks"]


def test_time_is_ahead_of_evidence_by_a_fifth(enrolment, sent, ben):
    judge(enrolment, ben, c11=True, c12=True)

    assert why(enrolment, day(310)) == []
    assert why(enrolment, day(318)) == ["Time is ahead of evidence"]


def test_time_is_far_ahead_of_evidence_by_two_fifths(enrolment, amy, criteria):
    map_to(add_artefact(enrolment, by=amy), criteria["1.1"], by=amy)

    assert why(enrolment, day(140)) == []
    assert why(enrolment, day(268)) == ["Time is far ahead of evidence"]


def test_time_is_far_ahead_of_decisions_where_evidence_keeps_up(enrolment, sent):
    assert why(enrolment, day(140)) == []
    assert why(enrolment, day(150)) == ["Time is far ahead of decisions"]


def test_four_weeks_before_the_end_and_after_it_what_is_open_counts(enrolment, sent, ben):
    judge(enrolment, ben, c11=True, c12=True)
    end = (DUE_ON - STARTS_ON).days

    ahead = "Time is ahead of evidence"
    assert why(enrolment, day(end - 29)) == [ahead]
    assert why(enrolment, day(end - 28)) == ["Due in 28 days, and 1 criterion is open", ahead]
    assert why(enrolment, day(end)) == ["Due today, and 1 criterion is open", ahead]
    assert why(enrolment, day(end + 1)) == ["Due 1 day ago, and 1 criterion is open"]


def test_after_the_end_nothing_is_open_when_all_is_met(all_met):
    assert why(all_met, day(400)) == []


def test_who_has_no_assessor_is_at_risk_at_once(enrolment):
    assert why(enrolment, day(12), alone_since=day(0)) == ["No assessor for 12 days"]
    assert why(enrolment, day(12), alone_since=day(12)) == ["No assessor yet"]


def test_a_wait_counts_when_four_fifths_of_the_promise_are_used(enrolment, sent):
    assert why(enrolment, day(20), sent_at=day(13)) == []
    assert why(enrolment, day(20), sent_at=day(12)) == ["Waiting 8 days for a decision"]


def test_a_signature_is_waited_for_as_long(all_met):
    now = timezone.localtime()
    assert why(all_met, now) == []

    Judgement.objects.update(judged_at=now - dt.timedelta(days=8))

    assert why(all_met, now) == ["Waiting 8 days for a signature"]


def test_what_was_met_and_has_changed_needs_re_confirmation(all_met, amy, criteria):
    report = all_met.artefacts.get(number=2)
    map_to(report, criteria["2.1"], by=amy, words="Better.")

    assert why(all_met, day(100)) == ["1 criterion needs re-confirmation"]


@pytest.mark.parametrize(
    ("days", "sentences"),
    [(13, []), (14, ["Feedback unanswered for 14 days"])],
)
def test_feedback_counts_when_it_is_unanswered_for_two_weeks(enrolment, sent, ben, days, sentences):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    Judgement.objects.update(judged_at=day(20))

    assert why(enrolment, day(20 + days), active_at=day(19)) == sentences
    assert why(enrolment, day(20 + days), active_at=day(21)) == []


def test_a_learner_is_quiet_after_four_weeks_but_not_while_we_are_to_act(enrolment, sent):
    assert why(enrolment, day(47), active_at=day(20)) == []
    assert why(enrolment, day(48), active_at=day(20)) == ["Quiet for 28 days"]
    assert why(enrolment, day(48), active_at=day(20), sent_at=day(44)) == []


def test_a_learner_with_everything_judged_owes_nothing(all_met):
    assert why(all_met, day(100), active_at=day(1)) == []


def test_an_enrolment_without_units_is_at_risk_from_its_first_day(centre, specification, owen):
    person("bea")
    learner = registration.add_learner(centre, name="Bea", email="bea@x.example", uln="", by=owen)
    enrolment = registration.enrol(
        learner, specification, starts_on=STARTS_ON, due_on=DUE_ON, by=owen
    )

    assert why(enrolment, day(-1)) == []
    assert why(enrolment, day(0)) == ["No unit is chosen yet"]


def test_several_reasons_come_most_urgent_first(enrolment):
    assert why(enrolment, day(60), alone_since=day(50), active_at=day(2)) == [
        "No assessor for 10 days",
        "Nothing mapped after six weeks",
        "Quiet for 58 days",
    ]


@pytest.mark.parametrize("act", [enrolling.pause, enrolling.withdraw])
def test_nobody_is_at_risk_on_a_break_or_after_the_end(enrolment, owen, act):
    enrolment = act(enrolment, because="Parental leave", by=owen)

    assert why(enrolment, day(200), alone_since=day(0), active_at=day(0)) == []
