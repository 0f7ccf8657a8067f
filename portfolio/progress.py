"""How far along is a learner: time, mapped, met?"""

from dataclasses import dataclass

from django.utils.timezone import localdate


@dataclass(frozen=True)
class Progress:
    """Counts of criteria, and the share of time used in per cent (0 to 100)."""

    time_percent: int
    criteria: int
    mapped: int
    met: int

    @property
    def mapped_percent(self):
        return _share(self.mapped, self.criteria)

    @property
    def met_percent(self):
        return _share(self.met, self.criteria)


def of(enrolment, covered, *, today=None):
    """Return the Progress of an enrolment whose coverage is at hand."""
    return Progress(
        time_percent=time_used(enrolment, today=today),
        criteria=len(covered.criteria),
        mapped=covered.mapped,
        met=covered.met,
    )


def time_used(enrolment, *, today=None):
    """Return how much of the planned time has passed, in per cent from 0 to 100."""
    today = today or localdate()
    passed = (today - enrolment.starts_on).days
    return max(0, min(100, _share(passed, (enrolment.due_on - enrolment.starts_on).days)))


def _share(part, whole):
    return round(100 * part / whole) if whole else 0
