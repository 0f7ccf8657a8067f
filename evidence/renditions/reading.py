"""Which words stand on a page of a PDF, and where?"""

import ctypes
import itertools

import pypdfium2
import pypdfium2.raw as pdfium

# A page of small print has about a thousand words; what has more is no page to read.
MOST_WORDS, LONGEST_WORD, MOST_LETTERS = 5000, 100, 60_000
THOUSAND = 1000
# A place where a word may be broken, and a hyphen that shows only there.
UNSEEN = ("\u200b", "\u00ad")
# How the library writes a hyphen at the end of a line.
END_OF_LINE = (0x02, 0xFFFE)


def words_on(page):
    """Return [[word, left, top, width, height], …] of a pypdfium2 page, in thousandths of it.

    The order is that of the file, which for most is the order of reading.
    """
    try:
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    found = [
        [letters, *place]
        for letters, box in itertools.islice(_words(text), MOST_WORDS)
        if (place := _seen(page, box))
    ]
    text.close()
    return found


def _words(text):
    """Yield each word and its box [left, bottom, right, top] in the points of the PDF."""
    letters, box, before, room = [], None, None, pdfium.FS_RECTF()
    for index in range(min(text.count_chars(), MOST_LETTERS)):
        letter = _letter(pdfium.FPDFText_GetUnicode(text, index))
        if letter in UNSEEN:
            continue
        if letter.isspace() or not pdfium.FPDFText_GetLooseCharBox(text, index, room):
            if letters:
                yield "".join(letters), box
            letters, box = [], None
            continue
        here = room.left, room.bottom, room.right, room.top
        if letters and (len(letters) == LONGEST_WORD or _is_elsewhere(before, here)):
            yield "".join(letters), box
            letters, box = [], None
        letters.append(letter)
        box, before = _joined(box, here) if box else here, here
    if letters:
        yield "".join(letters), box


def _letter(code):
    """Return the letter of a code; a space for what is none, such as half of a pair."""
    if code in END_OF_LINE:
        return "-"
    return " " if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _joined(box, here):
    return (
        min(box[0], here[0]),
        min(box[1], here[1]),
        max(box[2], here[2]),
        max(box[3], here[3]),
    )


def _is_elsewhere(before, here):
    """Return whether a letter stands too far from the one before it to be of the same word."""
    most = max(here[2] - here[0], here[3] - here[1])
    across = max(here[0] - before[2], before[0] - here[2])
    down = max(here[1] - before[3], before[1] - here[3])
    return max(across, down) > most


def _seen(page, box):
    """Return [left, top, width, height] as the reader sees it: turned and cut as the page is.

    None when nothing of it is on the page.
    """
    across, down = zip(
        *(_on_screen(page, x, y) for x, y in (box[:2], box[2:])),
        strict=True,
    )
    left, right = (max(0, min(THOUSAND, side)) for side in (min(across), max(across)))
    top, bottom = (max(0, min(THOUSAND, side)) for side in (min(down), max(down)))
    if right <= left or bottom <= top:
        return None
    return [left, top, right - left, bottom - top]


def _on_screen(page, x, y):
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, THOUSAND, THOUSAND, 0, x, y, across, down)
    return across.value, down.value
