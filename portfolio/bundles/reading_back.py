"""Does what was written read back as it should, while the rest is still being written?"""

import hashlib
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

from portfolio.bundles.built import CHUNK, Sums

LOCAL_HEADER = 30
NAME_AND_EXTRA = struct.Struct("<2H")


class ReadBack:
    """Reads a growing ZIP, entry after entry, and takes the sums of each and of the whole.

    `sums` are those of all bytes up to the end of the last entry, once `found` has been asked.
    """

    def __init__(self, path):
        self.sums = Sums()
        self._path = path
        self._pool = ThreadPoolExecutor(1)
        self._waiting = {}

    def __enter__(self):
        return self

    def __exit__(self, *_why):
        self._pool.shutdown(cancel_futures=True)

    def add(self, name, end, *, deflated):
        """Read the next entry, which ends at the byte `end` and has reached the file."""
        self._waiting[name] = self._pool.submit(self._read, end, deflated)

    def found(self):
        """Return {name: SHA-256 of the content} of all entries; raise what went wrong with one."""
        return {name: read.result() for name, read in self._waiting.items()}

    def _read(self, end, deflated):
        digest = hashlib.sha256()
        inflate = zlib.decompressobj(-zlib.MAX_WBITS).decompress if deflated else bytes
        with self._path.open("rb") as file:
            file.seek(self.sums.size)
            head = file.read(LOCAL_HEADER)
            head += file.read(sum(NAME_AND_EXTRA.unpack(head[-NAME_AND_EXTRA.size :])))
            self.sums.add(head)
            while block := file.read(min(CHUNK, end - self.sums.size)):
                self.sums.add(block)
                digest.update(inflate(block))
        return digest.hexdigest()
