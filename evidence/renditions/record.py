"""How does what was written here look on pages?

What is read is JSON of our own, and treated as hostile all the same: its shape is checked, its
formatted words are cleaned again, everything else is escaped.
"""

from html import escape

from evidence.records import kinds, parts, reading
from evidence.renditions.telling import DAMAGED, Problem, tell
from evidence.renditions.typesetting import typeset

LARGEST = 8 * 1024 * 1024
DRAWN_WIDTH = 660
# Style sheets of the page don't reach into a drawing, so it brings the colours of paper along.
DRAWN = """
.chart-text { font: 12px Inter, "Noto Sans", "DejaVu Sans", sans-serif; fill: #485468; }
.chart-name { fill: #162031; }
.chart-grid { stroke: #d6dce5; stroke-width: 1; }
.chart-axis { stroke: #76829a; stroke-width: 1; }
.chart-line { fill: none; stroke: #1d4f9f; stroke-width: 2; stroke-linejoin: round; }
.chart-dot { fill: #1d4f9f; }
.chart-target { stroke: #13613a; stroke-width: 1.5; stroke-dasharray: 6 4; }
.chart-target-word { fill: #13613a; font-weight: 600; }
.chart-change { stroke: #162031; stroke-width: 1.5; stroke-dasharray: 2 3; }
.chart-change-word { fill: #162031; font-weight: 600; }
.chart-bar { fill: #e8edf4; stroke: #3a4a63; stroke-width: 1.5; }
.chart-todo { fill: #ffffff; stroke-dasharray: 4 3; }
.chart-doing { fill: #e5edf9; stroke: #1d4f9f; }
.chart-done { fill: #13613a; stroke: #13613a; }
.chart-late { fill: #fceedd; stroke: #8a4000; }
"""


def convert(path, out):
    """Write the record `path` as a PDF to `out`; raise Problem when it is none."""
    with open(path, "rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Problem(DAMAGED)
    typeset(html_of(data), out, sheet="record")
    return {}


def html_of(data):
    """Return the HTML of a record, given as the bytes of its JSON."""
    try:
        module, title, answers = kinds.read(reading.load(data.decode()))
    except (reading.NotARecord, UnicodeDecodeError) as error:
        raise Problem(DAMAGED) from error
    head = f"<h1>{escape(title)}</h1>" if title else ""
    return head + "".join(_DRAWERS[part["sort"]](part) for part in module.shown(answers))


def _facts(part):
    rows = "".join(
        f"<tr><th>{escape(fact['label'])}</th><td>{_lines(fact['value'])}</td></tr>"
        for fact in part["facts"]
    )
    return f'<table class="facts">{rows}</table>' if rows else ""


def _prose(part):
    words = part["html"] or f"<p>{_lines(part['words'])}</p>"
    return _heading(part) + words


def _table(part):
    head = "".join(_cell("th", cell["label"], cell) for cell in part["columns"])
    rows = "".join(
        f"<tr>{''.join(_cell('td', cell['text'], cell) for cell in row)}</tr>"
        for row in part["rows"]
    )
    return f"{_heading(part)}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _drawing(part):
    svg = part["draw"](DRAWN_WIDTH)
    begun, _, rest = svg.partition(">")
    return f'<div class="drawing">{begun}><style>{DRAWN}</style>{rest}</div>'


def _said(part):
    return "".join(f'<p class="sentence">{escape(words)}</p>' for words in part["sentences"])


def _pairs(part):
    said = "".join(
        f"<h3>{number}. {_lines(pair['question'])}</h3><p>{_lines(pair['answer'])}</p>"
        for number, pair in enumerate(part["pairs"], 1)
    )
    return f"{_heading(part)}{said}"


_DRAWERS = {
    parts.FACTS: _facts,
    parts.PROSE: _prose,
    parts.TABLE: _table,
    parts.DRAWING: _drawing,
    parts.SAID: _said,
    parts.PAIRS: _pairs,
}


def _heading(part):
    return f"<h2>{escape(part['title'])}</h2>" if part["title"] else ""


def _cell(tag, words, cell):
    look = ' class="number"' if cell["is_number"] else ""
    return f"<{tag}{look}>{_lines(words)}</{tag}>"


def _lines(words):
    return escape(words).replace("\n", "<br>")


if __name__ == "__main__":
    tell(convert)
