"""How does plain text look on pages?"""

import html
import re

from evidence.door.file_types import SHOWN_LETTERS
from evidence.renditions.encodings import encoding_of
from evidence.renditions.telling import DAMAGED, Problem, tell
from evidence.renditions.typesetting import typeset

# Columns made with spaces, tabs or box drawings only stay columns where all letters are one width.
ALIGNED = re.compile(r"\S(?: {3,}| *\t+ *)\S.*\n.*\S(?: {3,}| *\t+ *)\S|[\u2500-\u257f]{2}")
# A paragraph without end would have to be laid out at once.
LONGEST_PARAGRAPH = 4000


def convert(path, out):
    """Write the text file `path` as a PDF to `out`; raise Problem when it is no text."""
    typeset(html_of(path), out)
    return {}


def html_of(path):
    """Return the words of a text file as paragraphs, saying so when they had to be cut."""
    encoding = encoding_of(path)
    if encoding is None:
        raise Problem(DAMAGED)
    with open(path, encoding=encoding) as file:
        text = file.read(SHOWN_LETTERS + 1)
    shown = text[:SHOWN_LETTERS].replace("\x1a", "").replace("\f", "\n\n")
    look = "plain aligned" if ALIGNED.search(shown) else "plain"
    paragraphs = re.split(r"\n[ \t]*(?:\n[ \t]*)+", shown.strip("\n"))
    body = "".join(_paragraph(text) for text in paragraphs if text)
    if len(text) > SHOWN_LETTERS:
        body += f'<p class="said">Cut after {SHOWN_LETTERS:,} letters; the original has more.</p>'
    return f'<div class="{look}">{body or "<p>(no words)</p>"}</div>'


def _paragraph(text):
    *first, last = map(html.escape, _pieces(text))
    return "".join(f'<p class="on">{piece}</p>' for piece in first) + f"<p>{last}</p>"


def _pieces(text):
    """Cut what is too long; of any such length no letter is looked at more than a few times."""
    begin = 0
    while len(text) - begin > LONGEST_PARAGRAPH:
        end, after = _cut(text, begin)
        yield text[begin:end]
        begin = after
    yield text[begin:]


def _cut(text, begin):
    """Return where a piece ends, and the next begins: at a line’s end, else a space, else hard."""
    most = begin + LONGEST_PARAGRAPH
    for mark in "\n ":
        end = text.rfind(mark, begin + 1, most + 1)
        if end > begin:
            return end, end + 1
    return most, most


if __name__ == "__main__":
    tell(convert)
