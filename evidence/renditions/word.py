"""How do the words, tables and pictures of a Word document look without Word's layout?"""

import base64
import io
import re
from xml.etree.ElementTree import Element

import mammoth
import nh3
from PIL import Image, UnidentifiedImageError

from evidence.renditions import columns
from evidence.renditions.telling import tell
from evidence.renditions.typesetting import typeset

Image.MAX_IMAGE_PIXELS = None
MOST_PIXELS = 50_000_000
PICTURE_SIDE = 1600
# Of `columns.LINES`: the size of the type, which stays the same for tables of many columns.
PORTRAIT, MOST_COLUMNS = 6, 12
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
    typeset(body or "<p>(no words)</p>", out, arrange=_set_widths)
    return {}


def _set_widths(page):
    """Say how wide the columns are of all tables that are no more than words."""
    for table in page.iter("table"):
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        if _is_plain(table, rows):
            words = [[_lines(cell) for cell in row] for row in rows]
            group = Element("colgroup")
            group.extend(Element("col", style=one) for one in columns.styles(words, PORTRAIT))
            table.insert(0, group)


def _is_plain(table, rows):
    """Return whether a table is rows of as many cells each, with no cell joined to another."""
    counts = {len(row) for row in rows}
    is_joined = any(one.attrib.keys() & {"colspan", "rowspan"} for row in rows for one in row)
    holds_more = any(one is not table for tag in ("table", "img") for one in table.iter(tag))
    return len(counts) == 1 and 0 < max(counts) <= MOST_COLUMNS and not is_joined and not holds_more


def _lines(cell):
    parts = cell.findall("p") or [cell]
    return ["".join(part.itertext()).split() for part in parts]


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
