"""How does each of several learners stand: progress, risk, what waits, last active?"""

from dataclasses import dataclass

from django.db.models import Max, Min, Q
from django.utils import timezone

from accounts.models import Role
from assessment import coverage, work_list
from assessment.coverage import EnrolmentCoverage
from audit.models import AuditEvent
from learners.models import Allocation, Enrolment
from learners.states import EnrolmentState
from portfolio import progress, risk
from portfolio.progress import Progress

RUNNING = frozenset({EnrolmentState.REGISTERED, EnrolmentState.ACTIVE, EnrolmentState.PAUSED})


@dataclass(frozen=True)
class Standing:
    """One row of a list of learners. `reasons` say why the learner is at risk.

    `sent_at`: when the oldest of what waits for a decision was sent, or None. `active_at`: when
    the learner last did something here, or None.
    """

    enrolment: Enrolment
    covered: EnrolmentCoverage
    progress: Progress
    reasons: tuple
    sent_at: object
    active_at: object

    @property
    def assessors(self):
        """The names of those who assess now."""
        return ", ".join(str(allocation.user) for allocation in self.enrolment.assessors)

    @property
    def is_at_risk(self):
        return bool(self.reasons)

    @property
    def is_waiting(self):
        return self.sent_at is not None

    @property
    def is_alone(self):
        return self.enrolment.state in RUNNING and not self.enrolment.assessors

    @property
    def has_signed_units(self):
        return any(unit.sign_off for unit in self.covered.units)

    @property
    def waited(self):
        """For how many days the oldest has waited, or None."""
        return None if self.sent_at is None else work_list.days_since(self.sent_at)

    @property
    def urgency(self):
        """What sorts the most urgent first."""
        kind = self.reasons[0].kind if self.reasons else len(risk.Kind) + 1
        waits = kind == risk.Kind.WAITING or not self.reasons
        behind = self.progress.time_percent - self.progress.met_percent
        return kind, -(self.waited or 0) if waits else 0, -behind

    @property
    def is_silent(self):
        """Whether it is the learner's turn, and nothing has come for long."""
        return any(reason.kind in risk.SILENT for reason in self.reasons)


def of(enrolments):
    """Return the Standings of a queryset of Enrolment, in a fixed number of queries."""
    rows = list(
        enrolments.with_names()
        .with_assessors()
        .annotate(
            enrolled_at=Min("allocations__starts", filter=Q(allocations__role=Role.LEARNER)),
            left_at=Max("allocations__ends", filter=Q(allocations__role=Role.ASSESSOR)),
        )
    )
    covered = coverage.of_enrolments(rows)
    sent = work_list.submitted([row for row in rows if row.state == EnrolmentState.ACTIVE])
    active = _active(rows)
    return [_standing(row, covered[row.pk], sent.get(row.pk), active.get(row.pk)) for row in rows]


def with_people(user, *roles):
    """Return the enrolments to which this person is allocated now in one of `roles`."""
    mine = Allocation.objects.current().filter(user=user, role__in=roles)
    return Enrolment.objects.filter(pk__in=mine.values("enrolment"))


def most_urgent_first(standings):
    """Return the Standings sorted by what is most urgent; the order of equals stays."""
    return sorted(standings, key=lambda standing: standing.urgency)


def _standing(enrolment, covered, sent, active_at):
    stands = progress.of(enrolment, covered)
    sent_at = min(sent) if sent else None
    alone = not enrolment.assessors
    return Standing(
        enrolment=enrolment,
        covered=covered,
        progress=stands,
        reasons=risk.reasons(
            enrolment,
            covered,
            stands,
            alone_since=(enrolment.left_at or enrolment.enrolled_at) if alone else None,
            sent_at=sent_at,
            active_at=active_at,
            now=timezone.now(),
        ),
        sent_at=sent_at,
        active_at=active_at,
    )


def _active(enrolments):
    """Return {enrolment id: when its learner last did something in it}, from the trail."""
    chains = {enrolment.audit_chain: enrolment for enrolment in enrolments}
    latest = (
        AuditEvent.objects.filter(
            chain__name__in=chains, by__in={e.learner.user_id for e in enrolments}
        )
        .values_list("chain__name", "by")
        .annotate(at=Max("at"))
        .order_by()
    )
    return {chains[chain].pk: at for chain, by, at in latest if by == chains[chain].learner.user_id}
