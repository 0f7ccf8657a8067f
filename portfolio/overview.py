"""How does a learner stand, and what should they do next, in words?"""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from assessment.states import Coverage, SignOffState
from evidence.models import Artefact
from evidence.states import ArtefactState, FileState
from learners.states import EnrolmentState
from qualifications.models import EvidenceType

MOST_STEPS = 3
MOST_KINDS = 3
CHECKED = (FileState.CLEAN, FileState.UNREADABLE)


@dataclass(frozen=True)
class Step:
    """One thing to do: what, why or how, and the way there."""

    title: str
    text: str
    url: str
    action: str


def next_steps(enrolment, covered):
    """Return the three most useful Steps for the learner, most urgent first.

    `covered` is the EnrolmentCoverage.
    """
    return next_steps_of_all([enrolment], {enrolment.pk: covered})[enrolment.pk]


def next_steps_of_all(enrolments, covered):
    """Return {enrolment id: its Steps}, in two queries however many enrolments."""
    unsent = _unsent(enrolments)
    kinds = _kinds_that_show([gap for e in enrolments for _, gap in _gaps(covered[e.pk])])
    return {e.pk: _steps(e, covered[e.pk], unsent[e.pk], kinds)[:MOST_STEPS] for e in enrolments}


def standing(progress, covered, assessors):
    """Return the sentences below the three lanes: how evidence and decisions keep up with time.

    `assessors` are their names, as they are called.
    """
    if not progress.criteria:
        return "The criteria of the chosen units are not known here, so there is nothing to count."
    evidence = "ahead of" if progress.mapped_percent >= progress.time_percent else "behind"
    decisions = "ahead of" if progress.met_percent >= progress.time_percent else "behind"
    if evidence == decisions:
        said = f"Evidence and decisions are {evidence} it."
    else:
        said = f"The evidence is {evidence} it; decisions are {decisions}."
    waiting = sum(criterion.to_judge for criterion in covered.criteria)
    sentences = [f"The upright line is today. {said}"]
    if waiting:
        what = "1 criterion is" if waiting == 1 else f"{waiting} criteria are"
        sentences.append(f"{what} with {_listed(assessors) if assessors else 'your centre'}.")
    return " ".join(sentences)


def _steps(enrolment, covered, unsent, kinds):
    confirmations = _confirmations(covered)
    if enrolment.state != EnrolmentState.ACTIVE:
        return confirmations
    return [
        *confirmations,
        *_answers_to_feedback(enrolment, covered),
        *_sending(enrolment, unsent),
        *_mapping(unsent),
        *_adding(enrolment, covered, kinds),
    ]


def _unsent(enrolments):
    """Return {enrolment id: artefacts not with the assessor, with `criteria` counted}."""
    found = defaultdict(list)
    artefacts = (
        Artefact.objects.filter(
            enrolment__in=enrolments, state__in=[ArtefactState.DRAFT, ArtefactState.RETURNED]
        )
        .select_related("file")
        .counting_criteria()
    )
    for artefact in artefacts:
        found[artefact.enrolment_id].append(artefact)
    return found


def _kinds_that_show(criteria):
    """Return {criterion id: names of evidence types}, in one query."""
    found = defaultdict(list)
    ids = [criterion.criterion.pk for criterion in criteria]
    pairs = EvidenceType.objects.filter(criteria__in=ids).order_by("position")
    for criterion, name in pairs.values_list("criteria", "name"):
        found[criterion].append(name)
    return found


def _confirmations(covered):
    return [
        Step(
            f"Confirm {unit.unit}",
            f"{unit.sign_off.signatures.all()[0].signed_by} has signed it off. "
            "Your word completes it.",
            unit.sign_off.get_absolute_url(),
            "Read and confirm",
        )
        for unit in covered.units
        if unit.sign_off
        and unit.sign_off.state == SignOffState.SIGNED
        and all(s.fingerprint == unit.fingerprint for s in unit.sign_off.signatures.all())
    ]


def _answers_to_feedback(enrolment, covered):
    several = _has_several(covered)
    return [
        Step(
            f"Act on the feedback for {_named(criterion, unit, several=several)}",
            f"{criterion.decision.judged_by.get_short_name()} wrote: "
            f"“{_beginning(criterion.decision.feedback)}”",
            reverse("assessment:unit-view", args=[enrolment.pk, unit.unit.pk])
            + f"#criterion-{criterion.criterion.pk}",
            "Read feedback",
        )
        for unit in covered.units
        for criterion in unit.criteria
        if criterion.state == Coverage.NOT_YET_MET
    ]


def _sending(enrolment, unsent):
    ready = [a.reference for a in unsent if a.criteria and a.file.state in CHECKED]
    if not ready:
        return []
    if len(ready) == 1:
        text = "It is mapped, but nobody has been asked to judge it."
    else:
        text = "They are mapped, but nobody has been asked to judge them."
    url = reverse("evidence:evidence-submit", args=[enrolment.pk])
    return [Step(f"Send {_listed(ready)} to your assessor", text, url, "Check and send")]


def _mapping(unsent):
    unmapped = [a for a in unsent if not a.criteria and a.file.state != FileState.INFECTED]
    if not unmapped:
        return []
    references = _listed([artefact.reference for artefact in unmapped])
    shows = "it shows" if len(unmapped) == 1 else "they show"
    url = reverse("evidence:artefact-map", args=[unmapped[0].pk])
    text = f"Say which criteria {shows}, and where."
    return [Step(f"Map {references}", text, url, f"Map {unmapped[0].reference}")]


def _adding(enrolment, covered, kinds):
    several = _has_several(covered)
    return [
        Step(
            f"Find evidence for {_named(gap, unit, several=several)}",
            _what_would_show(gap.criterion, kinds[gap.criterion.pk]),
            reverse("evidence:evidence-add", args=[enrolment.pk]),
            f"Add to {gap.criterion.number}",
        )
        for unit, gap in _gaps(covered)
    ]


def _gaps(covered):
    """Return the first (unit, criterion) without evidence, no more than can become steps."""
    return [
        (unit, criterion)
        for unit in covered.units
        for criterion in unit.criteria
        if criterion.state == Coverage.UNMAPPED
    ][:MOST_STEPS]


def _has_several(covered):
    return sum(bool(unit.criteria) for unit in covered.units) > 1


def _named(criterion, unit, *, several):
    number = criterion.criterion.number
    return f"{number} of {unit.unit}" if several else number


def _what_would_show(criterion, kinds):
    if not kinds:
        return f"It has none yet. {criterion.text}"
    return f"It has none yet. Would show it: {_listed(kinds[:MOST_KINDS], last='or')}."


def _beginning(text, longest=240):
    """Return the text, or as many whole words of it as there is room for."""
    words = " ".join(text.split())
    return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0] + " …"


def _listed(words, last="and"):
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
