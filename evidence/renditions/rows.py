"""Which rows of texts are in a spreadsheet, or in what was copied from one?"""

import csv
import datetime as dt
import io
import itertools
import json
import warnings
from pathlib import Path

import openpyxl

from evidence.renditions.encodings import encoding_of
from evidence.renditions.telling import DAMAGED, Problem, tell

SHEETS, ROWS, COLUMNS, LETTERS = 10, 400, 30, 1000
MOST_LETTERS = 1_000_000


def convert(path, kind, out):
    """Write the rows of the "csv" or "xlsx" file `path` to `out`, as JSON: a list a sheet."""
    sheets = _sheets(path) if kind == "xlsx" else [_csv(path)]
    Path(out).write_text(json.dumps(sheets))
    return {}


def of_text(text):
    """Return the rows of text whose cells stand apart by tabs, commas or semicolons."""
    first = "\n".join([line for line in text.splitlines() if line.strip()][:10])
    mark = max("\t,;|", key=first.count)
    reader = csv.reader(io.StringIO(text[:MOST_LETTERS], newline=""), delimiter=mark)
    try:
        return [_cut(row) for row in itertools.islice(reader, ROWS)]
    except csv.Error:
        return [_cut(line.split(mark)) for line in text.splitlines()[:ROWS]]


def _csv(path):
    encoding = encoding_of(path)
    if encoding is None:
        raise Problem(DAMAGED)
    with open(path, encoding=encoding, newline="") as file:
        return of_text(file.read(MOST_LETTERS))


def _sheets(path):
    warnings.simplefilter("ignore")
    with open(path, "rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return [_rows(sheet) for sheet in visible[:SHEETS]]


def _rows(sheet):
    # What a sheet claims about its own size is not believed.
    sheet.reset_dimensions()
    cells = sheet.iter_rows(max_row=ROWS, max_col=COLUMNS, values_only=True)
    return [_cut(map(_text, row)) for row in itertools.islice(cells, ROWS)]


def _text(value):
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def _cut(cells):
    return [cell[:LETTERS] for cell in itertools.islice(cells, COLUMNS)]


if __name__ == "__main__":
    tell(convert)
