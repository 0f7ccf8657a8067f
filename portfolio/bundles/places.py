"""Where in the bundle is each thing, and how do links, numbers and bookmarks find it?"""

from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, OutlineItem, String

from portfolio.bundles.paper import ACCENT, INK, INK_2

SCHEME = "bundle:"
ASCENT, DESCENT = 1984 / 2048, 494 / 2048
NOWHERE = "–"
# The flag of a link that stays on paper, as PDF/A wants it of all.
PRINTED = 4


@dataclass(frozen=True)
class Slot:
    """How a late text is written into the room that a page keeps for it, of so many `lines`."""

    size: float
    colour: tuple
    before: str = ""
    align: str = "right"
    weight: str = "regular"
    underlined: bool = False
    lines: int = 1


SLOTS = {
    "number": Slot(size=9.5, colour=INK),
    "where": Slot(size=9, colour=ACCENT, before="p ", underlined=True),
    "fact": Slot(size=8, colour=INK_2, align="left"),
    "state": Slot(size=8.5, colour=INK, align="left"),
    "kind": Slot(size=8, colour=INK_2, align="left", lines=8),
    "moment": Slot(size=10.5, colour=INK, align="left", weight="semibold"),
}


@dataclass
class Mark:
    """A bookmark: a title, the page and height it leads to, and those below it."""

    title: str
    page: int
    top: float
    children: list = field(default_factory=list)


@dataclass(frozen=True)
class Spot:
    """Where something is: its page (from 0) and height in a PDF, and that page's number.

    `file` is the name of another volume, "" for the one that asks.
    """

    file: str
    page: int
    top: float
    number: int


class Places:
    """Knows the page of every part, anchor and artefact, once they are all in the book.

    A volume has a `file` name, `begins` behind so many pages of earlier ones, and finds what
    stands in `others`, the Places of other volumes that are whole.
    """

    def __init__(self, file="", begins=0, others=()):
        self.marks = []
        self.begins = self.ends = begins
        self._file = file
        self._others = others
        self._known = {}
        self._pages = {}
        self._headings = {}

    def add(self, name, page, top, *, pages=1):
        """Note that `name` begins on `page` (from 0) at height `top` and has so many `pages`."""
        self._known[name] = (page, top)
        self._pages[name] = pages
        self.ends = max(self.ends, self.begins + page + pages)

    def add_part(self, name, source, first):
        """Note the anchors and bookmarks of a part whose pages start at `first` in the book.

        Bookmarks of the part “unit/7/decisions” stand below that of the part “unit/7”.
        """
        numbers = {page.obj.objgen: first + n for n, page in enumerate(source.pages)}
        height = float(source.pages[0].mediabox[3])
        self.add(name, first, height, pages=len(source.pages))
        for anchor, target in _named(source):
            page = numbers[target[0].objgen]
            self._known[f"{name}/{anchor}"] = (page, float(target[3]))
        with source.open_outline() as outline:
            marks = [_mark(item, numbers) for item in outline.root]
        above = (mark for part, mark in self._headings.items() if name.startswith(f"{part}/"))
        parent = next(above, None)
        (parent.children if parent else self.marks).extend(marks)
        if marks and not parent:
            self._headings[name] = marks[0]

    @property
    def total(self):
        """How many pages this and all other volumes have."""
        return max(places.ends for places in (self, *self._others))

    def find(self, target):
        """Return the Spot of `target`, or None when it is in no volume."""
        for places in (self, *self._others):
            if found := places._look_up(target):
                page, top = found
                file = "" if places is self else places._file
                return Spot(file, page, top, places.begins + page + 1)
        return None

    def _look_up(self, target):
        if target in self._known:
            return self._known[target]
        name, _, number = target.rpartition("/")
        if name in self._pages and number.isdigit():
            first, top = self._known[name]
            return first + min(max(int(number), 1), self._pages[name]) - 1, top
        return None


def fill_slots(sheets, page, places, lettering, facts, tags):
    """Make the page's own links lead into the book; return the operators for its numbers.

    `sheets` are the objects of all pages; `facts` holds what isn't a place: words by name, such
    as the number of pages. What is written is told to `tags` too.
    """
    ink, kept = b"", Array()
    for link in page.obj.get("/Annots", Array()):
        address = str(link.get("/A", {}).get("/URI", ""))
        if not address.startswith(SCHEME):
            continue
        target, _, style = address.removeprefix(SCHEME).partition("?")
        place = places.find(target)
        if style:
            words = facts.get(target) or (str(place.number) if place else NOWHERE)
            tags.say(link, SLOTS[style].before + words, leads=bool(place))
            ink += _write(link, words, SLOTS[style], lettering)
        del link["/A"]
        if place:
            _lead(link, place, sheets)
            link.F = PRINTED
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


def _lead(link, spot, sheets):
    words = f"Page {spot.number}"
    there = [Name.XYZ, 0, spot.top, 0]
    if spot.file:
        words += f" in “{spot.file}”"
        file = Dictionary(Type=Name.Filespec, F=String(spot.file), UF=String(spot.file))
        link.A = Dictionary(S=Name.GoToR, F=file, D=Array([spot.page, *there]))
    else:
        link.Dest = Array([sheets[spot.page], *there])
    link.Contents = String(words)


def _write(link, words, slot, lettering):
    x0, y0, x1, y1 = (float(side) for side in link.Rect)
    low, high = sorted([y0, y1])
    left, right = sorted([x0, x1])
    leading = (high - low) / slot.lines
    base = high - leading + (leading - (ASCENT + DESCENT) * slot.size) / 2 + DESCENT * slot.size
    x = right if slot.align == "right" else left
    ink = b""
    for number, line in enumerate(_lines(slot, words, right - left, lettering)):
        ink += _line(line, x, base - number * leading, slot, lettering)
    return ink


def _lines(slot, words, room, lettering):
    words = slot.before + words
    if slot.lines == 1:
        return [words]
    return lettering.wrap(words, room, slot.size, slot.weight, most=slot.lines)


def _line(words, x, base, slot, lettering):
    ink = lettering.line(
        words, x, base, slot.size, colour=slot.colour, weight=slot.weight, align=slot.align
    )
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
