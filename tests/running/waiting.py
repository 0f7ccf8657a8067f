"""How do these tests wait for other programs, without sleeping longer than it takes?"""

import os
import socket
import time
from pathlib import Path


def until(condition, *, seconds=30):
    """Return what `condition()` returns as soon as it is true; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"not true within {seconds} s: {condition}"
        time.sleep(0.05)
    return answer


def until_it_is(expected, tell, *, seconds=30):
    """Return as soon as `tell()` is `expected`; fail after `seconds`, with what it was."""
    deadline = time.monotonic() + seconds
    while (told := tell()) != expected:
        assert time.monotonic() < deadline, f"after {seconds} s: {told!r}, not {expected!r}"
        time.sleep(0.05)


def free_port():
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def alive(pid):
    """Is process `pid` there and not only a zombie?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def descendants(pid):
    """Return the process ids below `pid`, with their command lines, as a dict."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            commands[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(folder.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {child: commands[child] for child in found - {pid} if child != os.getpid()}
