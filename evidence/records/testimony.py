"""A witness testimony: what somebody without an account saw the learner do, and signed."""

from evidence.records import parts
from evidence.records.asking import CHOICE, DAY, WORDS, Ask, Rows
from evidence.records.values import day_in_words

GOOD_FOR = "What somebody else saw you do. They write it under a link of their own, and sign it."
ICON = "user"
EXPERT, OTHER = "expert", "other"
DECLARATION = "I saw this work myself. What I wrote is true, and in my own words."
LONGEST_STORY = 20_000
OF_THE_WITNESS = (
    Ask("name", "Your name", needed="Write your name.", longest=120),
    Ask("job_title", "Your job title", needed="Write what you do, such as team leader.",
        longest=120),
    Ask("relation", "How you know the learner", needed="Say how you know the learner.",
        help="Such as: their line manager for two years, or a customer"),
    Ask("standing", "Is this your own field of work?", CHOICE,
        needed="Say whether it is your own field of work.",
        choices=(
            (EXPERT, "Yes. I do this work, lead it or am qualified in it"),
            (OTHER, "No. I saw it from the outside, as a colleague or a customer"),
        )),
    Ask("competence", "What makes you able to judge it", WORDS,
        needed="Say what makes you able to judge it.", longest=2000,
        help="Your work, your training, how long you have done it"),
)  # fmt: skip
OF_THE_WORK = (
    Ask("seen_when", "When it was", needed="Say when it was.",
        help="A day, or from when to when: 3 May 2026, or March to May 2026"),
    Ask("seen_where", "Where it was", needed="Say where it was."),
    Ask("seen", "What you saw", WORDS, needed="Write what you saw.", longest=LONGEST_STORY,
        help="In your own words: what was done, how, and what came of it"),
)  # fmt: skip
ASKS = (
    *OF_THE_WITNESS,
    *OF_THE_WORK,
    Ask("asked_for", "What the witness was asked", WORDS, longest=5000),
    Rows(
        "confirmed",
        "What the witness confirms",
        (
            Ask("unit", "Unit", longest=1000),
            Ask("number", "Number", longest=20),
            Ask("criterion", "Criterion", WORDS, longest=5000),
        ),
        one="Criterion",
        needed="Tick at least one.",
    ),
    Ask("declaration", "Declaration", WORDS, needed="Declare it.", longest=1000),
    Ask("signed_on", "Signed on", DAY, needed="Sign it."),
)


def problems(answers):
    """Return what doesn't fit together: nothing can."""
    return []


def shown(answers):
    """Return the parts of the testimony."""
    signed_on = day_in_words(answers["signed_on"])
    confirmed = [[row["number"], row["criterion"], row["unit"]] for row in answers["confirmed"]]
    return [
        parts.facts(
            ("Witness", f"{answers['name']}, {answers['job_title']}"),
            ("Relation to the learner", answers["relation"]),
            ("Field of work", _in_the_field(answers["standing"])),
            ("When", answers["seen_when"]),
            ("Where", answers["seen_where"]),
        ),
        parts.prose(answers["seen"], "What the witness saw"),
        parts.table("What the witness confirms", ["Number", "Criterion", "Unit"], confirmed),
        parts.prose(answers["competence"], "What makes the witness able to judge it"),
        parts.prose(answers["asked_for"], "What the witness was asked"),
        parts.said(f"“{answers['declaration']}” Signed by {answers['name']} on {signed_on}."),
    ]


def _in_the_field(standing):
    if standing == EXPERT:
        return "The witness’s own: does this work, leads it or is qualified in it"
    return "Not the witness’s own: saw it from the outside"
