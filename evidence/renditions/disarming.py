"""What in a PDF could run, fetch or carry something, or is not to be kept, wherever it stands?"""

from contextlib import suppress

import pikepdf

LIVE = (
    "/AA", "/AF", "/EF", "/JS", "/Metadata", "/OPI", "/OpenAction", "/PieceInfo", "/Ref",
    "/RichMediaContent", "/RichMediaSettings", "/XFA",
)  # fmt: skip
# No page looks another way without it, and PDF/A allows it not at all or only where it is true.
UNKEPT = ("/Alternates", "/CIDSet", "/CharSet", "/Interpolate")
LZW = "/LZWDecode"
DEEPEST = 50


def disarm(pdf):
    """Take every entry of LIVE and UNKEPT, and every stream that stands elsewhere, out of `pdf`.

    What is packed as PDF/A does not allow is unpacked; saving packs it again.
    """
    for thing in pdf.objects:
        _disarm(thing, DEEPEST)


def _disarm(thing, left):
    """Disarm a value and what stands inside it; other objects have their own turn."""
    if isinstance(thing, pikepdf.Array):
        inner = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in (*LIVE, *UNKEPT):
            if key in thing:
                del thing[key]
        if isinstance(thing, pikepdf.Stream):
            _unpack(thing)
        inner = [value for _, value in thing.items()]
    else:
        return
    for value in inner:
        if left and isinstance(value, pikepdf.Object) and not value.is_indirect:
            _disarm(value, left - 1)


def _unpack(stream):
    if "/F" in stream:
        del stream["/F"]
    if LZW in str(stream.get("/Filter")):
        with suppress(pikepdf.PdfError):
            stream.write(stream.read_bytes())
