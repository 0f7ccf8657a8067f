"""Does a virus scanner know a file? ClamAV is asked, where CLAMD_URL names one."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from clamav_client.clamd import (
    BufferTooLongError,
    ClamdError,
    ClamdNetworkSocket,
    ClamdUnixSocket,
)
from django.conf import settings

from evidence.states import FileState

PORT = 3310
PIECE = 64 * 1024
SCAN_SECONDS, ANSWER_SECONDS = 300, 3
LONGEST_NAME = 100
# With AlertExceedsMax clamd tells in this way, as if it were a find, what it did not look at.
NOT_LOOKED_AT = "Heuristics.Limits.Exceeded"
VERSION = re.compile(r"(?P<program>ClamAV [^/\s]+)(/(?P<signatures>\d+)/(?P<day>.+))?")


class ScannerAway(Exception):
    """There is no answer from the scanner; the message says what was heard instead."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner said: `found` is a signature's name or "", `scanner` who looked.

    `scanner` is empty when nobody did, because the file is larger than the scanner takes.
    """

    found: str
    scanner: str


@dataclass(frozen=True)
class Scanner:
    """Which program answers, and how old its signatures are: their number and day, or ""."""

    program: str
    signatures: str
    day: str

    def __str__(self):
        return f"{self.program}/{self.signatures}" if self.signatures else self.program


def is_set_up():
    """Return whether there is to be a scanner here."""
    return bool(settings.CLAMD_URL)


def scanner():
    """Return the Scanner that answers now. Raises ScannerAway."""
    try:
        told = _clamd(ANSWER_SECONDS).version()
    except (ClamdError, OSError) as error:
        raise ScannerAway(str(error)) from error
    found = VERSION.match(told)
    if found is None:
        raise ScannerAway("It answers, but not as ClamAV does.")
    return Scanner(found["program"], found["signatures"] or "", found["day"] or "")


def look_into(path):
    """Return the scanner's Verdict on the file at `path`. Raises ScannerAway.

    Memory does not grow with the file: it is sent in pieces.
    """
    who = str(scanner())
    pieces = None
    try:
        with open(path, "rb") as file:
            pieces = _Pieces(file)
            told = _clamd(SCAN_SECONDS).instream(pieces)
    except BufferTooLongError:
        return Verdict("", "")
    except (BrokenPipeError, ConnectionResetError) as error:
        # It hangs up on what is too long for it, and often before one could hear why.
        if pieces is not None and pieces.sent:
            scanner()
            return Verdict("", "")
        raise ScannerAway(str(error)) from error
    except (ClamdError, TimeoutError) as error:
        raise ScannerAway(str(error)) from error
    status, name = told.get("stream", ("ERROR", None))
    if status == "ERROR":
        raise ScannerAway(f"It could not look into the file: {name}")
    if status == "FOUND" and name.startswith(NOT_LOOKED_AT):
        return Verdict("", "")
    return Verdict(name[:LONGEST_NAME] if status == "FOUND" else "", who)


def said_of(file):
    """Return in words how a StoredFile stands with the scanner; unscanned is never called clean."""
    if file.state == FileState.INFECTED:
        return quarantined(file)
    return not_scanned(file) or f"Nothing found by {file.scanned_with}"


def not_scanned(file):
    """Return in words that nobody looked into a StoredFile, "" when somebody did."""
    if file.scanned_with:
        return ""
    if file.scanned_at:
        return "Not scanned: larger than the scanner takes"
    return "Not scanned yet" if is_set_up() else "Not scanned"


def quarantined(file):
    """Return what an infected StoredFile's owner reads."""
    return f"Quarantined: {file.reason} Withdraw it and add a clean copy."


class _Pieces:
    """A file that is read in larger pieces than the client asks for, which is far quicker."""

    def __init__(self, file):
        self._file = file
        self.sent = 0

    def read(self, _size):
        piece = self._file.read(PIECE)
        self.sent += len(piece)
        return piece


def _clamd(seconds):
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "unix":
        return ClamdUnixSocket(address.path, timeout=seconds)
    return ClamdNetworkSocket(address.hostname, address.port or PORT, timeout=seconds)
