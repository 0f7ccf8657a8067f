"""What do the store on disk and the store in a bucket have in common?

Both are Django storages and answer to the same names besides: `add`, `fetch`, `came_at`, `read`,
`move`, `entries`, `forget`, `folder` and `link`. A name is a path with slashes.
"""

from dataclasses import dataclass
from datetime import datetime

PIECE = 1024 * 1024


class OutOfReach(OSError):
    """The store did not answer, or refused; the same may go well later."""


@dataclass(frozen=True)
class Entry:
    """A file that stands in a store."""

    name: str
    size: int
    came_at: datetime
