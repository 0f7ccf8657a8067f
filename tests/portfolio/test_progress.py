"""Progress: time, mapped and met."""

import datetime as dt

from assessment import coverage
from portfolio import progress
from tests.people import DUE_ON, STARTS_ON, judge


def stands(enrolment, today):
    return progress.of(enrolment, coverage.of_enrolment(enrolment), today=today)


def test_it_counts_what_is_mapped_and_met(enrolment, sent, ben):
    judge(enrolment, ben, c11=True, c12="Say who was there.")

    found = stands(enrolment, STARTS_ON)
    assert (found.criteria, found.mapped, found.met) == (3, 2, 1)
    assert (found.mapped_percent, found.met_percent) == (67, 33)


def test_time_runs_from_0_to_100_and_no_further(enrolment):
    half = STARTS_ON + (DUE_ON - STARTS_ON) / 2
    later, earlier = DUE_ON + dt.timedelta(days=30), STARTS_ON - dt.timedelta(days=30)

    assert [
        progress.time_used(enrolment, today=day)
        for day in (earlier, STARTS_ON, half, DUE_ON, later)
    ] == [0, 0, 50, 100, 100]
