"""The supervisor starts again what dies, gives up where it must, and leaves nothing behind."""

import os
import signal
import subprocess
import sys

import pytest

from config.supervising import Part, PartLost, Supervisor
from tests.running.waiting import alive, descendants, until

PATIENT = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('here', flush=True); time.sleep(600)",
]
WITH_A_CHILD = [
    sys.executable,
    "-c",
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print(child.pid, flush=True); time.sleep(600)",
]
# The tests themselves may run under nohup, whose wish to pass hang-ups over would be handed down.
IN_ANOTHER_PROCESS = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from config.supervising import Part, Supervisor
with Supervisor(environment=None, folder=".") as parts:
    parts.start(Part("patient", [sys.executable, "-c", "import time; time.sleep(600)"]))
    print("started", flush=True)
    parts.watch()
"""


@pytest.fixture
def parts():
    """A supervisor whose signal handlers are put back after the test."""
    kept = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with Supervisor(environment=None, folder=".") as supervisor:
        yield supervisor
    for number, handler in kept.items():
        signal.signal(number, handler)


def sleepers():
    """Return the process ids of this test's parts."""
    below = descendants(os.getpid())
    return [pid for pid, line in below.items() if "time.sleep(600)" in line and alive(pid)]


def the_only_child(*, but=()):
    """Return the process id of the one part that is not in `but`, or None."""
    found = [pid for pid in sleepers() if pid not in but]
    return found[0] if len(found) == 1 else None


def test_what_is_killed_is_started_again_and_said(parts, capfd):
    parts.start(Part("patient", PATIENT))
    first = until(the_only_child)

    os.kill(first, signal.SIGKILL)

    came_back = parts.wait_until(lambda: the_only_child(but=[first]), seconds=20)
    assert came_back is True
    said = [line for line in capfd.readouterr().out.splitlines() if line.startswith("run")]
    assert said == ["run     | patient was killed by signal 9; it is started again in 1 s."]


def test_what_keeps_dying_and_is_indispensable_ends_all(parts):
    parts.start(Part("web", [sys.executable, "-c", "raise SystemExit(3)"], deaths_allowed=1))

    with pytest.raises(PartLost) as loss:
        parts.wait_until(lambda: False, seconds=20)

    assert str(loss.value) == "web ended with status 3, 2 times in a row."


def test_waiting_ends_without_the_thing_waited_for(parts):
    assert parts.wait_until(lambda: False, seconds=0) is False


def test_each_line_carries_the_name_of_its_part(parts, capfd):
    parts.start(Part("patient", PATIENT))
    heard = []

    until(lambda: heard.append(capfd.readouterr().out) or "here" in "".join(heard))

    assert "".join(heard) == "patient | here\n"


@pytest.mark.parametrize("command", [PATIENT, DEAF, WITH_A_CHILD])
def test_leaving_ends_every_process(command, capfd):
    kept = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with Supervisor(environment=None, folder=".") as parts:
        parts.start(Part("one", command, farewell=((signal.SIGTERM, 0.5),)))
        until(lambda: "one" in capfd.readouterr().out)
        assert sleepers()
    for number, handler in kept.items():
        signal.signal(number, handler)

    until(lambda: not sleepers(), seconds=5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_outlives_the_supervisor_however_it_ends(number):
    process = subprocess.Popen(
        [sys.executable, "-c", IN_ANOTHER_PROCESS], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "started\n"
    started = list(descendants(process.pid))
    assert started

    process.send_signal(number)

    process.wait(20)
    until(lambda: not any(map(alive, started)), seconds=10)
