"""What is in a file that can be searched, quoted, read as a table or pointed at by the clock?"""

import itertools
import json
from dataclasses import dataclass

from evidence import previews, storage
from evidence.states import FileState

LONGEST_PHRASE = 500


@dataclass(frozen=True)
class Word:
    """A word and where it stands, in thousandths of the page's width and height."""

    text: str
    left: int
    top: int
    width: int
    height: int


def words_of(file, page):
    """Return the Words of a page (from 1) in their order, or None when they are not known.

    They are not known for pages that were made before words were read.
    """
    made = _rendition(file)
    return None if made is None or made.plays else words_in(made.folder, page)


def words_in(folder, page):
    """Return the Words of a page (from 1) of the pages in `folder`, or None when not known."""
    line = next(itertools.islice(_lines(folder), page - 1, None), None)
    return None if line is None else [Word(*word) for word in json.loads(line)]


def tables_of(file):
    """Return the tables of a spreadsheet as [{"name", "head", "rows", "said"}, …], else []."""
    made = _rendition(file)
    if made is None:
        return []
    try:
        return json.loads((made.folder / previews.TABLES_NAME).read_bytes())
    except FileNotFoundError:
        return []


def seconds_of(file):
    """Return how long a recording is, or None for what is not played."""
    made = _rendition(file)
    return made.plays["seconds"] if made and made.plays else None


def search(file, phrase):
    """Return [(page, how often), …] of the pages that hold `phrase`, in their order."""
    made = _rendition(file)
    if made is None or made.plays:
        return []
    wanted, found = folded(phrase), []
    for page, line in enumerate(_lines(made.folder), start=1):
        said = folded(" ".join(word for word, *_ in json.loads(line)))
        if wanted and wanted in said:
            found.append((page, said.count(wanted)))
    return found


def holds(file, page, quote):
    """Return whether a page holds the passage `quote`; None when its words are not known."""
    words = words_of(file, page)
    return None if words is None else bool(passages(words, quote))


def passages(words, phrase):
    """Return [(first, last), …]: the words in which `phrase` begins and ends, each time it comes.

    Letters count, not their case, and not how wide the space between words is.
    """
    wanted = folded(phrase)
    if not wanted:
        return []
    starts, said = [], ""
    for word in words:
        starts.append(len(said))
        said += folded(word.text) + " "
    ends = [*starts[1:], len(said)]
    found, word, at = [], 0, said.find(wanted)
    while at >= 0:
        while ends[word] <= at:
            word += 1
        last = word
        while ends[last] < at + len(wanted):
            last += 1
        found.append((word, last))
        at = said.find(wanted, at + len(wanted))
    return found


def boxes(words, passage):
    """Return [[left, top, width, height], …] of the lines that a passage covers."""
    first, last = passage
    lines = []
    for before, word in itertools.pairwise([None, *words[first : last + 1]]):
        if before and _same_line(before, word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_around(line) for line in lines]


def folded(text):
    """Return `text` as it is compared: without its case, and with single spaces."""
    return " ".join(text.casefold().split())


def _same_line(before, word):
    return word.left >= before.left and abs(word.top - before.top) < max(word.height, 1)


def _around(words):
    left, top = min(word.left for word in words), min(word.top for word in words)
    right = max(word.left + word.width for word in words)
    bottom = max(word.top + word.height for word in words)
    return [left, top, right - left, bottom - top]


def _lines(folder):
    """Yield the words of each page as they were written; nothing when they are not known."""
    try:
        with (folder / previews.WORDS_NAME).open("rb") as file:
            yield from file
    except FileNotFoundError:
        return


def _rendition(file):
    if file.state != FileState.CLEAN:
        return None
    return previews.stored(storage.rendition(file.sha256, file.rendered_with))
