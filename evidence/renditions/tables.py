"""How do the rows of a CSV file or a workbook look as tables, on screen and on pages?"""

import csv
import datetime as dt
import html
import itertools
import json
import re
import sys
import warnings
from bisect import bisect

import openpyxl

from evidence.door.file_types import SHOWN_CELLS as CELLS
from evidence.door.file_types import SHOWN_COLUMNS as COLUMNS
from evidence.door.file_types import SHOWN_LETTERS_A_CELL as LETTERS_A_CELL
from evidence.door.file_types import SHOWN_ON_SCREEN as CELLS_ON_SCREEN
from evidence.door.file_types import SHOWN_ROWS as ROWS
from evidence.door.file_types import SHOWN_SHEETS as SHEETS
from evidence.renditions import columns
from evidence.renditions.encodings import encoding_of
from evidence.renditions.telling import DAMAGED, Problem, tell
from evidence.renditions.typesetting import typeset

LETTERS = 1000
SAMPLE = 8192
NUMBER = re.compile(r"[-+(]?\s?[£$€]?\s?\d[\d,.\s]*\s?[%)]?$")
MONEY = re.compile(r"[£$€]")
# Where a long name of a column may be broken.
JOINT = re.compile(r"(?<=[_\-/.])(?=\w)|(?<=[a-z])(?=[A-Z])")


def convert(path, kind, tables, out):
    """Write the tables of `path`, of the kind "csv" or "xlsx", to two files.

    `tables` gets [{"name", "head", "rows", "said"}, …], a sheet each, as JSON; `out` the PDF, and
    is None where the pages come from elsewhere.
    """
    sheets, said = sheets_of_csv(path) if kind == "csv" else sheets_of_workbook(path)
    shown = [{"name": name, **_cut(rows, CELLS_ON_SCREEN)} for name, rows in sheets]
    if said and shown:
        shown[-1]["said"] += said
    with open(tables, "w", encoding="utf-8") as file:
        json.dump(shown, file, ensure_ascii=False, separators=(",", ":"))
    if out is not None:
        body, size = html_of(sheets, said)
        sheet = "landscape" if size > min(columns.LINES) else "portrait"
        typeset(f'<div class="grid columns-{size}">{body}</div>', out, sheet=sheet)
    return {}


def sheets_of_csv(path):
    """Return the one table of a CSV file as [("", rows)], and nothing to be said of it."""
    encoding = encoding_of(path)
    if encoding is None:
        raise Problem(DAMAGED)
    csv.field_size_limit(sys.maxsize)
    with open(path, encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE)
        file.seek(0)
        try:
            reader = csv.reader(file, delimiter=_delimiter(sample))
            rows = list(itertools.islice(reader, ROWS + 1))
        except csv.Error as error:
            raise Problem(DAMAGED) from error
    return [("", rows)], []


def sheets_of_workbook(path):
    """Return all visible sheets as (title, rows), as values where Excel has saved them.

    Beside them stand the sentences on what is left out.
    """
    warnings.simplefilter("ignore")
    # Opened by hand: by a name without an ending, openpyxl would not even try.
    with open(path, "rb") as one, open(path, "rb") as two:
        values = openpyxl.load_workbook(one, read_only=True, data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(two, read_only=True, keep_links=False)
        visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
        read = [(sheet.title, _rows(sheet, formulas[sheet.title])) for sheet in visible[:SHEETS]]
    said = []
    if hidden := len(values.worksheets) - len(visible):
        said.append(f"Hidden sheets are not shown here: {hidden}.")
    if missing := len(visible) - len(read):
        said.append(f"More sheets that are in the original only: {missing}.")
    return read, said


def html_of(sheets, said):
    """Return the tables as HTML for pages, and the key of `columns.LINES` that all of them need."""
    parts, size, left, missing = [], min(columns.LINES), CELLS, 0
    for name, rows in sheets:
        if left < COLUMNS:
            missing += 1
            continue
        cut = _cut(rows, left)
        title = f'<h2 class="sheet">{html.escape(name)}</h2>' if name else ""
        words = _words(cut)
        parts.append(title + _html(cut, words))
        size = max(size, columns.size_of(words))
        left -= sum(map(_weight, [cut["head"], *cut["rows"]]))
    if missing:
        said = [*said, f"More sheets that have no room on these pages: {missing}."]
    return "".join(parts) + "".join(map(_said, said)), size


def _delimiter(sample):
    """Return what stands most often in each of the first lines; a comma when nothing does."""
    lines = [line for line in sample.splitlines()[:10] if line.strip()]
    return max(",;\t|", key=lambda mark: min((line.count(mark) for line in lines), default=0))


def _rows(sheet, formulas):
    """Return at most ROWS + 1 rows of at most COLUMNS + 1 texts, so that a cut can be told.

    What a sheet claims about its own size is not believed.
    """
    sheet.reset_dimensions()
    formulas.reset_dimensions()
    both = zip(
        sheet.iter_rows(max_row=ROWS + 1, max_col=COLUMNS + 1),
        formulas.iter_rows(max_row=ROWS + 1, max_col=COLUMNS + 1),
        strict=False,
    )
    return [
        [_cell(*pair) for pair in itertools.islice(zip(*pairs, strict=False), COLUMNS + 1)]
        for pairs in both
    ]


def _cell(cell, formula):
    """Return a cell as its number format would show it; a formula never worked out as itself."""
    value, shape = cell.value, getattr(cell, "number_format", None) or ""
    if value is None:
        return "" if formula.value is None else str(getattr(formula.value, "text", formula.value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        has_time = value.time() != dt.time()
        return value.strftime("%d/%m/%Y %H:%M" if has_time else "%d/%m/%Y")
    if isinstance(value, dt.timedelta):
        return str(dt.timedelta(seconds=round(value.total_seconds())))
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, int | float):
        return _number(value, shape.split(";")[0])
    return str(value)


def _number(value, shape):
    if "E+" in shape or shape in ("", "General", "@"):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    decimals = len(re.search(r"(?:\.([0#]*))?", shape[shape.find(".") :] or "")[1] or "")
    if "%" in shape:
        return f"{value:.{decimals}%}"
    money = MONEY.search(shape)
    comma = "," if "," in shape else ""
    return f"{'-' if value < 0 else ''}{money[0] if money else ''}{abs(value):{comma}.{decimals}f}"


def _cut(rows, cells):
    """Return head, rows and what is to be said of `rows` in at most so many cells."""
    rows = [[text.strip() for text in row] for row in rows]
    while rows and not any(rows[-1]):
        rows.pop()
    used = max(map(_used, rows), default=0)
    if not used:
        return {"head": [], "rows": [], "said": ["This table is empty."]}
    columns = min(used, COLUMNS)
    body = [list(map(_short, (row + [""] * columns)[:columns])) for row in rows[:ROWS]]
    most = max(1, bisect(list(itertools.accumulate(map(_weight, body))), cells))
    del body[most:]
    said = []
    if len(rows) > most:
        said.append(f"Only the first {most:,} rows are shown; the original has more.")
    if used > columns:
        said.append(f"Only the first {columns} columns are shown; the original has more.")
    has_head = len(body) > 1 and all(body[0]) and not any(map(NUMBER.match, body[0]))
    return {"head": body.pop(0) if has_head else [], "rows": body, "said": said}


def _weight(row):
    """Return for how many cells a row counts, and a long text for several."""
    return sum(1 + len(text) // LETTERS_A_CELL for text in row)


def _short(text):
    return text if len(text) <= LETTERS else f"{text[:LETTERS]}…"


def _html(cut, words):
    said = "".join(map(_said, cut["said"]))
    if not cut["rows"]:
        return said
    head = f"<thead>{_row(cut['head'], 'th')}</thead>" if cut["head"] else ""
    lines = "".join(_row(row, "td") for row in cut["rows"])
    return f"{said}<table>{_columns(words)}{head}<tbody>{lines}</tbody></table>"


def _columns(words):
    styles = columns.styles(words, columns.size_of(words))
    return "".join(["<colgroup>", *(f'<col style="{style}">' for style in styles), "</colgroup>"])


def _words(cut):
    """Return head and rows as `columns` wants them."""
    head = [[_name(text)] for text in cut["head"]]
    return [head, *([_lines(text) for text in row] for row in cut["rows"])]


def _lines(text):
    """Return the lines of a cell as lists of words; a number stays whole."""
    return [[text]] if _is_number(text) else [line.split() for line in text.splitlines()]


def _name(text):
    """Return the pieces that the name of a column may be broken into."""
    return [piece for word in text.split() for piece in JOINT.split(word)]


def _is_number(text):
    return bool(NUMBER.match(text)) and len(text) < 20


def _used(row):
    """Return how many cells of a row there are up to its last one with words."""
    return max((place for place, text in enumerate(row, 1) if text), default=0)


def _row(texts, tag):
    cells = []
    for text in texts:
        look = ' class="number"' if _is_number(text) else ""
        shown = html.escape(text)
        if tag == "th":
            shown = "<wbr>".join(map(html.escape, JOINT.split(text)))
        cells.append(f"<{tag}{look}>{shown}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _said(sentence):
    return f'<p class="said">{sentence}</p>'


if __name__ == "__main__":
    tell(convert)
