"""Is what the cage left of the kind and shape that was asked for, and no more?"""

import errno
import json
import os
import re
import stat
from contextlib import contextmanager

from evidence.cage.cage import WRITTEN
from evidence.door.file_types import SHOWN_COLUMNS, SHOWN_ON_SCREEN, SHOWN_ROWS, SHOWN_SHEETS
from evidence.renditions.reading import LONGEST_WORD, MOST_WORDS, THOUSAND
from evidence.renditions.telling import DAMAGED, Problem

MOST_BYTES, MOST_BYTES_A_LINE = 64 * 1024 * 1024, 1024 * 1024
LONGEST_TEXT, MOST_SENTENCES = 2000, 10
# What a program in the cage can bring about; every other fault is the machine's.
LEFT_SO = (
    errno.EACCES, errno.ELOOP, errno.ENOENT, errno.ENOTDIR, errno.ENXIO, errno.EPERM,
)  # fmt: skip


@contextmanager
def opened(path, *, most=WRITTEN):
    """Open inside a regular file of at most `most` bytes that the cage left at `path`.

    Neither it nor its folder may be a link. Whatever else stands there is the Problem "damaged".
    """
    folder = file = None
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        # A pipe that nobody writes to would block for ever.
        file = os.open(path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        if error.errno in LEFT_SO:
            raise Problem(DAMAGED) from error
        raise
    finally:
        if folder is not None:
            os.close(folder)
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode) or found.st_size > most:
        os.close(file)
        raise Problem(DAMAGED)
    with os.fdopen(file, "rb") as left:
        yield left


def refuse_unless(path, begins, *, most=WRITTEN):
    """Raise Problem unless the cage left a file at `path` that begins as a bytes pattern says."""
    with opened(path, most=most) as file:
        if not re.match(begins, file.read(16), re.DOTALL):
            raise Problem(DAMAGED)


def read_json(path, *, most=MOST_BYTES):
    """Return the JSON value that the cage left; raise Problem when there is none."""
    with opened(path, most=most) as file:
        try:
            return json.loads(file.read())
        except (ValueError, RecursionError) as error:
            raise Problem(DAMAGED) from error


def holds_words(path, *, pages):
    """Return whether a file has a line for each page: [[word, left, top, width, height], …]."""
    try:
        with opened(path, most=MOST_BYTES) as file:
            lines = [_is_page(file.readline(MOST_BYTES_A_LINE)) for _ in range(pages)]
            return all(lines) and not file.read(1)
    except Problem:
        return False


def holds_tables(path):
    """Return whether a file holds tables: [{"name", "head", "rows", "said"}, …]."""
    try:
        tables = read_json(path)
    except Problem:
        return False
    return (
        isinstance(tables, list)
        and 1 <= len(tables) <= SHOWN_SHEETS
        and all(map(_is_table, tables))
    )


def _is_page(line):
    try:
        words = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(words, list) and len(words) <= MOST_WORDS and all(map(_is_word, words))


def _is_word(word):
    return (
        isinstance(word, list)
        and len(word) == 5
        and isinstance(word[0], str)
        and len(word[0]) <= LONGEST_WORD
        and all(type(side) is int and 0 <= side <= THOUSAND for side in word[1:])
    )


def _is_table(table):
    return (
        isinstance(table, dict)
        and set(table) == {"name", "head", "rows", "said"}
        and _is_text(table["name"])
        and isinstance(table["rows"], list)
        and len(table["rows"]) <= SHOWN_ROWS
        and _are_texts(table["said"], MOST_SENTENCES)
        and all(_are_texts(row, SHOWN_COLUMNS) for row in [table["head"], *table["rows"]])
        and sum(map(len, [table["head"], *table["rows"]])) <= SHOWN_ON_SCREEN
    )


def _are_texts(texts, most):
    return isinstance(texts, list) and len(texts) <= most and all(map(_is_text, texts))


def _is_text(text):
    return isinstance(text, str) and len(text) <= LONGEST_TEXT
