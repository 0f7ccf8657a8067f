"""Which Office file is in this ZIP container, is it whole and harmless to open, what is in it?"""

import re
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from evidence.door.file_types import MB, MOST_SHEETS
from evidence.renditions.checks.container import BROKEN, DEFINES, look_through, measure, plain
from evidence.renditions.telling import DAMAGED, Problem, tell

LIST_BYTES = 4 * MB
# The directory at the end of a container, with the longest comment that may follow it.
END_MARK, END_BYTES = b"PK\x05\x06", 66_000
TYPES = "[Content_Types].xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.{}.main+xml"
MAIN = {
    MAIN_TYPE.format("wordprocessingml.document"): "docx",
    MAIN_TYPE.format("spreadsheetml.sheet"): "xlsx",
    MAIN_TYPE.format("presentationml.presentation"): "pptx",
    MAIN_TYPE.format("presentationml.slideshow"): "pptx",
    "application/vnd.ms-word.document.macroenabled.main+xml": "docm",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": "xlsm",
}
WITH_MACROS = ("docm", "xlsm")
MACRO_PROBLEMS = {"docx": "word macros", "xlsx": "excel macros", "pptx": "powerpoint macros"}
OTHERS = (
    ("presentation.macroenabled", "powerpoint macros"),
    ("template", "template"),
    ("addin", "template"),
    ("sheet.binary", "xlsb"),
    ("presentationml.", "powerpoint"),
)
MACRO_PART = re.compile(r"(vbaproject\.bin|vbadata\.xml)$|(^|/)(macrosheets|dialogsheets)/")
# What is told by the mere name of a part: {word: which names}.
NAMED = {
    "macros": MACRO_PART,
    "controls": re.compile(r"(^|/)(activex|ctrlprops)/[^/]+\.(bin|xml)$"),
    "embedded files": re.compile(r"(^|/)embeddings/[^/]+$"),
    "data links": re.compile(r"^xl/connections\.xml$"),
    "media": re.compile(r"/media/[^/]+\.(aiff?|avi|m4[av]|mov|mp[34]|mpe?g|wav|wm[av])$"),
}
RELATIONS, XML = re.compile(r"\.rels$"), re.compile(r"\.xml$")
SLIDES = re.compile(r"^ppt/.*\.xml$")
OUTSIDE = rb"""<(?:\w+:)?Relationship\b(?=[^<>]*\bTargetMode\s*=\s*["']External)"""
TO_CLICK = rb"""[^<>]*\bType\s*=\s*["'][^"'<>]*/hyperlink["']"""
HARMLESS = rb"(?i:https?:|mailto:|tel:|#)"
LOOKS_FOR = {
    "external links": (RELATIONS, re.compile(OUTSIDE + rb"(?!" + TO_CLICK + rb")[^<>]*>")),
    # A click on one opens a file or starts a program.
    "links to files": (
        RELATIONS,
        re.compile(
            OUTSIDE + rb"(?=" + TO_CLICK + rb")"
            rb"""(?![^<>]*\bTarget\s*=\s*["']""" + HARMLESS + rb")[^<>]*>"
        ),
    ),
    "fields to files": (
        XML,
        re.compile(rb"""\bHYPERLINK\s*+\(?+\s*+(?:"|&quot;)(?!["&]|""" + HARMLESS + rb")"),
    ),
    # What a click does on a slide; to go to another slide, to play and to do nothing is harmless.
    "actions": (
        SLIDES,
        re.compile(
            rb"""\baction\s*=\s*["']"""
            rb"""(?!["']|ppaction://(?:hlinkshowjump|hlinksldjump|customshow|media|noaction)\b)"""
            rb"""[^"'<>]*["']"""
        ),
    ),
    "embedded files": (RELATIONS, re.compile(rb"""/aFChunk["']""")),
    "data links": (
        XML,
        re.compile(rb"""<w:instrText[^>]*>\s*DDE|w:instr\s*=\s*["']\s*DDE|<(?:\w+:)?ddeLink\b"""),
    ),
    "outside fields": (XML, re.compile(rb"INCLUDE(?:PICTURE|TEXT)\s|\bWEBSERVICE\(")),
    "sheets": (re.compile(r"^xl/workbook\.xml$"), re.compile(rb"<(?:\w+:)?sheet\s")),
}
NUMBERED = ("embedded files", "external links")


def check(path):
    """Return {"kind": "docx", "docm", "xlsx", "xlsm" or "pptx", "found": [what it holds]}.

    Raises Problem: "zip", "zip bomb", "zip password", "opendocument", "powerpoint", "apple",
    "xlsb" or "template" for what else the container holds; "word macros", "excel macros" or
    "powerpoint macros" where macros hide behind a kind without; "bomb", "unsafe", "password",
    "too many sheets", "cut off" or "damaged" for what is wrong with it.
    """
    try:
        with zipfile.ZipFile(path) as container:
            names = container.namelist()
            if TYPES not in names:
                raise Problem(_other_kind(container, names, path))
            measure(container, Path(path).stat().st_size)
            kind = _kind(container, names)
            found = look_through(container, LOOKS_FOR)
            return {"kind": kind, "found": _holds(found)}
    except BROKEN as error:
        raise Problem(DAMAGED if _has_end(path) else "cut off") from error


def _has_end(path):
    with open(path, "rb") as file:
        file.seek(max(0, Path(path).stat().st_size - END_BYTES))
        return END_MARK in file.read()


def _other_kind(container, names, path):
    """Name what a ZIP container without a list of content types holds."""
    names_itself = "mimetype" in names and container.getinfo("mimetype").file_size < 200
    if names_itself and b"opendocument" in container.read("mimetype"):
        return "opendocument"
    if any(name.endswith(".iwa") for name in names):
        return "apple"
    try:
        measure(container, Path(path).stat().st_size)
    except Problem as problem:
        return f"zip {problem.name}"
    return "zip"


def _kind(container, names):
    """Return the kind by the content type of the main part, which must be there."""
    present = {name.lower() for name in names}
    types = _content_types(container)
    for part, content_type in types.items():
        if content_type in MAIN:
            if part.lstrip("/").lower() not in present:
                raise Problem(DAMAGED)
            return _with_or_without_macros(MAIN[content_type], present, types)
    kinds = " ".join(types.values())
    for words, problem in OTHERS:
        if words in kinds:
            raise Problem(problem)
    looks_like_office = any(name.startswith(("word/", "xl/", "ppt/")) for name in present)
    raise Problem(DAMAGED if looks_like_office else "zip")


def _with_or_without_macros(kind, present, types):
    """Word, Excel and PowerPoint tell the macro kinds apart by the type of the main part."""
    has_some = any(map(MACRO_PART.search, present)) or "macroenabled" in " ".join(types.values())
    if has_some and kind not in WITH_MACROS:
        raise Problem(MACRO_PROBLEMS[kind])
    return kind


def _content_types(container):
    """Return {part: content type in small letters} with defaults under their extension."""
    if container.getinfo(TYPES).file_size > LIST_BYTES:
        raise Problem("bomb")
    data = container.read(TYPES)
    if DEFINES.search(plain(data, starts=True)):
        raise Problem("unsafe")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - no DTD, small, in the cage
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise Problem(DAMAGED) from error
    return {
        entry.get("PartName") or f"*.{entry.get('Extension')}": entry.get("ContentType", "").lower()
        for entry in root
    }


def _holds(found):
    """Return [{"what", "number"}, …] from what was found in the parts, by name or inside."""
    counted = Counter()
    for part, inside in found.items():
        counted.update(inside)
        counted.update(what for what, where in NAMED.items() if where.search(part.lower()))
    if counted.pop("sheets", 0) > MOST_SHEETS:
        raise Problem("too many sheets")
    counted["external links"] += counted.pop("outside fields", 0)
    counted["actions"] += counted.pop("links to files", 0) + counted.pop("fields to files", 0)
    return [
        {"what": what, "number": number} if what in NUMBERED else {"what": what}
        for what, number in sorted(counted.items())
        if number
    ]


if __name__ == "__main__":
    tell(check)
