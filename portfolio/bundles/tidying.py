"""What is left of bundles that nobody needs, or that killed workers left?

What a row stands for stays: its scratch folder while it is built, its files while it is kept.
Names are listed before the rows are read, so that what begins meanwhile is not touched.
"""

import contextlib
import datetime as dt
import re
import shutil
import time

from django.conf import settings
from django.utils import timezone

from evidence import prints, storage
from evidence.cage import cage, temporary
from evidence.previews import ABANDONED_AFTER
from portfolio.bundles import building, gathering
from portfolio.bundles.press import SETTING, UNFINISHED
from portfolio.models import Bundle
from portfolio.states import BundleState

ATTEMPT = re.compile(r"(\d+)-(\d+)")
FILE = re.compile(r"bundles/(\d+)/(\d+)/.+")
# Only the writing of a part that is set already may take so long.
UNFINISHED_SECONDS = 30


def tidy():
    """Remove scratch folders and files that belong to no standing attempt."""
    scratch = {path.name: path for path in building.scratch_folders()}
    for name in _without_a_row(scratch, ATTEMPT, BundleState.BUILDING):
        shutil.rmtree(scratch[name], ignore_errors=True)
    files = [entry.name for entry in storage.store().entries(building.FILES)]
    for name in _without_a_row(files, FILE, BundleState.BUILDING, BundleState.READY):
        storage.store().delete(name)
    forget_unfinished_front_matter()
    cage.remove_leftovers()


def forget_front_matter():
    """Remove the kept parts and prints that no bundle has used for BUNDLE_KEPT_DAYS."""
    long_ago = timezone.now() - dt.timedelta(days=settings.BUNDLE_KEPT_DAYS)
    for folder in (building.front_matter(), building.front_matter() / gathering.PRINTS):
        # What is still being made stands in folders of its own, which come and go.
        for part in folder.glob("*.pdf"):
            with contextlib.suppress(FileNotFoundError):
                if part.stat().st_mtime < long_ago.timestamp():
                    part.unlink()


def forget_unfinished_front_matter():
    """Remove what a killed worker left of parts that it had not finished."""
    for part in building.front_matter().glob(f"*{UNFINISHED}"):
        with contextlib.suppress(FileNotFoundError):
            if part.stat().st_mtime < time.time() - UNFINISHED_SECONDS:
                part.unlink()
    prints.forget_unfinished(building.front_matter() / gathering.PRINTS)
    temporary.sweep(building.front_matter(), prefixes=[SETTING], after=ABANDONED_AFTER)


def _without_a_row(names, pattern, *states):
    """Return the names whose bundle is in none of `states`, or in another attempt."""
    told = {name: tuple(map(int, m.groups())) for name in names if (m := pattern.fullmatch(name))}
    rows = Bundle.objects.filter(pk__in={pk for pk, _ in told.values()}, state__in=states)
    standing = set(rows.values_list("pk", "attempts"))
    return [name for name, attempt in told.items() if attempt not in standing]
