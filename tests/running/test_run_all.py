"""`manage.py run_all` starts everything, keeps it running, and ends it."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running.waiting import alive, descendants, free_port, until

ROOT = Path(__file__).resolve().parent.parent.parent
ALL_WELL = {"database": "ok", "broker": "ok", "worker": "ok"}


class RunAll:
    """One `run_all` on a data folder and a port of its own."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.log = folder.parent / "log.txt"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command(), env=self.environment(), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )

    def environment(self, **changed):
        """Return the variables that it runs with."""
        own = {"VAR_DIR": str(self.folder), "PORT": str(self.port), "DEMO": "no"}
        taken = ("REDIS_URL", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in taken}
        return kept | own | changed

    def said(self):
        """Return what it has printed so far, failing when it has ended."""
        text = self.log.read_text()
        assert self.process.poll() is None, text
        return text

    def health(self):
        """Return status and words of its health page, or None while it doesn't answer."""
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            server.request("GET", "/healthz/")
            answer = server.getresponse()
            return answer.status, json.loads(answer.read())
        except OSError:
            return None
        finally:
            server.close()

    def process_of(self, words):
        """Return the topmost of its processes whose command line holds `words`, or None."""
        below = descendants(self.process.pid)
        return min((pid for pid, line in below.items() if words in line), default=None)


def command():
    """Return the command under test."""
    return [sys.executable, "manage.py", "run_all"]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    run = RunAll(tmp_path_factory.mktemp("run") / "var")
    try:
        until(lambda: "Ready: " in run.said(), seconds=120)
        yield run
    finally:
        run.process.terminate()
        run.process.wait(40)


def test_it_says_where_it_is_and_answers_there(running):
    assert f"\nReady: http://127.0.0.1:{running.port}/  (Ctrl-C ends it)\n" in running.said()
    assert running.health() == (200, ALL_WELL)


def test_static_files_are_served(running):
    server = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    server.request("GET", "/sign-in/")
    page = server.getresponse()
    text = page.read().decode()
    assert page.status == 200
    sheets = re.findall(r'<link[^>]* href="(/static/[^"]+\.css)"', text)
    assert sheets

    for sheet in sheets:
        server.request("GET", sheet)
        answer = server.getresponse()
        answer.read()
        assert (sheet, answer.status) == (sheet, 200)


def test_a_second_start_on_the_same_data_is_refused_in_a_sentence(running):
    second = subprocess.run(
        command(), env=running.environment(), cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert second.returncode == 1
    assert second.stderr == (
        f"CommandError: It is running already, with its data in {running.folder}.\n"
    )


def test_a_taken_port_is_said_in_a_sentence(running, tmp_path):
    changed = running.environment(VAR_DIR=str(tmp_path))
    second = subprocess.run(
        command(), env=changed, cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert second.returncode == 1
    assert second.stderr == (
        f"CommandError: Port {running.port} is taken by another program. "
        f"Choose another one, such as: make run PORT={running.port + 1}\n"
    )


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("files", "--hostname files@"),
        ("bundles", "--hostname bundles@"),
        ("clock", "--quiet beat"),
        ("broker", "valkey-server"),
        ("web", "gunicorn"),
    ],
)
def test_a_part_that_is_killed_comes_back(running, part, words):
    first = running.process_of(words)

    os.kill(first, signal.SIGKILL)

    until(lambda: f"{part} was killed by signal 9; it is started again" in running.said())
    until(lambda: running.process_of(words) not in (None, first))
    until(lambda: running.health() == (200, ALL_WELL), seconds=60)


def test_ctrl_c_ends_everything_and_a_second_start_goes_on(tmp_path):
    for _ in ("first", "second"):
        run = RunAll(tmp_path / "var")
        until(lambda run=run: "Ready: " in run.said(), seconds=120)
        started = list(descendants(run.process.pid))
        key = (run.folder / "secret-key").read_text()

        run.process.send_signal(signal.SIGINT)

        assert run.process.wait(40) == 0
        assert run.log.read_text().endswith("Everything has been stopped.\n")
        until(lambda started=started: not any(map(alive, started)), seconds=5)
        assert (run.folder / "secret-key").read_text() == key
