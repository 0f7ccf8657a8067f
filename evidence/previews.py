"""What does a stored file look like as pages or in a player, made once for bytes and converter?"""

import functools
import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from evidence.inspection import DOCX, JPEG, PDF, PNG, READ_AS, TAKEN, TEXT, XLSX
from evidence.refusals import MOST_PAGES, PRINTED
from evidence.renditions import office
from evidence.renditions.asking import ask
from evidence.renditions.telling import DAMAGED, HEAVY, Problem

log = logging.getLogger(__name__)

# Raise this whenever the look or the make of the pages changes.
RECIPE = 2
LIBRARIES = (
    "av", "img2pdf", "mammoth", "nh3", "openpyxl", "pikepdf", "Pillow", "pypdfium2", "weasyprint",
)  # fmt: skip
STYLE = Path(__file__).with_name("renditions") / "typesetting.css"
FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"

CONVERT_SECONDS, CONVERT_MEMORY = 120, 3 * 1024**3
PAGES_SECONDS, PAGES_MEMORY = 300, 2 * 1024**3
PAGES_NAME, META_NAME = "pages.pdf", "meta.json"
# A run that was killed leaves its folder; none can still be at work after so many seconds.
MAKING, ABANDONED_AFTER = ".making-", 3600

PAGES, WORDS, SOUND, FILM = "pages", "text", "audio", "video"
RECORDING_NAME, RECORDING_SECONDS, RECORDING_MEMORY = "recording", 300, 2 * 1024**3
# How a file of each form begins, and what a browser is told that it is.
FORMS = {
    ("mp3", SOUND): (rb"ID3|\xff", "audio/mpeg"),
    ("mp4", SOUND): (rb".{4}ftyp", "audio/mp4"),
    ("ogg", SOUND): (rb"OggS", "audio/ogg"),
    ("wav", SOUND): (rb"RIFF", "audio/wav"),
    ("mp4", FILM): (rb".{4}ftyp", "video/mp4"),
    ("webm", FILM): (rb"\x1a\x45\xdf\xa3", "video/webm"),
}
TEXT_LABEL = "Text rendition: layout and pictures may differ. The original is attached."
PICTURE_LABEL = "Picture scaled to the page. The original is attached."
OFFICE_LABEL = (
    "Converted by LibreOffice: fonts and page breaks may differ. The original is attached."
)
SENTENCES = {
    DAMAGED: f"it is damaged or incomplete. {PRINTED}",
    HEAVY: f"that takes too much time or memory. {PRINTED}",
    "too many pages": (
        "it has {number} pages, and {most} is the most. Split it into parts, then add each part."
    ),
}
SAVED_AGAIN = "Save it again on your device as MP4 or MP3, then add the new copy."
TYPES = {kind.mime: kind for kind in TAKEN}


class Unreadable(Exception):
    """The file can't be shown as pages; the message is a sentence that says how to go on."""


@dataclass(frozen=True)
class Rendition:
    """Pages that stand in `folder`: pages.pdf, two pictures a page, and meta.json.

    `kind` is "pages" or "text"; `label` says in a sentence how far they can be trusted, and is
    empty for a PDF's own pages; `converter` is the key that they were made under; `images` are
    the pictures in the order of the pages, as dicts of name, width and height. A recording is of
    kind "audio" or "video" and has no pages, but `plays`, a dict of name, mime and seconds.
    """

    folder: Path
    pages: int
    kind: str
    label: str
    converter: str
    images: tuple
    plays: dict | None = None


def render(original, mime, out_folder, *, title):
    """Return the Rendition of the file `original` in `out_folder`, made now if it is not there.

    `title` becomes the PDF's own title; the pages may be shared by everyone who has the same
    bytes, so it must not be personal. Raises Unreadable with a sentence. Nothing is left behind
    by a run that fails, and of two runs at once one is kept.
    """
    out_folder = Path(out_folder)
    made = stored(out_folder)
    if made is not None:
        return made
    out_folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(out_folder.parent)
    with tempfile.TemporaryDirectory(prefix=MAKING, dir=out_folder.parent) as scratch:
        scratch = Path(scratch)
        try:
            _make(Path(original), TYPES[mime], scratch, title)
        except Problem as problem:
            raise Unreadable(_sentence(problem, TYPES[mime])) from problem
        _put_in_place(scratch / "made", out_folder, scratch / "broken")
    made = stored(out_folder)
    if made is None:
        raise OSError(f"The pages in {out_folder} vanished while they were put in place.")
    return made


def stored(folder):
    """Return the Rendition in `folder`, or None when there is none or it is not whole."""
    try:
        meta = json.loads((folder / META_NAME).read_text())
        plays = meta.get("plays")
        whole = (folder / (plays["name"] if plays else PAGES_NAME)).is_file()
    except (OSError, ValueError):
        return None
    if not whole:
        return None
    return Rendition(
        folder=folder,
        pages=meta["pages"],
        kind=meta["kind"],
        label=meta["label"],
        converter=meta["converter"],
        images=tuple(meta["images"]),
        plays=plays,
    )


@functools.cache
def converter_key():
    """Return a short hash of all that decides how pages look here: programs, options and fonts."""
    parts = [f"recipe {RECIPE}", f"LibreOffice {office.version()}", STYLE.read_text()]
    parts += [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    parts += _fonts()
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _fonts():
    """Return one line for each font that a page could be set in."""
    try:
        listed = subprocess.run(
            ["fc-list", "--format", "%{file} %{fontversion}\n"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout.splitlines()
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("The installed fonts can't be listed: %s", error)
        listed = []
    own = (f"{path.name} {path.stat().st_size}" for path in FONTS.rglob("*.woff2"))
    return sorted(listed) + sorted(own)


def _sweep(folder):
    for path in folder.glob(f"{MAKING}*"):
        if path.stat().st_mtime < time.time() - ABANDONED_AFTER:
            shutil.rmtree(path, ignore_errors=True)


def _make(original, kind, scratch, title):
    """Fill scratch/made with everything that a rendition holds."""
    made = scratch / "made"
    made.mkdir(mode=0o750)
    if kind in READ_AS:
        meta = _played(original, kind, made)
    else:
        meta = _paged(original, kind, scratch, title)
    (made / META_NAME).write_text(json.dumps(meta | {"converter": converter_key()}, indent=1))


def _paged(original, kind, scratch, title):
    """Make the pages of a file in scratch/made and return what is noted beside them."""
    made = scratch / "made"
    try:
        pdf, shape, label = _as_pdf(original, kind, scratch)
        images = _paginate(pdf, made, title)
    except Problem as problem:
        if kind != XLSX or problem.name != "too many pages":
            raise
        # A workbook that prints on too many sheets of paper still has rows that can be read.
        pdf, shape, label = _as_text(original, kind, scratch)
        images = _paginate(pdf, made, title)
    return {"pages": len(images), "kind": shape, "label": label, "images": images}


def _played(original, kind, made):
    """Make the file that the player gets and return what is noted beside it."""
    answer = ask(
        "evidence.renditions.recording",
        reads=original,
        writes=made,
        seconds=RECORDING_SECONDS,
        memory=RECORDING_MEMORY,
        reader=READ_AS[kind],
        folder=str(made.absolute()),
    )
    shape = FILM if answer.get("picture") else SOUND
    begins, mime = FORMS.get((answer.get("form"), shape), (None, ""))
    path = made / RECORDING_NAME
    if begins is None or list(made.iterdir()) != [path] or not _is_plain_file(path):
        raise Problem(DAMAGED)
    with path.open("rb") as file:
        if not re.match(begins, file.read(16), re.DOTALL):
            raise Problem(DAMAGED)
    plays = {"name": RECORDING_NAME, "mime": mime, "seconds": int(answer["seconds"])}
    return {"pages": 0, "kind": shape, "label": "", "images": [], "plays": plays}


def _as_pdf(original, kind, scratch):
    """Return the PDF of a file of `kind`, which kind of rendition that is, and its label."""
    if kind == PDF:
        return original, PAGES, ""
    if kind in (JPEG, PNG):
        return _convert("photo", original, scratch), PAGES, PICTURE_LABEL
    if kind in (DOCX, XLSX) and office.version():
        pdf = office.convert(original, kind.extension, scratch)
        if pdf is not None:
            return pdf, PAGES, OFFICE_LABEL
    return _as_text(original, kind, scratch)


def _as_text(original, kind, scratch):
    if kind == DOCX:
        pdf = _convert("word", original, scratch)
    elif kind == TEXT:
        pdf = _convert("plain", original, scratch)
    else:
        pdf = _convert("tables", original, scratch, kind=kind.extension)
    return pdf, WORDS, TEXT_LABEL


def _convert(module, original, scratch, **order):
    """Let one of our own converters make a PDF in a folder of its own."""
    folder = scratch / module
    folder.mkdir()
    pdf = folder / "made.pdf"
    ask(
        f"evidence.renditions.{module}",
        reads=original,
        writes=folder,
        seconds=CONVERT_SECONDS,
        memory=CONVERT_MEMORY,
        out=str(pdf.absolute()),
        **order,
    )
    return pdf


def _paginate(pdf, made, title):
    answer = ask(
        "evidence.renditions.paging",
        reads=pdf,
        writes=made,
        seconds=PAGES_SECONDS,
        memory=PAGES_MEMORY,
        folder=str(made.absolute()),
        title=title,
        most_pages=MOST_PAGES,
    )
    return _checked(answer.get("images"), made)


def _checked(images, made):
    """Hold what was told against what is there: exactly these files, whole, nothing else."""
    if not isinstance(images, list) or not 1 <= len(images) <= MOST_PAGES:
        raise Problem(DAMAGED)
    expected = {f"page-{number:03}.webp": b"RIFF" for number in range(1, len(images) + 1)}
    pictures = sorted(expected)
    expected |= {f"small-{number:03}.webp": b"RIFF" for number in range(1, len(images) + 1)}
    expected[PAGES_NAME] = b"%PDF"
    present = {path.name: path for path in made.iterdir()}
    names = [image.get("name") for image in images]
    if set(present) != set(expected) or names != pictures:
        raise Problem(DAMAGED)
    for name, path in present.items():
        if not _is_plain_file(path):
            raise Problem(DAMAGED)
        with path.open("rb") as file:
            if file.read(4) != expected[name]:
                raise Problem(DAMAGED)
    return [
        {"name": image["name"], "width": int(image["width"]), "height": int(image["height"])}
        for image in images
    ]


def _is_plain_file(path):
    """Return whether it is safe to open: no link, no folder, nothing that would block."""
    return path.is_file() and not path.is_symlink()


def _sentence(problem, kind):
    if kind in READ_AS:
        return f"This {kind.label} could not be made ready to play. {SAVED_AGAIN}"
    because = SENTENCES.get(problem.name, SENTENCES[DAMAGED])
    because = because.format(number=problem.number, most=MOST_PAGES)
    return f"This {kind.label} could not be shown as pages: {because}"


def _put_in_place(made, out_folder, aside):
    """Make sure that the bytes are on disk, then give the folder its name."""
    for path in [*made.iterdir(), made]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    if out_folder.exists() and stored(out_folder) is None:
        out_folder.rename(aside)
    try:
        made.rename(out_folder)
    except OSError:
        if stored(out_folder) is None:
            raise
        log.info("Another run had put the pages of %s in place first", out_folder)
