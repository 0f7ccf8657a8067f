"""What waits for an assessor, longest first?"""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import Role
from assessment import coverage
from evidence.models import Artefact, ArtefactVersion
from evidence.states import ArtefactState
from learners.models import Allocation, Enrolment

ANSWER_WITHIN_DAYS = 10


@dataclass(frozen=True)
class Waiting:
    """One learner's submitted evidence: since when, how much, and for which units."""

    enrolment: Enrolment
    since: object
    artefacts: int
    criteria: int
    units: tuple

    @property
    def days(self):
        return (timezone.now() - self.since).days


def of(user):
    """Return the Waiting entries of an assessor, longest first, in a fixed number of queries."""
    enrolments = list(_enrolments(user).with_names())
    sent = _submitted(enrolments)
    waiting = [enrolment for enrolment in enrolments if enrolment.pk in sent]
    covered = coverage.of_enrolments(waiting)
    entries = [_entry(e, covered[e.pk], sent[e.pk]) for e in waiting]
    return sorted(entries, key=lambda entry: entry.since)


def to_sign(user):
    """Return [(enrolment, unit)] of units with every criterion met and no signature yet."""
    enrolments = list(_enrolments(user).with_names())
    covered = coverage.of_enrolments(enrolments)
    return [
        (enrolment, unit)
        for enrolment in enrolments
        for unit in covered[enrolment.pk].units
        if unit.criteria and not unit.open_criteria and unit.sign_off is None
    ]


def _enrolments(user):
    mine = Allocation.objects.current().filter(user=user, role=Role.ASSESSOR)
    return Enrolment.objects.filter(pk__in=mine.values("enrolment"), state="active")


def _submitted(enrolments):
    latest = ArtefactVersion.objects.filter(artefact=OuterRef("pk")).order_by("-number")
    rows = (
        Artefact.objects.filter(enrolment__in=enrolments, state=ArtefactState.SUBMITTED)
        .annotate(sent_at=Subquery(latest.values("submitted_at")[:1]))
        .values_list("enrolment", "sent_at")
    )
    sent = {}
    for enrolment, at in rows:
        sent.setdefault(enrolment, []).append(at)
    return sent


def _entry(enrolment, covered, sent):
    units = [unit for unit in covered.units if any(c.to_judge for c in unit.criteria)]
    return Waiting(
        enrolment=enrolment,
        since=min(sent),
        artefacts=len(sent),
        criteria=sum(c.to_judge for unit in units for c in unit.criteria),
        units=tuple(str(unit.unit) for unit in units),
    )
