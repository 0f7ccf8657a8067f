"""How does a converter run so that a hostile file can harm nothing but its own run?

What holds at each level (the best one that works on this machine is chosen once):

| level       | network | files                                   | other processes | limits |
|-------------|---------|-----------------------------------------|-----------------|--------|
| bubblewrap  | none    | system read-only, inputs, output, own /tmp | unseen          | all    |
| namespaces  | none    | all that this user may reach            | unseen          | all    |
| limits      | open    | all that this user may reach            | seen            | all    |
| time        | open    | all that this user may reach            | seen            | time   |

At every level: no shell, an empty environment, a private folder for temporary files, a session
of its own that is killed as a whole when time is up. "All" limits are time, processor time,
memory, size of a written file, open files, and no core dumps. The two lowest levels lean on
the converters' own locks (no network protocol in the fetcher, LibreOffice's hardened profile).
"""

import functools
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

CODE = Path(__file__).resolve().parent.parent
SEEN = ("evidence", "static/fonts")
SYSTEM = (
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/sbin",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/libreoffice",
    "/var/cache/fontconfig",
)
FILE_BYTES = 600 * 1024 * 1024
OPEN_FILES = 512
TOLD_BYTES = 64 * 1024
LEVELS = ("bubblewrap", "namespaces", "limits", "time")


class CageError(Exception):
    """A caged command did not end well; `told` and `complained` are the ends of its two outputs."""

    def __init__(self, message, *, told=b"", complained=b""):
        super().__init__(message)
        self.told = told
        self.complained = complained


class TimedOut(CageError):
    """The command was still running when its time was up, and was killed with its children."""


class Failed(CageError):
    """The command ended by itself with `code`, which is negative for a signal."""

    def __init__(self, message, *, code, told=b"", complained=b""):
        super().__init__(message, told=told, complained=complained)
        self.code = code


@dataclass(frozen=True)
class Limits:
    """How long in seconds and how large in bytes of memory a command may become."""

    seconds: int
    memory: int


def run(command, *, inputs, output, seconds, memory, said=b""):
    """Run the list `command` in the cage and return what it wrote to standard output.

    `inputs` are paths that it may read, `output` a folder that it may write or None, `said`
    is its standard input. Raises TimedOut after `seconds`, Failed on any other exit than 0.
    """
    limits = Limits(seconds, memory)
    with tempfile.TemporaryDirectory(prefix="cage-") as private:
        caged = _caged(level(), command, inputs, output, limits, private)
        return _run(caged, limits, private, said)


def run_python(module, *, inputs, output, seconds, memory, said=b""):
    """Run one of our own modules with this interpreter in the cage; see `run`."""
    command = [sys.executable, "-s", "-B", "-m", module]
    return run(command, inputs=inputs, output=output, seconds=seconds, memory=memory, said=said)


@functools.cache
def level():
    """Return the strongest of LEVELS that works on this machine, found out once a process."""
    trial = [sys.executable, "-s", "-B", "-c", "import evidence"]
    for name in LEVELS[:-1]:
        try:
            with tempfile.TemporaryDirectory(prefix="cage-") as private:
                limits = Limits(20, 1024**3)
                _run(_caged(name, trial, (), None, limits, private), limits, private, b"")
        except (CageError, OSError) as error:
            log.info("Cage level %s does not work here: %s", name, error)
        else:
            return name
    return LEVELS[-1]


def _caged(name, command, inputs, output, limits, private):
    """Return `command` with what goes before it at the level `name`."""
    if name == "time":
        return list(command)
    limited = [*_prlimit(limits), *command]
    if name == "limits":
        return limited
    if name == "namespaces":
        return [*_namespaces(), *limited]
    return [*_bubblewrap(inputs, output, private), *limited]


def _prlimit(limits):
    return [
        _tool("prlimit"),
        f"--as={limits.memory}",
        f"--cpu={limits.seconds + 5}",
        f"--fsize={FILE_BYTES}",
        f"--nofile={OPEN_FILES}",
        "--core=0",
        "--",
    ]


def _namespaces():
    """Return unshare's command line; its death, ours included, kills all that it started."""
    unshare = ["--net", "--ipc", "--pid", "--fork", "--kill-child"]
    if os.geteuid() != 0:
        unshare += ["--user", "--map-root-user"]
    parent = [_tool("setpriv"), "--no-new-privs", "--pdeathsig", "KILL"]
    return [*parent, _tool("unshare"), *unshare, "--"]


def _bubblewrap(inputs, output, private):
    """Return bubblewrap's command line; only what is named here exists inside."""
    line = [_tool("bwrap"), "--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]
    line += ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"]
    line += ["--tmpfs", "/tmp"]  # noqa: S108 - the inside one, empty and its own
    for path in SYSTEM:
        line += ["--ro-bind-try", path, path]
    for path in {sys.base_prefix, sys.prefix} - {"/usr"}:
        line += ["--ro-bind", path, path]
    for path in (CODE / name for name in SEEN):
        line += ["--ro-bind-try", str(path), str(path)]
    for path in (Path(path).absolute() for path in inputs):
        line += ["--ro-bind", str(path), str(path)]
    for path in (Path(path).absolute() for path in (private, output) if path is not None):
        line += ["--bind", str(path), str(path)]
    return [*line, "--chdir", str(CODE), "--"]


def _tool(name):
    path = shutil.which(name)
    if path is None:
        raise CageError(f"{name} is not installed")
    return path


def _run(command, limits, private, said):
    """Start `command` in a session of its own and see to its end."""
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as told,
        tempfile.TemporaryFile() as complained,
    ):
        given.write(said)
        given.seek(0)
        process = subprocess.Popen(  # a list, never a shell
            command,
            stdin=given,
            stdout=told,
            stderr=complained,
            cwd=CODE,
            env=_environment(private),
            start_new_session=True,
        )
        in_time = _ended(process, limits.seconds)
        ends = {"told": _end_of(told), "complained": _end_of(complained)}
    if not in_time:
        raise TimedOut(f"{command[-1]} took longer than {limits.seconds} seconds", **ends)
    if process.returncode != 0:
        message = f"ended with {process.returncode}: {_last_line(ends['complained'])}"
        raise Failed(message, code=process.returncode, **ends)
    return ends["told"]


def _ended(process, seconds):
    """Wait for the end of `process`, kill what is left of its group, say if it was in time."""
    watch = os.pidfd_open(process.pid)
    try:
        waiting = select.poll()
        waiting.register(watch, select.POLLIN)
        in_time = bool(waiting.poll(seconds * 1000))
    finally:
        # Not yet waited for, so that the number of the group can't belong to others.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            log.debug("Process group %s was gone already", process.pid)
        os.close(watch)
        process.wait()
    return in_time


def _environment(private):
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": private,
        "TMPDIR": private,
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "SOURCE_DATE_EPOCH": "946684800",
    }


def _end_of(stream):
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - TOLD_BYTES))
    return stream.read()


def _last_line(text):
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
