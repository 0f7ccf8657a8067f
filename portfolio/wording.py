"""How is what the specification names said in the middle of a sentence?"""

import re

# What stands behind the first of these words tells more about the noun before it.
AFTER_THE_NOUN = re.compile(
    r",| (?:of|to|by|for|from|with|in|on|before|after|between|linking|structured|used|applied|"
    r"learned)\b"
)
# In brackets stands either a detail or, ending in one of these, the usual name of the thing.
NAMED_IN_BRACKETS = re.compile(r"\((\S+ (?:report|matrix|log|record|survey|review))\)$")
BRACKETS = re.compile(r"\s*\([^)]*\)")
SPELLED_OUT = re.compile(r"[A-Z]{2,3}s?$")
PROPER_NAMES = {"Gantt", "Ishikawa", "Kotter", "Lewin", "Pareto"}
UNCOUNTED = {
    "allocation", "communication", "data", "documentation", "engagement", "evidence", "feedback",
    "information", "involvement", "research", "software", "testimony", "training",
}  # fmt: skip
PLURALS = {"criteria", "people", "staff"}
SINGULAR_ENDINGS = ("ss", "sis", "us")


def in_a_sentence(name):
    """Return a name of the library as it reads within a sentence, with its article.

    "Change justification report" is "a change justification report"; "Stakeholder feedback" and
    "Market trends" take none; "Evaluation of the impact (evaluation report)" is "an evaluation
    report", and "KPI: response times" is "response times".
    """
    usual = NAMED_IN_BRACKETS.search(name)
    plain = usual[1] if usual else BRACKETS.sub("", name)
    plain = plain.rsplit(": ", 1)[-1].split(" / ")[0].strip()
    said = beginning_small(plain)
    noun = AFTER_THE_NOUN.split(said, maxsplit=1)[0].split()[-1].lower()
    if noun in UNCOUNTED or noun in PLURALS or _is_plural(noun):
        return said
    return f"{_article(said)} {said}"


def beginning_small(text):
    """Return the text with a small first letter, unless its first word is a name."""
    first = text.split(" ", 1)[0]
    is_name = first in PROPER_NAMES or first[1:] != first[1:].lower() or first == "I"
    return text if is_name else text[:1].lower() + text[1:]


def shortened(text, longest):
    """Return the text on one line, or as many whole words of it as there is room for."""
    words = " ".join(text.split())
    return (
        words
        if len(words) <= longest
        else words[:longest].rsplit(" ", 1)[0] + "\N{NO-BREAK SPACE}…"
    )


def listed(words, last="and"):
    """Return the words as they are listed: "E01, E02 and E03"."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def several(words, most, *, noun):
    """Return the words listed, or how many there are of them when there is no room for all."""
    return listed(words) if len(words) <= most else f"{len(words)} {noun}"


def since(days):
    """Return how long ago something was, in whole days."""
    return "today" if not days else "yesterday" if days == 1 else f"{days} days ago"


def _is_plural(noun):
    return noun.endswith("s") and not noun.endswith(SINGULAR_ENDINGS)


def _article(said):
    first = said.split()[0]
    if SPELLED_OUT.match(first):
        return "an" if first[0] in "AEFHILMNORSX" else "a"
    sounds_like_a_consonant = first.lower().startswith(("uni", "use", "usa", "eu", "one"))
    return "an" if first[0].lower() in "aeiou" and not sounds_like_a_consonant else "a"
