"""Standings: what a row of a list of learners says, in as many questions for three as for one."""

import datetime as dt

from django.utils import timezone

from accounts.models import Role
from core import clock
from learners import allocation
from learners import enrolment as enrolling
from learners.models import Allocation, Enrolment
from portfolio import standings
from tests.people import add_artefact, enrolled, judge


def of(enrolment):
    (row,) = standings.of(Enrolment.objects.filter(pk=enrolment.pk))
    return row


def test_a_learner_was_last_active_when_they_last_did_something_themselves(
    enrolment, amy, ben, owen
):
    assert of(enrolment).active_at is None

    then = timezone.localtime() - dt.timedelta(days=3)
    with clock.standing_at(then):
        add_artefact(enrolment, by=amy, checked=False)
    enrolling.pause(enrolment, because="Parental leave", by=owen)

    assert of(enrolment).active_at == then


def test_what_others_do_in_their_own_portfolios_is_not_counted(
    enrolment, amy, centre, specification, owen
):
    other = enrolled("bea", centre=centre, specification=specification, by=owen)
    add_artefact(other, by=other.learner.user, checked=False)

    assert of(enrolment).active_at is None


def test_a_learner_waits_from_sending_to_the_decision(sent, enrolment, ben):
    row = of(enrolment)
    assert (row.is_waiting, row.waited) == (True, 0)

    judge(enrolment, ben, c11=True, c12="Say who was there.")

    row = of(enrolment)
    assert (row.is_waiting, row.waited) == (False, None)


def test_nobody_waits_during_a_break(sent, enrolment, owen):
    enrolling.pause(enrolment, because="Parental leave", by=owen)

    assert not of(enrolment).is_waiting


def test_a_learner_is_alone_from_the_day_on_which_the_last_assessor_left(enrolment, ben, owen):
    assert not of(enrolment).is_alone
    held = Allocation.objects.get(enrolment=enrolment, user=ben)
    Allocation.objects.update(starts=timezone.localtime() - dt.timedelta(days=40))
    with clock.standing_at(timezone.localtime() - dt.timedelta(days=12)):
        allocation.end_allocation(held, by=owen)

    row = of(enrolment)
    assert row.is_alone
    assert "No assessor for 12 days" in [reason.sentence for reason in row.reasons]


def test_a_learner_who_never_had_one_is_alone_since_the_enrolment(centre, specification, owen):
    enrolment = enrolled("bea", centre=centre, specification=specification, by=owen)
    Allocation.objects.update(starts=timezone.localtime() - dt.timedelta(days=5))

    assert "No assessor for 5 days" in [reason.sentence for reason in of(enrolment).reasons]


def test_the_most_urgent_come_first(enrolment, ben, centre, specification, owen):
    alone = enrolled("aby", centre=centre, specification=specification, by=owen)
    helped = enrolled("zoe", centre=centre, specification=specification, by=owen)
    allocation.allocate(helped, ben, role=Role.ASSESSOR, by=owen)
    Enrolment.objects.filter(pk=helped.pk).update(due_on=timezone.localdate() - dt.timedelta(3))
    Enrolment.objects.exclude(pk=helped.pk).update(
        starts_on=timezone.localdate(), due_on=timezone.localdate() + dt.timedelta(300)
    )

    rows = standings.most_urgent_first(standings.of(Enrolment.objects.all()))

    assert [row.enrolment for row in rows] == [helped, alone, enrolment]
