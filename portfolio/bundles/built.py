"""What does a builder of a bundle hand back?"""

import errno
import hashlib
import os
import zlib
from dataclasses import dataclass, field

CHUNK = 1024 * 1024
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BundleFailed(Exception):
    """A bundle can't be made; the message is a sentence that names what stands in the way."""


@dataclass(frozen=True)
class Built:
    """A finished file: its pages (0 for a ZIP), SHA-256, size in bytes and CRC-32.

    `first_pages` is {artefact id: the page of this file where it begins, from 1}; {} for a ZIP.
    `volume` is the Volume that a PDF is; None for a ZIP. `says` is what a PDF says of its kind, in
    a sentence.
    """

    pages: int
    sha256: str
    size: int
    first_pages: dict = field(default_factory=dict)
    volume: object = None
    says: str = ""
    crc32: int = 0


class Sums:
    """The SHA-256, the CRC-32 and the number of bytes that come one after the other."""

    def __init__(self):
        self.sha256, self.size, self.crc32 = hashlib.sha256(), 0, 0

    def add(self, block):
        """Go on with these bytes."""
        self.sha256.update(block)
        self.crc32 = zlib.crc32(block, self.crc32)
        self.size += len(block)

    def go_on(self, file, until=None):
        """Go on in an open file where these bytes end, up to the byte `until` or its end."""
        file.seek(self.size)
        while block := file.read(CHUNK if until is None else min(CHUNK, until - self.size)):
            self.add(block)

    def built(self, *, pages=0, first_pages=None, volume=None):
        """Return what a file of these bytes is."""
        sha256, pages_at = self.sha256.hexdigest(), first_pages or {}
        return Built(pages, sha256, self.size, pages_at, volume, crc32=self.crc32)


def settle(path, sums=None, *, pages=0, first_pages=None, volume=None):
    """Force the finished file at `path` to the disk and return what it is as a Built.

    `sums` are those of its beginning, where they are known.
    """
    sums = sums or Sums()
    with path.open("rb") as file:
        sums.go_on(file)
        os.fsync(file.fileno())
    return sums.built(pages=pages, first_pages=first_pages, volume=volume)
