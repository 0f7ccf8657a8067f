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
from tests.running.waiting import descendants

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
STATE = "SELECT state FROM portfolio_export WHERE id = ?"


def main():
    """Export the same portfolios with one worker and with two; print what took how long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--portfolios", type=int, default=10, help="how many are exported")
    parser.add_argument("--artefacts", type=int, default=30, help="how many each of them has")
    parser.add_argument("--seed", type=int, default=7, help="which files it makes")
    parser.add_argument("--apart", action="store_true", help="one processor for each worker")
    parser.add_argument("--var", type=Path, help="the VAR_DIR of a demo that is copied for this")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portfolio-bench-") as folder:
        if asked.var:
            shutil.copytree(asked.var, Path(folder) / "var")
        with demo_site.Site(Path(folder)).running() as site:
            measure(site, asked)


def measure(site, asked):
    """Print the seconds of both rounds, how pages felt meanwhile, and the highest memory."""
    pks = json.loads(site.tell(MAKE.format(**vars(asked))))
    ben = Browser(site, pks[0], site.tell(PASSWORD), login=BEN)
    pages = ["/", "/marking/", f"/enrolments/{pks[0]}/portfolio/"]
    quiet = [seconds for _ in range(10) for seconds in _visit(ben, pages)]
    print(f"pages in quiet: {_in_words(quiet)}", flush=True)
    first, second = sorted(os.sched_getaffinity(0))[:2] if asked.apart else (None, None)
    for worker, line in descendants(site.process.pid).items():
        if "--queues bundles" in line:
            _keep_on(first, worker)
    one, busy, memory = _export(site, ben, pages, pks)
    print(f"{asked.portfolios} portfolios, one worker: {one:.1f} s; pages: {_in_words(busy)}")
    print(f"highest memory: {memory}", flush=True)
    site.tell(AGAIN.format(pks=pks))
    with _another_worker(site, second):
        two, busy, _ = _export(site, ben, pages, pks)
    print(f"{asked.portfolios} portfolios, two workers: {two:.1f} s; pages: {_in_words(busy)}")
    print(f"one worker to two: {one / two:.2f}")


def _export(site, browser, pages, pks):
    """Export `pks`; return the seconds it took, those of each page meanwhile, and the memory."""
    stop, seen, seconds = threading.Event(), {}, []
    watching = threading.Thread(target=watch, args=(site.process.pid, seen, stop), daemon=True)
    reading = threading.Thread(
        target=_keep_visiting, args=(browser, pages, seconds, stop), daemon=True
    )
    began = time.monotonic()
    export = site.tell(ASK.format(pks=pks))
    watching.start()
    reading.start()
    while _state(site, export) == "building":
        time.sleep(0.1)
    took = time.monotonic() - began
    stop.set()
    watching.join()
    reading.join()
    if _state(site, export) != "ready":
        raise SystemExit("The export was not made.")
    return took, seconds, ", ".join(highest(*sort, seen) for sort in SORTS.items())


def _state(site, export):
    with contextlib.closing(sqlite3.connect(site.folder / "var" / "portfolio.sqlite3")) as database:
        return database.execute(STATE, [export]).fetchone()[0]


def _keep_visiting(browser, pages, seconds, stop):
    while not stop.is_set():
        seconds += _visit(browser, pages)


def _visit(browser, pages):
    """Return the seconds that each of `pages` took, asked for one after the other."""
    taken = []
    for page in pages:
        began = time.monotonic()
        answer = browser.ask("GET", page)
        taken.append(time.monotonic() - began)
        if answer.status != 200:
            raise SystemExit(f"{page} answered {answer.status}.")
        time.sleep(BETWEEN_SECONDS)
    return taken


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
    worker = subprocess.Popen(
        [*command, "--concurrency", "1", "--loglevel", "ERROR"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _keep_on(processor, worker.pid)
    try:
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
