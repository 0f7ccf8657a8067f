"""A reflective account: what a learner did, why, and what came of it, in their own words."""

from evidence.records import parts
from evidence.records.asking import MOST_LETTERS, RICH, Ask

HEADING = "Write an account"
LEAD = "In your own words. It becomes evidence like a file, and you map it to criteria next."
GOOD_FOR = "What you did, why, and what came of it, where no document of the work tells it."
ICON = "pen"
HINTS = (
    "One piece of work, from its start to what came of it.",
    "What you did yourself: say “I”, and name what others did.",
    "Why you chose it, and what else you had thought of.",
    "Figures and dates, and where your other evidence shows them.",
    "What you would do differently now.",
)
ASKS = (
    Ask(
        "account",
        "What you did, why, and what came of it",
        RICH,
        needed="Write the account first.",
        longest=MOST_LETTERS,
    ),
)


def problems(answers):
    """Return what doesn't fit together: nothing can."""
    return []


def shown(answers):
    """Return the parts of the account."""
    return [parts.formatted(answers["account"])]
