"""Can this PDF be opened without a password, is every page there, and what does it hold?"""

import re
import warnings
from pathlib import Path

import pikepdf
import pypdfium2
from pypdfium2 import raw

from evidence.renditions.checks.pdf_holds import holds
from evidence.renditions.telling import DAMAGED, Problem, tell

# Readers look for the end mark here; some programs pad behind it.
TAIL_BYTES = 4096
HEAD_BYTES = 2048
FAST_WEB_VIEW = re.compile(rb"/Linearized.{0,200}?/N\s+(\d{1,6})\b", re.DOTALL)
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def check(path, most_pages):
    """Return {"pages": n, "found": [what it holds]}.

    Raises Problem "password", "form", "too many pages" or "damaged"; "cut off", "pages cut off"
    or "pages damaged" with how many of how many pages can be read.
    """
    has_end = _has_end(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Problem("password") from error
        raise _broken(path, has_end=has_end) from error
    pages = len(document)
    if pages == 0:
        raise _broken(path, has_end=has_end)
    if document.get_formtype() == raw.FORMTYPE_XFA_FULL:
        raise Problem("form")
    if pages > most_pages:
        raise Problem("too many pages", pages)
    if not has_end or _sound(document) < pages:
        raise _broken(path, has_end=has_end, promised=pages)
    return {"pages": pages, "found": holds(path)}


def _has_end(path):
    """A PDF whose end is missing was cut off, however well a reader mends it."""
    with open(path, "rb") as file:
        file.seek(max(0, Path(path).stat().st_size - TAIL_BYTES))
        return b"%%EOF" in file.read()


def _sound(document):
    """Return how many pages can be opened."""
    sound = 0
    for index in range(len(document)):
        try:
            document.get_page_size(index)
        except pypdfium2.PdfiumError:
            continue
        sound += 1
    return sound


def _broken(path, *, has_end, promised=0):
    """Return the Problem of a file that is not whole, with numbers where they can be told."""
    with open(path, "rb") as file:
        announced = FAST_WEB_VIEW.search(file.read(HEAD_BYTES))
    readable, counted = _mended(path)
    promised = max(promised, counted, int(announced[1]) if announced else 0)
    if readable < promised:
        return Problem("pages damaged" if has_end else "pages cut off", readable, promised)
    return Problem(DAMAGED if has_end else "cut off")


def _mended(path):
    """Return how many pages a reader that mends files can read, and how many the file counts."""
    warnings.simplefilter("ignore")
    try:
        with pikepdf.open(path) as pdf:
            counted = pdf.Root.Pages.get("/Count", 0)
            return sum(map(_has_contents, pdf.pages)), max(0, int(counted))
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError):
        return len(PAGE.findall(Path(path).read_bytes())), 0


def _has_contents(page):
    contents = page.obj.get("/Contents")
    pieces = contents if isinstance(contents, pikepdf.Array) else [contents]
    try:
        return all(len(piece.read_raw_bytes()) > 0 for piece in pieces)
    except (pikepdf.PdfError, AttributeError):
        return False


if __name__ == "__main__":
    tell(check)
