"""What can a record ask for: an answer, or a table of rows?"""

from dataclasses import dataclass

LINE, WORDS, RICH, DAY, CLOCK, MOMENT, NUMBER, CHOICE, FILE = (
    "line", "words", "rich", "day", "clock", "moment", "number", "choice", "file",
)  # fmt: skip
MOST_ROWS = 100
MOST_LETTERS = 100_000


@dataclass(frozen=True)
class Ask:
    """One answer. `needed` is the sentence said when it is empty; "" lets it stay empty.

    `longest` counts letters; `choices` are (value, label); `past` is true of a day that can't
    lie ahead; `also` are other names that a spreadsheet gives the column.
    """

    name: str
    label: str
    sort: str = LINE
    needed: str = ""
    help: str = ""
    longest: int = 200
    choices: tuple = ()
    past: bool = False
    also: tuple = ()


@dataclass(frozen=True)
class Rows:
    """A table of answers, a row each; rows that are empty don't count.

    `one` is the word for a row, `needed` the sentence said when there is none, `start` how many
    empty rows a new record offers; `imports` says that a spreadsheet may fill it.
    """

    name: str
    label: str
    columns: tuple
    one: str
    needed: str = ""
    help: str = ""
    start: int = 3
    imports: bool = False
