"""Which portfolios' ZIPs stand in the ZIP of an export? It has no seal; each of them has one."""

import io
import zipfile

from evidence.renditions.checks.container import BROKEN
from portfolio.bundles.reading_back import skip_header
from portfolio.bundles.zip_differences import Careful, readable

# A portfolio's own ZIP has it; that of an export has not.
MANIFEST = "manifest.json"


def find(file, size):
    """Return (name, open file) of each ZIP in an open ZIP of `size` bytes; none if it is no export.

    Each is a part of `file` that is read like a file, one at a time.
    """
    try:
        with zipfile.ZipFile(Careful(file)) as packed:
            inner = _inner(packed)
        if sum(entry.file_size for entry in inner) > size:
            return []
        return [(readable(entry.filename), _part_of(file, entry)) for entry in inner]
    except BROKEN:
        return []


def names_in(packed):
    """Return the names of the portfolios' ZIPs in an open ZipFile; none if it is no export."""
    return [entry.filename for entry in _inner(packed)]


def _inner(packed):
    if MANIFEST in packed.NameToInfo:
        return []
    return [
        entry
        for entry in packed.infolist()
        if entry.filename.lower().endswith(".zip") and entry.compress_type == zipfile.ZIP_STORED
    ]


def _part_of(file, entry):
    file.seek(entry.header_offset)
    skip_header(file)
    return io.BufferedReader(_Part(file, file.tell(), entry.file_size))


class _Part(io.RawIOBase):
    """So many bytes of an open file from a place in it, as a file."""

    def __init__(self, file, begin, size):
        self._file, self._begin, self._size = file, begin, size
        self._at = 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self._at

    def seek(self, offset, whence=io.SEEK_SET):
        """Go to a place in the part, as `io.IOBase.seek` does in a file."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, target):
        """Read what follows into `target`; return how many bytes that were."""
        self._file.seek(self._begin + self._at)
        data = self._file.read(max(0, min(len(target), self._size - self._at)))
        target[: len(data)] = data
        self._at += len(data)
        return len(data)
