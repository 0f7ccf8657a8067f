"""Where are the bytes? Originals stand under their own hash and are never written twice.

The store is a folder on disk or a bucket (STORAGES["evidence"]); what comes in always stands on
this machine first.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages

from evidence.stores.disk import sync

ORIGINALS, RENDITIONS, QUARANTINE = "originals", "renditions", "quarantine"
# What a folder is called while it is being taken away.
BROKEN = ".broken-"


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


def incoming(name):
    """Return the path of a file on its way in; that is always on this machine's own disk."""
    return Path(settings.MEDIA_ROOT) / "incoming" / name


def received(path):
    """Return the bytes of an incoming file as Received, under a second name of their own.

    Whatever becomes of that one, the incoming file stays until it is taken away by its name.
    """
    second = path.with_name(f"{path.name}.taken")
    second.unlink(missing_ok=True)
    try:
        second.hardlink_to(path)
    except OSError:
        # Some file systems know no second names.
        shutil.copyfile(path, second)
    return Received(second, _hash_of(path), path.stat().st_size)


def drop_incoming(name):
    """Remove a file on its way in, and what stands beside it under its name."""
    for ending in ("", ".part", ".taken"):
        incoming(f"{name}{ending}").unlink(missing_ok=True)


def forget_leftovers(known, *, older_than):
    """Remove incoming files, but `known` names, that nobody touched for the time `older_than`."""
    for path in incoming("").glob("*"):
        with contextlib.suppress(FileNotFoundError):
            age = time.time() - path.stat().st_mtime
            if path.name not in known and age > older_than.total_seconds():
                path.unlink()


def keep(received):
    """Put what was received under its hash, and return a path at which it can be opened.

    Bytes that are there already stay; what stands in their place with another length is no
    original any more and makes room. What is quarantined stays there alone.
    """
    name = original_name(received.sha256)
    if store().exists(quarantine_name(received.sha256)):
        received.path.unlink(missing_ok=True)
        return store().fetch(name)
    if store().exists(name) and store().size(name) != received.size:
        store().delete(name)
    put(name, received.path)
    return original(received.sha256)


def discard(received):
    """Forget bytes that were not kept."""
    received.path.unlink(missing_ok=True)


def original(sha256):
    """Return a path of the untouched bytes with this hash; nothing is there if they are lost."""
    return store().fetch(original_name(sha256), sha256)


def is_untouched(sha256):
    """Return whether the original is there, and is still what its hash says."""
    try:
        return _hash_of(original(sha256)) == sha256
    except FileNotFoundError:
        return False


def quarantine(sha256):
    """Move an original out of every other path's reach; done twice, it is done once."""
    if store().exists(original_name(sha256)):
        store().move(original_name(sha256), quarantine_name(sha256))


def original_name(sha256):
    """Return the name that the store has for an original."""
    return f"{ORIGINALS}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def quarantine_name(sha256):
    """Return the name that the store has for quarantined bytes."""
    return f"{QUARANTINE}/{sha256}"


def rendition(sha256, rendered_with):
    """Return the folder of the pages made of these bytes by this converter.

    `folder / name` is a path at which that file can be opened.
    """
    return store().folder(f"{RENDITIONS}/{sha256[:2]}/{sha256}/{rendered_with}")


def is_in(folder, name):
    """Return whether a folder of the store has a file of that name, without fetching it."""
    return (folder / name).is_file() if isinstance(folder, Path) else folder.holds(name)


def name_in(folder, name):
    """Return the name that the store has for a file in one of its folders."""
    if isinstance(folder, Path):
        return str((folder / name).relative_to(store().location))
    return folder.name_of(name)


def put_folder(made, folder):
    """Make the finished folder `made` the store's `folder`; of two at once, one is kept.

    OSError when that name is taken.
    """
    if not isinstance(folder, Path):
        folder.put(made)
        return
    for path in [*made.iterdir(), made]:
        sync(path)
    made.rename(folder)
    sync(folder.parent)


def clear_folder(folder):
    """Take away a folder of the store that is not whole, so that it can be put again."""
    if not isinstance(folder, Path):
        folder.clear()
        return
    aside = folder.with_name(f"{BROKEN}{secrets.token_hex(8)}")
    folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def put(name, path):
    """Put the finished file at `path` under `name`, once; what stands there stays."""
    try:
        store().add(name, path)
    except FileExistsError:
        path.unlink(missing_ok=True)


def has(name, size):
    """Return whether the store has a file of that name and so many bytes."""
    try:
        return store().size(name) == size
    except FileNotFoundError:
        return False


def store():
    """Return the store: a DiskStore, or a BucketStore where S3_BUCKET is set."""
    return storages["evidence"]


def _hash_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
