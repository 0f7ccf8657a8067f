"""What does a stored file look like as pages or in a player, made once for bytes and converter?"""

import functools
import hashlib
import json
import logging
import os
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from evidence import storage
from evidence.cage import temporary
from evidence.cage.takeover import holds_tables, holds_words, refuse_unless
from evidence.door.file_types import (
    CSV,
    DOCM,
    DOCX,
    JPEG,
    PDF,
    PNG,
    PPTX,
    READ_AS,
    TAKEN,
    TEXT,
    WRITTEN,
    XLSM,
    XLSX,
)  # fmt: skip
from evidence.door.refusals import MOST_PAGES, PRINTED
from evidence.renditions import office, sniffing
from evidence.renditions.asking import BrokeOff, ask
from evidence.renditions.telling import DAMAGED, HEAVY, Problem, whole
from evidence.stores import OutOfReach

log = logging.getLogger(__name__)

# Raise this whenever the look or the make of the pages changes.
RECIPE = 8
LIBRARIES = (
    "av", "img2pdf", "mammoth", "nh3", "openpyxl", "pikepdf", "Pillow", "pypdfium2", "weasyprint",
)  # fmt: skip
STYLE = Path(__file__).with_name("renditions") / "typesetting.css"
FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"

CONVERT_SECONDS, CONVERT_MEMORY = 120, 3 * 1024**3
PAGES_SECONDS, PAGES_MEMORY = 300, 2 * 1024**3
PAGES_NAME, META_NAME = "pages.pdf", "meta.json"
WORDS_NAME, TABLES_NAME = "words.jsonl", "tables.json"
# A run that was killed leaves its folder; none can still be at work after so many seconds.
MAKING, ABANDONED_AFTER = ".making-", 3600

PAGES, WORDS, SOUND, FILM = "pages", "text", "audio", "video"
RECORDING_NAME, RECORDING_SECONDS, RECORDING_MEMORY = "recording", 300, 2 * 1024**3
ROOM_FOR_INDEX, LONGEST_SECONDS = 64 * 1024**2, 48 * 3600
SIDES, LONGEST_SIDE = ("width", "height"), 100_000
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
NO_SLIDES, NOT_PRINTED = "no slides", "not printed"
SENTENCES = {
    DAMAGED: f"it is damaged or incomplete. {PRINTED}",
    HEAVY: f"that takes too much time or memory. {PRINTED}",
    NOT_PRINTED: f"LibreOffice could not print it. {PRINTED}",
    "too many pages": (
        "it has {number} pages, and {most} is the most. Split it into parts, then add each part."
    ),
}
SAVED_AGAIN = "Save it again on your device as MP4 or MP3, then add the new copy."
TYPES = {kind.mime: kind for kind in (*TAKEN, WRITTEN)}


class Unreadable(Exception):
    """The file can't be shown as pages; the message is a sentence that says how to go on."""


class ConverterBrokeOff(Unreadable):
    """The converter was killed or killed itself; that may have been the machine's fault."""


@dataclass(frozen=True)
class Rendition:
    """Pages that stand in `folder`: pages.pdf, their pictures and words, and meta.json.

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

    `out_folder` is a folder of the store, or any Path. `title` becomes the PDF's own title; the
    pages may be shared by everyone who has the same bytes, so it must not be personal. Raises
    Unreadable with a sentence, OSError when the disk is full. Nothing is left behind by a run that
    fails, and of two runs at once one is kept.
    """
    made = stored(out_folder)
    if made is not None:
        return made
    out_folder.parent.mkdir(parents=True, exist_ok=True)
    temporary.sweep(out_folder.parent, prefixes=[MAKING, storage.BROKEN], after=ABANDONED_AFTER)
    with temporary.folder(MAKING, out_folder.parent) as scratch:
        try:
            _make(Path(original), TYPES[mime], scratch, title)
        except Problem as problem:
            temporary.refuse_full_disk(scratch)
            error = ConverterBrokeOff if isinstance(problem, BrokeOff) else Unreadable
            raise error(_sentence(problem, TYPES[mime])) from problem
        _put_in_place(scratch / "made", out_folder)
    made = stored(out_folder)
    if made is None:
        raise OSError(f"The pages in {out_folder} vanished while they were put in place.")
    return made


def stored(folder):
    """Return the Rendition in `folder`, or None when there is none or it is not whole."""
    try:
        meta = json.loads((folder / META_NAME).read_text())
        plays = meta.get("plays")
        whole = storage.is_in(folder, plays["name"] if plays else PAGES_NAME)
    except OutOfReach:
        # Else whole pages could be taken for broken ones, and be cleared away.
        raise
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


def is_damaged(made):
    """Return whether the pages of a Rendition are no longer the bytes that were put there."""
    told = json.loads((made.folder / META_NAME).read_text()).get("files", {}).get(PAGES_NAME)
    return bool(told) and told != _sums_of(made.folder / PAGES_NAME)


@functools.cache
def converter_key():
    """Return the recipe, and a short hash of all else that decides how pages look here."""
    parts = [f"recipe {RECIPE}", f"LibreOffice {office.version()}", STYLE.read_text()]
    parts += [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    parts += _fonts()
    return made_by_recipe() + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def made_by_recipe():
    """Return how the key of everything begins that was made by today's recipe."""
    return f"{RECIPE}-"


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


def _make(original, kind, scratch, title):
    """Fill scratch/made with everything that a rendition holds."""
    made = scratch / "made"
    made.mkdir(mode=0o750)
    if kind in READ_AS:
        meta = _played(original, kind, made)
    else:
        meta = _paged(original, kind, scratch, title)
    meta |= {"converter": converter_key(), "files": _sums(made)}
    (made / META_NAME).write_text(json.dumps(meta, indent=1))


def _paged(original, kind, scratch, title):
    """Make the pages of a file in scratch/made and return what is noted beside them."""
    made = scratch / "made"
    try:
        pdf, shape, label = _as_pdf(original, kind, scratch)
        images = _paginate(pdf, made, title)
    except Problem as problem:
        if kind not in (XLSX, XLSM) or problem.name != "too many pages":
            raise
        # A workbook that prints on too many sheets of paper still has rows that can be read.
        pdf, shape, label = _as_text(original, kind, scratch)
        images = _paginate(pdf, made, title)
    if kind in (CSV, XLSX, XLSM) or (kind == TEXT and sniffing.could_be_table(original)):
        _take_tables(original, kind, scratch)
    return {"pages": len(images), "kind": shape, "label": label, "images": images}


def _played(original, kind, made):
    """Make the file that the player gets and return what is noted beside it."""
    written = original.stat().st_size * 9 // 8 + ROOM_FOR_INDEX
    answer = ask(
        "evidence.renditions.recording",
        reads=original,
        writes=made,
        seconds=RECORDING_SECONDS,
        memory=RECORDING_MEMORY,
        written=written,
        reader=READ_AS[kind],
        folder=str(made.absolute()),
    )
    shape = FILM if answer.get("picture") else SOUND
    form, path = answer.get("form"), made / RECORDING_NAME
    known = isinstance(form, str) and (form, shape) in FORMS
    if not known or list(made.iterdir()) != [path]:
        raise Problem(DAMAGED)
    begins, mime = FORMS[form, shape]
    refuse_unless(path, begins, most=written)
    seconds = whole(answer.get("seconds"), LONGEST_SECONDS)
    plays = {"name": RECORDING_NAME, "mime": mime, "seconds": seconds}
    return {"pages": 0, "kind": shape, "label": "", "images": [], "plays": plays}


def _as_pdf(original, kind, scratch):
    """Return the PDF of a file of `kind`, which kind of rendition that is, and its label."""
    if kind == PDF:
        return original, PAGES, ""
    if kind == WRITTEN:
        return _convert("record", original, scratch), PAGES, ""
    if kind in (JPEG, PNG):
        return _convert("photo", original, scratch), PAGES, PICTURE_LABEL
    if kind in (DOCX, DOCM, XLSX, XLSM, PPTX) and office.version():
        # Not the whole of it: whoever takes the program over must not choose where pages go.
        folder = scratch / "printed"
        folder.mkdir()
        pdf = office.convert(original, kind.extension, folder)
        if pdf is not None:
            return pdf, PAGES, OFFICE_LABEL
    if kind == PPTX:
        raise Problem(NOT_PRINTED if office.version() else NO_SLIDES)
    return _as_text(original, kind, scratch)


def _as_text(original, kind, scratch):
    if kind in (DOCX, DOCM):
        pdf = _convert("word", original, scratch)
    elif kind == TEXT:
        pdf = _convert("plain", original, scratch)
    else:
        pdf = _tabulate(original, kind, scratch, out="made.pdf")
    return pdf, WORDS, TEXT_LABEL


def _tabulate(original, kind, scratch, out=None):
    """Write the tables of a file, and their pages as a PDF where `out` names one."""
    folder = scratch / "tables"
    tables = str(folder.absolute() / TABLES_NAME)
    form = "csv" if kind in (CSV, TEXT) else kind.extension
    return _convert("tables", original, scratch, out, kind=form, tables=tables)


def _take_tables(original, kind, scratch):
    """Put the tables beside the pages, for the screen; pages that came without stay as they are."""
    tables = scratch / "tables" / TABLES_NAME
    if not os.path.lexists(tables):
        try:
            _tabulate(original, kind, scratch)
        except Problem as problem:
            log.info("A workbook is shown without its tables: %s", problem)
            return
    if holds_tables(tables):
        tables.rename(scratch / "made" / TABLES_NAME)


def _convert(module, original, scratch, out="made.pdf", **order):
    """Let one of our own converters make a PDF in a folder of its own."""
    folder = scratch / module
    folder.mkdir(exist_ok=True)
    pdf = folder / out if out else None
    ask(
        f"evidence.renditions.{module}",
        reads=original,
        writes=folder,
        seconds=CONVERT_SECONDS,
        memory=CONVERT_MEMORY,
        out=out and str(pdf.absolute()),
        **order,
    )
    if pdf:
        # A link would let the next one read what it leads to.
        refuse_unless(pdf, b"%PDF")
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
    expected = {f"page-{number:03}.webp": rb"RIFF" for number in range(1, len(images) + 1)}
    pictures = sorted(expected)
    expected |= {f"small-{number:03}.webp": rb"RIFF" for number in range(1, len(images) + 1)}
    expected |= {PAGES_NAME: rb"%PDF", WORDS_NAME: rb"\["}
    present = {path.name: path for path in made.iterdir()}
    names = [image.get("name") if isinstance(image, dict) else None for image in images]
    if set(present) != set(expected) or names != pictures:
        raise Problem(DAMAGED)
    for name, path in present.items():
        refuse_unless(path, expected[name])
    if not holds_words(made / WORDS_NAME, pages=len(images)):
        raise Problem(DAMAGED)
    return [
        {"name": image["name"], **{side: _length(image.get(side)) for side in SIDES}}
        for image in images
    ]


def _length(told):
    """Return the length of a side of a picture; raise Problem when it can be none."""
    if not whole(told, LONGEST_SIDE):
        raise Problem(DAMAGED)
    return told


def _sentence(problem, kind):
    if kind in READ_AS:
        return f"This {kind.label} could not be made ready to play. {SAVED_AGAIN}"
    if problem.name == NO_SLIDES:
        return "Slides can’t be shown as pages here. The original is kept."
    because = SENTENCES.get(problem.name, SENTENCES[DAMAGED])
    because = because.format(number=problem.number, most=MOST_PAGES)
    return f"This {kind.label} could not be shown as pages: {because}"


def _sums(folder):
    """Return {name: {size, sha256}} of the files in a folder."""
    return {path.name: _sums_of(path) for path in sorted(folder.iterdir())}


def _sums_of(path):
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"size": file.tell(), "sha256": digest}


def _put_in_place(made, out_folder):
    """Put the folder into the store, in the place of one that is not whole."""
    if out_folder.exists() and stored(out_folder) is None:
        storage.clear_folder(out_folder)
    try:
        storage.put_folder(made, out_folder)
    except OSError:
        if stored(out_folder) is None:
            raise
        log.info("Another run had put the pages of %s in place first", out_folder)
