"""Which common mistakes does a portfolio seem to make?

The specification names the mistakes; a sign says how one can be noticed in the evidence of the
criteria that the mistake is about. These are hints with their reason, never a judgement.
"""

import re
from dataclasses import dataclass

from django.urls import reverse

from assessment.states import Coverage
from evidence.door.file_types import type_named
from evidence.models import EvidenceKind
from portfolio.wording import beginning_small, listed, several
from qualifications.models import Guidance

ENOUGH_TO_TELL = 3
FAR_LESS = 3
MOST_REFERENCES = 4
Sign = Guidance.Sign
TABLES = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
FIGURES = re.compile(r"\b(figures|kpi|metrics|statistics|dashboard|numbers|scores|data)\b")
NO_FIGURES = re.compile(r"\b(plan|register|risks?|rota|gantt|log|checklist|timetable|actions?)\b")
VOICES = re.compile(
    r"\b(survey|feedback|comment|voice|interview|testimony|quote|letter|say|said|wrote)"
)
# What speaks of the thing, at the beginning of a word in a title, a file's name or a claim.
WORDS = {
    Sign.NO_BASELINE: r"baseline|before and after|before the|starting point|previous|so far|"
    r"(last|old) (year|quarter|month|figures|way)|until now|compar|the old",
    Sign.NO_MEASURES: r"kpi|target|measure|success criteri|milestone|threshold|service level",
    Sign.NO_MONITORING: r"monitor|progress|review|weekly|daily|stand-up|track|dashboard|diary|"
    r"follow-up|deviation|control|check",
    Sign.NO_STAKEHOLDERS: r"stakeholder|survey|feedback|consult|team|staff|colleague|workshop|"
    r"resist|morale|training|briefing|focus group|minutes|meeting|objection|people",
    Sign.NO_CUSTOMER_LINK: r"satisf|complain|csat|nps|net promoter|waiting|service (time|level)|"
    r"(customers?|guests?|clients?|callers?)('s|’s)? (say|said|wrote|feedback|survey|experience|"
    r"result|outcome|get|got)|(for|to|by|of) (the |our |your )?(customers|guests|clients|callers)",
}
SAID = {
    Sign.NO_BASELINE: (
        "No figures from before",
        "figures from before the change",
        "Add a baseline",
    ),
    Sign.NO_MEASURES: (
        "No measures of success",
        "a target or another measure of success",
        "Add the measures",
    ),
    Sign.NO_MONITORING: (
        "Nothing on monitoring",
        "how the work was followed",
        "Add a monitoring record",
    ),
    Sign.NO_STAKEHOLDERS: (
        "Nobody else has a voice",
        "the people concerned",
        "Add a voice",
    ),
    Sign.NO_CUSTOMER_LINK: (
        "No result for customers",
        "what customers get from it",
        "Add a result for customers",
    ),
}
TESTIMONIES = (EvidenceKind.TESTIMONY, EvidenceKind.EXPERT)
PEOPLE = (*TESTIMONIES, EvidenceKind.OBSERVATION, EvidenceKind.DISCUSSION)


@dataclass(frozen=True)
class Warning:
    """A mistake that the portfolio seems to make, why we think so, and the way on."""

    title: str
    text: str
    url: str
    action: str


def warnings(enrolment, unit):
    """Return the Warnings for a UnitCoverage with content prefetched; no further query.

    Quiet are a portfolio with too little in it to tell, and a mistake about criteria that have no
    evidence yet or are all met already.
    """
    shown = _artefacts(unit.criteria)
    if len(shown) < ENOUGH_TO_TELL:
        return []
    url = reverse("evidence:evidence-add", args=[enrolment.pk])
    about = _criteria_of_guidance(unit)
    found = {}
    for guidance in unit.unit.guidance.all():
        if not guidance.sign or guidance.sign in found:
            continue
        criteria = about.get(guidance.pk, unit.criteria)
        if all(c.state in (Coverage.UNMAPPED, Coverage.MET) for c in criteria):
            continue
        if noticed := _notice(guidance.sign, unit, criteria):
            title, reason, action = noticed
            text = f"{reason} {_advice(guidance)}"
            found[guidance.sign] = Warning(title, text, url, action)
    return list(found.values())


def _criteria_of_guidance(unit):
    """Return {guidance id: the covered criteria that it is about}."""
    covered = {criterion.criterion.pk: criterion for criterion in unit.criteria}
    about = {}
    for outcome in unit.unit.outcomes.all():
        for criterion in outcome.criteria.all():
            for guidance in criterion.guidance.all():
                about.setdefault(guidance.pk, []).append(covered[criterion.pk])
    return about


def _notice(sign, unit, criteria):
    """Return (title, reason, way on) when the sign shows in the evidence of criteria, else None."""
    if sign == Sign.UNEVEN_OUTCOMES:
        return _uneven(unit)
    if sign == Sign.ONLY_FIGURES:
        return _only_figures(unit, criteria)
    if sign == Sign.SINGLE_KIND:
        return _single_kind(unit)
    return _unsaid(sign, unit, criteria)


def _unsaid(sign, unit, criteria):
    """Look for the words of a sign in all of the unit; name the evidence that should have them."""
    everywhere = _artefacts(unit.criteria)
    if sign == Sign.NO_STAKEHOLDERS and any(a.kind in PEOPLE for a in everywhere):
        return None
    claims = [ref.claim for covered in unit.criteria for ref in covered.references]
    texts = [a.title for a in everywhere] + [a.file_name.replace("_", " ") for a in everywhere]
    if re.search(rf"\b({WORDS[sign]})", " ".join(claims + texts).lower()):
        return None
    title, what, action = SAID[sign]
    mapped = [covered for covered in criteria if covered.references]
    references = several(_references(_artefacts(mapped)), MOST_REFERENCES, noun="artefacts")
    numbers = listed([covered.criterion.number for covered in mapped])
    reason = f"For {numbers} there is {references}. No title or claim speaks of {what}."
    if references.endswith("artefacts") or " and " in references:
        reason = reason.replace("there is", "there are", 1)
    return title, reason, action


def _single_kind(unit):
    artefacts = _artefacts(unit.criteria)
    kinds = {artefact.kind for artefact in artefacts}
    if len(kinds) > 1:
        return None
    label = artefacts[0].get_kind_display().lower()
    reason = f"All {len(artefacts)} artefacts are {label}."
    return "One kind of evidence", reason, "Add another kind"


def _uneven(unit):
    """Notice an outcome that is not met and has far less evidence a criterion than another."""
    open_ones = [outcome for outcome in unit.outcomes if outcome.met < len(outcome.criteria)]
    if not open_ones:
        return None
    thin, thick = min(open_ones, key=_weight), max(unit.outcomes, key=_weight)
    least, most = len(thin.artefacts), len(thick.artefacts)
    begun = all(outcome.artefacts for outcome in unit.outcomes if outcome is not thin)
    if most - least < FAR_LESS or _weight(thin) * FAR_LESS > _weight(thick) or not begun:
        return None
    number = thin.outcome.number
    has = "no artefact" if least == 0 else "1 artefact" if least == 1 else f"{least} artefacts"
    reason = f"Outcome {number} has {has}; outcome {thick.outcome.number} has {most}."
    return f"Outcome {number} is thin beside the rest", reason, f"Add to outcome {number}"


def _weight(outcome):
    return len(outcome.artefacts) / max(1, len(outcome.criteria))


def _only_figures(unit, criteria):
    for outcome in unit.outcomes:
        about = [covered for covered in outcome.criteria if covered in criteria]
        shown = _artefacts(about)
        if not shown or all(covered.is_met for covered in about):
            continue
        claims = " ".join(ref.claim for covered in about for ref in covered.references)
        if all(_is_figures(artefact) for artefact in shown) and not VOICES.search(claims.lower()):
            what = "is a table of figures" if len(shown) == 1 else "are tables of figures"
            reason = f"{listed(_references(shown))} {what}. Nobody says what the change was like."
            return f"Outcome {outcome.outcome.number} has figures only", reason, "Add a voice"
    return None


def _is_figures(artefact):
    title = artefact.title.lower()
    if artefact.kind in PEOPLE or VOICES.search(title) or NO_FIGURES.search(title):
        return False
    mime = type_named(artefact.file.content_type, artefact.file_name)
    return mime in TABLES or bool(FIGURES.search(title))


def _artefacts(criteria):
    """Return the artefacts that are mapped to any of these criteria, each once, in order."""
    found = {ref.artefact_id: ref.artefact for covered in criteria for ref in covered.references}
    return sorted(found.values(), key=lambda artefact: artefact.number)


def _references(artefacts):
    return [artefact.reference for artefact in artefacts]


def _advice(guidance):
    """Return the specification's own words, said to be a mistake or an advice."""
    is_mistake = guidance.kind == Guidance.Kind.COMMON_MISTAKE
    text = beginning_small(guidance.text)
    return f"{'A common mistake' if is_mistake else 'Advice'}: {text}"
