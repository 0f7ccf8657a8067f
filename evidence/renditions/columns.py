"""How wide is each column of a table, so that words stay whole and all of it stays on the page?

Left to itself the typesetter measures every cell letter by letter, which takes longer than all
else, and then makes a column beside a long text as narrow as one letter.
"""

from itertools import zip_longest

# By how many columns a table has at most: how long its lines are, and how much stands around the
# words of a cell, in ems; see typesetting.css.
LINES = {6: (51.5, 1.2), 12: (92, 1.4), 20: (113, 0.8), 30: (147, 1.0)}
# A row of more lines than that leaves much of an upright page blank behind it.
TALL = 16
# The widths of letters in ems. They are Inter's, rounded up, for bold words are wider.
NARROW, SLIM, DIGIT, WIDE = 0.3, 0.42, 0.66, 0.97
CAPITAL, OTHER = 0.74, 0.59
WIDTHS = (
    dict.fromkeys(" ijlI.,:;'’|!", NARROW)
    | dict.fromkeys('frt()[]{}-/\\"“”*', SLIM)
    | dict.fromkeys("0123456789£$€", DIGIT)
    | dict.fromkeys("mwMW%@&—…", WIDE)
)


def size_of(rows):
    """Return the key of LINES for `rows`, which are as in `styles`."""
    count = max(map(len, rows))
    upright, across, *_ = LINES
    if count > upright:
        return next(most for most in LINES if count <= most)
    tallest = max(sum(map(_whole, row)) for row in rows)
    return across if tallest > TALL * LINES[upright][0] else upright


def styles(rows, size):
    """Return the style of each column of a table: its width in per cent, 100 in all.

    `rows` are lists of cells, and a cell is a list of lines, each a list of words that are not to
    be broken. A column has room for its longest word, and for its longest line where there is.
    `size` is the key of LINES for the page and the type.
    """
    columns = list(zip_longest(*rows, fillvalue=[]))
    line, around = LINES[size]
    words = [around + max(map(_longest_word, cells)) for cells in columns]
    lines = [around + min(max(map(_longest_line, cells)), line) for cells in columns]
    least = _held_to(words, line)
    wanted = [max(0, long - has) for long, has in zip(lines, least, strict=True)]
    given = min(1, (line - sum(least)) / (sum(wanted) or 1))
    widths = [has + given * more for has, more in zip(least, wanted, strict=True)]
    return [f"width: {100 * width / sum(widths):.2f}%" for width in widths]


def _held_to(widths, line):
    """Return `widths`, the long ones cut to one length with which all fit into `line`."""
    most = max(widths)
    while sum(min(width, most) for width in widths) > line:
        most -= 1
    return [min(width, most) for width in widths]


def _whole(cell):
    return sum(_width(" ".join(words)) for words in cell)


def _longest_word(cell):
    return max((_width(word) for words in cell for word in words), default=0)


def _longest_line(cell):
    return max((_width(" ".join(words)) for words in cell), default=0)


def _width(text):
    return sum(WIDTHS.get(one) or (CAPITAL if one.isupper() else OTHER) for one in text)
