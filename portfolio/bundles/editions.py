"""Which edition of a bundle is for whom?

They tell the same but for the quality assurers: the centre's edition names them and holds their
signatures, the learner's does neither.
"""

from accounts.access import may
from accounts.models import Role
from accounts.permissions import Permission
from portfolio.models import Edition

QUALITY_ASSURERS = frozenset({Role.IQA, Role.EQA})
PURPOSES = {
    Edition.CENTRE: "Names the quality assurers too. For the centre and its awarding body.",
    Edition.LEARNER: "Leaves the quality assurers out. For the learner to keep.",
}


def offered(user, enrolment):
    """Return the editions that `user` may ask for, the fullest first.

    Nobody is offered the centre's edition of an own portfolio, whatever else they are there.
    """
    if not may(user, Permission.BUNDLE_REQUEST, enrolment):
        return []
    is_own = enrolment.learner.user_id == user.pk
    if is_own or not may(user, Permission.CENTRE_EDITION_REQUEST, enrolment):
        return [Edition.LEARNER]
    return [Edition.CENTRE, Edition.LEARNER]


def allocations_in(enrolment, edition):
    """Return the allocations of staff that an edition names."""
    named = enrolment.allocations.exclude(role=Role.LEARNER).select_related("user")
    return named.exclude(role__in=QUALITY_ASSURERS) if edition == Edition.LEARNER else named


def signatures_in(signed, edition):
    """Return the signatures under a UnitSignOff that an edition holds, in order."""
    given = signed.signatures.all()
    if edition != Edition.LEARNER:
        return list(given)
    return [signature for signature in given if signature.role not in QUALITY_ASSURERS]
