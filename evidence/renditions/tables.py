"""How do the rows of a CSV file or a workbook look as tables on pages?"""

import csv
import datetime as dt
import html
import itertools
import re
import sys
import warnings

import openpyxl

from evidence.renditions.encodings import encoding_of
from evidence.renditions.telling import DAMAGED, Problem, tell
from evidence.renditions.typesetting import typeset

# Setting a cell takes about half a millisecond; nobody reads more than this on pages.
ROWS, COLUMNS, CELLS, SHEETS = 1000, 30, 6_000, 20
LETTERS = 1000
SAMPLE = 8192
NUMBER = re.compile(r"[-+(]?\s?[£$€]?\s?\d[\d,.\s]*\s?[%)]?$")
MONEY = re.compile(r"[£$€]")


def convert(path, out, kind):
    """Write the tables of `path`, of the kind "csv" or "xlsx", as a PDF to `out`."""
    body, columns = html_of_csv(path) if kind == "csv" else html_of_workbook(path)
    width = next(width for width in (6, 12, 20, COLUMNS) if columns <= width)
    sheet = "landscape" if width > 6 else "portrait"
    typeset(f'<div class="grid columns-{width}">{body}</div>', out, sheet=sheet)
    return {}


def html_of_csv(path):
    """Return the table of a CSV file and how many columns it shows."""
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
    return _table(rows, CELLS)


def html_of_workbook(path):
    """Return all visible sheets, as values where Excel has saved them, and the widest's columns."""
    warnings.simplefilter("ignore")
    # Opened by hand: by a name without an ending, openpyxl would not even try.
    with open(path, "rb") as one, open(path, "rb") as two:
        values = openpyxl.load_workbook(one, read_only=True, data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(two, read_only=True, keep_links=False)
        return _sheets(values, formulas)


def _delimiter(sample):
    """Return what stands most often in each of the first lines; a comma when nothing does."""
    lines = [line for line in sample.splitlines()[:10] if line.strip()]
    return max(",;\t|", key=lambda mark: min((line.count(mark) for line in lines), default=0))


def _sheets(values, formulas):
    visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    parts, widest, left = [], 1, CELLS
    for sheet in visible[:SHEETS]:
        body, columns = _table(_rows(sheet, formulas[sheet.title]), left)
        parts.append(f'<h2 class="sheet">{html.escape(sheet.title)}</h2>{body}')
        widest, left = max(widest, columns), left - columns * body.count("<tr>")
        if left < COLUMNS:
            break
    hidden = len(values.worksheets) - len(visible)
    missing = len(visible) - len(parts)
    if hidden:
        parts.append(_said(f"Hidden sheets are not shown here: {hidden}."))
    if missing:
        parts.append(_said(f"More sheets that are in the original only: {missing}."))
    return "".join(parts), widest


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


def _table(rows, cells):
    """Return the HTML of `rows` in at most so many cells, and how many columns it has."""
    rows = [[text.strip() for text in row] for row in rows]
    while rows and not any(rows[-1]):
        rows.pop()
    used = max(map(_used, rows), default=0)
    if not used:
        return _said("This table is empty."), 1
    columns = min(used, COLUMNS)
    most = min(ROWS, cells // columns)
    said = ""
    if len(rows) > most:
        said += _said(f"Only the first {most:,} rows are shown; the original has more.")
    if used > columns:
        said += _said(f"Only the first {columns} columns are shown; the original has more.")
    body = [(row + [""] * columns)[:columns] for row in rows[:most]]
    head = ""
    if len(body) > 1 and all(body[0]) and not any(map(NUMBER.match, body[0])):
        head = f"<thead>{_row(body.pop(0), 'th')}</thead>"
    lines = "".join(_row(row, "td") for row in body)
    return f"{said}<table>{head}<tbody>{lines}</tbody></table>", columns


def _used(row):
    """Return how many cells of a row there are up to its last one with words."""
    return max((place for place, text in enumerate(row, 1) if text), default=0)


def _row(texts, tag):
    cells = []
    for text in texts:
        short = text if len(text) <= LETTERS else f"{text[:LETTERS]}…"
        look = ' class="number"' if NUMBER.match(text) and len(text) < 20 else ""
        cells.append(f"<{tag}{look}>{html.escape(short)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _said(sentence):
    return f'<p class="said">{sentence}</p>'


if __name__ == "__main__":
    tell(convert)
