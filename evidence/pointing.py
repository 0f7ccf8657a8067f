"""How does one write a place in an artefact, and is there such a place in its file?"""

import re

from core.typed import whole_number, without_nul
from evidence import contents
from evidence.door.refusals import MOST_PAGES
from evidence.models import CrossReference
from evidence.places import Place, clock_time
from evidence.states import FileState

PARTS = ("page", "area", "quote", "from", "to")
LONGEST_QUOTE = CrossReference._meta.get_field("quote").max_length
CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
PER_CENT = re.compile(r"\d{1,3}(?:\.\d)?")
WHOLE_PAGE = 1000


def as_typed(place):
    """Return {part: text} of a Place, as a form holds it and `read` takes it back."""
    return {
        "page": str(place.page or ""),
        "area": " ".join(f"{side / 10:g}" for side in place.area or ()),
        "quote": place.quote,
        "from": "" if place.start is None else clock_time(place.start),
        "to": "" if place.end is None else clock_time(place.end),
    }


def read(typed):
    """Return the Place that {part: text} writes, and {part: sentence} of what can't be read.

    `area` is left, top, width and height in per cent of the page, times are 04:10 or 1:02:03.
    """
    problems = {}
    page, start, end = typed["page"].strip(), typed["from"].strip(), typed["to"].strip()
    number = whole_number(page)
    if page and not (number and number <= MOST_PAGES):
        problems["page"] = "Write the page as a number, such as 3."
        number = None
    area = _area(typed["area"])
    if typed["area"].strip() and area is None:
        problems["area"] = "Write left, top, width and height in per cent, such as 10 25 60 12."
    elif area and not page:
        problems["page"] = "Write the page that the area is on."
        area = None
    for part, text in (("from", start), ("to", end)):
        if text and seconds(text) is None:
            problems[part] = "Write the time as minutes and seconds, such as 04:10."
    if end and not start:
        problems["from"] = "Write when it starts, too."
    elif start and end and not problems and seconds(end) <= seconds(start):
        problems["to"] = "It ends before it starts."
    quote = " ".join(without_nul(typed["quote"]).split())
    if len(quote) > LONGEST_QUOTE:
        problems["quote"] = f"Keep the passage to {LONGEST_QUOTE} characters."
    if problems:
        return Place(page=number), problems
    return Place(number, area, quote, seconds(start), seconds(end)), {}


def found(place, file):
    """Return the Place with the page that its passage is on, where no page was named."""
    if not place.quote or place.page or file.state != FileState.CLEAN:
        return place
    pages = contents.search(file, place.quote)
    return Place(pages[0][0], place.area, place.quote) if pages else place


def problems_of(place, file):
    """Return {part: sentence} of what is not there in `file`; what is not known yet passes."""
    problems = {}
    if place.end is not None and place.end <= place.start:
        problems["to"] = "It ends before it starts."
    if file.state != FileState.CLEAN:
        return problems
    if place.page and place.page > file.pages:
        last = f"The last page is {file.pages}." if file.pages else "It has no pages."
        return problems | {"page": last}
    if place.quote and not place.page:
        problems["quote"] = (
            "This passage is not in this file. Write the page, too, or quote it again."
        )
    elif place.quote and contents.holds(file, place.page, place.quote) is False:
        problems["quote"] = f"This passage is not on page {place.page}."
    if place.start is not None:
        problems |= _problems_of_times(place, contents.seconds_of(file))
    return problems


def is_same(file, other):
    """Return whether two readings of a file's row have the same pages to point at."""
    return (file.pk, file.state, file.rendered_with) == (other.pk, other.state, other.rendered_with)


def seconds(text):
    """Return the seconds that 04:10 or 1:02:03 stands for, else None."""
    parts = CLOCK.fullmatch(text)
    if parts is None:
        return None
    hours, minutes, rest = (int(part or 0) for part in parts.groups())
    return 3600 * hours + 60 * minutes + rest


def _area(text):
    """Return (left, top, width, height) in thousandths, else None."""
    sides = text.replace(",", " ").replace("%", " ").split()
    if len(sides) != 4 or not all(map(PER_CENT.fullmatch, sides)):
        return None
    left, top, width, height = (round(float(side) * 10) for side in sides)
    inside = left + width <= WHOLE_PAGE and top + height <= WHOLE_PAGE
    return (left, top, width, height) if inside and width and height else None


def _problems_of_times(place, length):
    if length is None:
        return {"from": "It is not a recording. Write a page instead."}
    said = f"The recording is {clock_time(length)} long."
    if place.start > length:
        return {"from": said}
    return {"to": said} if place.end is not None and place.end > length else {}
