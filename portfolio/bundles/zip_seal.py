"""How is a ZIP sealed in its comment, and where in a ZIP is its seal?

The comment is a line of words, the SHA-256 of what follows, and a signature (CMS in Base64) over
all bytes of the file before the comment's length. The signature also tells the SHA-256 of
sha256sum.txt and of the directory, so that it can be said where a changed ZIP differs.
"""

import base64
import binascii
import datetime as dt
import hashlib
import os
import re
import struct
import zipfile
from dataclasses import dataclass

from portfolio.bundles import signatures
from portfolio.bundles.built import CHUNK, BundleFailed

MARK = b"Sealed portfolio nvq-seal/1: verify_bundle tells whether it is unaltered.\n"
LIST = "sha256sum.txt"
TOLD = re.compile(r"sha256sum\.txt ([0-9a-f]{64})\ndirectory ([0-9a-f]{64})")
END, END_64, LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
END_SIZE, END_64_SIZE, LOCATOR_SIZE = 22, 56, 20
LENGTH_SIZE = 2
MOST_COMMENT = 65535


class NotSealed(BundleFailed):
    """A ZIP that was just written has not the form that can be sealed."""


@dataclass(frozen=True)
class Found:
    """Where a seal stands: how many bytes are before it, what it is, and what follows it.

    `added` is how many bytes stand behind the comment, fewer than none when some are missing.
    """

    covered: int
    comment: bytes
    added: int

    @property
    def cms(self):
        """Return the signature in it; raise NotASignature unless it is written as we write."""
        words, _, rest = self.comment.partition(b"\n")
        try:
            der = base64.decodebytes(rest.partition(b"\n")[2])
        except binascii.Error:
            raise signatures.NotASignature from None
        if words + b"\n" != MARK or _comment(der) != self.comment:
            raise signatures.NotASignature
        return der


def seal(path, sums, *, key):
    """Seal the finished ZIP at `path`, which has no comment, and return what it is now as Built.

    `sums` are those of its beginning, as far as they are known.
    """
    size = path.stat().st_size
    with path.open("r+b") as file:
        covered = size - LENGTH_SIZE
        listed = directory_sha256(file, covered)
        file.seek(covered)
        if not listed or file.read() != bytes(LENGTH_SIZE):
            raise NotSealed("The ZIP does not end as it should, so it was not sealed.")
        told = f"{LIST} {_list_sha256(path)}\ndirectory {listed}"
        sums.go_on(file, covered)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        comment = _comment(signatures.sign(sums.sha256.digest(), key, at=now, told=told))
        if len(comment) > MOST_COMMENT:
            raise NotSealed("The seal is too long for a ZIP: its certificates are too many.")
        tail = struct.pack("<H", len(comment)) + comment
        file.seek(covered)
        file.write(tail)
        file.flush()
        os.fsync(file.fileno())
    sums.add(tail)
    return sums.built()


def find(file, size):
    """Return the Found in an open ZIP of `size` bytes; None when its end has no seal."""
    begin = max(0, size - 2 * MOST_COMMENT)
    file.seek(begin)
    tail = file.read()
    at = tail.rfind(MARK)
    if at < 0:
        # The words may be what was changed.
        at = tail.rfind(END) + END_SIZE
        words = tail[at : at + len(MARK)]
        if at < END_SIZE or not any(part in words for part in MARK.split(b"/")):
            return None
    if at < LENGTH_SIZE:
        return None
    (length,) = struct.unpack("<H", tail[at - LENGTH_SIZE : at])
    behind = tail[at:]
    return Found(begin + at - LENGTH_SIZE, behind[:length], len(behind) - length)


def hashed_until(file, end):
    """Return the hash object (SHA-256) of an open file's first `end` bytes."""
    return _hashed(file, 0, end)


def told_by(signature):
    """Return the SHA-256 of sha256sum.txt and of the directory that a Signature tells, or Nones."""
    told = TOLD.fullmatch(signature.told)
    return told.groups() if told else (None, None)


def directory_sha256(file, covered):
    """Return the SHA-256 of the directory of an open ZIP, up to the first `covered` bytes' end.

    It is "" when the end record there doesn't lead to one.
    """
    start = _directory_start(file, covered)
    return "" if start is None else _hashed(file, start, covered).hexdigest()


def _directory_start(file, covered):
    at = covered + LENGTH_SIZE - END_SIZE
    if at < 0:
        return None
    file.seek(at)
    record = file.read(END_SIZE - LENGTH_SIZE)
    if record[:4] != END:
        return None
    entries, _size, start = struct.unpack("<HLL", record[10:20])
    if start == 0xFFFFFFFF or entries == 0xFFFF:
        return _directory_64_start(file, at)
    return start if start <= at else None


def _directory_64_start(file, at):
    file.seek(max(0, at - LOCATOR_SIZE))
    locator = file.read(LOCATOR_SIZE)
    if locator[:4] != LOCATOR_64:
        return None
    (place,) = struct.unpack("<Q", locator[8:16])
    if place > at - LOCATOR_SIZE - END_64_SIZE:
        return None
    file.seek(place)
    record = file.read(END_64_SIZE)
    if record[:4] != END_64:
        return None
    (start,) = struct.unpack("<Q", record[48:56])
    return start if start <= place else None


def _comment(der):
    text = base64.encodebytes(der)
    return MARK + hashlib.sha256(text).hexdigest().encode() + b"\n" + text


def _list_sha256(path):
    with zipfile.ZipFile(path) as packed:
        return hashlib.sha256(packed.read(LIST)).hexdigest()


def _hashed(file, begin, end):
    hashed = hashlib.sha256()
    file.seek(begin)
    left = end - begin
    while left > 0 and (block := file.read(min(CHUNK, left))):
        hashed.update(block)
        left -= len(block)
    return hashed
