"""Can this ZIP be opened without harm, and what is in it? It is hostile until proven."""

import unicodedata
import zipfile
from contextlib import contextmanager

from core.errors import RuleViolation
from core.templatetags.portfolio_ui import plural, size_in_words
from evidence.door.file_types import MOST_RATIO, RATIO_FROM_BYTES
from evidence.renditions.checks.container import BROKEN, HAS_PASSWORD, leads_outside, overlap
from evidence.stores import PIECE
from portfolio.bundles import zip_of_zips
from portfolio.bundles.zip_differences import Careful, TooMuch

MANIFEST = "manifest.json"
MOST_ENTRIES = 20_000
MOST_UNPACKED_BYTES = 50 * 1024**3
LONGEST_NAME = 400
TOO_MANY = "The ZIP lists more files than a portfolio has."
WAY_ON = "Nothing was imported. Ask whoever sent it for the ZIP again."
NO_ZIP = f"This is not the ZIP of a portfolio: it can’t be opened. {WAY_ON}"
EXPORT = (
    "This is the ZIP of an export, with {} in it. Unpack it, then import each ZIP in it by itself. "
    "Nothing was imported."
)
NOT_OURS = (
    "This is not the ZIP of a portfolio: there is no manifest.json in it. Nothing was imported. "
    "Choose the ZIP as the other centre downloaded it."
)


def refused(what):
    """Return the RuleViolation for a file that says `what` is wrong, and how to go on."""
    return RuleViolation(f"{what} {WAY_ON}", field="file")


@contextmanager
def opened(path):
    """Open the ZIP at `path`; its directory was held against the limits, nothing is unpacked.

    Raises RuleViolation, which names the entry, for what is broken, too much or unsafe.
    """
    with path.open("rb") as file:
        try:
            archive = zipfile.ZipFile(Careful(file))
            _refuse_another_zip(archive)
            _measure(archive, path.stat().st_size)
        except TooMuch as error:
            raise refused(TOO_MANY) from error
        except BROKEN as error:
            raise RuleViolation(NO_ZIP, field="file") from error
        with archive:
            yield archive


def pieces(archive, name):
    """Yield the bytes of an entry in pieces; their number and check sum are those promised."""
    try:
        with archive.open(name) as entry:
            while piece := entry.read(PIECE):
                yield piece
    except BROKEN as error:
        raise refused(f"{name} is damaged: it can’t be unpacked.") from error


def whole(archive, name, most):
    """Return the bytes of a small entry. Raises RuleViolation when it is missing or too large."""
    if name not in archive.NameToInfo:
        raise refused(f"{name} is missing from the ZIP.")
    if archive.getinfo(name).file_size > most:
        raise refused(f"{name} is larger than {size_in_words(most)}.")
    return b"".join(pieces(archive, name))


def _refuse_another_zip(archive):
    if MANIFEST in archive.NameToInfo:
        return
    exported = zip_of_zips.names_in(archive)
    said = EXPORT.format(plural(len(exported), "portfolio,portfolios")) if exported else NOT_OURS
    raise RuleViolation(said, field="file")


def _measure(archive, size):
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise refused(f"The ZIP holds {len(entries):,} files; a portfolio has {MOST_ENTRIES:,}.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED_BYTES:
        raise refused(
            f"Unpacked, the ZIP would be larger than {MOST_UNPACKED_BYTES // 1024**3} GB."
        )
    seen = set()
    for entry in entries:
        _refuse_entry(entry)
        key = unicodedata.normalize("NFKC", entry.filename).casefold()
        if key in seen:
            raise refused(f"{_shown(entry)} is in the ZIP twice.")
        seen.add(key)
    if sum(entry.compress_size for entry in entries) > size or overlap(archive, entries):
        raise refused("Files in the ZIP lie over one another.")


def _refuse_entry(entry):
    name = _shown(entry)
    if leads_outside(entry):
        raise refused(f"{name} is a link or leads out of the folder.")
    if entry.is_dir() or len(entry.filename) > LONGEST_NAME or not entry.filename.isprintable():
        raise refused(f"{name} is not a name that a portfolio’s ZIP has.")
    if entry.flag_bits & HAS_PASSWORD:
        raise refused(f"{name} is locked with a password.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refused(f"{name} is packed in a way that is not read here.")
    grows = entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
    if entry.file_size > RATIO_FROM_BYTES and grows:
        raise refused(f"{name} would grow to {size_in_words(entry.file_size)} when unpacked.")


def _shown(entry):
    name = "".join(letter if letter.isprintable() else "?" for letter in entry.orig_filename)
    return name if len(name) <= 100 else f"{name[:80]}…{name[-19:]}"
