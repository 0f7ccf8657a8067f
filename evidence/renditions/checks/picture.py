"""Can this picture be decoded to its last row, is it of a size for a page, what is in it?"""

import re
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from evidence.renditions.telling import DAMAGED, Problem, tell

# The size is held against our own limit, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
POSITION = 0x8825
SPARE_BYTES = 32
# In the packed pixels of a JPEG, what follows 0xff tells whether another piece begins.
PIECE = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
JPEG_END, JPEG_HEAD = 0xD9, 2
PNG_END, PNG_END_LENGTH = b"IEND", 8


def check(path, most_pixels):
    """Return {"found": [what it holds]}; raise Problem "cut off", "damaged", "too many pixels"."""
    try:
        with Image.open(path, formats=["JPEG", "PNG"]) as image:
            width, height = image.size
            if width * height > most_pixels:
                raise Problem("too many pixels", width * height)
            found = _holds(image, path)
            # A JPEG decoded at an eighth of its size is still read to its end.
            image.draft("RGB", (max(1, width // 8), max(1, height // 8)))
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Problem(DAMAGED if _end_of(Path(path).read_bytes()) else "cut off") from error
    return {"found": found}


def _holds(image, path):
    found = []
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        found.append({"what": "frames", "number": frames - 1})
    if image.getexif().get_ifd(POSITION):
        found.append({"what": "position"})
    data = Path(path).read_bytes()
    end = _end_of(data)
    if end and frames == 1 and len(data[end:].strip(b"\x00 \t\r\n")) > SPARE_BYTES:
        found.append({"what": "other data"})
    return found


def _end_of(data):
    """Return where the picture itself ends, or 0 when its end is missing."""
    if not data.startswith(b"\xff\xd8"):
        at = data.find(PNG_END)
        return at + PNG_END_LENGTH if at > 0 else 0
    at = JPEG_HEAD
    while piece := PIECE.search(data, at):
        if piece[1][0] == JPEG_END:
            return piece.end()
        at = piece.end() + int.from_bytes(data[piece.end() : piece.end() + 2], "big")
    return 0


if __name__ == "__main__":
    tell(check)
