"""What did a crash leave behind that no record will ever know, and when may it go?"""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction

from core import clock
from evidence import storage
from evidence.cage import cage
from evidence.models import StoredFile
from evidence.stores import differences, nearby

KEPT = dt.timedelta(days=1)
# Whoever brings bytes has written down that they are here long before the sweep may take them.
FRESH = KEPT / 2


def remove():
    """Remove originals older than a day that no record knows; return how many there were.

    Sendings in parts that old are broken off, folders of converters that old go, and old copies
    nearby make room.
    """
    until = clock.now() - KEPT
    left = differences.unknown(storage.ORIGINALS, until)
    removed = sum(_remove(entry.name, until) for entry in left)
    storage.store().break_off_unfinished(until)
    nearby.trim(settings.STORAGE_CACHE_BYTES)
    cage.remove_leftovers()
    return removed


def make_way(sha256):
    """Take away bytes that a crash left, for the same bytes that come now and are put afresh.

    Else the sweep could take them after they were found here, and before a record knows of them.
    """
    name, until = storage.original_name(sha256), clock.now() - FRESH
    if _is_old(name, until) and not StoredFile.objects.filter(sha256=sha256).exists():
        _remove(name, until)


def _remove(name, until):
    """Remove one original that came before `until` and has no record; return how many went.

    A row that stands only as long as this transaction lets whoever does the same at once wait.
    """
    sha256 = name.rsplit("/", 1)[-1]
    try:
        with transaction.atomic():
            row = StoredFile.objects.create(sha256=sha256, size=0, content_type="")
            is_old = _is_old(name, until)
            if is_old:
                storage.store().delete(name)
            row.delete()
    except IntegrityError:
        return 0
    return int(is_old)


def _is_old(name, until):
    try:
        return storage.store().came_at(name) < until
    except FileNotFoundError:
        return False
