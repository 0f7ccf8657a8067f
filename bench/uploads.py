"""What becomes of uploads that are interrupted, and how much memory does a large one take?

`python -m bench.uploads [--tries N] [--large MB] [--var FOLDER]`; README.md beside this says more.
"""

import argparse
import base64
import contextlib
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import struct
import tempfile
import threading
import time
from pathlib import Path

from tests.running import demo_site
from tests.running.waiting import descendants

MIB = 1024 * 1024
PIECE = 8 * MIB
SIZE = 3 * MIB
AMY = "amy@harbour.example"
TELL = """
import json
from evidence.models import Artefact, Upload
from learners.models import Enrolment
from portfolio.demo.story import PASSWORD
amy = Enrolment.objects.get(learner__user__email="amy@harbour.example")
ours = Artefact.objects.filter(file_name__startswith="bench-")
print(json.dumps([amy.pk, PASSWORD, list(ours.values_list("file_name", "file__size"))]))
"""
SWEEP = "from evidence import forgetting; forgetting.sweep(); print('swept')"
EXPIRE = """
from django.utils import timezone
from evidence.models import Upload
print(Upload.objects.filter(token="{token}").update(expires_at=timezone.now()))
"""


class Browser:
    """Somebody who is signed in, asks for pages, and sends pieces of files by hand."""

    def __init__(self, site, enrolment, password, login=AMY):
        self.site, self.enrolment = site, enrolment
        self.cookies = {}
        page = self.ask("GET", "/sign-in/")
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        body = {"csrfmiddlewaretoken": token, "login": login, "password": password}
        self.ask("POST", "/sign-in/", body=_form(body), kind="application/x-www-form-urlencoded")

    def ask(self, method, path, *, body=b"", kind="", cut=None, **headers):
        """Send one request; `cut` sends only so many bytes of the body and hangs up."""
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=120)
        line.putrequest(method, path)
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        said |= {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        said |= {"Referer": self.site.address, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        said |= {"Content-Type": kind} if kind else {}
        said |= {"Content-Length": str(len(body))} if method in ("POST", "PATCH") else {}
        for name, value in said.items():
            line.putheader(name, value)
        line.endheaders()
        line.send(body if cut is None else body[:cut])
        if cut is not None:
            line.close()
            return None
        answer = line.getresponse()
        answer.text = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        return answer

    def tus(self, method, path, **more):
        return self.ask(method, path, Tus_Resumable="1.0.0", HX_Request="true", **more)

    def begin(self, name, size):
        named = base64.b64encode(name.encode()).decode()
        answer = self.tus(
            "POST", f"/enrolments/{self.enrolment}/uploads/",
            Upload_Length=str(size), Upload_Metadata=f"filename {named}",
        )  # fmt: skip
        _expect(answer, 201)
        return answer.headers["Location"]

    def patch(self, url, body, offset, *, checksum=True, cut=None, wrong=False):
        digest = hashlib.sha256(b"wrong" if wrong else body).digest()
        said = {"Upload_Offset": str(offset)}
        if checksum:
            said["Upload_Checksum"] = f"sha256 {base64.b64encode(digest).decode()}"
        kind = "application/offset+octet-stream"
        return self.tus("PATCH", url, body=body, kind=kind, cut=cut, **said)

    def offset(self, url):
        """Return how much is there, asked until the site is back; None when it is forgotten."""
        for _ in range(600):
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = self.tus("HEAD", url)
                if answer.status == 200:
                    return int(answer.headers["Upload-Offset"])
                if answer.status in (404, 410):
                    return None
            time.sleep(0.1)
        raise SystemExit("The site does not come back.")

    def complete(self, url, whole):
        """Send what is missing and finish, as often as it takes; return the status at the end."""
        for _ in range(600):
            at = self.offset(url)
            if at is None:
                return 404
            with contextlib.suppress(OSError, http.client.HTTPException):
                if at < len(whole):
                    self.patch(url, whole[at : at + PIECE], at)
                    continue
                answer = self.tus("POST", f"{url}finish/")
                if answer.status not in (409, 423) and answer.status < 500:
                    return answer.status
            time.sleep(0.1)
        raise SystemExit("It never comes to an end.")


def line_cut(browser, url, whole):
    browser.patch(url, whole, 0, checksum=False, cut=len(whole) // 2)


def line_cut_under_a_checksum(browser, url, whole):
    browser.patch(url, whole[:MIB], 0)
    browser.patch(url, whole[MIB:], MIB, cut=MIB)


def wrong_checksum(browser, url, whole):
    _expect(browser.patch(url, whole, 0, wrong=True), 460)


def wrong_place(browser, url, whole):
    _expect(browser.patch(url, whole, 5), 409)


def web_killed_during_a_piece(browser, url, whole):
    kill_later(browser.site, 0.05)
    with contextlib.suppress(OSError, http.client.HTTPException):
        browser.patch(url, whole, 0)


def web_killed_while_finishing(browser, url, whole):
    browser.patch(url, whole, 0)
    kill_later(browser.site, 0.02 + 0.1 * (hash(url) % 8))
    with contextlib.suppress(OSError, http.client.HTTPException):
        browser.tus("POST", f"{url}finish/")


def two_at_once(browser, url, whole):
    pieces = [threading.Thread(target=browser.patch, args=(url, whole, 0)) for _ in range(2)]
    _run(pieces)


def finished_in_two_tabs(browser, url, whole):
    browser.patch(url, whole, 0)
    _run([threading.Thread(target=browser.tus, args=("POST", f"{url}finish/")) for _ in range(3)])


def page_closed(browser, url, whole):
    browser.patch(url, whole[:MIB], 0)
    browser.patch(url, whole[MIB:], MIB, checksum=False, cut=10)


def cancelled(browser, url, whole):
    browser.patch(url, whole[:MIB], 0)
    browser.tus("DELETE", url)


def expired(browser, url, whole):
    browser.patch(url, whole[:MIB], 0)
    browser.site.tell(EXPIRE.format(token=url.strip("/").split("/")[-1]))


WAYS = (
    line_cut, line_cut_under_a_checksum, wrong_checksum, wrong_place, web_killed_during_a_piece,
    web_killed_while_finishing, two_at_once, finished_in_two_tabs, page_closed, cancelled, expired,
)  # fmt: skip
SORTS = {"web": "gunicorn", "worker": "celery", "converters": "evidence.renditions"}
GIVEN_UP = {cancelled, expired}


def kill_later(site, seconds):
    """Kill one web process with -9 after a moment."""

    def kill():
        time.sleep(seconds)
        lines = {
            pid: line for pid, line in descendants(site.process.pid).items() if "gunicorn" in line
        }
        for pid in sorted(lines)[1:]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    threading.Thread(target=kill).start()


def recording(size, salt=""):
    """Return the bytes of a silent WAV recording, unlike any other by `salt`."""
    noise = hashlib.sha256(salt.encode()).digest() * 8
    silence = size - 44 - len(noise)
    head = struct.pack("<IHHIIHH", 16, 1, 2, 48_000, 192_000, 4, 16)
    whole = struct.pack("<I", size - 8), struct.pack("<I", size - 44)
    return b"RIFF" + whole[0] + b"WAVEfmt " + head + b"data" + whole[1] + noise + bytes(silence)


def main():
    """Interrupt uploads in every way on a site of its own; print what is left of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=5, help="how often each way")
    parser.add_argument("--large", type=int, default=0, help="a file of so many MB, for the memory")
    parser.add_argument("--var", type=Path, help="the VAR_DIR of a demo that is copied for this")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="portfolio-bench-") as folder,
        _site(Path(folder), asked.var) as site,
    ):
        browser = Browser(site, *json.loads(site.tell(TELL))[:2])
        if asked.large:
            print(large(browser, asked.large))
        print("| way | tries | whole | given up |\n|---|---|---|---|")
        for way in WAYS:
            statuses = [interrupted(browser, way, number) for number in range(asked.tries)]
            print(f"| {way.__name__.replace('_', ' ')} | {len(statuses)} "
                  f"| {statuses.count(200)} | {statuses.count(404)} |", flush=True)  # fmt: skip
        site.tell(SWEEP)
        print(verdict(site, asked.tries))


def _site(folder, var):
    if var:
        shutil.copytree(var, folder / "var")
    return demo_site.Site(folder).running()


def interrupted(browser, way, number):
    """Interrupt one upload, then go on with it as a person would; return how it ended."""
    name = f"bench-{way.__name__}-{number}.wav"
    whole = recording(SIZE, name)
    url = browser.begin(name, len(whole))
    way(browser, url, whole)
    return browser.complete(url, whole)


def verdict(site, tries):
    """Return how many halves, doubles and orphans there are."""
    sizes = [size for name, size in json.loads(site.tell(TELL))[2] if "large" not in name]
    expected = tries * (len(WAYS) - len(GIVEN_UP))
    left = list((site.folder / "var" / "storage" / "incoming").iterdir())
    checked = site.manage("check_storage")
    return (
        f"{len(sizes)} artefacts of {expected}; halves: {sum(size != SIZE for size in sizes)}; "
        f"left in incoming: {len(left)}; check_storage: {checked.stdout.strip().splitlines()[-1]}"
    )


def large(browser, megabytes):
    """Send one large file and return the highest memory of the web and the worker meanwhile."""
    size, seen, stop = megabytes * MIB, {}, threading.Event()
    watching = threading.Thread(target=watch, args=(browser.site.process.pid, seen, stop))
    began = time.monotonic()
    watching.start()
    url = browser.begin("bench-large.wav", size)
    head = recording(PIECE, "large")
    head = (
        head[:4]
        + struct.pack("<I", size - 8)
        + head[8:40]
        + struct.pack("<I", size - 44)
        + head[44:]
    )
    for at in range(0, size, PIECE):
        browser.patch(url, head if at == 0 else bytes(min(PIECE, size - at)), at)
    sent = time.monotonic() - began
    status = browser.tus("POST", f"{url}finish/").status
    finished = time.monotonic() - began
    time.sleep(60)
    stop.set()
    watching.join()
    peaks = ", ".join(highest(sort, words, seen) for sort, words in SORTS.items())
    return f"{megabytes} MB: sent in {sent:.0f} s, {status} after {finished:.0f} s. RSS: {peaks}"


def watch(top, seen, stop):
    """Note of each process its command line, its first memory and the highest, in MB."""
    while not stop.is_set():
        for pid, line in descendants(top).items():
            with contextlib.suppress(OSError, TypeError):
                text = Path(f"/proc/{pid}/status").read_text()
                memory = int(re.search(r"VmRSS:\s+(\d+)", text)[1]) // 1024
                _, first, most = seen.get(pid, (line, memory, memory))
                seen[pid] = line, first, max(most, memory)
        time.sleep(0.2)


def highest(sort, words, seen):
    """Return in words the highest memory among the processes of a sort that `watch` has seen."""
    ours = [(first, most) for line, first, most in seen.values() if words in line]
    highest = max((most for _, most in ours), default=0)
    grew = max((most - first for first, most in ours), default=0)
    return f"{sort} {highest} MB (grew by {grew} MB at most)"


def _expect(answer, status):
    if answer.status != status:
        raise SystemExit(f"{status} was expected, not {answer.status}: {answer.text[:500]}")


def _run(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _form(fields):
    return "&".join(f"{key}={value.replace('@', '%40')}" for key, value in fields.items()).encode()


if __name__ == "__main__":
    main()
