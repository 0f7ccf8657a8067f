"""Is a specification file right, and if not, what is wrong where?"""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from qualifications.reading import SpecificationError, did_you_mean, read

SCHEMA = Path(__file__).parent / "specifications" / "schema.json"
TYPES = {
    "array": "a list",
    "integer": "a whole number",
    "null": "null (not known)",
    "object": "a group of fields",
    "string": "text",
}
PATTERNS = {
    r"\S": "This is empty. Write something, or leave the field out.",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "Use small letters, digits and single hyphens only.",
    "^[A-Za-z0-9][A-Za-z0-9&-]*$": "Use letters, digits, & and hyphens only, without spaces.",
    r"^[1-9][0-9]?\.[1-9][0-9]?$": 'Number criteria as outcome, point, position, such as "1.2".',
}


def read_specification(path):
    """Return the checked Document in the file at `path`.

    Raises SpecificationError with every problem that was found.
    """
    document = read(path)
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    problems = [
        problem
        for error in validator.iter_errors(document.data)
        for problem in _problems_of(document, error)
    ]
    problems += [document.problem(path, sentence) for path, sentence in _cross_check(document.data)]
    if problems:
        raise SpecificationError(document.file_name, problems)
    return document


def _problems_of(document, error):
    path = tuple(error.absolute_path)
    if error.validator == "required":
        names = [name for name in error.validator_value if name not in error.instance]
        return [document.problem((*path, name), "This field is missing.") for name in names]
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        return [
            document.problem(
                (*path, name), f'"{name}" is not a known field.{did_you_mean(name, known)}'
            )
            for name in error.instance
            if name not in known
        ]
    return [document.problem(path, _sentence_for(error))]


def _sentence_for(error):
    value, limit = error.instance, error.validator_value
    match error.validator:
        case "type":
            wanted = [limit] if isinstance(limit, str) else limit
            names = " or ".join(map(TYPES.get, wanted))
            return f"This must be {names}, not {_shown(value, wanted)}."
        case "enum":
            known = ", ".join(limit)
            hint = did_you_mean(value, limit) if isinstance(value, str) else ""
            return f"This must be one of {known}, not {_shown(value)}.{hint}"
        case "pattern":
            return PATTERNS[limit]
        case "minLength":
            return PATTERNS[r"\S"]
        case "minItems":
            return "The list is empty. It needs at least one entry."
        case "maxLength":
            return f"This has {len(value)} characters; at most {limit} are taken."
        case "minimum":
            return f"{value} is too small; the least is {limit}."
        case "maximum":
            return f"{value} is too large; the most is {limit}."
        case "uniqueItems":
            return "The list says the same thing twice. Keep it once."
    return f"{error.message}."


def _shown(value, wanted=()):
    if value is None:
        return "null"
    if isinstance(value, str):
        return f'the text "{value if len(value) <= 40 else value[:39] + "…"}"'
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    if "string" in wanted:
        return f'the number {value}. Put it in quotes: "{value}"'
    return f"the number {value}"


def _cross_check(data):
    """Yield path and sentence for all that the schema can't see; what is misshapen is passed by."""
    if not isinstance(data, dict):
        return
    groups, units = _entries((), data, "groups"), _entries((), data, "units")
    if data.get("criteria_origin") == "centre-devised" and "criteria_origin_because" not in data:
        yield ("criteria_origin_because",), "Say in a sentence why the criteria are centre-devised."
    yield from _repeated(groups, "code")
    yield from _repeated(units, "code")
    yield from _repeated(units, "reference")
    for path, group in groups:
        least, most = group.get("min_credits"), group.get("max_credits")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            sentence = f"The least number of credits, {least}, is above the most, {most}."
            yield (*path, "min_credits"), sentence
    codes = _plain_values(groups, "code")
    for path, unit in units:
        group = unit.get("group")
        if isinstance(group, str) and group not in codes:
            yield (*path, "group"), _unknown("group", group, codes)
        yield from _cross_check_unit(path, unit)


def _cross_check_unit(path, unit):
    outcomes = _entries(path, unit, "outcomes")
    kinds, guidance = _entries(path, unit, "evidence_types"), _entries(path, unit, "guidance")
    yield from _repeated(outcomes, "number")
    yield from _repeated(kinds, "code")
    yield from _repeated(guidance, "code")
    numbers, evidence = _plain_values(outcomes, "number"), _plain_values(kinds, "code")
    criteria = set()
    for place, outcome in outcomes:
        points = _entries(place, outcome, "criteria")
        criteria |= _plain_values(points, "number")
        yield from _repeated(points, "number")
        for point_path, point in points:
            yield from _cross_check_criterion(point_path, point, outcome.get("number"), numbers)
            yield from _unknown_items(point_path, point, "evidence", evidence, "evidence type")
    places = criteria | _plain_values(guidance, "code") | {"synopsis"}
    for place, kind in kinds:
        yield from _unknown_items(place, kind, "named_in", places, "criterion or guidance")
    for place, item in guidance:
        yield from _unknown_items(place, item, "criteria", criteria, "criterion")
        yield from _unknown_items(place, item, "named_in", places, "criterion or guidance")
        if item.get("kind") == "misconception" and "correction" not in item:
            yield (*place, "correction"), "Say what is right instead of this misconception."


def _cross_check_criterion(path, point, outcome, outcomes):
    number = str(point.get("number"))
    if number.count(".") == 1 and not number.startswith(f"{outcome}."):
        sentence = f"{number} stands under outcome {outcome}. Renumber or move it."
        yield (*path, "number"), sentence
    for index, touched in _plain_items(point, "also_touches"):
        if touched == outcome:
            sentence = f"The criterion stands under outcome {touched} already."
            yield (*path, "also_touches", index), sentence
        elif touched not in outcomes:
            yield (*path, "also_touches", index), _unknown("outcome", touched, outcomes)


def _unknown_items(path, item, field, known, what):
    for index, code in _plain_items(item, field):
        if code not in known:
            yield (*path, field, index), _unknown(what, code, known)


def _unknown(what, code, known):
    return f'There is no {what} "{code}" here.{did_you_mean(code, map(str, known))}'


def _repeated(entries, field):
    seen = set()
    for path, item in entries:
        value = item.get(field)
        if isinstance(value, str | int):
            if value in seen:
                yield (*path, field), f'"{value}" stands twice. Each {field} must be its own.'
            seen.add(value)


def _entries(path, parent, field):
    """Return path and entry for each group of fields in the list `field`."""
    entries = parent.get(field)
    if not isinstance(entries, list):
        return []
    return [
        ((*path, field, i), entry) for i, entry in enumerate(entries) if isinstance(entry, dict)
    ]


def _plain_items(parent, field):
    """Return index and value of each text and number in the list `field`."""
    values = parent.get(field)
    if not isinstance(values, list):
        return []
    return [(i, value) for i, value in enumerate(values) if isinstance(value, str | int)]


def _plain_values(entries, field):
    return {item[field] for _, item in entries if isinstance(item.get(field), str | int)}
