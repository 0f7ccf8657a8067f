"""Where does a ZIP differ from what was sealed: which file in it, its list, its directory?

Every file is held against sha256sum.txt. What the ZIP says of itself is not believed: how much is
read and unpacked has limits, and a file that breaks them is named as not looked into.
"""

import hashlib
import re
import unicodedata
import zipfile

from evidence.renditions.checks.container import BROKEN
from portfolio.bundles import zip_seal
from portfolio.bundles.built import CHUNK

LINE = re.compile(r"([0-9a-f]{64})  (.+)")
# The directory of some twenty thousand files.
MOST_AT_ONCE = 4 * 1024 * 1024
MOST_LIST = 8 * 1024 * 1024
# More than that is nothing that a portfolio unpacks to.
MOST_UNPACKED_TIMES = 20
MOST_UNPACKED_BESIDE = 256 * 1024 * 1024
MOST_UNPACKED = 8 * 1024**3
MOST_NAMED = 20
LONGEST_NAME = 120
UNDERSTOOD = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NOT_LISTED = "The end of the ZIP is damaged or missing, so the files in it can’t be listed."
TOO_MANY = "It lists more files than a portfolio has, so they were not looked into."
DIRECTORY = "The ZIP’s directory, its own list of files, was changed."
NO_LIST = f"{zip_seal.LIST} is missing or can’t be read, so no file can be compared with it."
LIST_CHANGED = (
    f"{zip_seal.LIST} was changed: what it says can’t be relied on, so files are only held against "
    "the ZIP’s own checksums."
)
ALL_FIT = f"Every file in it fits {zip_seal.LIST}; but without a whole seal, both may be changed."
BETWEEN = (
    "Bytes between the files were changed: names, dates or settings. Every file in it is as it was "
    "sealed."
)


def find(file, size, found=None, signature=None):
    """Return the sentences that say where an open ZIP of `size` bytes differs.

    With the Found seal and its Signature, list and directory are held against what that tells.
    """
    listed, directory = zip_seal.told_by(signature) if signature else (None, None)
    said = []
    if directory and directory != zip_seal.directory_sha256(file, found.covered):
        said.append(DIRECTORY)
    try:
        with zipfile.ZipFile(Careful(file)) as packed:
            said += _Compared(packed, size, listed).sentences()
    except TooMuch:
        return [*said, TOO_MANY]
    except BROKEN:
        return [*said, NOT_LISTED]
    if said:
        return said
    return [BETWEEN] if listed else [ALL_FIT]


class TooMuch(ValueError):
    """The ZIP says that something in it is larger than in any of ours."""


class Careful:
    """An open file of which nobody reads more than MOST_AT_ONCE: a directory is read in one go."""

    def __init__(self, file):
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size=-1):
        """Return at most `size` bytes, or all that follow; raise TooMuch where that is too many."""
        is_much = not 0 <= size <= MOST_AT_ONCE
        data = self._file.read(MOST_AT_ONCE + 1 if is_much else size)
        if len(data) > MOST_AT_ONCE:
            raise TooMuch
        return data


class _Compared:
    """The files of one ZIP, each held against the list."""

    def __init__(self, packed, size, listed):
        self._packed = packed
        self._left = min(size * MOST_UNPACKED_TIMES + MOST_UNPACKED_BESIDE, size + MOST_UNPACKED)
        self._entries = {}
        self._twice = []
        for entry in packed.infolist():
            if self._entries.setdefault(entry.filename, entry) is not entry:
                self._twice.append(entry.filename)
        self._sums, self._is_list_changed = self._list(listed)

    def sentences(self):
        """Return what differs; nothing when every file fits."""
        said = [f"{_named(name)} is in it twice." for name in self._twice]
        if self._sums is None:
            said.append(NO_LIST)
        elif self._is_list_changed:
            said.append(LIST_CHANGED)
        relied_on = {} if self._sums is None or self._is_list_changed else self._sums
        for name, entry in self._entries.items():
            if name != zip_seal.LIST:
                said += self._difference(name, entry, relied_on)
        said += [f"{_named(name)} is missing." for name in relied_on if name not in self._entries]
        if len(said) > MOST_NAMED:
            more = len(said) - MOST_NAMED
            said = [*said[:MOST_NAMED], f"And {more:,} more."]
        return said

    def _list(self, listed):
        """Return {name: SHA-256} of the list, or None, and whether it is not the sealed one."""
        entry = self._entries.get(zip_seal.LIST)
        if entry is None or entry.file_size > MOST_LIST:
            return None, False
        data = bytearray()
        if self._read(entry, data.extend):
            return {}, True
        is_changed = listed not in (None, hashlib.sha256(data).hexdigest())
        lines = [LINE.fullmatch(line) for line in data.decode("utf-8", "replace").split("\n")]
        return {line[2]: line[1] for line in lines if line}, is_changed

    def _difference(self, name, entry, relied_on):
        digest = hashlib.sha256()
        fault = self._read(entry, digest.update)
        if fault:
            return [f"{_named(name)} {fault}"]
        if not relied_on:
            return []
        if name not in relied_on:
            return [f"{_named(name)} was added: the list does not have it."]
        if relied_on[name] != digest.hexdigest():
            return [f"{_named(name)} is not the file that was sealed."]
        return []

    def _read(self, entry, take):
        """Give all of a file to `take` piece by piece; return what is wrong with it, or ""."""
        if entry.compress_type not in UNDERSTOOD:
            return "is packed in a way that no bundle is."
        if entry.file_size > self._left:
            return "was not looked into: the ZIP unpacks to more than a portfolio does."
        self._left -= entry.file_size
        try:
            with self._packed.open(entry) as file:
                while block := file.read(CHUNK):
                    take(block)
        except BROKEN:
            return "was changed or damaged."
        return ""


def _named(name):
    return f"“{readable(name)}”"


def readable(name):
    """Return the name of a file in a ZIP as it may be shown, whatever it is made of."""
    kept = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    if len(kept) > LONGEST_NAME:
        kept = f"{kept[:LONGEST_NAME]}…"
    return kept
