"""What does the strip at the head of each page say, and where?"""

from portfolio.bundles.damage import is_handed_out
from portfolio.bundles.paper import (
    GAP,
    INK,
    INK_2,
    LEFT,
    LINE,
    PAPER,
    RIGHT,
    STRIP,
    STRIP_WITH_NOTE,
)

SMALL, STRONG, NOTE = 8, 9, 7
NUMBER_ROOM = 26
CRITERIA_SHARE = 0.34
TEXT_NOTE = "Text rendition: the words without their layout. The original is in the ZIP."


def note_for(artefact):
    """Return the strip's second line for `artefact`, or nothing."""
    is_text = artefact["rendition"] == "text" and is_handed_out(artefact)
    notes = [TEXT_NOTE] if is_text else []
    return " ".join([*notes, artefact["problem"]]).strip()


def strip_height(note):
    """Return the height in points of a strip with or without a second line."""
    return STRIP_WITH_NOTE if note else STRIP


def page_number(lettering, number, sheet):
    """Return the operators that write the bundle's page number at the head of a sheet."""
    width, height = sheet
    y = height - STRIP / 2 - 0.36 * STRONG
    return lettering.line(
        str(number), width - RIGHT, y, STRONG, colour=INK, weight="semibold", align="right"
    )


def artefact_strip(lettering, artefact, sheet, *, page_words, criteria, note, slip):
    """Return the operators of the strip above a page of evidence.

    `slip` is the name and size of a drawing that stands for a title which the strip's font
    can't write, or None.
    """
    width, height = sheet
    deep = strip_height(note)
    y = height - STRIP / 2 - 0.36 * STRONG
    right = width - RIGHT - NUMBER_ROOM - GAP
    ink = _ground(width, height, deep)
    ink += lettering.line(artefact["reference"], LEFT, y, STRONG, colour=INK, weight="semibold")
    start = LEFT + lettering.width(artefact["reference"], STRONG, "semibold") + GAP
    if criteria:
        shown = lettering.fit(f"shows {criteria}", width * CRITERIA_SHARE, SMALL, "semibold")
        ink += lettering.line(shown, right, y, SMALL, colour=INK, weight="semibold", align="right")
        right -= lettering.width(shown, SMALL, "semibold") + GAP
    right -= lettering.width(page_words, SMALL) + GAP
    if slip is None:
        title = lettering.fit(artefact["title"], right - start, SMALL)
        ink += lettering.line(title, start, y, SMALL, colour=INK_2)
        start += lettering.width(title, SMALL) + GAP
    else:
        name, slip_width, slip_height = slip
        low = height - STRIP / 2 - slip_height / 2
        scale = min((right - start) / slip_width, 1)
        ink += f"q {scale:.4f} 0 0 {scale:.4f} {start:.2f} {low:.2f} cm {name} Do Q\n".encode()
        start += slip_width * scale + GAP
    ink += lettering.line(page_words, start, y, SMALL, colour=INK_2)
    if note:
        cut = lettering.fit(note, width - LEFT - RIGHT, NOTE)
        ink += lettering.line(cut, LEFT, height - STRIP - 2, NOTE, colour=INK_2)
    return ink


def _ground(width, height, deep):
    red, green, blue = PAPER
    line = " ".join(f"{part:.3f}" for part in LINE)
    return (
        f"q {red:.3f} {green:.3f} {blue:.3f} rg 0 {height - deep:.2f} {width:.2f} {deep:.2f} re f "
        f"{line} RG 0.5 w 0 {height - deep:.2f} m {width:.2f} {height - deep:.2f} l S Q\n"
    ).encode()
