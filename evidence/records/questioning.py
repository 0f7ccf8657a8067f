"""Questioning: what an assessor asked, and what the learner answered."""

from evidence.records import parts
from evidence.records.asking import DAY, WORDS, Ask, Rows
from evidence.records.values import day_in_words

HEADING = "Record questioning"
LEAD = "What you asked and what was answered, as close to the words as you can."
GOOD_FOR = "Knowledge that the work itself doesn’t show: questions, and their answers."
ICON = "info"
HINTS = (
    "Ask openly: how, why, what if.",
    "Write the answer as it was given, not as you would have put it.",
    "Each question aims at a criterion: tick those below.",
)
ASKS = (
    Ask("asked_by", "Who asked", needed="Name the person who asked.", longest=100),
    Ask("asked_on", "When", DAY, needed="Say when it was.", past=True),
    Rows(
        "questions",
        "Questions and answers",
        (
            Ask("question", "Question", WORDS, needed="Write the question.", longest=1000),
            Ask("answer", "Answer", WORDS, needed="Write the answer.", longest=5000),
        ),
        one="Question",
        needed="Write at least one question with its answer.",
    ),
)


def problems(answers):
    """Return what doesn't fit together: nothing can."""
    return []


def shown(answers):
    """Return the parts of the record."""
    asked_on = day_in_words(answers["asked_on"]) if answers["asked_on"] else ""
    said = [(row["question"], row["answer"]) for row in answers["questions"]]
    return [
        parts.facts(("Asked by", answers["asked_by"]), ("Asked on", asked_on)),
        parts.pairs("Questions and answers", said),
    ]
