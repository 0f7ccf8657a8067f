"""Which folder for temporary files is still in use, and which did a killed process leave?

Whoever uses one holds a lock on it, which ends with the process, however it ends. Where a file
system knows no such locks, age alone tells.
"""

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

# Between making a folder and holding it.
NEW_SECONDS = 10
# Less than this, and a converter that failed may have had no room to write.
ROOM = 4 * 1024 * 1024


@contextlib.contextmanager
def folder(prefix, parent):
    """Make a folder in `parent`; it is held while the block runs, and removed at its end."""
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as path, held(path):
        yield Path(path)


@contextlib.contextmanager
def held(path):
    """Hold the folder `path` while the block runs."""
    handle = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def was_left(path, *, after):
    """Return whether nobody uses a folder: it is free, or older than `after` seconds."""
    try:
        age = time.time() - os.stat(path).st_mtime
        return age > after or (age > NEW_SECONDS and _is_free(path))
    except FileNotFoundError:
        return False


def sweep(parent, *, prefixes, after):
    """Remove folders in `parent` with such names that nobody uses."""
    for path in (path for prefix in prefixes for path in parent.glob(f"{prefix}*")):
        if was_left(path, after=after):
            shutil.rmtree(path, ignore_errors=True)


def refuse_full_disk(path):
    """Raise OSError when there is hardly any room left on the disk of `path`."""
    if shutil.disk_usage(path).free < ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def _is_free(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
