"""Where does each byte of a ZIP stand whose files are known, but that was never written?

A stored file's place follows from the names, sizes and CRC-32s of those before it, so that any part
of the ZIP can be made by itself. Format: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.14 to
4.3.16.
"""

import hashlib
import itertools
import struct
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s4B4H3I5H2I")
END_64 = struct.Struct("<4sQ2H2I4Q")
LOCATOR_64 = struct.Struct("<4sIQI")
END = struct.Struct("<4s4H2IH")
EXTRA = struct.Struct("<2H")

MOST_16, MOST_32 = 0xFFFF, 0xFFFFFFFF
PLAIN, ZIP64 = 20, 45
UNIX = 3
UTF_8_NAMES = 0x800
MODE = 0o100644 << 16
EXTRA_ZIP64 = 1


@dataclass(frozen=True)
class Entry:
    """One file: `read(first, last)` yields its bytes from the first to the last, both included."""

    name: str
    size: int
    crc32: int
    moment: object
    read: Callable


class Layout:
    """A ZIP of stored files: its `size`, its `tag`, and any part of it."""

    def __init__(self, entries):
        pieces, central, at = [], [], 0
        for entry in entries:
            head = _local(entry)
            central.append(_central(entry, at))
            pieces += [(len(head), _read_from(head)), (entry.size, entry.read)]
            at += len(head) + entry.size
        end = b"".join(central)
        end += _end(len(central), size=len(end), at=at)
        pieces.append((len(end), _read_from(end)))
        pieces = [piece for piece in pieces if piece[0]]
        self._reads = [read for _, read in pieces]
        self._ends = list(itertools.accumulate(length for length, _ in pieces))
        self.size = self._ends[-1]
        # The central directory tells every name, size and CRC-32, so it stands for the whole.
        self.tag = hashlib.sha256(end).hexdigest()

    def read(self, first, last):
        """Yield the bytes from `first` to `last`, both included, in pieces."""
        for index in range(bisect_right(self._ends, first), len(self._ends)):
            begins = self._ends[index - 1] if index else 0
            if begins > last:
                return
            within = max(first - begins, 0), min(last, self._ends[index] - 1) - begins
            yield from self._reads[index](*within)


def _read_from(data):
    def read(first, last):
        yield data[first : last + 1]

    return read


def _local(entry):
    large = entry.size >= MOST_32
    extra = _extra(entry.size, entry.size) if large else b""
    size = MOST_32 if large else entry.size
    name = entry.name.encode()
    head = LOCAL.pack(
        b"PK\x03\x04",
        ZIP64 if large else PLAIN,
        UTF_8_NAMES,
        0,
        *_day_and_time(entry.moment),
        entry.crc32,
        size,
        size,
        len(name),
        len(extra),
    )
    return head + name + extra


def _central(entry, at):
    large, far = entry.size >= MOST_32, at >= MOST_32
    extra = _extra(*([entry.size, entry.size] if large else []), *([at] if far else []))
    size = MOST_32 if large else entry.size
    name = entry.name.encode()
    needs = ZIP64 if extra else PLAIN
    head = CENTRAL.pack(
        b"PK\x01\x02",
        needs,
        UNIX,
        needs,
        0,
        UTF_8_NAMES,
        0,
        *_day_and_time(entry.moment),
        entry.crc32,
        size,
        size,
        len(name),
        len(extra),
        0,
        0,
        0,
        MODE,
        MOST_32 if far else at,
    )
    return head + name + extra


def _end(count, *, size, at):
    """Return the end of the ZIP: with the 64-bit records where 16 or 32 bits hold too little."""
    records = b""
    if count >= MOST_16 or size >= MOST_32 or at >= MOST_32:
        rest = END_64.size - 12
        unix = UNIX << 8 | ZIP64
        records = END_64.pack(b"PK\x06\x06", rest, unix, ZIP64, 0, 0, count, count, size, at)
        records += LOCATOR_64.pack(b"PK\x06\x07", 0, at + size, 1)
    count, size, at = min(count, MOST_16), min(size, MOST_32), min(at, MOST_32)
    return records + END.pack(b"PK\x05\x06", 0, 0, count, count, size, at, 0)


def _extra(*numbers):
    if not numbers:
        return b""
    data = struct.pack(f"<{len(numbers)}Q", *numbers)
    return EXTRA.pack(EXTRA_ZIP64, len(data)) + data


def _day_and_time(moment):
    """Return time and day as MS-DOS has them: by the clock on the wall, in steps of two seconds."""
    local = timezone.localtime(moment)
    year = min(max(local.year, 1980), 2107)
    return (
        local.hour << 11 | local.minute << 5 | local.second // 2,
        (year - 1980) << 9 | local.month << 5 | local.day,
    )
