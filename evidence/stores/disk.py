"""How are files kept in a folder of this machine?"""

import datetime as dt
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from evidence.stores import PIECE, Entry


class DiskStore(FileSystemStorage):
    """The store below MEDIA_ROOT; its files are opened where they stand."""

    def add(self, name, path):
        """Move the finished file at `path` to `name`; FileExistsError when that is taken."""
        target = Path(self.path(name))
        make_folder(target.parent)
        path.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        os.utime(path)
        _name_once(path, target)
        sync(target.parent)

    def fetch(self, name, sha256=""):
        """Return the path at which the file can be opened; nothing is there if it is missing."""
        return Path(self.path(name))

    def came_at(self, name):
        """Return the moment at which the file came; FileNotFoundError when it is missing."""
        return _came_at(os.stat(self.path(name)))

    def read(self, name, first=0, last=None):
        """Yield the bytes from `first` to `last`, or to the end, in pieces."""
        with open(self.path(name), "rb") as file:
            file.seek(first)
            left = os.fstat(file.fileno()).st_size - first if last is None else last - first + 1
            while left > 0 and (piece := file.read(min(left, PIECE))):
                left -= len(piece)
                yield piece

    def move(self, name, new_name):
        """Give a file another name; a file that has that name already stays."""
        target = Path(self.path(new_name))
        make_folder(target.parent)
        Path(self.path(name)).replace(target)
        sync(target.parent)

    def entries(self, prefix):
        """Yield an Entry for each file below the folder `prefix`, in no order."""
        top = self.path(prefix)
        for folder, _, names in os.walk(top):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    found = os.stat(path)
                except FileNotFoundError:
                    continue
                name = os.path.relpath(path, self.location)
                yield Entry(name, found.st_size, _came_at(found))

    def forget(self, prefix):
        """Remove the folder `prefix` with everything in it."""
        shutil.rmtree(self.path(prefix), ignore_errors=True)

    def folder(self, name):
        """Return the folder as a Path."""
        return Path(self.path(name))

    def link(self, name, *, mime, disposition, method):
        """Return None: a disk has no address of its own that a browser could be sent to."""
        return

    def break_off_unfinished(self, before):
        """Do nothing: what comes in stands in the folder of incoming files, not in the store."""


def make_folder(folder):
    """Make `folder` and those above it, each forced to the disk: a file in it needs them all."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def sync(path):
    """Force what stands at `path`, a file or a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _came_at(found):
    return dt.datetime.fromtimestamp(found.st_mtime, dt.UTC)


def _name_once(path, target):
    try:
        os.link(path, target)
    except FileExistsError:
        raise
    except OSError:
        # Some network disks know no hard links.
        if target.exists():
            raise FileExistsError(target) from None
        path.replace(target)
    else:
        path.unlink()
