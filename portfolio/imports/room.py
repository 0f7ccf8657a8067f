"""Is there room for what an import unpacks, and what is said when there is not?"""

from contextlib import contextmanager

from core.errors import RuleViolation
from core.templatetags.portfolio_ui import size_in_words
from evidence.door.allowance import has_room
from portfolio.bundles import built

WAY_ON = (
    "Nothing was imported. Tell whoever runs this system to make room, then import the ZIP again."
)
NO_ROOM = f"There is no room on the disk for the {{}} that this portfolio takes. {WAY_ON}"
NONE_LEFT = f"There was no room left on the disk for the files of this portfolio. {WAY_ON}"


def refuse_without(length):
    """Raise RuleViolation unless so many bytes fit on the disk and leave room to work with."""
    if not has_room(length):
        raise RuleViolation(NO_ROOM.format(size_in_words(length)), field="file")


@contextmanager
def said_when_none_is_left():
    """Run inside what writes to the disk; a full one becomes a RuleViolation."""
    try:
        yield
    except OSError as error:
        if error.errno not in built.NO_ROOM:
            raise
        raise RuleViolation(NONE_LEFT, field="file") from error
