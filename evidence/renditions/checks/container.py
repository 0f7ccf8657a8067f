"""Can this ZIP container be unpacked without harm? Asked of its directory, then of each part."""

import lzma
import re
import struct
import zipfile
import zlib

from evidence.door.file_types import (
    MOST_PARTS,
    MOST_RATIO,
    MOST_UNPACKED_BYTES,
    RATIO_FROM_BYTES,
)
from evidence.renditions.telling import Problem

CHUNK = 1024 * 1024
READ_AS_XML = (".xml", ".rels", ".vml")
DRAWING = ".svg"
DEFINES = re.compile(rb"<!DOCTYPE|<!ENTITY")
ENTITY = re.compile(rb"<!ENTITY")
DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
MARK = re.compile(rb"^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)")
SAFE_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1", b"windows-1252"}
# The fixed head of a part: signature, flags, sizes, and how long its name and extras are.
HEAD = struct.Struct("<4s2xH10xLLHH")
HEAD_MARK, SIZES_COME_LATER, HAS_PASSWORD = b"PK\x03\x04", 0x08, 0x01
IN_EXTRAS = 0xFFFFFFFF
# As much as a pattern that is looked for may lie across two pieces.
OVERLAP = 4096
# What hostile bytes make of zipfile, whatever it was asked.
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError,
    OverflowError, struct.error, OSError, IndexError, KeyError,
)  # fmt: skip


def measure(container, size):
    """Hold the directory of a container of `size` bytes against the limits.

    Nothing is unpacked. Raises Problem "bomb", "password" or "unsafe".
    """
    parts = container.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    ratio_broken = unpacked > RATIO_FROM_BYTES and unpacked > MOST_RATIO * max(packed, 1)
    too_much = len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES
    if too_much or ratio_broken or packed > size or overlap(container, parts):
        raise Problem("bomb")
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names) or any(leads_outside(part) for part in parts):
        raise Problem("unsafe")
    if any(part.flag_bits & HAS_PASSWORD for part in parts):
        raise Problem("password")


def look_through(container, looks_for):
    """Unpack every part once and return {part name: {word: how often}} of what is found.

    `looks_for` is {word: (which part names, which bytes)}, two patterns. A part's check sum
    must hold, and XML must define nothing; else Problem "unsafe" or "damaged".
    """
    found = {}
    for part in container.infolist():
        name = part.filename.lower()
        wanted = {word: what for word, (where, what) in looks_for.items() if where.search(name)}
        counts = dict.fromkeys(wanted, 0)
        for before, plain in _pieces(container, part, name):
            for word, what in wanted.items():
                counts[word] += len(what.findall(before + plain)) - len(what.findall(before))
        found[part.filename] = {word: count for word, count in counts.items() if count}
    return found


def plain(chunk, *, starts):
    """Return XML bytes so that ASCII is found in them; refuse encodings that could hide it."""
    shown = chunk.replace(b"\x00", b"")
    if starts:
        begins = MARK.sub(b"", shown).lstrip()
        declared = DECLARED.match(begins)
        if begins[:1] not in (b"", b"<"):
            raise Problem("damaged")
        if declared and declared[1].lower() not in SAFE_ENCODINGS:
            raise Problem("unsafe")
    return shown


def _pieces(container, part, name):
    """Yield each piece of a part with the end of the one before, XML as plain bytes."""
    is_xml = name.endswith(READ_AS_XML)
    forbidden = DEFINES if is_xml else ENTITY if name.endswith(DRAWING) else None
    before = b""
    with container.open(part) as stream:
        while chunk := stream.read(CHUNK):
            piece = plain(chunk, starts=not before) if is_xml else chunk
            if forbidden and forbidden.search(before + piece):
                raise Problem("unsafe")
            yield before, piece
            before = piece[-OVERLAP:]


def overlap(container, parts):
    """Do parts share bytes, or does a part's own head say another size than the directory?"""
    last_end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        container.fp.seek(part.header_offset)
        head = container.fp.read(HEAD.size)
        if len(head) < HEAD.size:
            raise zipfile.BadZipFile("A part begins behind the end of the file.")
        mark, flags, packed, unpacked, name, extras = HEAD.unpack(head)
        if mark != HEAD_MARK:
            raise zipfile.BadZipFile("A part does not begin where the directory says.")
        sizes = (part.compress_size, part.file_size)
        told = not flags & SIZES_COME_LATER and IN_EXTRAS not in (packed, unpacked)
        if part.header_offset < last_end or (told and (packed, unpacked) != sizes):
            return True
        last_end = part.header_offset + HEAD.size + name + extras + part.compress_size
    return False


def leads_outside(part):
    name = part.orig_filename.replace("\\", "/")
    is_link = (part.external_attr >> 16) & 0o170000 == 0o120000
    return (
        is_link
        or "\x00" in name
        or name.startswith("/")
        or re.match(r"[A-Za-z]:", name) is not None
        or ".." in name.split("/")
    )
