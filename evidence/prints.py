"""How do the pages of many files come about quickly, when a portfolio is printed and none is kept?

A print is the PDF of a rendition alone, without the pictures and words that a screen needs. Files
are printed in batches, several to one LibreOffice or one process of ours.
"""

import logging
import os
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import pikepdf

from evidence import previews
from evidence.cage import cage, temporary
from evidence.cage.takeover import refuse_unless
from evidence.door.file_types import (
    CSV,
    DOCM,
    DOCX,
    JPEG,
    PDF,
    PNG,
    PPTX,
    TEXT,
    WRITTEN,
    XLSM,
    XLSX,
)  # fmt: skip
from evidence.door.refusals import MOST_PAGES
from evidence.renditions import office
from evidence.renditions.asking import ask
from evidence.renditions.telling import Problem

log = logging.getLogger(__name__)

# How many batches one worker prints beside each other.
SIDE_BY_SIDE = 2
# One process for many takes less than many for a few each; LibreOffice grows with every document.
MOST_IN_A_BATCH, MOST_IN_ONE_OFFICE, MOST_BYTES = 50, 30, 256 * 1024**2
# A batch, its halves and theirs must all come to an end while a worker may still wait for them.
SECONDS_A_FILE, SECONDS_A_BATCH, MEMORY = 20, 180, 2 * 1024**3
MAKERS = {PDF: "pdf", JPEG: "photo", PNG: "photo", TEXT: "plain", WRITTEN: "record", CSV: "csv"}
OFFICE = (DOCX, DOCM, XLSX, XLSM, PPTX)


@dataclass(frozen=True)
class Wanted:
    """A file whose pages are wanted: its SHA-256, its MIME type, and how many bytes it has."""

    sha256: str
    mime: str
    size: int

    @property
    def kind(self):
        return previews.TYPES[self.mime]


@dataclass(frozen=True)
class Print:
    """The pages of a file, as a PDF at `path`."""

    path: Path
    pages: int


def kept(folder, hashes):
    """Return {SHA-256: Print} of the files whose whole print is in `folder`.

    A print's time says when it was last used, so that old ones can be cleared away.
    """
    found = {}
    for sha256 in hashes:
        path = _path(folder, sha256)
        if pages := _pages_of(path):
            os.utime(path)
            found[sha256] = Print(path, pages)
    return found


def forget_unfinished(folder):
    """Remove what killed workers left in `folder`."""
    temporary.sweep(folder, prefixes=[previews.MAKING], after=previews.ABANDONED_AFTER)


def rendition_of(mime):
    """Return the kind of rendition that a print is: "pages" or "text"."""
    return previews.WORDS if previews.TYPES[mime] in (TEXT, CSV) else previews.PAGES


def batches(files):
    """Return Wanted `files` in lists of a sort, each of which one process prints in one go.

    Those for LibreOffice come first, which take longest. What is written here stands apart from
    what was sent, so that no file that takes a process over can touch it. What is asked for twice
    is there once; what must go alone is in none.
    """
    files = {one.sha256: one for one in files if _fits_a_batch(one)}.values()
    return [
        batch
        for sort in (OFFICE, (TEXT, CSV), (PDF, JPEG, PNG), (WRITTEN,))
        for batch in _shared_out(
            [one for one in files if one.kind in sort],
            most=MOST_IN_ONE_OFFICE if sort == OFFICE else MOST_IN_A_BATCH,
        )
    ]


def print_batch(batch, folder):
    """Print {Wanted: path of its bytes} into `folder`; what can't be printed is not there then.

    The files are all, or some, of one of the `batches`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with temporary.folder(previews.MAKING, folder) as scratch:
        made = scratch / "made"
        made.mkdir()
        _print_given(list(_given(batch, scratch).items()), made, folder)


def _print_given(given, made, folder):
    """Print pairs of a Wanted and (path, maker); of what breaks off, each half by itself."""
    if not given:
        return
    try:
        answer = ask(
            "evidence.renditions.printing",
            reads=[path for _, (path, _) in given],
            writes=made,
            seconds=min(SECONDS_A_FILE * len(given), SECONDS_A_BATCH),
            memory=MEMORY,
            jobs=[_job(one, maker, made) for one, (_, maker) in given],
        )
    except (Problem, cage.CageError) as error:
        log.warning("A batch of %s files broke off: %s", len(given), error)
        if (half := len(given) // 2) > 0:
            _print_given(given[:half], made, folder)
            _print_given(given[half:], made, folder)
        return
    told = answer.get("made")
    if isinstance(told, list) and len(told) == len(given):
        for (one, _), said in zip(given, told, strict=True):
            if _is_printed(said):
                _put_in_place(one, made, folder)


def _fits_a_batch(one):
    return one.kind in MAKERS or (one.kind in OFFICE and office.version())


def _shared_out(files, *, most):
    """Return `files` in batches of about the same length, for all that run side by side."""
    if not files:
        return []
    size = sum(one.size for one in files)
    count = max(ceil(len(files) / most), ceil(size / MOST_BYTES))
    count = min(ceil(count / SIDE_BY_SIDE) * SIDE_BY_SIDE, len(files))
    return [files[at::count] for at in range(count)]


def _given(batch, scratch):
    """Return {Wanted: (path, maker)} of what our own process reads: originals, or LibreOffice's."""
    documents = [one for one in batch if one.kind in OFFICE]
    given = {one: (path, MAKERS[one.kind]) for one, path in batch.items() if one.kind in MAKERS}
    if documents:
        printed = scratch / "printed"
        printed.mkdir()
        pairs = [(batch[one], one.kind.extension) for one in documents]
        pdfs = office.convert_all(pairs, printed)
        given |= {one: (pdf, "pdf") for one, pdf in zip(documents, pdfs, strict=True) if pdf}
    return given


def _job(one, maker, made):
    return {
        "maker": maker,
        "out": str((made / f"{one.sha256}.pdf").absolute()),
        "title": one.sha256[:12],
        "most_pages": MOST_PAGES,
    }


def _pages_of(path):
    """Return how many pages a print has; 0 when it can't be opened."""
    try:
        with pikepdf.open(path, attempt_recovery=False) as pdf:
            return len(pdf.pages)
    except (OSError, pikepdf.PdfError):
        return 0


def _is_printed(said):
    return isinstance(said, dict) and said.get("problem") is None and bool(said.get("pages"))


def _put_in_place(one, made, folder):
    path = made / f"{one.sha256}.pdf"
    try:
        refuse_unless(path, b"%PDF")
    except Problem:
        return
    with path.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(path, _path(folder, one.sha256))


def _path(folder, sha256):
    return folder / f"{sha256}-{previews.converter_key()}.pdf"
