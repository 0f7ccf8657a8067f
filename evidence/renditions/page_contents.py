"""How is what draws a page held as one packed stream, in however many pieces it was handed in?"""

import zlib

from pikepdf import Array, Name, PdfError, Stream

# What a page's stream has that is not, or not yet, a drawing of its own.
PLAIN, DEFLATED = {"/Filter", "/Length"}, Name.FlateDecode


def as_one(pdf, contents):
    """Return a stream of `pdf` that draws what `contents` draws: that itself where it is plain.

    Raises PdfError when that can't be read.
    """
    if contents is None:
        return Stream(pdf, b"")
    if isinstance(contents, Array):
        pieces = [piece for piece in contents if piece is not None]
        if len(pieces) != 1:
            return _deflated(pdf, b"\n".join(map(_read, pieces)))
        contents = pieces[0]
    if not isinstance(contents, Stream):
        raise PdfError("A page has nothing to draw.")
    if set(contents.keys()) <= PLAIN and contents.get("/Filter", DEFLATED) == DEFLATED:
        return contents
    return _deflated(pdf, contents.read_bytes())


def _read(piece):
    if not isinstance(piece, Stream):
        raise PdfError("A page has nothing to draw.")
    return piece.read_bytes()


def _deflated(pdf, drawing):
    """Return a stream that takes a fraction of the memory that its `drawing` would."""
    return Stream(pdf, zlib.compress(drawing), Filter=DEFLATED)
