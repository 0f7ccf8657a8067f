"""Which parts stand before the evidence, and what does each of them say?"""

from datetime import datetime
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.timezone import localtime

from audit import fingerprints
from core.typed import on_one_line
from evidence.places import Place
from portfolio.bundles import keys, lanes, withdrawn
from portfolio.bundles.evidence_index import by_unit, index_parts, states
from portfolio.bundles.part import Part, shared
from portfolio.models import Edition

# A unit with more claims and decisions is set outcome by outcome: then a change sets but one anew.
LONG_UNIT = 40
SIGNED = {"signed", "declared", "countersigned", "confirmed", "claimed"}
DECIDED = {"met", "not_yet_met", "needs_reconfirmation"}
STATES = [
    ("unmapped", "Unmapped"),
    ("mapped", "Mapped"),
    ("awaiting", "Awaiting"),
    ("not_yet_met", "Not yet met"),
    ("met", "Met"),
    ("needs_reconfirmation", "Needs re-confirmation"),
]
VACSR = ["valid", "authentic", "current", "sufficient", "reliable"]


def facts(manifest):
    """Return {name: words} of what changes often, so that it is put in late."""
    taken_at = localtime(datetime.fromisoformat(manifest["taken_at"]))
    events, head = manifest["audit"]["events"], manifest["audit"]["head"]
    return {
        "moment": date_format(taken_at, "j F Y, H:i"),
        "record": f"{events} event{'' if events == 1 else 's'}, the last: {head}",
        "seal": _grouped(fingerprints.of_value(manifest)),
    } | states(manifest)


def parts(manifest):
    """Return the Parts before the evidence, in their order.

    What they say follows from the portfolio alone, so they can be set before anybody asks.
    """
    units = manifest["units"]
    made = [
        Part("cover", "pdf/cover.html", _cover(manifest), "Setting the cover"),
        Part(
            "declaration", "pdf/declaration.html", _declaration(manifest), "Setting the declaration"
        ),
        Part("contents", "pdf/contents.html", _contents(manifest), "Setting the contents"),
    ]
    for position, unit in enumerate(units, 1):
        made += _unit(manifest, unit, position)
    if manifest["feedback"]:
        data = shared(manifest) | {"feedback": manifest["feedback"]}
        made.append(Part("feedback", "pdf/feedback.html", data, "Setting the overall feedback"))
    return made + index_parts(manifest)


def placeholder(manifest, artefact):
    """Return the Part that stands for an artefact whose pages can't be shown, with its reason."""
    data = shared(manifest) | {"artefact": artefact}
    data["stretches"] = _stretches(manifest, artefact)
    step = f"Setting a page for {artefact['reference']}, which has none of its own"
    return Part(f"artefact/{artefact['id']}", "pdf/without_pages.html", data, step)


def title_slips(titles):
    """Return the Part with one small page for each title that the strip's font can't write."""
    step = "Setting titles for the strips"
    lines = [on_one_line(title) for title in titles]
    return Part("title-slips", "pdf/title_slips.html", {"titles": lines}, step)


def criteria_words(manifest, artefact):
    """Return what an artefact is mapped to, such as “1.1, 1.2” or “unit 2: 3.1”."""
    words = []
    for row in by_unit(manifest, artefact):
        numbers = ", ".join(row["numbers"])
        words.append(f"{row['unit']}: {numbers}" if len(manifest["units"]) > 1 else numbers)
    return " · ".join(words)


def cover_rows(manifest):
    """Return a row for each unit: how many criteria are met, and how its sign-off stands."""
    return [_cover_row(unit) for unit in manifest["units"]]


def unit_data(manifest, unit, position):
    """Return what is said of the unit at `position` (from 1): criteria, decisions, sign-off."""
    outcomes, gone = [], withdrawn.versions(manifest)
    for outcome in unit["outcomes"]:
        criteria = [_criterion(criterion, gone) for criterion in outcome["criteria"]]
        outcomes.append({**outcome, "criteria": criteria})
    return shared(manifest) | {
        "unit": {**unit, "outcomes": outcomes},
        "position": position,
        "unit_count": len(manifest["units"]),
        "specification": manifest["specification"],
        "sign_off_icon": _sign_off_icon(unit["sign_off"]),
        "known": _known(unit),
        "unknown": _unknown(unit),
        "states": STATES,
        "structure_only": not _criteria(unit),
        "details": _has_details(unit),
    }


def _unit(manifest, unit, position):
    name = f"unit/{unit['id']}"
    data = unit_data(manifest, unit, position)
    step = f"Setting the page for unit {position} of {data['unit_count']}"
    detailed = [outcome for outcome in data["unit"]["outcomes"] if _details(outcome)]
    if len(detailed) < 2 or sum(map(_details, detailed)) <= LONG_UNIT:
        return [Part(name, "pdf/unit.html", data, step)]
    made = [Part(name, "pdf/unit.html", _matrix(data), step)]
    about = shared(manifest) | {"unit": {"title": unit["title"]}}
    for outcome in detailed:
        first = outcome is detailed[0]
        below = f"{name}/decisions" if first else f"{name}/decisions/{outcome['number']}"
        told = about | {"outcome": _decided(outcome), "first": first}
        made.append(Part(below, "pdf/unit_decisions.html", told, step))
    if _was_signed(unit):
        signed = about | {"sign_off_icon": data["sign_off_icon"]}
        told = ("title", "sign_off", "earlier_sign_offs")
        signed["unit"] = {name: unit[name] for name in told if name in unit}
        made.append(Part(f"{name}/sign-off", "pdf/unit_sign_off.html", signed, step))
    return made


def _matrix(data):
    """Return of a unit's data what is shown before its decisions and its sign-off."""
    outcomes = [
        {**outcome, "criteria": [_row(criterion) for criterion in outcome["criteria"]]}
        for outcome in data["unit"]["outcomes"]
    ]
    unit = {**data["unit"], "outcomes": outcomes, "sign_off": _was_signed(data["unit"])}
    unit.pop("earlier_sign_offs", None)
    return data | {"split": True, "unit": unit, "sign_off_icon": ""}


def _decided(outcome):
    """Return of an outcome what its decisions show: more would set them anew when that changes."""
    shown = ("number", "text", "claims", "judgements")
    criteria = [{key: criterion[key] for key in shown} for criterion in outcome["criteria"]]
    return {"number": outcome["number"], "title": outcome["title"], "criteria": criteria}


def _row(criterion):
    """Return of a criterion what its row in the matrix shows."""
    last, shown = criterion["last"], ("number", "text", "state", "state_label", "decided")
    return {key: criterion[key] for key in shown} | {
        "evidence": [
            {key: item[key] for key in ("artefact_id", "reference", "page", "time", "marked")}
            | {"quote": bool(item["quote"])}
            for item in criterion["evidence"]
        ],
        "last": last and {key: last[key] for key in ("judged_by", "role", "judged_at")},
    }


def _details(outcome):
    """Return how many claims and decisions there are for the criteria of an outcome."""
    return sum(len(c["claims"]) + len(c["judgements"]) for c in outcome["criteria"])


def _cover(manifest):
    wanted = ["centre", "learner", "qualification", "enrolment", "progress", "staff"]
    data = {key: manifest[key] for key in wanted}
    data["edition_label"] = Edition(manifest["edition"]).label
    data["sealed"] = keys.sentences_of(manifest["seal"])
    data["origin"] = manifest["origin"]
    data["artefact_count"] = len(manifest["artefacts"])
    data["units"] = cover_rows(manifest)
    data["lanes"] = lanes.of(manifest["progress"])
    data["assessors"] = _current(manifest["staff"], "assessor")
    data["name_length"] = "long" if len(manifest["learner"]["name"]) > 20 else "short"
    return data


def _cover_row(unit):
    criteria = _criteria(unit)
    sign_off = unit["sign_off"]
    icon = _sign_off_icon(sign_off)
    label = sign_off["state_label"] if sign_off else _open_label(unit)
    return {
        "id": unit["id"],
        "title": unit["title"],
        "met": sum(criterion["state"] == "met" for criterion in criteria),
        "criteria": len(criteria),
        "icon": icon,
        "state_label": "Changed since signed" if icon == "needs_reconfirmation" else label,
        "signed_at": sign_off["signatures"][-1]["signed_at"] if icon == "met" else None,
    }


def _sign_off_icon(sign_off):
    signatures = sign_off["signatures"] if sign_off else []
    if any(signature["stale"] for signature in signatures):
        return "needs_reconfirmation"
    return "met" if signatures and sign_off["state"] in SIGNED else "pen"


def _open_label(unit):
    return "Reopened" if unit.get("earlier_sign_offs") else "Open"


def _was_signed(unit):
    return bool(unit["sign_off"] or unit.get("earlier_sign_offs"))


def _current(staff, role):
    return [p["name"] for p in staff if p["role"].lower() == role and not p["until"]]


def _declaration(manifest):
    return shared(manifest) | {key: manifest[key] for key in ["declarations", "staff"]}


def _contents(manifest):
    units = []
    for unit in manifest["units"]:
        target = f"unit/{unit['id']}"
        outcomes = [
            {
                "target": f"{target}/outcome-{outcome['number']}",
                "label": f"{outcome['number']}  {outcome['title']}",
            }
            for outcome in unit["outcomes"]
        ]
        units.append(
            {
                "title": unit["title"],
                "target": target,
                "outcomes": outcomes,
            }
        )
    artefacts = [
        {key: artefact[key] for key in ["id", "reference", "title", "kind_label"]}
        for artefact in manifest["artefacts"]
    ]
    return shared(manifest) | {
        "units": units,
        "artefacts": artefacts,
        "feedback": bool(manifest["feedback"]),
    }


def _criterion(criterion, gone):
    last = criterion["judgements"][-1] if criterion["judgements"] else None
    evidence = [{**item, **_finer(item)} for item in criterion["evidence"]]
    return {
        **criterion,
        "last": last,
        "decided": criterion["state"] in DECIDED,
        "evidence": evidence,
        "claims": [item for item in evidence if _says(item)],
        "judgements": [
            {
                **judgement,
                "vacsr": [{"word": word.capitalize(), "yes": judgement[word]} for word in VACSR],
                "withdrawn": withdrawn.seen_by(judgement, gone),
            }
            for judgement in criterion["judgements"]
        ],
    }


def _finer(item):
    """Return where on its page, or when in a recording, a cross-reference points."""
    place = Place.read(item)
    return {
        "time": place.in_short() if place.start is not None else "",
        "marked": bool(place.area),
        "quote": place.quote,
    }


def _says(item):
    return bool(item["claim"] or Place.read(item).is_fine)


def _stretches(manifest, artefact):
    """Return what is claimed of a recording: the criterion, the time, the words."""
    return [
        {"number": criterion["number"], "time": Place.read(item).in_short(), "claim": item["claim"]}
        for unit in manifest["units"]
        for criterion in _criteria(unit)
        for item in criterion["evidence"]
        if item["artefact_id"] == artefact["id"] and item.get("start") is not None
    ]


def _known(unit):
    words = [
        ("reference", "Reference {}"),
        ("level", "Level {}"),
        ("credit", "{} credits"),
        ("glh", "{} guided learning hours"),
    ]
    return [form.format(unit[key]) for key, form in words if unit[key] not in ("", None)]


def _unknown(unit):
    words = [
        ("reference", "unit reference"),
        ("level", "level"),
        ("credit", "credit"),
        ("glh", "GLH"),
    ]
    missing = [word for key, word in words if unit[key] in ("", None)]
    if len(missing) > 1:
        missing = [", ".join(missing[:-1]) + " and " + missing[-1]]
    return missing[0][0].upper() + missing[0][1:] if missing else ""


def _grouped(digest):
    ends = pairwise(range(0, len(digest) + 4, 4))
    return " ".join(digest[start:end] for start, end in ends)


def _has_details(unit):
    return any(
        criterion["judgements"] or any(map(_says, criterion["evidence"]))
        for criterion in _criteria(unit)
    )


def _criteria(unit):
    return [criterion for outcome in unit["outcomes"] for criterion in outcome["criteria"]]
