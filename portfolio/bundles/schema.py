"""Is this the manifest of a portfolio? If not: at which place, and why?"""

import functools
import json
from datetime import date, datetime
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker

from portfolio.bundles.damage import is_handed_out

FORMAT = "nvq-portfolio/1"
PUBLISHED = Path(__file__).with_name("manifest.schema.json")
NAME = "manifest.schema.json"
LONGEST_SHOWN = 60
# Parsed, a byte may take six hundred, so what would become a value of its own is counted first. Of
# 2,000 artefacts and 20,000 files, 32,000 begin and 262,000 are parted by a comma.
MOST_BEGUN, MOST_PARTED = 100_000, 400_000
ONE_OF_MANY = {
    "artefacts": "artefact",
    "criteria": "criterion",
    "declarations": "declaration",
    "earlier_sign_offs": "earlier sign-off",
    "earlier_versions": "earlier version",
    "judgements": "judgement",
    "outcomes": "outcome",
    "references": "reference",
    "signatures": "signature",
    "units": "unit",
}
TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "object": "an object",
    "string": "text",
}
FORMATS = FormatChecker(formats=())
FORMATS.checks("date", raises=ValueError)(lambda told: _reads(date, told))
FORMATS.checks("date-time", raises=ValueError)(lambda told: _reads(datetime, told))
FORMATS.checks("minute", raises=ValueError)(lambda told: _reads(datetime, told))


class NotAManifest(Exception):
    """This is no manifest that can be read; the message is a sentence that names the place."""


def published():
    """Return the JSON Schema of a manifest as text, as it lies in every ZIP."""
    return PUBLISHED.read_text()


def load(data):
    """Return the manifest that the bytes of a manifest.json hold; it was checked whole.

    Raises NotAManifest.
    """
    _refuse_too_many(data)
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_once_each,
            parse_constant=_no_number,
            parse_float=_no_number,
        )
    except (ValueError, RecursionError) as error:
        raise NotAManifest(f"manifest.json can’t be read as JSON: {_short(error)}.") from None
    check(value)
    return value


def check(value):
    """Raise NotAManifest unless a JSON value keeps the schema and all that it names is there."""
    written = value.get("format") if isinstance(value, dict) else None
    if isinstance(written, str) and written != FORMAT:
        raise NotAManifest(
            f"manifest.json is written as “{_short(written)}”, and this installation reads "
            f"“{FORMAT}” only. Update the installation, then try again."
        )
    error = next(_validator().iter_errors(value), None)
    if error is not None:
        raise NotAManifest(_at(error.absolute_path, _what(error)))
    if not all(map(_can_be_kept, _strings(value))):
        raise NotAManifest("manifest.json holds letters that no text may hold.")
    _refuse_loose_ends(value)


@functools.cache
def _validator():
    return Draft202012Validator(json.loads(published()), format_checker=FORMATS)


def _refuse_too_many(data):
    """Refuse before it is parsed what would fill the memory; commas in a text count too."""
    if data.count(b"{") + data.count(b"[") > MOST_BEGUN or data.count(b",") > MOST_PARTED:
        raise NotAManifest("manifest.json tells more than a portfolio has.")


def _reads(kind, told):
    return not isinstance(told, str) or bool(kind.fromisoformat(told))


def _once_each(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(told):
    raise ValueError(f"{told} is not a whole number")


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _can_be_kept(text):
    """Neither NUL nor half a letter: the database and UTF-8 know neither."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _refuse_loose_ends(manifest):
    _refuse_twice("artefacts", "id", manifest["artefacts"])
    _refuse_twice("artefacts", "reference", manifest["artefacts"])
    _refuse_twice("units", "id", manifest["units"])
    _refuse_twice("earlier_versions", "number", manifest["earlier_versions"], within="reference")
    _refuse_unknown_evidence(manifest)
    _refuse_unknown_places(manifest)


def _refuse_unknown_evidence(manifest):
    references = {artefact["id"]: artefact["reference"] for artefact in manifest["artefacts"]}
    for position, unit in enumerate(manifest["units"]):
        criteria = (criterion for outcome in unit["outcomes"] for criterion in outcome["criteria"])
        for number, item in ((c["number"], item) for c in criteria for item in c["evidence"]):
            if references.get(item["artefact_id"]) != item["reference"]:
                what = f"{number} names {item['reference']}, which is not there"
                raise NotAManifest(_at(["units", position], what))
    withdrawn = _withdrawn(manifest)
    for position, version in enumerate(manifest["earlier_versions"]):
        known = withdrawn if "withdrawn" in version else references
        if known.get(version["artefact_id"]) != version["reference"]:
            what = f"it names {version['reference']}, which is not there"
            raise NotAManifest(_at(["earlier_versions", position], what))


def _withdrawn(manifest):
    """Return {artefact id: reference} of what was withdrawn and does not stand as well."""
    told = [one for one in manifest["earlier_versions"] if "withdrawn" in one]
    stand = manifest["artefacts"]
    ids, references = {one["id"] for one in stand}, {one["reference"] for one in stand}
    return {
        one["artefact_id"]: one["reference"]
        for one in told
        if one["artefact_id"] not in ids and one["reference"] not in references
    }


def _refuse_unknown_places(manifest):
    files = [*manifest["artefacts"], *manifest["earlier_versions"]]
    _refuse_twice("files", "archive_name", list(filter(is_handed_out, files)))
    for file in files:
        if bool(file["archive_name"]) != is_handed_out(file):
            what = "a file has a place in the ZIP unless it was quarantined or damaged"
            raise NotAManifest(_at([file["reference"], "archive_name"], what))
    for artefact in manifest["artefacts"]:
        if not is_handed_out(artefact) and not artefact["problem"]:
            what = "its file is not there, but no reason is given"
            raise NotAManifest(_at([artefact["reference"], "problem"], what))


def _refuse_twice(many, key, rows, *, within=""):
    seen = set()
    for row in rows:
        one = (row.get(within), row[key])
        if one in seen:
            raise NotAManifest(_at([many, key], f"“{_short(row[key])}” stands there twice"))
        seen.add(one)


def _at(path, what):
    """Return the sentence with the place in words: unit 1, outcome 2, criterion 3, state."""
    words = []
    for part in path:
        if isinstance(part, int) and words:
            words[-1] = f"{ONE_OF_MANY.get(words[-1], words[-1])} {part + 1}"
        else:
            words.append(str(part))
    place = ", ".join(["manifest.json", *words])
    return f"{place}: {what}."


def _what(error):
    """Return what is wrong in words; how the schema says it is for programmers."""
    rule, asked, found = error.validator, error.validator_value, error.instance
    if rule == "required":
        return f"“{next(name for name in asked if name not in found)}” is missing"
    if rule == "additionalProperties":
        unknown = next(name for name in found if name not in error.schema["properties"])
        return f"“{_short(unknown)}” is not known in this format"
    if rule == "type":
        types = [asked] if isinstance(asked, str) else asked
        return f"it has to be {' or '.join(TYPES[name] for name in types)}"
    if rule in ("enum", "const"):
        allowed = ", ".join(asked) if rule == "enum" else asked
        return f"“{_short(found)}” is not one of: {allowed}"
    if rule in ("minimum", "maximum"):
        return f"{_short(found)} is out of range ({rule} {asked})"
    if rule in ("minLength", "minItems"):
        return "it is too short" if found else "it is empty"
    if rule in ("maxLength", "maxItems"):
        return f"it is too long; the most is {asked}"
    return f"“{_short(found)}” is not written as it has to be"


def _short(told):
    text = " ".join(str(told).split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
