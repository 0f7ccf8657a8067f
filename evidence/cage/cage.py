"""How does a converter run so that a hostile file can harm nothing but its own run?

What holds at each level (the best one that works on this machine is chosen once):

| level       | network | files                                   | other processes | limits |
|-------------|---------|-----------------------------------------|-----------------|--------|
| bubblewrap  | none    | system read-only, inputs, output, own /tmp | unseen          | all    |
| namespaces  | none    | read: all that this user may; written: output, own folder | unseen | all |
| limits      | open    | all that this user may reach            | seen            | all    |
| time        | open    | all that this user may reach            | seen            | time   |

At every level: no shell, an empty environment, a private folder for temporary files, a session
of its own that is killed as a whole when it ends or goes too far. "All" limits are time, processor
time, memory, size of a written file, open files, threads, and no core dumps. Besides, a watch ends
what takes too much in all: room on the disk, files, processes, memory. The kernel does not count
threads for root, so there the watch alone stops a fork bomb.

Only the two upper levels are a real cage. In the others just our own converters run, which have
locks of their own (no network protocol in the fetcher); LibreOffice is off.
"""

import functools
import logging
import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from evidence.cage import temporary, usage

log = logging.getLogger(__name__)

CODE = Path(__file__).resolve().parents[2]
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
WRITTEN = 600 * 1024 * 1024
# Our own modules start none. If ctypes found compilers it would ask them where WeasyPrint's
# libraries are, in forty processes.
PROGRAMS, NO_PROGRAMS = "/usr/local/bin:/usr/bin:/bin", "/nonexistent"
OPEN_FILES, THREADS, PROCESSES = 512, 256, 32
TOLD_BYTES, IN_MEMORY = 64 * 1024, 64 * 1024 * 1024
LOOK_SECONDS = 0.2
# Folders for temporary files; far older ones are nobody's, whether they can be held or not.
SCRATCH, LEFT_SECONDS = "portfolio-cage-", 24 * 3600
LEVELS = ("bubblewrap", "namespaces", "limits", "time")
REAL = ("bubblewrap", "namespaces")


class CageError(Exception):
    """A caged command did not end well.

    `told` is the beginning of its output, `complained` the end of what it said of errors.
    """

    def __init__(self, message, *, told=b"", complained=b""):
        super().__init__(message)
        self.told = told
        self.complained = complained


class TimedOut(CageError):
    """The command was still running when its time was up, and was killed with its children."""


class TookTooMuch(CageError):
    """The command wrote, started, computed or held in memory more than it may in all."""


class Failed(CageError):
    """The command ended by itself with `code`, which is negative for a signal."""

    def __init__(self, message, *, code, told=b"", complained=b""):
        super().__init__(message, told=told, complained=complained)
        self.code = code


@dataclass(frozen=True)
class Limits:
    """How long a command may take, how much memory it may hold, how many bytes it may write.

    `processor` is how many seconds it may compute, `seconds` how long all of it may last;
    `programs` is the PATH on which it finds others to start.
    """

    seconds: int
    memory: int
    written: int = WRITTEN
    processor: int | None = None
    programs: str = PROGRAMS


def run(
    command, *, inputs, output, seconds, memory, written=WRITTEN, processor=None, said=b"",
    programs=PROGRAMS,
):  # fmt: skip
    """Run the list `command` in the cage and return the beginning of its standard output.

    `inputs` are paths that it may read, `output` a folder that it may write or None, `said`
    is its standard input, `programs` its PATH. Raises TimedOut after `seconds`, TookTooMuch when
    it computes for more than `processor` seconds, holds more than `memory` bytes, writes more than
    `written` or starts too much, Failed on any other exit than 0.
    """
    limits = Limits(seconds, memory, written, processor, programs)
    private = tempfile.mkdtemp(prefix=SCRATCH)
    try:
        with temporary.held(private):
            caged = _caged(level(), command, inputs, output, limits, private)
            return _run(caged, limits, [private, *([output] if output else [])], said)
    finally:
        _remove([private])


def run_python(
    module, *, inputs, output, seconds, memory, written=WRITTEN, processor=None, said=b""
):
    """Run one of our own modules with this interpreter in the cage; see `run`."""
    command = [sys.executable, "-s", "-B", "-m", module]
    return run(
        command,
        inputs=inputs,
        output=output,
        seconds=seconds,
        memory=memory,
        written=written,
        processor=processor,
        said=said,
        programs=NO_PROGRAMS,
    )


def remove_leftovers():
    """Remove folders on this machine that killed runs of ours left; return how many there were.

    Others' stay, and so does whatever a link of such a name leads to.
    """
    with os.scandir(tempfile.gettempdir()) as entries:
        left = [entry.path for entry in entries if _is_left_over(entry)]
    _remove(left)
    return len(left)


def _is_left_over(entry):
    if not (entry.name.startswith(SCRATCH) and entry.is_dir(follow_symlinks=False)):
        return False
    try:
        told = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    ours = told.st_uid == os.geteuid()
    return ours and temporary.was_left(entry.path, after=LEFT_SECONDS)


def is_real():
    """Return whether the level keeps a program that was taken over from the network and others."""
    return level() in REAL


@functools.cache
def level():
    """Return the strongest of LEVELS that works on this machine, found out once a process."""
    trial = [sys.executable, "-s", "-B", "-c", "import evidence"]
    for name in LEVELS[:-1]:
        try:
            with tempfile.TemporaryDirectory(prefix=SCRATCH) as private:
                limits = Limits(20, 1024**3, programs=NO_PROGRAMS)
                _run(_caged(name, trial, (), None, limits, private), limits, [private], b"")
        except (CageError, OSError) as error:
            log.info("Cage level %s does not work here: %s", name, error)
        else:
            return name
    return LEVELS[-1]


def _caged(name, command, inputs, output, limits, private):
    """Return `command` with what goes before it at the level `name`."""
    if name == "time":
        return list(command)
    if name == "limits":
        return [*_prlimit(limits), *command]
    # In a user namespace only what runs in there is counted, at the lower levels all that we run.
    limited = [*_prlimit(limits, f"--nproc={THREADS}"), *command]
    if name == "namespaces":
        return [*_namespaces(output, private), *limited]
    return [*_bubblewrap(inputs, output, private), *limited]


def _prlimit(limits, *more):
    return [
        _tool("prlimit"),
        f"--as={limits.memory}",
        f"--cpu={(limits.processor or limits.seconds) + 5}",
        f"--fsize={limits.written}",
        f"--nofile={OPEN_FILES}",
        "--core=0",
        *more,
        "--",
    ]


def _namespaces(output, private):
    """Return unshare's command line; its death, ours included, kills all that it started."""
    unshare = ["--net", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        unshare += ["--user", "--map-root-user"]
    setpriv = _tool("setpriv")
    parent = [setpriv, "--no-new-privs", "--pdeathsig", "KILL"]
    closing = [sys.executable, "-s", "-B", "-m", "evidence.cage.closing"]
    folders = [str(Path(path).absolute()) for path in (private, output) if path is not None]
    give_up = [setpriv, "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--"]
    return [*parent, _tool("unshare"), *unshare, "--", *closing, *folders, "--", *give_up]


def _bubblewrap(inputs, output, private):
    """Return bubblewrap's command line; only what is named here exists inside."""
    line = [_tool("bwrap"), "--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]
    line += ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"]
    for path in ("/dev/shm", "/tmp"):  # noqa: S108 - the inside ones, empty, in memory
        line += ["--size", str(IN_MEMORY), "--tmpfs", path]
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
    line += ["--remount-ro", "/dev", "--remount-ro", "/"]
    return [*line, "--chdir", str(CODE), "--"]


def _tool(name):
    path = shutil.which(name)
    if path is None:
        raise CageError(f"{name} is not installed")
    return path


def _run(command, limits, folders, said):
    """Start `command` in a session of its own and see to its end; `folders` are what it writes."""
    before = {folder: sorted(os.listdir(folder)) for folder in folders}
    modes = {folder: stat.S_IMODE(os.stat(folder).st_mode) for folder in folders}
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as told,
        tempfile.TemporaryFile() as complained,
    ):
        given.write(said)
        given.seek(0)
        watch = _Watch(limits, folders, (told, complained))
        process = subprocess.Popen(  # a list, never a shell
            command,
            stdin=given,
            stdout=told,
            stderr=complained,
            cwd=CODE,
            env=_environment(folders[0], limits),
            start_new_session=True,
        )
        ended_by = _ended(process, watch, folders[0])
        for folder, mode in modes.items():
            # It could have shut them to us.
            os.chmod(folder, mode)
        told.seek(0)
        ends = {"told": told.read(TOLD_BYTES), "complained": _end_of(complained)}
    if ended_by is TookTooMuch:
        for folder, names in before.items():
            _remove_what_came(folder, names)
    if ended_by:
        raise ended_by(f"{command[-1]} took more than {limits}", **ends)
    if process.returncode != 0:
        message = f"ended with {process.returncode}: {_last_line(ends['complained'])}"
        raise Failed(message, code=process.returncode, **ends)
    return ends["told"]


class _Watch:
    """Looks at what a command has taken, against its limits."""

    def __init__(self, limits, folders, streams):
        self._limits = limits
        self._folders = folders
        self._streams = streams
        self._before = usage.room(folders) or 0
        self._until = time.monotonic() + limits.seconds

    def objection(self, pid):
        """Return why the running process `pid` is to be ended now: an exception class, or None."""
        family = usage.family(pid)
        if self._limits.processor and usage.computed(family) >= self._limits.processor:
            return TookTooMuch
        if time.monotonic() > self._until:
            return TimedOut
        if len(family) > PROCESSES or sum(family.values()) > self._limits.memory:
            return TookTooMuch
        return self.objection_to_what_is_written()

    def objection_to_what_is_written(self):
        """Return TookTooMuch when there is more on the disk than may be, else None."""
        room = usage.room(self._folders)
        if room is None:
            return TookTooMuch
        room += sum(os.fstat(stream.fileno()).st_size for stream in self._streams)
        return TookTooMuch if room - self._before > self._limits.written else None


def _ended(process, watch, private):
    """Wait for the end of `process`, kill what is left of it, return what ended it, or None."""
    handle = os.pidfd_open(process.pid)
    objection = None
    try:
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        while objection is None and not waiting.poll(LOOK_SECONDS * 1000):
            objection = watch.objection(process.pid)
    finally:
        family = usage.family(process.pid)
        # Not yet waited for, so that the number of the group can't belong to others.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            log.debug("Process group %s was gone already", process.pid)
        usage.kill_strays(private)
        os.close(handle)
        process.wait()
        usage.wait_until_gone(family)
    return objection or watch.objection_to_what_is_written()


def _environment(private, limits):
    return {
        "PATH": limits.programs,
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


def _remove_what_came(folder, names):
    """Empty a folder again but for what was there before; folders of then stay, with nothing in."""
    came = [path for path in Path(folder).iterdir() if path.name not in names]
    _remove([*came, *(path for name in names for path in _inside(Path(folder) / name))])


def _inside(folder):
    return folder.iterdir() if folder.is_dir() and not folder.is_symlink() else ()


def _remove(paths):
    """Remove folders and files, however deep a hostile program has made them."""
    names = list(map(str, paths))
    remove = ["/bin/rm", "-rf", "--", *names]
    if names and subprocess.run(remove, check=False, capture_output=True).returncode:
        subprocess.run(
            ["/bin/chmod", "-R", "u+rwX", "--", *names], check=False, capture_output=True
        )
        subprocess.run(remove, check=False, capture_output=True)


def _last_line(text):
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
