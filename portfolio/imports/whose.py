"""Whose portfolio is it by the file's own word, and is that the learner who was chosen here?"""

import unicodedata

from core.errors import RuleViolation

# The categories of letters that are none: controls, punctuation, separators.
LEFT_OUT = "CPZ"


def likely_learner(told, centre):
    """Return the one learner of `centre` whom what is `told` fits by ULN, or by name, or None."""
    learners = centre.learners.select_related("user")
    fitting = list(learners.filter(uln=told["uln"])) if told["uln"] else []
    fitting = fitting or [one for one in learners if is_one_name(told["name"], one.user.name)]
    return fitting[0] if len(fitting) == 1 else None


def refuse_another_person(told, learner, *, confirmed):
    """Raise RuleViolation where the ULN, or a name that nobody `confirmed`, is somebody else's."""
    if told["uln"] and learner.uln and told["uln"] != learner.uln:
        raise RuleViolation(
            f"{learner} has the ULN {learner.uln}, but this is the portfolio of {told['uln']}. "
            "Choose the learner whose portfolio it is.",
            field="learner",
        )
    if to_confirm(told, learner) and not confirmed:
        raise RuleViolation(
            f"The file says {told['name']}, you chose {learner}. Choose the learner whose "
            "portfolio it is; or tick the box if it is the same person under two names.",
            field="same_person",
        )


def to_confirm(told, learner):
    """Return the name in the file where it is another, and no ULN shows that it is one person."""
    is_shown = told["uln"] and told["uln"] == learner.uln
    return "" if is_shown else other_name(told["name"], learner)


def other_name(told_name, learner):
    """Return the name in the file where it is not the learner's, else ""."""
    return "" if is_one_name(told_name, learner.user.name) else told_name


def in_words(imported):
    """Return the learner of an ImportedPortfolio, and where it differs the name in the file."""
    other = other_name(imported.manifest["learner"]["name"], imported.learner)
    return f"{imported.learner} (as {other})" if other else str(imported.learner)


def is_one_name(one, other):
    """Return whether two names are written alike, but for case, spaces, hyphens and accents."""
    return _letters(one) == _letters(other)


def _letters(name):
    """Accents go; signs without which a word of another script is another one stay."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(letter) and unicodedata.category(letter)[0] not in LEFT_OUT
    )
