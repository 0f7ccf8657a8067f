"""How does a photo or screenshot become an upright page without what the camera noted?"""

import io
from pathlib import Path

import img2pdf
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from evidence.renditions.telling import DAMAGED, Problem, tell

Image.MAX_IMAGE_PIXELS = None
# About 200 dots an inch on A4; a JPEG is decoded at a half or a quarter before it gets there.
LONG_SIDE = 2400
QUALITY = 82
MARGIN = img2pdf.mm_to_pt(12)
TOP = img2pdf.mm_to_pt(18)
A4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))


def convert(path, out):
    """Write the picture `path` as a PDF of one A4 page to `out`."""
    try:
        with Image.open(path, formats=["JPEG", "PNG"]) as image:
            lossless = image.format == "PNG" and max(image.size) <= LONG_SIDE
            picture = _upright(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Problem(DAMAGED) from error
    data = io.BytesIO()
    if lossless:
        picture.save(data, "PNG")
    else:
        picture.save(data, "JPEG", quality=QUALITY)
    layout = img2pdf.get_layout_fun(
        pagesize=A4, border=(TOP, MARGIN), fit=img2pdf.FitMode.into, auto_orient=True
    )
    Path(out).write_bytes(img2pdf.convert(data.getvalue(), layout_fun=layout, nodate=True))
    return {}


def _upright(image):
    """Return a fresh RGB copy: scaled down, turned upright, in plain colours, with no notes."""
    width, height = image.size
    scale = min(1, LONG_SIDE / max(width, height))
    # A draft is never smaller than what is asked for; a half is good enough for a page.
    image.draft("RGB", tuple(max(1, int(side * scale * 0.8)) for side in (width, height)))
    profile = image.info.get("icc_profile")
    picture = ImageOps.exif_transpose(image)
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    picture = _in_srgb(_on_white(picture), profile)
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture)
    return fresh


def _on_white(picture):
    if picture.mode in ("I", "I;16", "I;16B", "F"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(ground, picture).convert("RGB")
    return picture


def _in_srgb(picture, profile):
    """A profile that can't be read changes nothing."""
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert("RGB")
    return picture.convert("RGB")


if __name__ == "__main__":
    tell(convert)
