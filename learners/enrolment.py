"""What happens to an enrolment: its units, its breaks, its end?"""

from django.db import transaction

from audit import trail
from core import clock
from core.errors import RuleViolation
from core.states import next_state
from learners.models import Enrolment, UnitChoice
from learners.states import ENROLMENT
from qualifications import combination


@transaction.atomic
def choose_units(enrolment, units, *, by):
    """Make `units` the units chosen for the enrolment.

    What the rules of combination still miss may be chosen later; what breaks them is refused.
    """
    enrolment = Enrolment.objects.locked(enrolment.pk)

    state = next_state(ENROLMENT, enrolment.state, "choose_units")

    units = list(units)
    if not units:
        raise RuleViolation("Choose at least one unit.", field="units")
    broken = combination.check(enrolment.specification, units).broken
    if broken:
        raise RuleViolation(" ".join(broken), field="units")
    current = {choice.unit_id: choice for choice in enrolment.unit_choices.current()}
    chosen = {unit.pk for unit in units}
    if chosen == current.keys():
        return enrolment

    enrolment.state = state
    enrolment.save(update_fields=["state"])
    wrote = [
        UnitChoice.objects.create(enrolment=enrolment, unit_id=unit)
        for unit in sorted(chosen - current.keys())
    ]
    for unit in sorted(current.keys() - chosen):
        choice = current[unit]
        choice.withdrawn_at = clock.now()
        choice.save(update_fields=["withdrawn_at"])
        wrote.append(choice)

    trail.record("units.chosen", enrolment, by=by, wrote=wrote, units=[str(u) for u in units])
    return enrolment


@transaction.atomic
def pause(enrolment, *, because, by):
    """Begin a break in learning; `because` is the reason, kept in the trail."""
    return _step(enrolment, "pause", because=because, by=by)


@transaction.atomic
def resume(enrolment, *, because, by):
    """End a break in learning."""
    return _step(enrolment, "resume", because=because, by=by)


@transaction.atomic
def withdraw(enrolment, *, because, by):
    """End the enrolment before it is completed; everything in it stays readable."""
    return _step(enrolment, "withdraw", because=because, by=by)


def _step(enrolment, act, *, because, by):
    enrolment = Enrolment.objects.locked(enrolment.pk)

    state = next_state(ENROLMENT, enrolment.state, act)

    if not because.strip():
        raise RuleViolation("Say why, in a few words.", field="because")

    enrolment.state = state
    enrolment.save(update_fields=["state"])

    trail.record(f"enrolment.{act}", enrolment, by=by, because=because)
    return enrolment
