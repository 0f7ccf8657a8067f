"""Of which steps is a demo story made?"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from evidence.models import EvidenceKind
from evidence.places import Place

OPERATIONAL_CHANGE = "operational-change"
QUALITY_IMPROVEMENTS = "quality-improvements"
MANAGE_OPERATIONS = "manage-operations"
"""The codes of the units, as their specifications have them."""
TOLD_ON = date(2026, 11, 22)
"""The day after the stories: it becomes the day on which the demo is loaded."""


@dataclass(frozen=True)
class Shows:
    """A cross-reference: the criterion's number, the page (None: the whole) and the claim.

    It can point at an area, a passage or a stretch of time, as a Place does.
    """

    criterion: str
    page: int | None = None
    claim: str = ""
    unit: str = OPERATIONAL_CHANGE
    area: tuple | None = None
    quote: str = ""
    start: int | None = None
    end: int | None = None

    @property
    def place(self):
        """The Place that it points at."""
        return Place(self.page, self.area, self.quote, self.start, self.end)


@dataclass(frozen=True)
class Add:
    """The learner adds a file, with the details its kind asks for, and cross-references it."""

    on: datetime
    key: str
    shows: tuple[Shows, ...] = ()
    details: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Write:
    """The learner writes a record and cross-references it; `source` is the key of a file."""

    on: datetime
    key: str
    kind: EvidenceKind
    title: str
    answers: dict
    shows: tuple[Shows, ...]
    source: str = ""


@dataclass(frozen=True)
class Map:
    """The learner cross-references a file that is there already to more criteria."""

    on: datetime
    key: str
    shows: tuple[Shows, ...]


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
    unit: str = OPERATIONAL_CHANGE


@dataclass(frozen=True)
class Judge:
    """The assessor decides on all that waits and writes to the learner."""

    on: datetime
    by: str
    verdicts: tuple[Verdict, ...]
    feedback: str = ""


@dataclass(frozen=True)
class Observe:
    """The assessor puts down what they saw or asked: a draft for the learner to send."""

    on: datetime
    by: str
    key: str
    kind: EvidenceKind
    title: str
    answers: dict
    shows: tuple[Shows, ...]


@dataclass(frozen=True)
class Ask:
    """The learner asks a witness for a testimony; the link goes nowhere."""

    on: datetime
    key: str
    name: str
    email: str
    about: str
    shows: tuple[Shows, ...]


@dataclass(frozen=True)
class Give:
    """The witness who was asked under `key` writes the testimony: a draft for the learner."""

    on: datetime
    key: str
    answers: dict
    shows: tuple[Shows, ...]


@dataclass(frozen=True)
class Draft:
    """The learner begins an account in the browser and leaves it there."""

    on: datetime
    title: str
    text: str


@dataclass(frozen=True)
class SignOff:
    """The assessor signs a unit off."""

    on: datetime
    by: str
    unit: str = OPERATIONAL_CHANGE


@dataclass(frozen=True)
class Confirm:
    """The learner confirms a signed unit."""

    on: datetime
    unit: str = OPERATIONAL_CHANGE


@dataclass(frozen=True)
class Story:
    """One learner's way: the steps in order, and per chosen unit where each criterion ends."""

    learner: str
    starts_on: date
    due_on: date
    steps: tuple
    ends: dict[str, dict[str, str]]

    @property
    def units(self):
        """The codes of the chosen units."""
        return tuple(self.ends)


def at(month, day, hour=12, minute=0):
    """A moment of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)
