"""Where are the bytes? Originals stand under their own hash and are never written twice."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

PIECE = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """Bytes that have come in whole, but are not kept yet."""

    path: Path
    sha256: str
    size: int


def receive(pieces):
    """Write `pieces` (an iterable of bytes) beside the originals and return what was Received.

    Memory does not grow with the file. Nothing is left behind when `pieces` raises.
    """
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Received(path, digest.hexdigest(), size)


def keep(received):
    """Move what was received to its place under its hash; bytes that are there already stay."""
    target = original(received.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and target.stat().st_size == received.size:
        received.path.unlink(missing_ok=True)
        return target
    received.path.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    received.path.replace(target)
    _sync_folder(target.parent)
    return target


def discard(received):
    """Forget bytes that were not kept."""
    received.path.unlink(missing_ok=True)


def original(sha256):
    """Return the path of the untouched bytes with this hash."""
    return Path(settings.MEDIA_ROOT) / "originals" / sha256[:2] / sha256[2:4] / sha256


def rendition(sha256, rendered_with):
    """Return the folder of the pages made of these bytes by this converter."""
    return Path(settings.MEDIA_ROOT) / "renditions" / sha256[:2] / sha256 / rendered_with


def pieces_of(path):
    """Yield the bytes of a file in pieces of at most 1 MiB."""
    with Path(path).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def check(stored_files):
    """Yield a sentence for every original that is missing, changed or belongs to nobody.

    `stored_files` yields objects with `sha256` and `size`.
    """
    known = set()
    for stored in stored_files:
        known.add(stored.sha256)
        path = original(stored.sha256)
        if not path.is_file():
            yield f"File {stored.sha256}: the original is missing."
        elif path.stat().st_size != stored.size:
            yield f"File {stored.sha256}: {path.stat().st_size} bytes, but {stored.size} came in."
        elif _hash_of(path) != stored.sha256:
            yield f"File {stored.sha256}: the bytes were changed."
    folder = Path(settings.MEDIA_ROOT) / "originals"
    for path in sorted(folder.glob("*/*/*")):
        if path.name not in known:
            yield f"File {path.name}: on disk, but no record of it."


def _hash_of(path):
    digest = hashlib.sha256()
    for piece in pieces_of(path):
        digest.update(piece)
    return digest.hexdigest()


def _sync_folder(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
