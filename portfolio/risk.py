"""Which learners are at risk, and why?

Every rule of it stands here. A reason is said in words that a colleague could act on; what only
looks odd, and what is over, is no risk.
"""

from dataclasses import dataclass
from enum import IntEnum

from django.utils.timezone import localdate, localtime

from assessment import work_list
from assessment.states import Coverage
from learners.states import EnrolmentState

AT_RISK_WHILE = frozenset({EnrolmentState.REGISTERED, EnrolmentState.ACTIVE})
WAITS_LONG_DAYS = work_list.ANSWER_WITHIN_DAYS * 8 // 10
DUE_SOON_DAYS = 28
NOTHING_MAPPED_DAYS = 42
UNANSWERED_DAYS = 14
QUIET_DAYS = 28
AHEAD, FAR_AHEAD = 20, 40


class Kind(IntEnum):
    """What sort of reason it is, most urgent first."""

    OVERDUE = 1
    NO_ASSESSOR = 2
    NO_UNIT = 3
    WAITING = 4
    TO_SIGN = 5
    DUE_SOON = 6
    NOTHING_MAPPED = 7
    FAR_BEHIND = 8
    RECONFIRMATION = 9
    BEHIND = 10
    UNANSWERED = 11
    QUIET = 12


SILENT = frozenset({Kind.UNANSWERED, Kind.QUIET})


@dataclass(frozen=True)
class Reason:
    """One reason, as a sentence without a full stop, for a row of a table."""

    kind: Kind
    sentence: str


def reasons(enrolment, covered, progress, *, alone_since, sent_at, active_at, now):
    """Return the Reasons why an enrolment is at risk, most urgent first; none when it is not.

    `covered` is its EnrolmentCoverage, `progress` its Progress. `alone_since`: since when it has
    had no assessor; `sent_at`: when the oldest of what waits for a decision was sent;
    `active_at`: when the learner last did anything in it. Each of them may be None.
    """
    if enrolment.state not in AT_RISK_WHILE:
        return ()
    found = (
        _due(enrolment, progress, now),
        _alone(alone_since, now),
        _no_unit(enrolment, now),
        _waiting(sent_at, now),
        _to_sign(enrolment, covered),
        _too_little(enrolment, progress, now),
        _to_confirm_again(covered),
        _silent(covered, sent_at, active_at, now),
    )
    return tuple(sorted((reason for reason in found if reason), key=lambda reason: reason.kind))


def _due(enrolment, progress, now):
    """Return that the end has passed, or is near, while criteria are open."""
    days = (enrolment.due_on - localdate(now)).days
    left = progress.criteria - progress.met
    if days > DUE_SOON_DAYS or not left:
        return None
    what = "1 criterion is" if left == 1 else f"{left} criteria are"
    if days < 0:
        return Reason(Kind.OVERDUE, f"Due {_days(-days)} ago, and {what} open")
    when = f"in {_days(days)}" if days else "today"
    return Reason(Kind.DUE_SOON, f"Due {when}, and {what} open")


def _alone(since, now):
    if since is None:
        return None
    days = _days_between(since, now)
    words = f"No assessor for {_days(days)}" if days else "No assessor yet"
    return Reason(Kind.NO_ASSESSOR, words)


def _no_unit(enrolment, now):
    if enrolment.state != EnrolmentState.REGISTERED or enrolment.starts_on > localdate(now):
        return None
    return Reason(Kind.NO_UNIT, "No unit is chosen yet")


def _waiting(sent_at, now):
    days = _days_between(sent_at, now) if sent_at else 0
    if days < WAITS_LONG_DAYS:
        return None
    return Reason(Kind.WAITING, f"Waiting {_days(days)} for a decision")


def _to_sign(enrolment, covered):
    days = max((entry.days for entry in work_list.to_sign_of(enrolment, covered)), default=0)
    if days < WAITS_LONG_DAYS:
        return None
    return Reason(Kind.TO_SIGN, f"Waiting {_days(days)} for a signature")


def _too_little(enrolment, progress, now):
    """Return how far time is ahead of evidence, else of decisions; past the end that is known."""
    if not progress.criteria or localdate(now) > enrolment.due_on:
        return None
    if not progress.mapped and (localdate(now) - enrolment.starts_on).days >= NOTHING_MAPPED_DAYS:
        return Reason(Kind.NOTHING_MAPPED, "Nothing mapped after six weeks")
    behind = progress.time_percent - progress.mapped_percent
    if behind >= FAR_AHEAD:
        return Reason(Kind.FAR_BEHIND, "Time is far ahead of evidence")
    if progress.time_percent - progress.met_percent >= FAR_AHEAD:
        return Reason(Kind.FAR_BEHIND, "Time is far ahead of decisions")
    if behind >= AHEAD:
        return Reason(Kind.BEHIND, "Time is ahead of evidence")
    return None


def _to_confirm_again(covered):
    number = covered.counts[Coverage.NEEDS_RECONFIRMATION]
    if not number:
        return None
    what = "1 criterion needs" if number == 1 else f"{number} criteria need"
    return Reason(Kind.RECONFIRMATION, f"{what} re-confirmation")


def _silent(covered, sent_at, active_at, now):
    """Return for how long the learner has been silent, while it is their turn and not ours."""
    if active_at is None:
        return None
    told = [
        criterion.decision.judged_at
        for criterion in covered.criteria
        if criterion.state == Coverage.NOT_YET_MET and criterion.decision.judged_at > active_at
    ]
    unanswered = _days_between(min(told), now) if told else 0
    if unanswered >= UNANSWERED_DAYS:
        return Reason(Kind.UNANSWERED, f"Feedback unanswered for {_days(unanswered)}")
    quiet = _days_between(active_at, now)
    theirs = any(c.state not in (Coverage.MET, Coverage.AWAITING) for c in covered.criteria)
    if theirs and not sent_at and quiet >= QUIET_DAYS:
        return Reason(Kind.QUIET, f"Quiet for {_days(quiet)}")
    return None


def _days_between(earlier, later):
    return (localtime(later).date() - localtime(earlier).date()).days


def _days(number):
    return "1 day" if number == 1 else f"{number} days"
