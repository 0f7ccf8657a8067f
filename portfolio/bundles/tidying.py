"""What did killed workers leave of bundles that nobody will take up again?

What a row stands for stays: its scratch folder while it is built, its files while it is kept.
Names are listed before the rows are read, so that what begins meanwhile is not touched.
"""

import re
import shutil

from evidence import storage
from evidence.cage import cage
from portfolio.bundles import building
from portfolio.models import Bundle
from portfolio.states import BundleState

ATTEMPT = re.compile(r"(\d+)-(\d+)")
FILE = re.compile(r"bundles/(\d+)/(\d+)/.+")


def tidy():
    """Remove scratch folders and files that belong to no standing attempt."""
    scratch = {path.name: path for path in building.scratch_folders()}
    for name in _without_a_row(scratch, ATTEMPT, BundleState.BUILDING):
        shutil.rmtree(scratch[name], ignore_errors=True)
    files = [entry.name for entry in storage.store().entries(building.FILES)]
    for name in _without_a_row(files, FILE, BundleState.BUILDING, BundleState.READY):
        storage.store().delete(name)
    building.forget_unfinished_front_matter()
    cage.remove_leftovers()


def _without_a_row(names, pattern, *states):
    """Return the names whose bundle is in none of `states`, or in another attempt."""
    told = {name: tuple(map(int, m.groups())) for name in names if (m := pattern.fullmatch(name))}
    rows = Bundle.objects.filter(pk__in={pk for pk, _ in told.values()}, state__in=states)
    standing = set(rows.values_list("pk", "attempts"))
    return [name for name, attempt in told.items() if attempt not in standing]
