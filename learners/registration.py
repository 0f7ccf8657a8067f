"""How does a person become a learner of a centre, and a learner get enrolled?"""

from django.db import IntegrityError, transaction

from accounts import people
from accounts.models import Centre, Role
from audit import trail
from core.errors import RuleViolation
from learners.models import Allocation, Enrolment, Learner


@transaction.atomic
def add_learner(centre, *, name, email, uln, by):
    """Return the new Learner of `centre`; the person is found by e-mail or made."""
    Centre.objects.select_for_update().get(pk=centre.pk)

    if uln and not (uln.isascii() and uln.isdecimal() and len(uln) == 10):
        raise RuleViolation("A ULN has ten digits. Leave it empty if it is not known.", field="uln")
    if centre.learners.filter(user__email__iexact=email).exists():
        raise RuleViolation(
            "A learner with this e-mail is registered here already. Open them from the list.",
            field="email",
        )

    user = people.add_person(email, name=name, by=by)
    learner = Learner.objects.create(centre=centre, user=user, uln=uln)

    trail.record("learner.added", learner, by=by)
    return learner


@transaction.atomic
def enrol(learner, specification, *, starts_on, due_on, by, registration_number=""):
    """Return the new Enrolment; the learner is allocated to it, and so can see it."""
    Learner.objects.select_for_update(of=("self",)).get(pk=learner.pk)

    if due_on <= starts_on:
        raise RuleViolation("The end has to be after the start.", field="due_on")
    if not specification.is_current():
        raise RuleViolation(
            "This is an older version of the specification. Choose the current one.",
            field="specification",
        )
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                learner=learner,
                specification=specification,
                starts_on=starts_on,
                due_on=due_on,
                registration_number=registration_number,
            )
    except IntegrityError:
        raise RuleViolation(
            f"{learner} is enrolled on this qualification already.", field="specification"
        ) from None
    allocation = Allocation.objects.create(
        enrolment=enrolment, user=learner.user, role=Role.LEARNER
    )

    trail.record("enrolment.added", enrolment, by=by, wrote=[allocation])
    return enrolment
