"""Does what was written read back as it should, while the rest is still being written?"""

import hashlib
import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

from portfolio.bundles.built import CHUNK, Sums

LOCAL_HEADER = 30
NAME_AND_EXTRA = struct.Struct("<2H")
SAVED_EVERY = 32 * 1024**2


class ReadBack:
    """Reads a growing ZIP, entry after entry, and takes the sums of each and of the whole.

    `sums` are those of all bytes up to the end of the last entry, once `found` has been asked.
    Meanwhile what was read goes to the disk, so that little is left to wait for at the end.
    """

    def __init__(self, path):
        self.sums = Sums()
        self._path = path
        # The sums of the whole, those of each entry, and the way to the disk go side by side.
        self._whole, self._each, self._disk = (ThreadPoolExecutor(1) for _ in range(3))
        self._end, self._saved = 0, 0
        self._waiting, self._beside = {}, []

    def __enter__(self):
        return self

    def __exit__(self, *_why):
        for pool in (self._whole, self._each, self._disk):
            pool.shutdown(cancel_futures=True)

    def add(self, name, end, *, deflated):
        """Read the next entry, which ends at the byte `end` and has reached the file."""
        self._waiting[name] = self._each.submit(self._read, self._end, end, deflated)
        self._beside.append(self._whole.submit(self._sum_up_to, end))
        self._end = end
        if end - self._saved >= SAVED_EVERY:
            self._beside.append(self._disk.submit(self._save))
            self._saved = end

    def found(self):
        """Return {name: SHA-256 of the content} of all entries; raise what went wrong with one."""
        while self._beside:
            self._beside.pop().result()
        return {name: read.result() for name, read in self._waiting.items()}

    def _sum_up_to(self, end):
        with self._path.open("rb") as file:
            self.sums.go_on(file, end)

    def _read(self, begin, end, deflated):
        digest = hashlib.sha256()
        inflate = zlib.decompressobj(-zlib.MAX_WBITS).decompress if deflated else bytes
        with self._path.open("rb") as file:
            file.seek(begin)
            skip_header(file)
            while block := file.read(min(CHUNK, end - file.tell())):
                digest.update(inflate(block))
        return digest.hexdigest()

    def _save(self):
        with self._path.open("rb") as file:
            os.fdatasync(file.fileno())


def skip_header(file):
    """Move an open ZIP on from the beginning of an entry to that of its content.

    Raises struct.error where no header stands.
    """
    head = file.read(LOCAL_HEADER)
    file.seek(sum(NAME_AND_EXTRA.unpack(head[-NAME_AND_EXTRA.size :])), os.SEEK_CUR)
