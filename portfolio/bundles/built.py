"""What does a builder of a bundle hand back?"""

import hashlib
import os
from dataclasses import dataclass

CHUNK = 1024 * 1024


class BundleFailed(Exception):
    """A bundle can't be made; the message is a sentence that names what stands in the way."""


@dataclass(frozen=True)
class Built:
    """A finished file: its pages (0 for a ZIP), SHA-256 and size in bytes."""

    pages: int
    sha256: str
    size: int


def settle(path, *, pages=0):
    """Force the finished file at `path` to the disk and return what it is as a Built."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
        os.fsync(file.fileno())
        size = file.tell()
    return Built(pages=pages, sha256=digest.hexdigest(), size=size)
