"""Which files of a bucket have a copy on this machine, for programs that open paths?

A copy may go at any time that nobody uses it: the bucket has the file.
"""

import os
import secrets
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

# Whoever was given a path opens it within this time.
IN_USE_SECONDS = 3600
COMING = ".coming-"


def place(name):
    """Return the path at which the copy of `name` stands, if there is one."""
    return Path(settings.STORAGE_CACHE) / name


def use(name):
    """Return whether a copy is here, and note that it was used just now."""
    try:
        os.utime(place(name))
    except FileNotFoundError:
        return False
    return True


@contextmanager
def coming(name):
    """Give a file to write; it becomes the copy of `name` when all of it has come."""
    path = place(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{COMING}{secrets.token_hex(8)}")
    try:
        with unfinished.open("xb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def take(path, name):
    """Make the file at `path` the copy of `name`."""
    target = place(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.utime(path)
    try:
        path.replace(target)
    except OSError:
        # It stands on another disk; whoever needs the copy fetches it.
        path.unlink()


def drop(name):
    """Forget the copy of `name`."""
    place(name).unlink(missing_ok=True)


def trim(most):
    """Remove what was used longest ago until the copies take at most `most` bytes."""
    found = []
    for folder, _, names in os.walk(settings.STORAGE_CACHE):
        for name in names:
            path = Path(folder) / name
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            found.append((stat.st_mtime, stat.st_size, path))
    total = sum(size for _, size, _ in found)
    for used_at, size, path in sorted(found):
        if total <= most or used_at > time.time() - IN_USE_SECONDS:
            return
        path.unlink(missing_ok=True)
        total -= size
