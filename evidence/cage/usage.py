"""What has a caged command taken so far: room on the disk, processes, memory?"""

import contextlib
import itertools
import os
import signal
import time
from pathlib import Path

MOST_FILES, DEEPEST = 5000, 24
PROC = Path("/proc")
GONE_WITHIN, LOOK_SECONDS = 5, 0.01
ENDED = ("Z", "X")
# Where these stand in /proc/PID/stat, counted from what follows the name of the program.
STATE, PARENT, RESIDENT = 0, 1, 21
# Its own time and that of its children that have ended, each for itself and in the kernel.
COMPUTED = slice(11, 15)
PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


def room(folders):
    """Return how many bytes stand in the folders; None for more files or depth than is borne."""
    size = files = 0
    left = [(os.fspath(folder), 0) for folder in folders]
    while left:
        folder, depth = left.pop()
        found = _listed(folder)
        if found is None or depth > DEEPEST:
            return None
        for path, is_folder, its_size in found:
            size += its_size
            if is_folder:
                left.append((path, depth + 1))
        files += len(found)
        if files > MOST_FILES:
            return None
    return size


def family(pid):
    """Return {process id: bytes in memory} of a process and of all that came from it."""
    parents, memory = {}, {}
    for child in _processes():
        fields = _fields(child)
        if fields:
            parents[child] = int(fields[PARENT])
            memory[child] = int(fields[RESIDENT]) * PAGE
    found, before = {pid}, set()
    while found != before:
        before = set(found)
        found |= {child for child, parent in parents.items() if parent in before}
    return {member: memory.get(member, 0) for member in found}


def computed(pids):
    """Return how many seconds of the processor these processes have used."""
    found = (_fields(pid) for pid in pids)
    return sum(int(ticks) for fields in found if fields for ticks in fields[COMPUTED]) / TICKS


def kill_strays(mark):
    """Kill every process that has the word `mark` in its environment, whoever its parent is now.

    They may start others meanwhile, so it looks again until there are none.
    """
    until = time.monotonic() + GONE_WITHIN
    while strays := [pid for pid in _processes() if _has_in_environment(pid, mark.encode())]:
        for pid in strays:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > until:
            return


def wait_until_gone(pids):
    """Wait a few seconds at most until processes that were killed write nothing any more."""
    until = time.monotonic() + GONE_WITHIN
    while any(map(_runs, pids)) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)


def _listed(folder):
    """Return [(path, whether it is a folder, bytes)], at most one too many; None if it is shut."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in itertools.islice(entries, MOST_FILES + 1):
                with contextlib.suppress(FileNotFoundError):
                    told = entry.stat(follow_symlinks=False)
                    size = max(told.st_size, told.st_blocks * 512)
                    found.append((entry.path, entry.is_dir(follow_symlinks=False), size))
    except FileNotFoundError:
        return []
    except OSError:
        return None
    return found


def _processes():
    return [int(path.name) for path in PROC.iterdir() if path.name.isdecimal()]


def _has_in_environment(pid, mark):
    try:
        return mark in (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return False


def _runs(pid):
    fields = _fields(pid)
    return bool(fields) and fields[STATE] not in ENDED


def _fields(pid):
    """Return what the kernel tells of a process, or None when it has gone."""
    try:
        told = (PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    return told.rpartition(")")[2].split()
