"""What does a quality assurer look at first: which signatures, whose decisions?

It tells only what is stored: who signed, who judged what. Sampling is not part of it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Prefetch, Q
from django.utils import timezone

from accounts.models import Role, User
from assessment import work_list
from assessment.models import Judgement, Signature, UnitSignOff
from assessment.states import SignOffState
from portfolio.wording import since

LATELY = timedelta(days=28)
UNCONFIRMED = (SignOffState.SIGNED, SignOffState.DECLARED, SignOffState.COUNTERSIGNED)


@dataclass(frozen=True)
class Signed:
    """One unit that an assessor signed and no IQA has confirmed. `is_own`: the reader signed it."""

    sign_off: UnitSignOff
    signature: Signature
    is_own: bool

    @property
    def days(self):
        return work_list.days_since(self.signature.signed_at)

    @property
    def because(self):
        """Who signed; and where the reader is out of the question, why."""
        if self.is_own:
            return "You judged this unit, so somebody else has to quality-assure it."
        return f"{self.sign_off.get_state_display()}. Judged by {self.signature.signed_by}."


@dataclass(frozen=True)
class Decisions:
    """What one assessor decided lately: how often met and not yet met, for how many learners."""

    judged_by: User
    met: int
    not_yet_met: int
    learners: int
    latest: object


def signed_by_assessors(enrolments, *, reader):
    """Return the Signed units among the enrolments, longest first, in a fixed number of queries."""
    by_assessor = Signature.objects.filter(role=Role.ASSESSOR).select_related("signed_by")
    rows = (
        UnitSignOff.objects.filter(enrolment__in=enrolments, state__in=UNCONFIRMED)
        .select_related("unit", "enrolment__learner__user")
        .prefetch_related(Prefetch("signatures", by_assessor, to_attr="by_assessor"))
    )
    entries = [
        Signed(row, row.by_assessor[0], is_own=row.by_assessor[0].signed_by_id == reader.pk)
        for row in rows
        if row.by_assessor
    ]
    return sorted(entries, key=lambda entry: entry.signature.signed_at)


def decisions(enrolments):
    """Return the Decisions of the last four weeks by assessor, the busiest first."""
    rows = list(
        Judgement.objects.filter(enrolment__in=enrolments, judged_at__gte=timezone.now() - LATELY)
        .order_by()
        .values("judged_by")
        .annotate(
            is_met=Count("pk", filter=Q(met=True)),
            is_not=Count("pk", filter=Q(met=False)),
            learners=Count("enrolment", distinct=True),
            latest=Max("judged_at"),
        )
    )
    people = User.objects.in_bulk([row["judged_by"] for row in rows])
    found = [
        Decisions(
            judged_by=people[row["judged_by"]],
            met=row["is_met"],
            not_yet_met=row["is_not"],
            learners=row["learners"],
            latest=row["latest"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda entry: -(entry.met + entry.not_yet_met))


def sentence(signed):
    """Return what the Signed units come to, in words."""
    others = [entry for entry in signed if not entry.is_own]
    if not others:
        return "No signed unit waits to be quality-assured."
    many = "1 signed unit waits" if len(others) == 1 else f"{len(others)} signed units wait"
    return f"{many} to be quality-assured. The oldest was signed {since(others[0].days)}."
