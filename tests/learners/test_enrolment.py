"""An enrolment: its units, its breaks, and who works with it."""

import pytest

from accounts import people
from accounts.models import Role
from audit.models import AuditEvent
from core.errors import RuleViolation
from learners import allocation
from learners import enrolment as enrolling
from learners.models import Allocation, Enrolment


def test_choosing_units_makes_the_enrolment_active(enrolment, unit):
    assert enrolment.state == "active"
    assert list(enrolment.chosen_units()) == [unit]


def test_at_least_one_unit_is_chosen(enrolment, owen):
    with pytest.raises(RuleViolation, match="^Choose at least one unit"):
        enrolling.choose_units(enrolment, [], by=owen)


def test_a_unit_that_is_dropped_stays_in_the_history(enrolment, specification, owen):
    other = specification.units.get(code="order")
    enrolling.choose_units(enrolment, [other], by=owen)

    assert list(enrolment.chosen_units()) == [other]
    assert enrolment.unit_choices.count() == 2


def test_a_break_needs_a_reason_and_ends_again(enrolment, owen):
    with pytest.raises(RuleViolation, match="^Say why"):
        enrolling.pause(enrolment, because="", by=owen)

    assert enrolling.pause(enrolment, because="Illness", by=owen).state == "paused"
    assert enrolling.resume(enrolment, because="Well again", by=owen).state == "active"


def test_a_withdrawn_enrolment_is_not_resumed(enrolment, owen):
    enrolling.withdraw(enrolment, because="New job", by=owen)

    with pytest.raises(RuleViolation, match="it is withdrawn"):
        enrolling.resume(enrolment, because="Back", by=owen)


def test_an_allocation_opens_the_door_and_its_end_closes_it(enrolment, una, owen):
    assert not Enrolment.objects.visible_to(una).exists()

    allocated = allocation.allocate(enrolment, una, role=Role.ASSESSOR, by=owen)
    assert list(Enrolment.objects.visible_to(una)) == [enrolment]

    allocation.end_allocation(allocated, by=owen)
    assert not Enrolment.objects.visible_to(una).exists()
    assert Allocation.objects.filter(user=una).count() == 1


def test_nobody_is_allocated_in_a_role_they_do_not_hold(enrolment, una, owen):
    with pytest.raises(RuleViolation, match="Una is not registered as IQA at this centre"):
        allocation.allocate(enrolment, una, role=Role.IQA, by=owen)


def test_nobody_is_allocated_to_own_work(enrolment, amy, owen):
    with pytest.raises(RuleViolation, match="Nobody assesses or quality-assures own work"):
        allocation.allocate(enrolment, amy, role=Role.ASSESSOR, by=owen)


def test_nobody_is_assessor_and_iqa_of_the_same_learner(enrolment, ben, centre, owen):
    people.add_member(centre, ben, role=Role.IQA, by=owen)

    with pytest.raises(RuleViolation, match="Nobody quality-assures own decisions"):
        allocation.allocate(enrolment, ben, role=Role.IQA, by=owen)


def test_a_learner_is_not_parted_from_the_enrolment(enrolment, owen):
    with pytest.raises(RuleViolation, match="^A learner stays with the enrolment"):
        allocation.end_allocation(enrolment.allocations.get(role="learner"), by=owen)


def test_choosing_the_same_units_again_changes_nothing(enrolment, unit, owen):
    before = AuditEvent.objects.count()

    enrolling.choose_units(enrolment, [unit], by=owen)

    assert AuditEvent.objects.count() == before
