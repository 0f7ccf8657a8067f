"""How are several programs kept running together, and ended together?"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

LOOK_SECONDS = 0.2
STEADY_SECONDS = 60
LONGEST_PAUSE_SECONDS = 30
PR_SET_PDEATHSIG = 1
# Only Linux has it; elsewhere the parts outlive a run that was killed with signal 9.
PRCTL = getattr(ctypes.CDLL(None), "prctl", None)


@dataclass(frozen=True)
class Part:
    """One program: its name in the log, its command, and how it is ended.

    `farewell` are pairs of a signal and the seconds that the program then has; with `ends_last` it
    is told only when the others have ended. `if_orphaned` is the signal that it gets when this
    process vanishes. `deaths_allowed` is how often in a row it may die before all is given up; None
    means for ever.
    """

    name: str
    command: list
    farewell: tuple = ((signal.SIGTERM, 5),)
    ends_last: bool = False
    if_orphaned: int = signal.SIGTERM
    deaths_allowed: int | None = None


class PartLost(Exception):
    """A part that the whole can't do without keeps dying; the message says which one."""


@dataclass
class Running:
    """A part's present process and its past."""

    part: Part
    process: subprocess.Popen
    began: float = field(default_factory=time.monotonic)
    deaths: int = 0
    due: float | None = None


class Supervisor:
    """Keeps parts running inside a `with` block, and ends them when it is left."""

    def __init__(self, *, environment, folder):
        self._environment = environment
        self._folder = folder
        self._running = []
        self._writing = threading.Lock()

    def __enter__(self):
        ends = [signal.SIGINT, signal.SIGTERM]
        # Under nohup a hang-up is meant to be passed over.
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            ends.append(signal.SIGHUP)
        for number in ends:
            signal.signal(number, _interrupt)
        return self

    def __exit__(self, *_error):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for last in (False, True):
            wave = [running for running in self._running if running.part.ends_last is last]
            farewells = [threading.Thread(target=_end, args=[running]) for running in wave]
            for farewell in farewells:
                farewell.start()
            for farewell in farewells:
                farewell.join()

    def say(self, line, *, name="run"):
        """Print `line` behind the name of the part that it comes from."""
        with self._writing, contextlib.suppress(BrokenPipeError):
            sys.stdout.write(f"{name:8}| {line}\n")
            sys.stdout.flush()

    def start(self, part):
        """Start `part`; from now on it is started again whenever it dies."""
        self._running.append(Running(part, self._launch(part)))

    def look(self):
        """Start again what has died and waited long enough.

        Raises PartLost when a part died more often in a row than it may.
        """
        for running in self._running:
            if running.due is None:
                self._note_death(running)
            elif time.monotonic() >= running.due:
                running.process = self._launch(running.part)
                running.began, running.due = time.monotonic(), None

    def wait_until(self, ready, *, seconds):
        """Look after the parts until `ready()` is true; return whether it came within `seconds`."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                return False
            self.look()
            time.sleep(LOOK_SECONDS)
        return True

    def watch(self):
        """Look after the parts until a signal interrupts (KeyboardInterrupt) or PartLost."""
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def _note_death(self, running):
        code = running.process.poll()
        if code is None:
            return
        _kill_group(running.process.pid)
        now = time.monotonic()
        running.deaths = 1 if now - running.began > STEADY_SECONDS else running.deaths + 1
        how = f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"
        allowed = running.part.deaths_allowed
        if allowed is not None and running.deaths > allowed:
            raise PartLost(f"{running.part.name} {how}, {running.deaths} times in a row.")
        pause = min(2 ** (running.deaths - 1), LONGEST_PAUSE_SECONDS)
        running.due = now + pause
        self.say(f"{running.part.name} {how}; it is started again in {pause} s.")

    def _launch(self, part):
        process = subprocess.Popen(
            part.command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent(part.if_orphaned),
        )
        pipe = (part.name, process.stdout)
        threading.Thread(target=self._pass_on, args=pipe, daemon=True).start()
        return process

    def _pass_on(self, name, output):
        for line in output:
            self.say(line.decode(errors="replace").rstrip(), name=name)


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def _die_with_parent(number):
    """Return what a child runs first: be sent signal `number` should this process vanish."""
    parent = os.getpid()

    def ask():
        PRCTL(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return ask if PRCTL else None


def _end(running):
    process = running.process
    for number, seconds in running.part.farewell:
        if process.poll() is not None:
            break
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    _kill_group(process.pid)
    process.wait()


def _kill_group(pid):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
