"""What recognition of prior learning says beside its certificate."""

from evidence.records import parts
from evidence.records.asking import DAY, WORDS, Ask
from evidence.records.values import day_in_words

HEADING = "When and where was it achieved?"
LEAD = "A certificate counts when your assessor can tell how recent it is and who stands behind it."
MISSING = "Say when it was achieved first."
ASKS = (
    Ask("achieved_on", "Achieved on", DAY, needed="Say when it was achieved.", past=True,
        help="The day on the certificate, such as 3 May 2024"),
    Ask("awarded_by", "Awarding body, or where it was learnt",
        needed="Name the awarding body, or where it was learnt."),
    Ask("covers", "What it covers", WORDS, longest=1000,
        help="The units or the work that it stands for"),
)  # fmt: skip


def problems(answers):
    """Return what doesn't fit together: nothing can."""
    return []


def shown(answers):
    """Return the parts of the details."""
    achieved = day_in_words(answers["achieved_on"]) if answers["achieved_on"] else ""
    return [
        parts.facts(
            ("Achieved on", achieved),
            ("Awarded by", answers["awarded_by"]),
            ("Covers", answers["covers"]),
        )
    ]
