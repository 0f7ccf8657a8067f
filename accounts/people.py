"""How do centres and people come in?"""

from django.db import transaction

from accounts.models import Centre, Membership, Role, User
from audit import trail
from core import clock
from core.errors import RuleViolation


@transaction.atomic
def open_centre(name, *, slug, by):
    """Return a new Centre. `by` is None when the system's owner does it from a shell."""
    centre = Centre.objects.create(name=name, slug=slug)

    trail.record("centre.opened", centre, by=by)
    return centre


@transaction.atomic
def add_person(email, *, name, by, password=None):
    """Return the User with this e-mail, made now if there is none."""
    user = User.objects.filter(email__iexact=email).first()
    if user:
        return user

    user = User.objects.create_user(email, password, name=name)

    trail.record("person.added", user, by=by)
    return user


@transaction.atomic
def add_member(centre, user, *, role, by):
    """Return the Membership of `user` at `centre` in `role`; one that runs already is returned."""
    Centre.objects.select_for_update().get(pk=centre.pk)
    membership = centre.memberships.current().filter(user=user, role=role).first()
    if membership:
        return membership

    membership = Membership.objects.create(centre=centre, user=user, role=role)

    trail.record("member.added", centre, by=by, wrote=[membership], role=role, person=user.pk)
    return membership


@transaction.atomic
def add_staff(centre, *, email, name, role, by):
    """Return the new Membership in a staff role of a person, found by e-mail or made."""
    Centre.objects.select_for_update().get(pk=centre.pk)

    held = centre.memberships.current().filter(user__email__iexact=email, role=role)
    if membership := held.select_related("user").first():
        raise RuleViolation(
            f"{membership.user} works here as {Role(role).label} already.", field="role"
        )

    user = add_person(email, name=name, by=by)
    return add_member(centre, user, role=role, by=by)


@transaction.atomic
def end_membership(membership, *, by):
    """Close the centre to this person in this role; what they did stays."""
    centre = Centre.objects.select_for_update().get(pk=membership.centre_id)
    membership = Membership.objects.get(pk=membership.pk)

    if membership.ends is not None:
        raise RuleViolation("This has ended already.")
    if membership.user_id == by.pk:
        raise RuleViolation("You can’t end your own role. Ask another centre admin.")

    membership.ends = clock.now()
    membership.save(update_fields=["ends"])

    trail.record("member.ended", centre, by=by, wrote=[membership], person=membership.user_id)
    return membership
