"""How does a page of evidence come to lie on a sheet of the bundle?"""

from pikepdf import Array, Dictionary, Name, PdfError

from evidence.renditions import page_contents
from portfolio.bundles.paper import A4_LONG, A4_SHORT, MM

LARGEST_SCALE = 1.5
SIDE, ABOVE, BELOW = 4 * MM, 2 * MM, 4 * MM
INHERITED_DEPTH = 50


def place(book, page, *, strip):
    """Add a sheet to `book` that shows `page`, one of its own, below a strip of `strip` points.

    `page` stands in no tree of pages any more, and is empty afterwards. Returns the new page, the
    operators that draw the old one, and where that lies: left, low, width and height. Upright pages
    get an upright sheet, wide ones a wide sheet. Raises PdfError when the page can't be read.
    """
    form, width, height, turned = _form(book, page)
    wide = width > height
    sheet = (A4_LONG, A4_SHORT) if wide else (A4_SHORT, A4_LONG)
    room_x = sheet[0] - 2 * SIDE
    room_y = sheet[1] - strip - ABOVE - BELOW
    scale = min(room_x / width, room_y / height, LARGEST_SCALE)
    left = (sheet[0] - scale * width) / 2
    low = BELOW + (room_y - scale * height) / 2
    a, b, c, d, e, f = (scale * value for value in turned)
    added = book.add_blank_page(page_size=sheet)
    added.obj.Resources = Dictionary(XObject=Dictionary(Evidence=form))
    moved = " ".join(f"{value:.5f}" for value in (a, b, c, d, e + left, f + low))
    lies = left, low, scale * width, scale * height
    return added, f"q {moved} cm /Evidence Do Q\n".encode(), lies


def as_form(book, page):
    """Return `page` of `book`, as `place` takes it, as a drawing with its width and height."""
    form, width, height, _ = _form(book, page)
    return form, width, height


def _form(book, page):
    try:
        (x0, y0, x1, y1), quarter = _box(page), _quarter(page)
    except (TypeError, ValueError, AttributeError) as error:
        raise PdfError("A page has no size.") from error
    width, height = x1 - x0, y1 - y0
    if width < 1 or height < 1:
        raise PdfError("A page has no size.")
    form = page_contents.as_one(book, page.obj.get("/Contents"))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([x0, y0, x1, y1])
    form.Matrix = Array([1, 0, 0, 1, -x0, -y0])
    resources = _inherited(page.obj, "/Resources")
    form.Resources = resources if resources is not None else Dictionary()
    group = page.obj.get("/Group")
    if group is not None:
        form.Group = group
    turned = {
        0: (1, 0, 0, 1, 0, 0),
        1: (0, -1, 1, 0, 0, width),
        2: (-1, 0, 0, -1, width, height),
        3: (0, 1, -1, 0, height, 0),
    }[quarter]
    if quarter % 2:
        width, height = height, width
    # Whatever still names the page finds nothing of it: no links, no form fields, no tags.
    for key in list(page.obj.keys()):
        del page.obj[key]
    return form, width, height, turned


def _box(page):
    x0, y0, x1, y1 = (float(value) for value in page.cropbox)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _quarter(page):
    return int(_inherited(page.obj, "/Rotate") or 0) // 90 % 4


def _inherited(page, key):
    node = page
    for _ in range(INHERITED_DEPTH):
        if key in node:
            return node[key]
        node = node.get("/Parent")
        if node is None:
            return None
    return None
