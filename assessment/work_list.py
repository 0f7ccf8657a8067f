"""What waits for an assessor, longest first?"""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.timezone import localdate

from accounts.models import Role
from assessment import coverage
from evidence.models import Artefact, ArtefactVersion
from evidence.submission import ANSWER_WITHIN_DAYS
from learners.models import Allocation, Enrolment
from learners.states import EnrolmentState


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
        return days_since(self.since)

    @property
    def counted(self):
        """How much it is, in words."""
        return f"{_counted(self.criteria, 'criterion', 'criteria')}, " + _counted(
            self.artefacts, "artefact", "artefacts"
        )


@dataclass(frozen=True)
class ToSign:
    """One unit with every criterion met and no signature that covers it as it stands now."""

    enrolment: Enrolment
    unit: coverage.UnitCoverage

    @property
    def is_stale(self):
        """Whether it was signed before something changed and was judged again."""
        return self.unit.sign_off is not None

    @property
    def days(self):
        return days_since(max(c.decision.judged_at for c in self.unit.criteria))

    @property
    def because(self):
        if self.is_stale:
            return "Signed before a change. Every criterion is met again."
        return "Every criterion is met."


def covered_by(user):
    """Return {enrolment id: EnrolmentCoverage} of all that an assessor assesses now."""
    return coverage.of_enrolments(_enrolments(user))


def of(user, covered=None):
    """Return the Waiting entries of an assessor, longest first, in a fixed number of queries.

    `covered` is `covered_by(user)`, or more, where it is at hand.
    """
    enrolments = list(_enrolments(user).with_names())
    sent = submitted(enrolments)
    waiting = [enrolment for enrolment in enrolments if enrolment.pk in sent]
    covered = coverage.of_enrolments(waiting) if covered is None else covered
    entries = [_entry(e, covered[e.pk], sent[e.pk]) for e in waiting]
    return sorted(entries, key=lambda entry: entry.since)


def count(user):
    """Return how many learners' evidence waits for an assessor, in one query."""
    sent = Artefact.objects.awaiting_assessor().filter(enrolment__in=_enrolments(user))
    return sent.values("enrolment").distinct().count()


def submitted(enrolments):
    """Return {enrolment id: when each artefact that waits for its assessor was sent}."""
    latest = ArtefactVersion.objects.filter(artefact=OuterRef("pk")).order_by("-number")
    rows = (
        Artefact.objects.awaiting_assessor()
        .filter(enrolment__in=enrolments)
        .annotate(sent_at=Subquery(latest.values("submitted_at")[:1]))
        .values_list("enrolment", "sent_at")
    )
    sent = {}
    for enrolment, at in rows:
        sent.setdefault(enrolment, []).append(at)
    return sent


def to_sign(user, covered):
    """Return the ToSign entries of an assessor, longest first, in a fixed number of queries.

    `covered` is `covered_by(user)`, or more.
    """
    entries = [
        entry
        for enrolment in _enrolments(user).with_names()
        for entry in to_sign_of(enrolment, covered[enrolment.pk])
    ]
    return sorted(entries, key=lambda entry: entry.days, reverse=True)


def to_sign_of(enrolment, covered):
    """Return the ToSign entries of one enrolment whose coverage is at hand; no further query."""
    return [
        ToSign(enrolment, unit)
        for unit in covered.units
        if unit.criteria and not unit.open_criteria and not _is_signed_as_it_stands(unit)
    ]


def sentence(waiting):
    """Return what the Waiting entries come to, in words."""
    if not waiting:
        return "Nothing waits for you."
    oldest = waiting[0].days
    since = f"{oldest} days" if oldest > 1 else "a day" if oldest else "less than a day"
    many = "submission waits" if len(waiting) == 1 else "submissions wait"
    return (
        f"{len(waiting)} {many}. The oldest has waited {since}; "
        f"the answer is promised within {ANSWER_WITHIN_DAYS} days."
    )


def days_since(moment):
    """Return how many midnights lie between `moment` and now."""
    return (localdate() - localdate(moment)).days


def _enrolments(user):
    mine = Allocation.objects.current().filter(user=user, role=Role.ASSESSOR)
    return Enrolment.objects.filter(pk__in=mine.values("enrolment"), state=EnrolmentState.ACTIVE)


def _entry(enrolment, covered, sent):
    units = [unit for unit in covered.units if any(c.to_judge for c in unit.criteria)]
    return Waiting(
        enrolment=enrolment,
        since=min(sent),
        artefacts=len(sent),
        criteria=sum(c.to_judge for unit in units for c in unit.criteria),
        units=tuple(str(unit.unit) for unit in units),
    )


def _is_signed_as_it_stands(unit):
    signatures = unit.sign_off.signatures.all() if unit.sign_off else ()
    return bool(signatures) and all(s.fingerprint == unit.fingerprint for s in signatures)


def _counted(number, one, many):
    return f"{number} {one if number == 1 else many}"
