"""How do others' pages feel while many portfolios are exported, and what does a second worker gain?

`python -m bench.exports [--portfolios N] [--artefacts N] [--apart] [--var FOLDER]`; README.md
beside this says more.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from bench.pages import ROOT
from bench.uploads import SORTS, Browser, highest, watch
from config.running import CELERY
from tests.running import demo_site
from tests.running.waiting import descendants, until

BEN = "ben@harbour.example"
BETWEEN_SECONDS = 0.2
MAKE = "from bench import portfolios; portfolios.tell_many({portfolios}, {artefacts}, {seed})"
ASK = """
from accounts.models import Centre, User
from portfolio.exports import requesting
owen = User.objects.get(email="owen@harbour.example")
centre = Centre.objects.get(slug="harbour")
asked = requesting.request(centre, {pks}, edition="centre", chosen="Bench", by=owen)
print(asked.pk)
"""
AGAIN = "from bench import portfolios; portfolios.make_cold({pks})"
PASSWORD = "from portfolio.demo.story import PASSWORD; print(PASSWORD)"  # noqa: S105 - of the demo
TOLD = (
    "SELECT state, (julianday(finished_at) - julianday(requested_at)) * 86400 "
    "FROM portfolio_export WHERE id = ?"
)


def main():
    """Export the same portfolios with one worker and with two; print what took how long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--portfolios", type=int, default=10, help="how many are exported")
    parser.add_argument("--artefacts", type=int, default=30, help="how many each of them has")
    parser.add_argument("--seed", type=int, default=7, help="which files it makes")
    parser.add_argument(
        "--apart", action="store_true", help="only workers, each on its own processor"
    )
    parser.add_argument("--var", type=Path, help="the VAR_DIR of a demo that is copied for this")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portfolio-bench-") as folder:
        if asked.var:
            shutil.copytree(asked.var, Path(folder) / "var")
        # Each of the two workers builds one bundle at a time.
        os.environ["BUNDLE_PROCESSES"] = "1"
        with demo_site.Site(Path(folder)).running() as site:
            measure(site, asked)


def measure(site, asked):
    """Print the seconds of both rounds, how pages felt meanwhile, and the highest memory."""
    pks = json.loads(site.tell(MAKE.format(**vars(asked))))
    meanwhile = contextlib.nullcontext if asked.apart else Meanwhile(site, pks[0]).running
    first, second = sorted(os.sched_getaffinity(0))[:2] if asked.apart else (None, None)
    for worker, line in descendants(site.process.pid).items():
        if "--queues bundles" in line:
            _keep_on(first, worker)
    with meanwhile():
        one = _export(site, pks)
    print(f"{asked.portfolios} portfolios, one worker: {one:.1f} s", flush=True)
    site.tell(AGAIN.format(pks=pks))
    with _another_worker(site, second), meanwhile():
        two = _export(site, pks)
    print(f"{asked.portfolios} portfolios, two workers: {two:.1f} s")
    print(f"one worker to two: {one / two:.2f}")


class Meanwhile:
    """Somebody else, who goes on asking for pages; and how much memory everything takes."""

    def __init__(self, site, pk):
        self._top = site.process.pid
        self._browser = Browser(site, pk, site.tell(PASSWORD), login=BEN)
        self._pages = ["/", "/marking/", f"/enrolments/{pk}/portfolio/"]
        quiet = [seconds for _ in range(10) for seconds in self._visit()]
        print(f"pages in quiet: {_in_words(quiet)}", flush=True)

    @contextlib.contextmanager
    def running(self):
        """Ask for pages until the block is left; print how long they took, and the memory."""
        stop, seen, seconds = threading.Event(), {}, []
        threads = [
            threading.Thread(target=watch, args=(self._top, seen, stop), daemon=True),
            threading.Thread(target=self._keep_visiting, args=(seconds, stop), daemon=True),
        ]
        for thread in threads:
            thread.start()
        yield
        stop.set()
        for thread in threads:
            thread.join()
        print(f"pages meanwhile: {_in_words(seconds)}")
        print("highest memory:", ", ".join(highest(*sort, seen) for sort in SORTS.items()))

    def _keep_visiting(self, seconds, stop):
        while not stop.is_set():
            seconds += self._visit()

    def _visit(self):
        """Return the seconds that each page took, asked for one after the other."""
        taken = []
        for page in self._pages:
            began = time.monotonic()
            answer = self._browser.ask("GET", page)
            taken.append(time.monotonic() - began)
            if answer.status != 200:
                raise SystemExit(f"{page} answered {answer.status}.")
            time.sleep(BETWEEN_SECONDS)
        return taken


def _export(site, pks):
    """Export `pks`; return the seconds from asking until the last one was ready."""
    export = site.tell(ASK.format(pks=pks))
    while (told := _told(site, export))[0] == "building":
        time.sleep(0.1)
    state, seconds = told
    if state != "ready":
        raise SystemExit("The export was not made.")
    return seconds


def _told(site, export):
    with contextlib.closing(sqlite3.connect(site.folder / "var" / "portfolio.sqlite3")) as database:
        return database.execute(TOLD, [export]).fetchone()


def _in_words(seconds):
    p95 = statistics.quantiles(seconds, n=20)[-1]
    return f"median {statistics.median(seconds):.2f} s, p95 {p95:.2f} s of {len(seconds)}"


@contextlib.contextmanager
def _another_worker(site, processor):
    """Let a second worker build bundles, as another machine with the same folders would."""
    environment = json.loads(site.tell(
        "import json, os; from django.conf import settings; "
        "print(json.dumps(dict(os.environ) | {'REDIS_URL': settings.REDIS_URL}))"
    ))  # fmt: skip
    command = [*CELERY, "worker", "--hostname", "another@%h", "--queues", "bundles"]
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    worker = subprocess.Popen(
        [*command, "--concurrency", "1", "--loglevel", "ERROR"], env=environment, **quiet
    )
    _keep_on(processor, worker.pid)
    ping = [*CELERY, "inspect", "ping", "--destination", f"another@{socket.gethostname()}"]
    try:
        until(lambda: subprocess.run(ping, env=environment, check=False, **quiet).returncode == 0)
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)


def _keep_on(processor, pid):
    """Let the threads of a process, and what they start from now on, use one processor only."""
    if processor is not None:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {processor})


if __name__ == "__main__":
    main()
