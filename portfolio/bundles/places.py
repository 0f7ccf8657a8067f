"""Where in the bundle is each thing, and how do links, numbers and bookmarks find it?"""

from dataclasses import dataclass, field

from pikepdf import Array, Name, OutlineItem

from portfolio.bundles.paper import ACCENT, INK, INK_2

SCHEME = "bundle:"
ASCENT, DESCENT = 1984 / 2048, 494 / 2048
NOWHERE = "–"


@dataclass(frozen=True)
class Slot:
    """How a late text is written into the room that a page keeps for it."""

    size: float
    colour: tuple
    before: str = ""
    align: str = "right"
    underlined: bool = False


SLOTS = {
    "number": Slot(size=9.5, colour=INK),
    "where": Slot(size=9, colour=ACCENT, before="p ", underlined=True),
    "fact": Slot(size=8, colour=INK_2, align="left"),
}


@dataclass
class Mark:
    """A bookmark: a title, the page and height it leads to, and those below it."""

    title: str
    page: int
    top: float
    children: list = field(default_factory=list)


class Places:
    """Knows the page of every part, anchor and artefact, once they are all in the book."""

    def __init__(self):
        self.marks = []
        self._known = {}
        self._pages = {}

    def add(self, name, page, top, *, pages=1):
        """Note that `name` begins on `page` (from 0) at height `top` and has so many `pages`."""
        self._known[name] = (page, top)
        self._pages[name] = pages

    def add_part(self, name, source, first):
        """Note the anchors and bookmarks of a part whose pages start at `first` in the book."""
        numbers = {page.obj.objgen: first + n for n, page in enumerate(source.pages)}
        height = float(source.pages[0].mediabox[3])
        self.add(name, first, height, pages=len(source.pages))
        for anchor, target in _named(source):
            page = numbers[target[0].objgen]
            self._known[f"{name}/{anchor}"] = (page, float(target[3]))
        with source.open_outline() as outline:
            self.marks += [_mark(item, numbers) for item in outline.root]

    def find(self, target):
        """Return the page (from 0) and height of `target`, or None when it isn't in the book."""
        if target in self._known:
            return self._known[target]
        name, _, number = target.rpartition("/")
        if name in self._pages and number.isdigit():
            first, top = self._known[name]
            return first + min(max(int(number), 1), self._pages[name]) - 1, top
        return None


def fill_slots(sheets, page, places, lettering, facts):
    """Make the page's own links lead into the book; return the operators for its numbers.

    `sheets` are the objects of all pages; `facts` holds what isn't a place: words by name, such
    as the number of pages.
    """
    ink, kept = b"", Array()
    for link in page.obj.get("/Annots", Array()):
        address = str(link.get("/A", {}).get("/URI", ""))
        if not address.startswith(SCHEME):
            continue
        target, _, style = address.removeprefix(SCHEME).partition("?")
        place = places.find(target)
        if style:
            words = facts.get(target) or (str(place[0] + 1) if place else NOWHERE)
            ink += _write(link, words, SLOTS[style], lettering)
        if place:
            link.Dest = Array([sheets[place[0]], Name.XYZ, 0, place[1], 0])
            del link["/A"]
            kept.append(link)
    if len(kept):
        page.obj.Annots = kept
    elif "/Annots" in page.obj:
        del page.obj["/Annots"]
    return ink


def write_bookmarks(book, sheets, marks):
    """Write the tree of `marks` into the book, whose pages are the objects `sheets`."""
    with book.open_outline() as outline:
        outline.root.extend(_item(sheets, mark) for mark in marks)


def _write(link, words, slot, lettering):
    x0, y0, x1, y1 = (float(side) for side in link.Rect)
    low, high = sorted([y0, y1])
    left, right = sorted([x0, x1])
    base = low + (high - low - (ASCENT + DESCENT) * slot.size) / 2 + DESCENT * slot.size
    words = slot.before + words
    x = right if slot.align == "right" else left
    ink = lettering.line(words, x, base, slot.size, colour=slot.colour, align=slot.align)
    if slot.underlined:
        start = x - lettering.width(words, slot.size)
        colour = " ".join(f"{part:.3f}" for part in slot.colour)
        ink += (
            f"q {colour} RG 0.5 w {start:.2f} {base - 1.5:.2f} m {x:.2f} {base - 1.5:.2f} l S Q\n"
        ).encode()
    return ink


def _named(source):
    names = source.Root.get("/Names", {}).get("/Dests", {}).get("/Names", Array())
    return [(str(names[n]), names[n + 1]) for n in range(0, len(names), 2)]


def _mark(item, numbers):
    target = item.destination
    children = [_mark(child, numbers) for child in item.children]
    return Mark(item.title, numbers[target[0].objgen], float(target[3]), children)


def _item(sheets, mark):
    item = OutlineItem(mark.title, Array([sheets[mark.page], Name.XYZ, 0, mark.top, 0]))
    item.children.extend(_item(sheets, child) for child in mark.children)
    return item
