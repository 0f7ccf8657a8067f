"""A running system of the journeys' own, with the demo in it, and a browser."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import sync_playwright

from portfolio.demo.story import PASSWORD
from tests.running.waiting import descendants, free_port, until

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip
ANSWER_SECONDS = 20_000


class Site:
    """Everything that `make run` starts, on a data folder and a port of its own."""

    def __init__(self, folder, database_url):
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        own = {"VAR_DIR": str(folder / "var"), "PORT": str(self.port), "DEMO": "yes"}
        own |= {"DATABASE_URL": database_url} if database_url else {}
        taken = ("DJANGO_SETTINGS_MODULE", *(() if database_url else ("DATABASE_URL", "REDIS_URL")))
        self.environment = {k: v for k, v in os.environ.items() if k not in taken} | own
        self.log = folder / "log.txt"

    @contextlib.contextmanager
    def running(self):
        """Run it until the block is left."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run_all"],
                env=self.environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            until(self._is_ready, seconds=300)
            yield self
        finally:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def kill(self, words):
        """Kill the topmost process whose command line holds `words`, and all below it, at once."""
        below = descendants(self.process.pid)
        top = min(pid for pid, line in below.items() if words in line)
        for pid in (top, *descendants(top)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def manage(self, *words):
        """Run a management command on its data; return the finished process."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def _is_ready(self):
        text = self.log.read_text()
        assert self.process.poll() is None, text
        return "Ready: " in text


@pytest.fixture(scope="package")
def database_url():
    """The URL of a fresh PostgreSQL database in that round of the tests, else empty."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    server, _, name = url.rpartition("/")
    name = f"{name}_journeys"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="package")
def site(tmp_path_factory, database_url):
    with Site(tmp_path_factory.mktemp("site"), database_url).running() as site:
        yield site


@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def sign_in(site, chromium):
    """Return a function that gives a page signed in as one of the demo's people."""
    contexts, complaints = [], []

    def open_page(login, *, centre="harbour"):
        context = chromium.new_context(base_url=site.address, accept_downloads=True)
        context.set_default_timeout(ANSWER_SECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in/")
        page.get_by_label("Email").fill(f"{login}@{centre}.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
