"""How do the words, tables and pictures of a Word document look without Word's layout?"""

import base64
import io
import re

import mammoth
import nh3
from PIL import Image, UnidentifiedImageError

from evidence.renditions.telling import tell
from evidence.renditions.typesetting import typeset

Image.MAX_IMAGE_PIXELS = None
MOST_PIXELS = 50_000_000
PICTURE_SIDE = 1600
EMPTY_PICTURE = "data:,"
TAGS = {
    "a", "br", "em", "h1", "h2", "h3", "h4", "h5", "h6", "img", "li", "ol", "p", "s", "strong",
    "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {"img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
NO_PICTURE = '<p class="said">A picture stands here in the original.</p>'
SILENT = re.compile(r"<img\b(?![^>]*\ssrc=\"data:image/)[^>]*>")


def convert(path, out):
    """Write the Word document `path` as a PDF of its text to `out`."""
    with open(path, "rb") as file:
        made = mammoth.convert_to_html(
            file,
            convert_image=mammoth.images.img_element(_picture),
            include_embedded_style_map=False,
        )
    body = nh3.clean(
        made.value, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"data"}, link_rel=None
    )
    body = SILENT.sub(NO_PICTURE, body)
    typeset(body or "<p>(no words)</p>", out)
    return {}


def _picture(image):
    """Return the `src` of a picture as our own PNG or JPEG, small enough for a page."""
    try:
        with image.open() as stream, Image.open(stream) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return {"src": EMPTY_PICTURE}
            picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
            kind = "JPEG" if picture.format == "JPEG" else "PNG"
            mode = "RGB" if kind == "JPEG" else "RGBA"
            data = io.BytesIO()
            picture.convert(mode).save(data, kind, quality=85)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError):
        return {"src": EMPTY_PICTURE}
    encoded = base64.b64encode(data.getvalue()).decode()
    return {"src": f"data:image/{kind.lower()};base64,{encoded}"}


if __name__ == "__main__":
    tell(convert)
