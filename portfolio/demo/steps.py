"""Of which steps is a demo story made?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

OPERATIONAL_CHANGE = "Initiate and implement operational change"


@dataclass(frozen=True)
class Shows:
    """A cross-reference: the criterion's number, the page (None: the whole) and the claim."""

    criterion: str
    page: int | None
    claim: str


@dataclass(frozen=True)
class Add:
    """The learner adds a file and cross-references it."""

    on: datetime
    key: str
    shows: tuple[Shows, ...] = ()


@dataclass(frozen=True)
class Replace:
    """The learner puts the file `by_key` in the place of that of `key`."""

    on: datetime
    key: str
    by_key: str


@dataclass(frozen=True)
class Send:
    """The learner submits evidence under the declaration; `answer` replies to feedback."""

    on: datetime
    keys: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True)
class Verdict:
    """One decision; `doubts` are the words of VACSR that do not hold."""

    criterion: str
    met: bool
    feedback: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judge:
    """The assessor decides on all that waits and writes to the learner."""

    on: datetime
    by: str
    verdicts: tuple[Verdict, ...]
    feedback: str = ""


@dataclass(frozen=True)
class Draft:
    """The learner begins an account in the browser and leaves it there."""

    on: datetime
    title: str
    text: str


@dataclass(frozen=True)
class SignOff:
    """The assessor signs the unit off."""

    on: datetime
    by: str


@dataclass(frozen=True)
class Confirm:
    """The learner confirms the signed unit."""

    on: datetime


@dataclass(frozen=True)
class Story:
    """One learner's way through one unit: the steps in order, and where each criterion ends."""

    learner: str
    starts_on: date
    due_on: date
    steps: tuple
    ends: dict[str, str]


def at(month, day, hour=12, minute=0):
    """A moment of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)
