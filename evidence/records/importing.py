"""Which rows does a spreadsheet, or what was copied from one, put into a form?"""

import tempfile
from pathlib import Path

from core.errors import RuleViolation
from evidence import storage
from evidence.cage import cage, takeover
from evidence.door import inspection
from evidence.door.file_types import CSV, TEXT, XLSX
from evidence.records.asking import MOST_ROWS
from evidence.renditions import rows as reading
from evidence.renditions.asking import ask
from evidence.renditions.telling import DAMAGED, Problem

LARGEST = 5 * 1024 * 1024
MOST_LEFT = 16 * 1024 * 1024
SECONDS, MEMORY = 20, 1536 * 1024 * 1024
NOTHING = "Choose a spreadsheet, or paste its rows, then read them."
TOO_LARGE = "This spreadsheet is larger than 5 MB. Copy the rows into one of its own."
WRONG_KIND = "This is not a spreadsheet. Save it as CSV or XLSX, then read it again."


def into(table, *, upload=None, pasted=""):
    """Return what would be typed for a form's Table with the rows of a spreadsheet added.

    Rows that were typed stay and come first. Raises RuleViolation with a sentence.
    """
    if upload is not None:
        sheets = _sheets_of(upload)
    elif pasted.strip():
        sheets = [reading.of_text(pasted)]
    else:
        raise RuleViolation(NOTHING)
    found = _best(sheets, table.columns)
    typed = [row for row in table.rows if any(row.values())]
    if not found:
        raise RuleViolation("No rows were found in it. Check that the first sheet holds the table.")
    if len(typed) + len(found) > MOST_ROWS:
        raise RuleViolation(
            f"That makes {len(typed) + len(found)} rows, and {MOST_ROWS} is the most. "
            "Take some out, then read it again."
        )
    return {
        f"{table.name}-{at}-{column}": words
        for at, row in enumerate([*typed, *found])
        for column, words in row.items()
    }


def _sheets_of(upload):
    """Return the sheets of an uploaded file, each a list of rows of texts."""
    if upload.size > LARGEST:
        raise RuleViolation(TOO_LARGE)
    received = storage.receive(upload.chunks())
    try:
        kind = inspection.inspect(received.path, upload.name)
        mime = getattr(kind, "mime", kind)
        if mime not in (CSV.mime, TEXT.mime, XLSX.mime):
            raise RuleViolation(WRONG_KIND)
        return _read(received.path, "xlsx" if mime == XLSX.mime else "csv")
    finally:
        storage.discard(received)


def _read(path, kind):
    with tempfile.TemporaryDirectory(prefix=cage.SCRATCH) as folder:
        out = Path(folder) / "rows.json"
        try:
            ask("evidence.renditions.rows", reads=path, writes=folder, seconds=SECONDS,
                memory=MEMORY, kind=kind, out=str(out))  # fmt: skip
            return _checked(takeover.read_json(out, most=MOST_LEFT))
        except Problem as error:
            raise RuleViolation(
                "This spreadsheet can’t be read. Save it as CSV, then read it again."
            ) from error


def _checked(sheets):
    """Return sheets as told by the cage, when they are nothing but rows of texts."""
    rows = [row for sheet in _listed(sheets) for row in _listed(sheet)]
    if not all(isinstance(cell, str) for row in rows for cell in _listed(row)):
        raise Problem(DAMAGED)
    return sheets


def _listed(value):
    if not isinstance(value, list):
        raise Problem(DAMAGED)
    return value


def _best(sheets, columns):
    """Return the rows of the sheet whose head names most of the columns, as {column: text}."""
    heads = [_head(sheet, columns) for sheet in sheets]
    known = [len(head) for _, head in heads]
    if not sheets:
        return []
    at = known.index(max(known))
    start, head = heads[at]
    if len(head) < 2:
        start, head = 0, {place: column.name for place, column in enumerate(columns)}
    rows = [
        {c.name: "" for c in columns}
        | {name: row[place].strip() for place, name in head.items() if place < len(row)}
        for row in sheets[at][start:]
    ]
    return [row for row in rows if any(row.values())]


def _head(sheet, columns):
    """Return where the rows below the head begin, and {place: column} of what it names."""
    names = {}
    for column in columns:
        for name in (column.name, column.label, *column.also):
            names.setdefault(name.lower(), column.name)
    best = (0, {})
    for at, row in enumerate(sheet[:10]):
        found = {}
        for place, cell in enumerate(row):
            name = names.get(" ".join(cell.lower().split()).rstrip(":"))
            if name and name not in found.values():
                found[place] = name
        if len(found) > len(best[1]):
            best = (at + 1, found)
    return best
