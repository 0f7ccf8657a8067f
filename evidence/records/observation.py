"""An observation record: what an assessor saw the learner do."""

from evidence.records import parts
from evidence.records.asking import CLOCK, DAY, MOST_LETTERS, RICH, Ask
from evidence.records.values import day_in_words

HEADING = "Record an observation"
LEAD = "What you saw and heard, in your own words."
GOOD_FOR = "Work that an assessor watched, in the assessor’s words."
ICON = "user"
HINTS = (
    "What the learner did and said, in the order that it happened.",
    "What came of it, and how others answered.",
    "Only what you saw or heard yourself; judging comes later.",
)
ASKS = (
    Ask("place", "Where", needed="Say where it was."),
    Ask("seen_on", "When", DAY, needed="Say when it was.", past=True),
    Ask("began", "From", CLOCK, help="Such as 14:30"),
    Ask("ended", "To", CLOCK, help="Such as 15:10"),
    Ask(
        "seen",
        "What the learner did",
        RICH,
        needed="Write what you saw first.",
        longest=MOST_LETTERS,
    ),
)


def problems(answers):
    """Return (where, sentence) of what doesn't fit together."""
    if answers["began"] and answers["ended"] and answers["ended"] <= answers["began"]:
        return [("ended", "It ends before it starts. Check both times.")]
    return []


def shown(answers):
    """Return the parts of the record."""
    times = "–".join(time for time in (answers["began"], answers["ended"]) if time)
    seen_on = day_in_words(answers["seen_on"]) if answers["seen_on"] else ""
    when = ", ".join(part for part in (seen_on, times) if part)
    return [
        parts.facts(("Where", answers["place"]), ("When", when)),
        parts.formatted(answers["seen"], "What the learner did"),
    ]
