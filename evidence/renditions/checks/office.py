"""Which Office file is in this ZIP container, and is it whole and harmless to open?"""

import posixpath
import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from evidence.renditions.telling import Problem, tell

PARTS = 2000
UNPACKED_BYTES = 300 * 1024 * 1024
# Small files may shrink well and still be small, so the ratio counts only above this.
RATIO, RATIO_FROM_BYTES = 200, 10 * 1024 * 1024
CHUNK = 1024 * 1024
LIST_BYTES = 4 * 1024 * 1024
TYPES = "[Content_Types].xml"
MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
# Word and Excel tell the macro kinds apart by these, whatever the name of the file says.
WITH_MACROS = "macroenabled"
MACRO_PART = re.compile(r"(vbaproject\.bin|vbadata\.xml)$|(^|/)(macrosheets|dialogsheets)/")
READ_AS_XML = (".xml", ".rels", ".vml")
DEFINES = re.compile(rb"<!DOCTYPE|<!ENTITY")
DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
MARK = re.compile(rb"^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)")
SAFE_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1", b"windows-1252"}
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # zipfile's word for a way of packing or a version that it can't read
    RuntimeError,  # zipfile's word for a part with a password
    OSError,
    EOFError,
)


def check(path):
    """Return {"found": "docx" or "xlsx"} for a file that may be taken.

    Raises Problem: "zip", "opendocument", "powerpoint", "apple", "xlsb" or "template" for what
    else the container holds, "word macros" or "excel macros", "bomb", "unsafe", "password" or
    "damaged" for what is wrong with it.
    """
    try:
        with zipfile.ZipFile(path) as container:
            names = container.namelist()
            if TYPES not in names:
                raise Problem(_other_kind(container, names))
            _measure(container, Path(path).stat().st_size)
            _look_for_macros(container, names)
            _read_everything(container)
            return {"found": _kind(container, names)}
    except BROKEN as error:
        raise Problem("damaged") from error


def _other_kind(container, names):
    """Name what a ZIP container without a list of content types holds."""
    names_itself = "mimetype" in names and container.getinfo("mimetype").file_size < 200
    if names_itself and b"opendocument" in container.read("mimetype"):
        return "opendocument"
    if any(name.endswith(".iwa") for name in names):
        return "apple"
    return "zip"


def _measure(container, size):
    """Hold what the directory says against the limits before anything is unpacked."""
    parts = container.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    ratio_broken = unpacked > RATIO_FROM_BYTES and unpacked > RATIO * max(packed, 1)
    # Parts that share their bytes add up to more than the file holds.
    shared = packed > size
    if len(parts) > PARTS or unpacked > UNPACKED_BYTES or ratio_broken or shared:
        raise Problem("bomb")
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names) or any(_leads_outside(part) for part in parts):
        raise Problem("unsafe")
    if any(part.flag_bits & 1 for part in parts):
        raise Problem("password")


def _leads_outside(part):
    name = part.orig_filename.replace("\\", "/")
    is_link = (part.external_attr >> 16) & 0o170000 == 0o120000
    return (
        is_link
        or "\x00" in name
        or name.startswith("/")
        or re.match(r"[A-Za-z]:", name) is not None
        or ".." in name.split("/")
    )


def _look_for_macros(container, names):
    types = _content_types(container)
    kinds = " ".join(types.values()).lower()
    if any(MACRO_PART.search(name.lower()) for name in names) or WITH_MACROS in kinds:
        is_sheet = "spreadsheetml" in kinds or "ms-excel" in kinds
        raise Problem("excel macros" if is_sheet else "word macros")


def _read_everything(container):
    """Unpack every part once: its check sum must hold, and XML must define nothing."""
    for part in container.infolist():
        is_xml = part.filename.lower().endswith(READ_AS_XML)
        before = b""
        with container.open(part) as stream:
            while chunk := stream.read(CHUNK):
                if is_xml:
                    plain = _plain(chunk, starts=not before)
                    if DEFINES.search(before + plain):
                        raise Problem("unsafe")
                    before = plain[-16:]


def _plain(chunk, *, starts):
    """Return XML bytes so that ASCII is found in them; refuse encodings that could hide it."""
    plain = chunk.replace(b"\x00", b"")
    if starts:
        shown = MARK.sub(b"", plain).lstrip()
        declared = DECLARED.match(shown)
        if shown[:1] not in (b"", b"<"):
            raise Problem("damaged")
        if declared and declared[1].lower() not in SAFE_ENCODINGS:
            raise Problem("unsafe")
    return plain


def _kind(container, names):
    """Return the kind by the content type of the main part, which must be there."""
    present = {name.lower() for name in names}
    types = _content_types(container)
    for part, kind in types.items():
        if kind in MAIN:
            if part.lstrip("/").lower() not in present:
                raise Problem("damaged")
            return MAIN[kind]
    kinds = " ".join(types.values())
    for words, problem in (
        ("presentationml.", "powerpoint"),
        ("sheet.binary", "xlsb"),
        ("template.main", "template"),
    ):
        if words in kinds:
            raise Problem(problem)
    raise Problem("damaged" if _looks_like_office(present) else "zip")


def _content_types(container):
    """Return {part: content type} with defaults under their extension."""
    if container.getinfo(TYPES).file_size > LIST_BYTES:
        raise Problem("bomb")
    data = container.read(TYPES)
    if DEFINES.search(_plain(data, starts=True)):
        raise Problem("unsafe")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - no DTD, small, in the cage
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise Problem("damaged") from error
    return {
        entry.get("PartName") or f"*.{entry.get('Extension')}": entry.get("ContentType", "")
        for entry in root
    }


def _looks_like_office(present):
    return any(posixpath.dirname(name) in ("word", "xl") for name in present)


if __name__ == "__main__":
    tell(check)
