"""How do tests, pictures and measurements get a running system of their own, and a browser?"""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.running.waiting import descendants, free_port, until

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip
ANSWER_MILLISECONDS = 20_000
SCREENS = (
    "import json; from portfolio.demo.story import PASSWORD; from tests.running import screens; "
    "print(json.dumps([PASSWORD, screens.main()]))"
)
"""What a site is told to learn from it everybody's password, and where the main screens are."""


class Site:
    """Everything that `make run` starts, on a data folder and a port of its own."""

    def __init__(self, folder, database_url=""):
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

    def tell(self, lines):
        """Run `lines` of Python on its data; return the last line that they print."""
        told = self.manage("shell", "-v0", "-c", lines)
        assert told.returncode == 0, told.stderr
        return told.stdout.splitlines()[-1]

    def _is_ready(self):
        text = self.log.read_text()
        assert self.process.poll() is None, text
        return "Ready: " in text


@contextlib.contextmanager
def chromium():
    """Run a browser until the block is left."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def sign_in(page, email, password):
    """Sign in on a page that nobody is signed in on; it ends on the home page."""
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
