"""What is said of what a file holds that is never run, opened or followed?"""

SENTENCES = {
    "macros": "Macros are kept in the original and never run.",
    "scripts": "Scripts are kept in the original and never run.",
    "actions": "Actions that a click or opening it would start are kept in the original and "
    "never carried out.",
    "controls": "Controls that run (ActiveX, form buttons) are kept in the original and never run.",
    "data links": "Links to other programs or databases are never followed; the values that were "
    "saved last are shown.",
    "forms": "What was filled in is shown as it stands; the form itself is in the original.",
    "formulas": "Formulas are shown as text and never worked out.",
    "media": "Sound, film or 3D inside the pages is kept in the original and not played here.",
    "position": "Where it was taken is noted in the original and not in what is shown.",
    "other data": "Data behind its end is kept in the original and never opened.",
    "unseen": "What it holds besides its pages could not be listed; only the pages are shown.",
}
# In one and in many; {} is the number.
COUNTED = {
    "embedded files": (
        "A file inside it is kept in the original and never opened.",
        "{:,} files inside it are kept in the original and never opened.",
    ),
    "external links": (
        "A link to something outside the file is never followed, so what stands there is not "
        "shown.",
        "{:,} links to things outside the file are never followed, so what stands there is not "
        "shown.",
    ),
    "frames": (
        "Only the first of its 2 pictures is shown; the other is in the original.",
        "Only the first of its pictures is shown; {:,} more are in the original.",
    ),
}
HIGHEST = 1_000_000


def understood(told):
    """Return what a check in the cage told, without anything that is not one of our words."""
    if not isinstance(told, list):
        return ()
    return tuple(_entry(item) for item in told[: len(SENTENCES) + len(COUNTED)] if _is_known(item))


def in_words(found):
    """Return one sentence for each entry of `found`, dicts of "what" and perhaps "number"."""
    return [_sentence(item["what"], item.get("number", 1)) for item in found if _is_known(item)]


def _is_known(item):
    if not isinstance(item, dict):
        return False
    what, number = item.get("what"), item.get("number", 1)
    return (
        isinstance(what, str)
        and what in {**SENTENCES, **COUNTED}
        and isinstance(number, int)
        and 1 <= number <= HIGHEST
    )


def _entry(item):
    return {name: item[name] for name in ("what", "number") if name in item}


def _sentence(what, number):
    if what in SENTENCES:
        return SENTENCES[what]
    one, many = COUNTED[what]
    return one if number == 1 else many.format(number)
