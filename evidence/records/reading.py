"""Is this JSON a record, and what does it say? Asked on screen, and in the cage of what is hostile.

A record is {"kind", "title", "answers"}. An answer that is empty is left out, so that the same
words are always the same bytes.
"""

import datetime as dt
import json

from evidence.records import rich, values
from evidence.records.asking import (
    CHOICE,
    CLOCK,
    DAY,
    FILE,
    MOMENT,
    MOST_LETTERS,
    MOST_ROWS,
    NUMBER,
    RICH,
    Rows,
)  # fmt: skip

LONGEST_TITLE = 120
# Formatted words may have three letters of formatting to one that is read.
LONGEST_KEPT = 4 * MOST_LETTERS
FILE_PARTS = {"reference": 20, "title": 200, "sha256": 64}
LONGEST_MOMENT = 100 * 3600


class NotARecord(ValueError):
    """This is not what the kind of record asks for."""


def load(text):
    """Return the JSON value of `text`; raise NotARecord when it is none."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotARecord("not JSON") from error


def kind_and_title(value):
    """Return which kind of record a JSON value says that it is, and its title."""
    if not isinstance(value, dict) or set(value) != {"kind", "title", "answers"}:
        raise NotARecord("not a record")
    return _text(value["kind"], 30), _text(value["title"], LONGEST_TITLE)


def answers_of(asks, value):
    """Return the answers in `value` to `asks`, each one held against what was asked for.

    What is empty is there as "" or an empty list, so that nobody has to look twice.
    """
    if not isinstance(value, dict) or set(value) - {ask.name for ask in asks}:
        raise NotARecord("answers to what was not asked")
    return {ask.name: _answer(ask, value.get(ask.name)) for ask in asks}


def without_empty(answers):
    """Return the answers that say something, as they are kept."""
    kept = {}
    for name, answer in answers.items():
        if isinstance(answer, list):
            answer = [without_empty(row) for row in answer]
        if answer not in ("", [], None):
            kept[name] = answer
    return kept


def _answer(ask, value):
    if isinstance(ask, Rows):
        return _rows(ask, value)
    if value is None:
        return ""
    return _READERS.get(ask.sort, _words)(ask, value)


def _rows(rows, value):
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise NotARecord("not so many rows")
    return [answers_of(rows.columns, row) for row in value]


def _words(ask, value):
    return _text(value, ask.longest)


def _rich(ask, value):
    return rich.cleaned(_text(value, LONGEST_KEPT))


def _day(ask, value):
    try:
        return dt.date.fromisoformat(_text(value, 10)).isoformat()
    except ValueError as error:
        raise NotARecord("no day") from error


def _clock(ask, value):
    try:
        return values.clock(_text(value, 5))
    except ValueError as error:
        raise NotARecord("no time") from error


def _moment(ask, value):
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < LONGEST_MOMENT:
        raise NotARecord("no moment")
    return value


def _number(ask, value):
    if not values.is_number(value):
        raise NotARecord("no number")
    return value


def _choice(ask, value):
    if value not in [choice for choice, _ in ask.choices]:
        raise NotARecord("no choice of ours")
    return value


def _file(ask, value):
    if not isinstance(value, dict) or set(value) != set(FILE_PARTS):
        raise NotARecord("no file")
    return {name: _text(value[name], longest) for name, longest in FILE_PARTS.items()}


_READERS = {
    RICH: _rich, DAY: _day, CLOCK: _clock, MOMENT: _moment, NUMBER: _number, CHOICE: _choice,
    FILE: _file,
}  # fmt: skip


def _text(value, longest):
    if not isinstance(value, str) or len(value) > longest:
        raise NotARecord("no words")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotARecord("half a letter") from error
    return value


def _refuse(name):
    raise ValueError(f"{name} is no number")
