"""What would an import bring, in words: who, what, how much, from where?"""

from django.utils.formats import date_format
from django.utils.timezone import localtime

from core.templatetags.portfolio_ui import plural, size_in_words
from portfolio.bundles import withdrawn
from portfolio.imports import seals
from portfolio.models import Edition


def of(read_zip):
    """Return what an Opened ZIP holds as [{label, value}], for a preview."""
    manifest = read_zip.manifest
    return [
        {"label": "Learner", "value": learner(manifest["learner"])},
        {"label": "Qualification", "value": qualification(manifest)},
        {"label": "Made at", "value": manifest["centre"]["name"]},
        {"label": "Comes from", "value": read_zip.came_from},
        {"label": "As it stood on", "value": in_words(read_zip.taken_at)},
        {"label": "Edition", "value": Edition(manifest["edition"]).label},
        {"label": "Seal", "value": seal(read_zip.verdict)},
        *amounts(manifest),
        {
            "label": "Files",
            "value": f"{plural(len(read_zip.originals), 'original,originals')}, "
            f"{size_in_words(sum(original.size for original in read_zip.originals))}; "
            f"the ZIP is {size_in_words(read_zip.size)}",
        },
    ]


def learner(told):
    """Return whose portfolio it is, as a manifest tells it."""
    return f"{told['name']}, ULN {told['uln']}" if told["uln"] else told["name"]


def amounts(manifest):
    """Return how much a manifest tells as [{label, value}]."""
    criteria = [c for unit in manifest["units"] for o in unit["outcomes"] for c in o["criteria"]]
    decisions = sum(len(criterion["judgements"]) for criterion in criteria)
    met = sum(criterion["state"] == "met" for criterion in criteria)
    signed = [unit for unit in manifest["units"] if unit["sign_off"]]
    signatures = sum(len(unit["sign_off"]["signatures"]) for unit in signed)
    reopened = sum(len(unit.get("earlier_sign_offs", ())) for unit in manifest["units"])
    gone = len(withdrawn.versions(manifest))
    replaced = len(manifest["earlier_versions"]) - gone
    return [
        {
            "label": "Units",
            "value": f"{plural(len(manifest['units']), 'unit,units')}, "
            f"{met} of {plural(len(criteria), 'criterion,criteria')} met",
        },
        {
            "label": "Evidence",
            "value": f"{plural(len(manifest['artefacts']), 'artefact,artefacts')}, "
            f"{plural(replaced, 'earlier version,earlier versions')}"
            + (f", {gone} withdrawn" if gone else ""),
        },
        {"label": "Decisions", "value": plural(decisions, "decision,decisions")},
        {
            "label": "Sign-offs",
            "value": f"{plural(len(signed), 'unit,units')} with "
            f"{plural(signatures, 'signature,signatures')}"
            + (f", {reopened} reopened" if reopened else ""),
        },
    ]


def qualification(manifest):
    """Return in words what the learner was registered for."""
    told = manifest["qualification"]
    parts = [told["title"] or "Qualification title not known", told["awarding_body"]]
    return ", ".join(part for part in [*parts, told["number"]] if part)


def seal(verdict):
    """Return in words whose seal the ZIP bears, since when, and what else is to be known of it."""
    at = f", {in_words(verdict.sealed_at)}" if verdict.sealed_at else ""
    who = seals.in_words(verdict)
    return ". ".join([f"{who[0].upper()}{who[1:]}{at}", *verdict.remarks])


def in_words(moment):
    """Return a moment as it is written in a sentence."""
    return date_format(localtime(moment), "j F Y, H:i")


def day_in_words(moment):
    """Return the day of a moment as it is written in a sentence."""
    return date_format(localtime(moment), "j F Y")
