"""Can this picture be decoded to its last row, and is it of a size that a page can use?"""

from PIL import Image, UnidentifiedImageError

from evidence.renditions.telling import Problem, tell

# The size is held against our own limit, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def check(path, most_pixels):
    """Return {"width": w, "height": h}; raise Problem "damaged" or "too many pixels"."""
    try:
        with Image.open(path, formats=["JPEG", "PNG"]) as image:
            width, height = image.size
            if width * height > most_pixels:
                raise Problem("too many pixels", width * height)
            # A JPEG decoded at an eighth of its size is still read to its end.
            image.draft("RGB", (width // 8, height // 8))
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Problem("damaged") from error
    return {"width": width, "height": height}


if __name__ == "__main__":
    tell(check)
