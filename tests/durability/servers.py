"""Which programs does a bundle need, and how is each killed and started again?"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config.broker import broker_command
from scripts.run_tests import made_postgres, postgres_answers, redis_answers
from tests.running.waiting import alive, descendants, free_port, until

ROOT = Path(__file__).resolve().parent.parent.parent
TOLD_WITHIN = 2
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Postgres:
    """A PostgreSQL server with data of its own."""

    def __init__(self, folder):
        port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{port}"
        self._command, self._how = made_postgres(folder, port)

    def start(self):
        self._process = subprocess.Popen(self._command, **self._how, **QUIET)
        until(lambda: postgres_answers(self.url))

    def stop(self):
        """End it as a restart of the service does: every connection is broken off."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)


class Broker:
    """A broker with a queue of its own, on a socket."""

    def __init__(self, folder):
        self.url = f"unix://{folder / 'b.sock'}"
        self._command = broker_command(folder / "b.sock", folder / "queue")

    def start(self):
        self._process = subprocess.Popen(self._command, **QUIET)
        until(lambda: redis_answers(self.url))

    def kill(self):
        self._process.kill()
        self._process.wait()

    stop = kill


class Workers:
    """All that `manage.py run_worker` runs, as on a machine that only works."""

    def __init__(self, environment, log):
        self._environment, self._log = environment, log

    def start(self):
        command = [sys.executable, "manage.py", "run_worker"]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                command, env=self._environment, cwd=ROOT, stdout=log, stderr=log
            )
        until(lambda: self.child(), seconds=120)

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)

    def main(self):
        """Return the process id of the worker that builds bundles, None while there is none."""
        return next((pid for pid, group in self._builders() if pid == group), None)

    def child(self):
        """Return the process id of the pool process in which bundles are built, or None."""
        return next((pid for pid, group in self._builders() if pid != group), None)

    def kill_child(self):
        """Kill the pool process alone; the worker starts another."""
        os.kill(self.child(), signal.SIGKILL)

    def kill_group(self):
        """Kill the worker with its pool at one blow; the supervisor starts it again."""
        os.killpg(self.main(), signal.SIGKILL)

    @contextlib.contextmanager
    def standing_still(self):
        """Let the worker that builds bundles stand still for as long as the block runs.

        The block gets a context manager that lets it go on for a while.
        """
        group = self.main()

        @contextlib.contextmanager
        def going_on():
            os.killpg(group, signal.SIGCONT)
            try:
                yield
            finally:
                os.killpg(group, signal.SIGSTOP)

        os.killpg(group, signal.SIGSTOP)
        try:
            yield going_on
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGCONT)

    def tell_where(self):
        """Let every worker write into the log what each of its threads is doing."""
        for pid, line in descendants(self._process.pid).items():
            if " worker --hostname " in line:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGUSR1)
        time.sleep(TOLD_WITHIN)

    def strays(self):
        """Return the command lines of what runs on for a job below the workers."""
        below = descendants(self._process.pid)
        return [line for pid, line in below.items() if "celery" not in line and alive(pid)]

    def _builders(self):
        """Return the worker that builds bundles and its pool as pairs of process and group."""
        found = []
        for pid, line in descendants(self._process.pid).items():
            with contextlib.suppress(ProcessLookupError):
                if "--hostname bundles@" in line and alive(pid):
                    found.append((pid, os.getpgid(pid)))
        return found
