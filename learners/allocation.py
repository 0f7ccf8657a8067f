"""Who works with which learner, from when to when?"""

from django.db import transaction

from accounts import people
from accounts.models import Role
from audit import trail
from core import clock
from core.errors import RuleViolation
from core.states import next_state
from learners.models import Allocation, Enrolment
from learners.states import ENROLMENT


@transaction.atomic
def allocate(enrolment, user, *, role, by):
    """Return the new Allocation of `user` to the enrolment in `role` (a staff role)."""
    enrolment = Enrolment.objects.locked(enrolment.pk)

    next_state(ENROLMENT, enrolment.state, "allocate")

    if user.pk == enrolment.learner.user_id:
        raise RuleViolation(
            f"{user} is the learner here. Nobody assesses or quality-assures own work.",
            field="user",
        )
    if role not in enrolment.learner.centre.roles_of(user):
        raise RuleViolation(
            f"{user} is not registered as {Role(role).label} at this centre.", field="user"
        )
    held = set(enrolment.allocations.current().filter(user=user).values_list("role", flat=True))
    if role in held:
        raise RuleViolation(f"{user} is allocated as {Role(role).label} already.", field="user")
    if {Role.ASSESSOR, Role.IQA} <= held | {role}:
        raise RuleViolation(
            f"{user} can’t be assessor and IQA of the same learner. "
            "Nobody quality-assures own decisions.",
            field="user",
        )

    allocation = Allocation.objects.create(enrolment=enrolment, user=user, role=role)

    trail.record(
        "allocation.added", enrolment, by=by, wrote=[allocation], person=user.pk, role=role
    )
    return allocation


@transaction.atomic
def end_allocation(allocation, *, by):
    """Close the door for this person in this role, in any state; what they did stays."""
    enrolment = Enrolment.objects.locked(allocation.enrolment_id)
    allocation = Allocation.objects.get(pk=allocation.pk)

    if allocation.role == Role.LEARNER:
        raise RuleViolation("A learner stays with the enrolment. Withdraw the enrolment instead.")
    if allocation.ends is not None:
        raise RuleViolation("This allocation has ended already.")

    allocation.ends = clock.now()
    allocation.save(update_fields=["ends"])

    trail.record(
        "allocation.ended", enrolment, by=by, wrote=[allocation], person=allocation.user_id
    )
    return allocation


@transaction.atomic
def let_go(membership, *, by):
    """End a person's role at the centre, and every allocation that they hold in it."""
    held = Allocation.objects.current().filter(
        user=membership.user_id,
        role=membership.role,
        enrolment__learner__centre=membership.centre_id,
    )
    for allocation in held:
        end_allocation(allocation, by=by)
    return people.end_membership(membership, by=by)
