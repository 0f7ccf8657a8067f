"""What time is it for an act? Now, unless a story of the past is being told."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_told = ContextVar("told", default=None)


def now():
    """Return the moment that acts write down, aware of its time zone."""
    return _told.get() or timezone.now()


@contextmanager
def standing_at(moment):
    """Let acts inside the block write down `moment` (aware): the demo's stories have a past."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
