"""How does a reader see a finished PDF: its text, its links, its bookmarks?"""

from dataclasses import dataclass

import pikepdf
import pypdfium2


@dataclass(frozen=True)
class Link:
    """A link: the words under it, the page it is on and the page it leads to (both from 1)."""

    words: str
    page: int
    target: int


def texts(path):
    """Return the text of every page, on one line each."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def identifier(path):
    """Return both halves of the file identifier: what it was as it began, and as it is now."""
    with pikepdf.open(path) as pdf:
        return [bytes(half) for half in pdf.trailer.ID]


def links(path):
    """Return every link of the file."""
    found = []
    with pikepdf.open(path) as pdf, pypdfium2.PdfDocument(path) as seen:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        for number, page in enumerate(pdf.pages, 1):
            words = seen[number - 1].get_textpage()
            for note in page.obj.get("/Annots", []):
                left, low, right, high = (float(side) for side in note.Rect)
                under = words.get_text_bounded(left - 1, low, right + 1, high).strip()
                found.append(Link(under, number, numbers[note.Dest[0].objgen]))
    return found


def boxes(path, words):
    """Return where `words` stand, as (page from 1, left, bottom, right, top), once for a line."""
    found = []
    with pypdfium2.PdfDocument(path) as pdf:
        for number, page in enumerate(pdf, 1):
            written = page.get_textpage()
            search = written.search(words, match_case=True)
            while at := search.get_next():
                found += [(number, *written.get_rect(n)) for n in range(written.count_rects(*at))]
    return found


def bookmarks(path):
    """Return the bookmarks as (title, page from 1, those below)."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        return [_bookmark(item, numbers) for item in outline.root]


def _bookmark(item, numbers):
    below = [_bookmark(child, numbers) for child in item.children]
    return item.title, numbers[item.destination[0].objgen], below
