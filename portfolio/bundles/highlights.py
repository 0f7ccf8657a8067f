"""Which areas and passages of a page of evidence are claimed, and how are they drawn there?"""

from evidence import contents
from evidence.places import Place
from portfolio.bundles.paper import ACCENT

WIDTH, SIZE, RAISED = 1.4, 8, 2


def highlights_of(manifest):
    """Return {(artefact id, page): [(label, Place), …]} of all that a manifest points at.

    The label is the criterion's number, with its unit's where there are several units.
    """
    units = manifest["units"]
    found = {}
    for position, unit in enumerate(units, start=1):
        before = f"unit {position}: " if len(units) > 1 else ""
        for criterion in (c for outcome in unit["outcomes"] for c in outcome["criteria"]):
            for item in criterion["evidence"]:
                place = Place.read(item)
                if place.page and (place.area or place.quote):
                    here = found.setdefault((item["artefact_id"], place.page), [])
                    here.append((f"{before}{criterion['number']}", place))
    return found


def drawn(lettering, label, place, folder, lies):
    """Return the operators that mark `place` on its page: a frame, or lines below the words.

    `folder` holds the words of the pages; `lies` says where the page lies on the sheet: left,
    low, width and height in points. A passage that is not found there is not marked.
    """
    words = contents.words_in(folder, place.page) or []
    boxes = [place.area] if place.area else _passage(words, place.quote)
    if not boxes:
        return b""
    edge = min([boxes[0][0], *(word.left for word in words)])
    places = [_on_sheet(box, lies) for box in boxes]
    draw = _frame if place.area else _line_below
    ink = " ".join(draw(*where) for where in places)
    beside = lies[0] + edge * lies[2] / 1000
    return _stroked(ink) + _labelled(lettering, label, beside, *places[0][:2], lies)


def _passage(words, quote):
    found = contents.passages(words, quote)
    return contents.boxes(words, found[0]) if found else []


def _frame(x, top, wide, high):
    return f"{x:.2f} {top - high:.2f} {wide:.2f} {high:.2f} re S"


def _line_below(x, top, wide, high):
    return f"{x:.2f} {top - high - 1:.2f} m {x + wide:.2f} {top - high - 1:.2f} l S"


def _on_sheet(box, lies):
    """Return left, top, width and height in points of a box in thousandths of the page."""
    left, low, width, height = lies
    return (
        left + box[0] * width / 1000,
        low + height - box[1] * height / 1000,
        box[2] * width / 1000,
        box[3] * height / 1000,
    )


def _stroked(ink):
    red, green, blue = ACCENT
    return f"q {red:.3f} {green:.3f} {blue:.3f} RG {WIDTH} w {ink} Q\n".encode()


def _labelled(lettering, label, beside, x, top, lies):
    """Write the label in the margin that ends at `beside`; without one, above the mark or in it."""
    left, low, _, height = lies
    before = beside - lettering.width(label, SIZE, "semibold") - RAISED
    if before > left:
        x, base = before, top - SIZE
    elif top + RAISED + SIZE < low + height:
        x, base = x + RAISED, top + RAISED
    else:
        x, base = x + RAISED, top - SIZE - RAISED
    return lettering.line(label, x, base, SIZE, colour=ACCENT, weight="semibold")
