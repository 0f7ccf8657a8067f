"""In-situ evidence: something that stays where it is, and who saw it there."""

from evidence.records import parts
from evidence.records.asking import DAY, WORDS, Ask
from evidence.records.values import day_in_words

HEADING = "Say where evidence is kept"
LEAD = "For what can’t leave its place: a confidential file, a system, a notice, a piece of work."
GOOD_FOR = "What can’t be uploaded: where it is kept, and who saw it there."
ICON = "lock"
HINTS = (
    "Say it so that an assessor finds it: building, room, system, name of the file.",
    "Name somebody who saw it with their own eyes, and could be asked.",
    "Leave out the names and numbers of customers.",
)
ASKS = (
    Ask("what", "What it is", WORDS, needed="Say what it is.", longest=2000),
    Ask("where", "Where it is kept", WORDS, needed="Say where it is kept.", longest=1000),
    Ask("why", "Why it can’t be uploaded", WORDS, needed="Say why it can’t be uploaded.",
        longest=1000),
    Ask("seen_by", "Who saw it", needed="Name the person who saw it.",
        help="Somebody other than you", longest=100),
    Ask("seen_as", "Their role", needed="Say what they do.", help="Such as team leader",
        longest=100),
    Ask("seen_on", "When they saw it", DAY, needed="Say when it was seen.", past=True),
)  # fmt: skip


def problems(answers):
    """Return what doesn't fit together: nothing can."""
    return []


def shown(answers):
    """Return the parts of the record."""
    return [
        parts.prose(answers["what"], "What it is"),
        parts.prose(answers["where"], "Where it is kept"),
        parts.prose(answers["why"], "Why it can’t be uploaded"),
        parts.facts(
            ("Seen by", f"{answers['seen_by']}, {answers['seen_as']}"),
            ("Seen on", day_in_words(answers["seen_on"]) if answers["seen_on"] else ""),
        ),
    ]
