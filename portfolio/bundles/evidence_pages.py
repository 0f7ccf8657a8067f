"""How do the pages of the evidence come into one PDF, however large their files are?

qpdf joins the files. What it joined stays in them, and is read only when the whole is written;
pages that pikepdf copies from one PDF to another would be held in memory until then. So each file
is held by a name of our own: whoever replaces or removes it meanwhile leaves us the one we read.
"""

import contextlib
import os
import shutil
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pikepdf

from evidence.renditions import archival
from portfolio.bundles.built import CHUNK, NO_ROOM, BundleFailed


@dataclass(frozen=True)
class Found:
    """A file of evidence, held at `held`, and its pages, which stand on no sheet yet.

    `breaches` are the rules that they break; `folder` is that which the file came from.
    """

    held: Path
    size: int
    count: int
    breaches: frozenset
    folder: Path
    pages: list = field(default_factory=list)


def open_book(artefacts, rendition_of, holding):
    """Return a PDF without pages, and {artefact id: Found} of what its sheets can show.

    `rendition_of(sha256)` gives the path of a file's pages or None; `holding` is an empty folder
    that must stay until the book is written. An artefact whose pages can't be read, or are fewer
    than they were, is not among those found. Raises BundleFailed when nothing can be joined, and
    OSError when there is no room to hold a file.
    """
    found = {}
    for artefact in artefacts:
        path = rendition_of(artefact["sha256"]) if artefact["pages"] else None
        if path and (read := _read(path, artefact, holding)):
            found[artefact["id"]] = read
    try:
        book = _joined(found.values())
    except (OSError, pikepdf.PikepdfError):
        found = {pk: one for pk, one in found.items() if _can_be_joined(one)}
        book = _joined_at_last(found.values())
    if len(book.pages) != sum(one.count for one in found.values()):
        raise BundleFailed("The evidence has other pages than its files.")
    pages = iter(list(book.pages))
    for one in found.values():
        one.pages.extend(islice(pages, one.count))
    del book.pages[:]
    return book, found


def is_lost(found):
    """Return whether a file of those `found` can't be read any more as it was."""
    return any(_length(one.held) != one.size for one in found.values())


def _read(path, artefact, holding):
    """Return the file at `path` as Found, or None when it can't be read or has too few pages."""
    held = holding / f"{artefact['id']}.pdf"
    try:
        _give_second_name(path, held)
        with pikepdf.open(held, attempt_recovery=False) as pdf:
            count = len(pdf.pages)
            if count < artefact["pages"]:
                return None
            return Found(held, held.stat().st_size, count, archival.marked(pdf), path.parent)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        return None
    except pikepdf.PikepdfError:
        return None


def _length(path):
    """Return how many bytes can be read of a file."""
    length = 0
    with contextlib.suppress(OSError), path.open("rb") as file:
        while piece := file.read(CHUNK):
            length += len(piece)
    return length


def _give_second_name(path, kept):
    try:
        os.link(path, kept)
    except FileNotFoundError:
        raise
    except OSError:
        # On another file system, or one that knows no second names.
        shutil.copyfile(path, kept)


def _can_be_joined(one):
    try:
        _joined([one]).close()
    except (OSError, pikepdf.PikepdfError):
        return False
    return True


def _joined_at_last(files):
    try:
        return _joined(files)
    except (OSError, pikepdf.PikepdfError) as error:
        raise BundleFailed(f"The evidence could not be joined: {error}") from error


def _joined(files):
    pages = [{"file": str(one.held), "range": "1-z"} for one in files]
    if not pages:
        return pikepdf.new()
    job = {
        "empty": "",
        "pages": pages,
        "keepFilesOpen": "n",
        "removeUnreferencedResources": "no",
        "noWarn": "",
        # It must be named, but nothing is written there: the PDF is taken before that.
        "outputFile": "-",
    }
    book = pikepdf.Job(job).create_pdf()
    for key in set(book.Root.keys()) - {"/Type", "/Pages"}:
        del book.Root[key]
    return book
