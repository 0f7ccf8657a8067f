"""What does the evidence index say, and what comes after it?"""

from itertools import pairwise

from evidence.states import ArtefactState
from portfolio.bundles import damage
from portfolio.bundles.attachments import fit
from portfolio.bundles.part import Part, shared

INDEX_ROWS = 40
# Fewer would stand alone on a page of their own: they stay with those before.
LEAST_ROWS = 20
QUARANTINED = "Quarantined: nobody is given this file."
# What a row of the index shows: more would set it anew when that changes.
INDEXED = [
    "id", "reference", "title", "kind_label", "details", "file_name", "size", "sha256",
    "uploaded_at", "uploaded_by",
]  # fmt: skip


def index_parts(manifest):
    """Return the Parts of the evidence index, and of what is told once after it."""
    artefacts = manifest["artefacts"]
    is_short = len(artefacts) <= INDEX_ROWS
    made = [
        _index_part(
            manifest,
            "index" if first == 0 else f"index/{first}",
            artefacts=[_index_row(manifest, a) for a in artefacts[first:end]],
            first=first == 0,
            attached=first == 0 and fit(manifest),
            lacking=first == 0 and not all(map(damage.is_handed_out, artefacts)),
            **(_after_index(manifest) if is_short else {}),
        )
        for first, end in pairwise(_cuts(len(artefacts)))
    ]
    if not is_short:
        # Else each version that is replaced would set the last rows anew.
        made.append(_index_part(manifest, "index/after", **_after_index(manifest)))
    return made


def states(manifest):
    """Return {name: words} of the state of each artefact, which is put in late.

    A decision changes it, and would else set a part of the index anew.
    """
    replaced = {(v["reference"], v["number"]) for v in manifest["earlier_versions"]}
    return {f"state/{a['id']}": _state_words(a, replaced) for a in manifest["artefacts"]}


def _cuts(count):
    """Return where each part of an index of so many rows begins, and where the last one ends."""
    return [0, *range(INDEX_ROWS, count - LEAST_ROWS + 1, INDEX_ROWS), count]


def _index_part(manifest, name, **data):
    told = shared(manifest) | {"unit_count": len(manifest["units"])} | data
    return Part(name, "pdf/index.html", told, "Setting the evidence index")


def _after_index(manifest):
    """Return what is told once, below the last row."""
    earlier = [{**one, "lacks": _lacks(one)} for one in manifest["earlier_versions"]]
    return {
        "last": True,
        "earlier_versions": [one for one in earlier if "withdrawn" not in one],
        "withdrawn": [one for one in earlier if "withdrawn" in one],
        "earlier_lack": any(one["lacks"] for one in earlier),
    }


def _index_row(manifest, artefact):
    shown = {key: artefact[key] for key in INDEXED}
    return shown | {
        "by_unit": by_unit(manifest, artefact),
        "lacks": _lacks(artefact),
    }


def _lacks(entry):
    """Return why nobody is given the file of a manifest's entry, "" where everybody is."""
    if entry.get("damaged"):
        return damage.DAMAGED
    return QUARANTINED if entry.get("quarantined") else ""


def _state_words(artefact, replaced):
    """Return the state and the version of an artefact.

    `replaced` are (reference, number) of the versions whose file is no longer that of the artefact.
    """
    state, version = artefact["state_label"].lower(), artefact["version"]
    if artefact["state"] == ArtefactState.DRAFT:
        return f"{state} after version {version}" if version else f"{state}, not sent yet"
    if (artefact["reference"], version) in replaced:
        return f"{state}, replaced after version {version}"
    return f"{state}, version {version}" if version else state


def by_unit(manifest, artefact):
    """Return [{"unit": "unit 2", "numbers": ["1.1", …]}, …] of what an artefact is mapped to."""
    places = {}
    for position, unit in enumerate(manifest["units"], 1):
        places[unit["title"]] = places[str(unit["id"])] = f"unit {position}"
    rows = {}
    for criterion in artefact["criteria"]:
        unit = places.get(str(criterion["unit"]), str(criterion["unit"]))
        rows.setdefault(unit, []).append(criterion["number"])
    return [{"unit": unit, "numbers": numbers} for unit, numbers in rows.items()]
