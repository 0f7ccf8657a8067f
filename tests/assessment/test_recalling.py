"""Taking back: refused once a criterion of it is judged; without a choice, what was sent last."""

import pytest

from assessment import recalling
from core.errors import RuleViolation
from evidence import submission
from tests.people import add_artefact, judge, map_to, submit


def test_what_is_judged_in_part_is_not_taken_back(enrolment, sent, amy, ben):
    judge(enrolment, ben, c11=True)

    with pytest.raises(RuleViolation) as refusal:
        recalling.recall(enrolment, [sent], by=amy)

    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert refusal.value.message == (
        "E01 can’t be taken back: 1.1 is judged already. "
        "Wait for the other decisions, or put a new file in its place."
    )


def test_what_was_sent_again_is_taken_back_though_it_was_judged_before(enrolment, sent, amy, ben):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    submit(enrolment, sent, by=amy)

    (back,) = recalling.recall(enrolment, [sent], by=amy)

    assert back.state == "returned"


def test_sent_last_is_all_of_one_sending(enrolment, sent, amy, criteria):
    second, third = (add_artefact(enrolment, by=amy, name=name) for name in ("b.txt", "c.txt"))
    for artefact in (second, third):
        map_to(artefact, criteria["2.1"], by=amy)
    submit(enrolment, second, third, by=amy)
    together = recalling.sent_last(enrolment)
    submission.recall(enrolment, [third], by=amy)

    assert together == [second, third]
    assert recalling.sent_last(enrolment) == [second]


def test_nothing_was_sent_yet(enrolment):
    assert recalling.sent_last(enrolment) == []
