"""Which common mistakes does a portfolio seem to make?

The specification names the mistakes; a sign says how one can be noticed. These are hints with
their reason, never a judgement.
"""

from dataclasses import dataclass

from django.urls import reverse

from evidence.models import EvidenceKind
from qualifications.models import Guidance

ENOUGH_TO_TELL = 3
FAR_LESS = 3
FIGURES = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
Sign = Guidance.Sign
WORDS = {
    Sign.NO_BASELINE: ("baseline", "before", "starting point", "previous"),
    Sign.NO_MEASURES: ("kpi", "target", "measure", "success", "milestone"),
    Sign.NO_MONITORING: ("monitor", "progress", "review", "weekly", "stand-up", "tracking"),
    Sign.NO_STAKEHOLDERS: ("stakeholder", "survey", "feedback", "consult", "team", "customer"),
    Sign.NO_CUSTOMER_LINK: ("customer", "satisfaction", "complaint", "service"),
}
SAID = {
    Sign.NO_BASELINE: "No figures from before",
    Sign.NO_MEASURES: "No measures of success",
    Sign.NO_MONITORING: "Nothing on monitoring",
    Sign.NO_STAKEHOLDERS: "Nobody else has a voice",
    Sign.NO_CUSTOMER_LINK: "No result for customers",
}
TESTIMONIES = (EvidenceKind.TESTIMONY, EvidenceKind.EXPERT)


@dataclass(frozen=True)
class Warning:
    """A mistake that the portfolio seems to make, why we think so, and the way on."""

    title: str
    text: str
    url: str
    action: str


def warnings(enrolment, unit):
    """Return the Warnings for a UnitCoverage whose guidance is prefetched; no further query."""
    references = [ref for covered in unit.criteria for ref in covered.references]
    artefacts = {ref.artefact_id: ref.artefact for ref in references}
    if len(artefacts) < ENOUGH_TO_TELL:
        return []
    words = " ".join(
        [ref.claim for ref in references] + [artefact.title for artefact in artefacts.values()]
    ).lower()
    url = reverse("evidence:evidence-add", args=[enrolment.pk])
    found = {}
    for guidance in unit.unit.guidance.all():
        if guidance.sign and guidance.sign not in found:
            noticed = _notice(guidance.sign, unit, list(artefacts.values()), words)
            if noticed:
                title, reason = noticed
                text = f"{reason} {guidance.text}"
                found[guidance.sign] = Warning(title, text, url, "Add evidence")
    return list(found.values())


def _notice(sign, unit, artefacts, words):
    """Return (title, reason) when the sign shows, else None."""
    if sign == Sign.UNEVEN_OUTCOMES:
        return _uneven(unit)
    if sign == Sign.ONLY_FIGURES:
        return _only_figures(unit)
    if sign == Sign.SINGLE_KIND:
        kinds = {artefact.kind for artefact in artefacts}
        if len(kinds) == 1:
            label = artefacts[0].get_kind_display().lower()
            return "One kind of evidence", f"All {len(artefacts)} artefacts are {label}."
        return None
    if sign == Sign.NO_STAKEHOLDERS and any(a.kind in TESTIMONIES for a in artefacts):
        return None
    if sign in WORDS and not any(word in words for word in WORDS[sign]):
        return SAID[sign], "No title or claim speaks of it."
    return None


def _uneven(unit):
    counts = [(len(outcome.artefacts), outcome.outcome.number) for outcome in unit.outcomes]
    (least, thin), (most, thick) = min(counts), max(counts)
    if most - least < FAR_LESS:
        return None
    has = "no artefact" if least == 0 else "1 artefact" if least == 1 else f"{least} artefacts"
    return (
        f"Outcome {thin} is thin beside the rest",
        f"It has {has}; outcome {thick} has {most}.",
    )


def _only_figures(unit):
    for outcome in unit.outcomes:
        files = {
            ref.artefact.reference: ref.artefact.file.content_type
            for covered in outcome.criteria
            for ref in covered.references
        }
        if files and all(content_type in FIGURES for content_type in files.values()):
            return (
                f"Outcome {outcome.outcome.number} has figures only",
                f"It rests on {', '.join(sorted(files))}.",
            )
    return None
