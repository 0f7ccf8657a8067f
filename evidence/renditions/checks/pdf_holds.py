"""What does a PDF hold that is never run, opened or followed here?"""

import itertools
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import pikepdf

from evidence.door.file_types import MOST_OBJECTS

DEEPEST = 20
TAIL_BYTES = 1024 * 1024
# Behind the end mark a few line ends are usual.
SPARE_BYTES = 32
ACTS = {
    "/JavaScript": "scripts",
    "/Launch": "actions",
    "/SubmitForm": "actions",
    "/ImportData": "actions",
    "/ResetForm": "actions",
    "/GoToR": "actions",
    "/GoToE": "actions",
    "/Rendition": "media",
}
MEDIA = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
HARMLESS_ADDRESSES = (b"http://", b"https://", b"mailto:", b"tel:", b"#")


def holds(path):
    """Return [{"what", "number"}, …] of what the PDF `path` holds; a number where one is told."""
    counted = Counter()
    warnings.simplefilter("ignore")
    try:
        with pikepdf.open(path) as pdf:
            _look_at_root(pdf.Root, counted)
            for thing in itertools.islice(pdf.objects, MOST_OBJECTS):
                _look(thing, counted, DEEPEST)
    except (pikepdf.PdfError, pikepdf.PasswordError, AttributeError):
        counted["unseen"] = 1
    if _has_more(path):
        counted["other data"] = 1
    numbered = ("embedded files", "external links")
    return [
        {"what": what, "number": number} if what in numbered else {"what": what}
        for what, number in sorted(counted.items())
    ]


def _look_at_root(root, counted):
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and (form.get("/Fields") or "/XFA" in form):
        counted["forms"] = 1
    opens = root.get("/OpenAction")
    if isinstance(opens, pikepdf.Dictionary) and opens.get("/S") != "/GoTo":
        counted["actions"] = 1


def _look(thing, counted, left):
    """Note what a value is and what stands inside it; other objects have their own turn."""
    if left == 0:
        return
    if isinstance(thing, pikepdf.Array):
        inner = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        _note(thing, counted)
        inner = [value for _, value in thing.items()]
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _look(value, counted, left - 1)


def _note(thing, counted):
    does = ACTS.get(str(thing.get("/S", "")))
    if does:
        counted[does] = 1
    if "/JS" in thing:
        counted["scripts"] = 1
    if "/AA" in thing:
        counted["actions"] = 1
    if "/EF" in thing:
        counted["embedded files"] += 1
    if str(thing.get("/Subtype", "")) in MEDIA:
        counted["media"] = 1
    if "/Ref" in thing or (isinstance(thing, pikepdf.Stream) and "/F" in thing):
        counted["external links"] += 1
    if thing.get("/S") == "/URI" and not _is_harmless(thing.get("/URI")):
        counted["actions"] = 1


def _is_harmless(address):
    if not isinstance(address, pikepdf.String):
        return False
    return bytes(address).strip().lower().startswith(HARMLESS_ADDRESSES)


def _has_more(path):
    """Does the file go on behind its end, or is it an archive at the same time?"""
    with open(path, "rb") as file:
        file.seek(max(0, Path(path).stat().st_size - TAIL_BYTES))
        behind = file.read().rpartition(b"%%EOF")[2]
    return len(behind.strip(b"\x00 \t\r\n")) > SPARE_BYTES or zipfile.is_zipfile(path)
