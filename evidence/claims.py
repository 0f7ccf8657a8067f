"""Which worker has a file now, and how often has one begun and never come to an end?"""

import datetime as dt
import logging
import threading
from contextlib import contextmanager

from django.db import Error, connection
from django.db.models import F, Q
from django.utils import timezone

from evidence.models import StoredFile
from evidence.states import FileState

log = logging.getLogger(__name__)

MOST_TRIES = 2
# Far longer than the time between two heartbeats; a worker that is killed sends no more.
LEASE = dt.timedelta(seconds=60)
HEARTBEAT_SECONDS = 15
TAKEN_UP_WITHIN = dt.timedelta(seconds=60)
MOST_AT_ONCE = 100
# Longer than the scanner may take for one file.
RESCAN_LEASE = dt.timedelta(minutes=6)
# Longer than pages may take to be made anew.
AGAIN_AFTER = dt.timedelta(hours=1)
# One that waits for longer has a fault of the machine in its way, and holds nothing else up.
LATELY = dt.timedelta(hours=1)


def take(stored_file_id):
    """Return the pending file for this worker alone, its try counted; None if another has it."""
    now = timezone.now()
    mine = _free(now).filter(pk=stored_file_id)
    if not mine.update(tries=F("tries") + 1, taken_until=now + LEASE):
        return None
    return StoredFile.objects.get(pk=stored_file_id)


def kept(stored):
    """Keep the file that was taken for as long as the block runs."""
    return heartbeat(f"file-{stored.pk}", lambda: _renew(stored))


@contextmanager
def heartbeat(name, renew):
    """Call `renew` again and again while the block runs, until it says that nothing is held."""
    over = threading.Event()

    def beat():
        held = True
        while held and not over.wait(HEARTBEAT_SECONDS):
            try:
                held = renew()
            except Error as error:
                log.warning("A heartbeat of %s was lost: %s", name, error)
            finally:
                connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def give_back(stored):
    """Let any worker take the file again; the try counts."""
    _mine(stored).update(taken_until=None)


def excuse(stored):
    """Let any worker take the file again; the try does not count: the machine was at fault."""
    _mine(stored).update(taken_until=None, tries=F("tries") - 1)


def left_over():
    """Return the ids of files that wait, and that no worker has, the oldest first."""
    now = timezone.now()
    waiting = _free(now).filter(created_at__lt=now - TAKEN_UP_WITHIN).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])


def new_ones_wait():
    """Return whether a file that came in lately waits for its first check."""
    now = timezone.now()
    return _free(now).filter(created_at__gt=now - LATELY).exists()


def a_rescan_runs():
    """Return whether a worker looks for viruses in a file that is shown already."""
    return _shown().filter(taken_until__gt=timezone.now()).exists()


@contextmanager
def rescanned(stored):
    """Tell other workers, for as long as the block runs, that the file is looked into again."""
    mine = _shown().filter(pk=stored.pk)
    mine.update(taken_until=timezone.now() + RESCAN_LEASE)
    try:
        yield
    finally:
        mine.update(taken_until=None)


def to_make_anew(converter):
    """Return the clean files that may be tried by this converter now, the latest first.

    Each is tried twice by one converter, and by the next one as if it had never been tried.
    """
    long_ago = timezone.now() - AGAIN_AFTER
    again = Q(tried_with=converter, tries__lt=MOST_TRIES, tried_at__lte=long_ago)
    may_be_tried = ~Q(tried_with=converter) | again
    return StoredFile.objects.filter(may_be_tried, state=FileState.CLEAN).order_by("-pk")


def begin_anew(stored, converter):
    """Count a try to make the pages anew, before it begins; false if another worker was quicker."""
    mine = to_make_anew(converter).filter(pk=stored.pk)
    tries = F("tries") + 1 if stored.tried_with == converter else 1
    return bool(mine.update(tries=tries, tried_with=converter, tried_at=timezone.now()))


def excuse_anew(stored, converter):
    """Let the pages be tried anew later; the try does not count: the machine was at fault."""
    begun = StoredFile.objects.filter(pk=stored.pk, tried_with=converter, tries__gt=0)
    begun.update(tries=F("tries") - 1)


def _shown():
    return StoredFile.objects.filter(state__in=[FileState.CLEAN, FileState.UNREADABLE])


def _free(now):
    free = Q(taken_until__isnull=True) | Q(taken_until__lt=now)
    return StoredFile.objects.filter(free, state=FileState.PENDING)


def _renew(stored):
    return _mine(stored).update(taken_until=timezone.now() + LEASE)


def _mine(stored):
    """Return the row if no later worker has taken the file since."""
    return StoredFile.objects.filter(pk=stored.pk, state=FileState.PENDING, tries=stored.tries)
