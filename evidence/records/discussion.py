"""What a professional discussion says beside its recording: when which subject comes up."""

from evidence.records import parts
from evidence.records.asking import DAY, MOMENT, Ask, Rows
from evidence.records.values import day_in_words, moment_in_words

GOOD_FOR = "A talk with your assessor, recorded here or brought as a file, with time marks."
ICON = "people"
HEADING = "What is discussed, and when?"
LEAD = "Time marks take your assessor straight to the place."
MISSING = ""
ASKS = (
    Ask("held_on", "When the discussion was", DAY, past=True),
    Ask("between", "Who took part", help="Such as Amy Fletcher and Ben Carter"),
    Rows(
        "marks",
        "Time marks",
        (
            Ask("at", "At", MOMENT, needed="Say at which time, such as 04:10."),
            Ask("about", "What is discussed there", needed="Say what is discussed there."),
        ),
        one="Mark",
        start=4,
    ),
)


def problems(answers):
    """Return what doesn't fit together: nothing can."""
    return []


def shown(answers):
    """Return the parts of the details."""
    marks = sorted(answers["marks"], key=lambda mark: mark["at"])
    moments = [(mark["at"], moment_in_words(mark["at"]), mark["about"]) for mark in marks]
    held_on = day_in_words(answers["held_on"]) if answers["held_on"] else ""
    about = parts.facts(("Held on", held_on), ("Between", answers["between"]))
    listed = parts.marks("Time marks", moments)
    return [part for part in (about, listed) if part.get("facts") or part.get("marks")]
