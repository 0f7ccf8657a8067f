"""What does an imported portfolio show: its units and evidence, and what one file of it showed?"""

from django.utils.timezone import make_aware

from evidence.door.file_types import type_named
from evidence.places import Place
from evidence.states import FileState
from portfolio.bundles import withdrawn
from portfolio.bundles.front_matter import VACSR, criteria_words, unit_data
from portfolio.bundles.press import readable
from portfolio.imports import summary
from portfolio.models import Edition

NO_FILE = {"url": "", "is_infected": False}


def units_of(imported):
    """Return the units of an ImportedPortfolio with criteria, evidence, decisions and sign-off."""
    manifest, urls = imported.manifest, _urls(imported)
    units = []
    for position, told in enumerate(manifest["units"], 1):
        unit = readable(unit_data(manifest, told, position))["unit"]
        for criterion in (c for outcome in unit["outcomes"] for c in outcome["criteria"]):
            _dress(criterion, urls)
        unit["position"] = position
        units.append(unit)
    return units


def evidence_of(imported):
    """Return a row for each artefact of an ImportedPortfolio, with its earlier versions."""
    ways, earlier = _ways(imported), {}
    for version in _earlier(imported, ways):
        earlier.setdefault(version["reference"], []).append(version)
    return [
        {
            **artefact,
            **ways.get((artefact["reference"], 0), NO_FILE),
            "shows": criteria_words(imported.manifest, artefact),
            "earlier": earlier.get(artefact["reference"], []),
        }
        for artefact in readable(imported.manifest["artefacts"])
    ]


def withdrawn_of(imported):
    """Return the versions of withdrawn evidence on which a decision rests, with their addresses."""
    return [one for one in _earlier(imported, _ways(imported)) if "withdrawn" in one]


def declarations_of(imported):
    """Return what was declared on sending; the manifest tells it by the clock of the centre."""
    declared = readable(imported.manifest["declarations"])
    return [{**one, "at": make_aware(one["at"])} for one in declared]


def shown_by_file(row):
    """Return (the artefact, the criteria that it shows, the facts) of an ImportedFile."""
    told = row.imported.manifest
    gone = next((one for one in withdrawn.versions(told).values() if _is_of(row, one)), None)
    if gone:
        return _as_artefact(gone), [], _withdrawn_facts(row, gone)
    artefact = next(a for a in told["artefacts"] if a["reference"] == row.reference)
    criteria = [
        {**criterion, "unit": unit["title"], "item": item}
        for unit in units_of(row.imported)
        for outcome in unit["outcomes"]
        for criterion in outcome["criteria"]
        for item in criterion["evidence"]
        if item["reference"] == row.reference
    ]
    return readable(artefact), criteria, _facts(row, artefact)


def claims_of(criteria):
    """Return (number, Place) of what is claimed of a file, of the criteria that it showed."""
    return [(criterion["number"], Place.read(criterion["item"])) for criterion in criteria]


def facts_of(imported):
    """Return where an ImportedPortfolio came from and how much it tells, as [{label, value}]."""
    manifest, step = imported.manifest, readable(imported.origin[-1])
    by = imported.imported_by or "the system"
    return [
        {"label": "Learner", "value": summary.learner(manifest["learner"])},
        {"label": "Made at", "value": manifest["centre"]["name"]},
        {"label": "Came from", "value": step["centre"]},
        {"label": "As it stood on", "value": summary.in_words(imported.taken_at)},
        {"label": "Edition", "value": Edition(imported.edition).label},
        {"label": "Seal", "value": step["sealed_by"]},
        {"label": "Imported", "value": f"{summary.in_words(imported.imported_at)} by {by}"},
        *summary.amounts(manifest),
        {"label": "SHA-256 of the manifest", "value": imported.manifest_sha256},
    ]


def _earlier(imported, ways):
    return [
        {**version, **ways.get((version["reference"], version["number"]), NO_FILE)}
        for version in readable(imported.manifest["earlier_versions"])
    ]


def _is_of(row, version):
    return (version["reference"], version["number"]) == (row.reference, row.version)


def _as_artefact(gone):
    """Return what was withdrawn as the page of a file shows an artefact."""
    told = readable(gone)
    return {**told, **told["withdrawn"], "state": "withdrawn", "state_label": "Withdrawn"}


def _ways(imported):
    """Return {(reference, version): address, and whether a virus was found} of its files."""
    return {
        (row.reference, row.version): {
            "url": row.get_absolute_url(),
            "is_infected": row.file.state == FileState.INFECTED,
        }
        for row in imported.files.select_related("file")
    }


def _urls(imported):
    return {(row.reference, row.version): row.get_absolute_url() for row in imported.files.all()}


def _dress(criterion, urls):
    """Add to a criterion of a manifest what the components reference and attempt take."""
    for item in criterion["evidence"]:
        place = Place.read(item)
        url = urls.get((item["reference"], 0), "")
        item |= {"place": place.in_short(), "url": place.in_address(url) if url else ""}
    criterion["attempts"] = [
        {
            "number": judgement["attempt"],
            "met": judgement["met"],
            "judged_at": judgement["judged_at"],
            "judged_by": ", ".join(filter(None, [judgement["judged_by"], judgement["role"]])),
            "evidence": ", ".join(_seen(judgement)),
            "feedback": judgement["feedback"],
            "lacking": [word for word in VACSR if not judgement[word]],
        }
        for judgement in criterion["judgements"]
    ]


def _seen(judgement):
    """Return what a judgement saw, and of what was withdrawn since when and why."""
    gone = {one["version"]: one for one in judgement["withdrawn"]}
    return [
        f"{name} (withdrawn on {summary.day_in_words(gone[name]['at'])}: {gone[name]['because']})"
        if name in gone
        else name
        for name in judgement["evidence"]
    ]


def _withdrawn_facts(row, gone):
    told = _as_artefact(gone)
    by = f" by {told['by']}" if told["by"] else ""
    return [
        {"label": "Kind", "value": told["kind_label"]},
        {"label": "File name", "value": row.file_name},
        {"label": "Type", "value": row.file.content_type},
        {"label": "Sent on", "value": summary.in_words(told["submitted_at"])},
        {"label": "Withdrawn", "value": f"{summary.in_words(told['at'])}{by}"},
        {"label": "Why", "value": told["because"]},
        {"label": "SHA-256", "value": row.file.sha256},
    ]


def _facts(row, artefact):
    told = readable(artefact)
    details = [{"label": label, "value": words} for label, words in artefact["details"]]
    return [
        {"label": "Kind", "value": told["kind_label"]},
        {"label": "File name", "value": row.file_name},
        {"label": "Type", "value": type_named(row.file.content_type, row.file_name)},
        {"label": "Added by", "value": told["uploaded_by"]},
        {"label": "Added on", "value": summary.in_words(told["uploaded_at"])},
        *details,
        {"label": "SHA-256", "value": row.file.sha256},
    ]
