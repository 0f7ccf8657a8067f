"""How does a learner stand, and what should they do next, in words?"""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from assessment.states import Coverage, SignOffState
from assessment.work_list import days_since
from evidence import authors
from evidence.models import Artefact, EvidenceKind
from evidence.places import Place
from evidence.states import ArtefactState, FileState
from learners.states import EnrolmentState
from portfolio.wording import in_a_sentence, listed, several, shortened, since
from qualifications.models import EvidenceType

MOST_STEPS = 3
MOST_KINDS = 3
MOST_NUMBERS = 4
MOST_REFERENCES = 4
LONGEST_QUOTE = 90
ENOUGH_ANSWERS = 3
JUST_BEGUN = 5
CHECKED = (FileState.CLEAN, FileState.UNREADABLE)
WRITTEN = {
    EvidenceKind.TESTIMONY: "a testimony",
    EvidenceKind.EXPERT: "a testimony",
    EvidenceKind.OBSERVATION: "an observation",
    EvidenceKind.QUESTIONING: "down your answers",
}


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
    """Return the sentences below the three lanes: the pace, and what waits for whom since when.

    `assessors` are their names, as they are called.
    """
    return " ".join(filter(None, [pace(progress), _waiting(covered, assessors)]))


def pace(progress):
    """Return how evidence and decisions keep up with time, in sentences."""
    if not progress.criteria:
        return "The criteria of the chosen units are not known here, so there is nothing to count."
    if progress.met == progress.criteria:
        return "Every criterion is met."
    if progress.time_percent == 100:
        still = progress.criteria - progress.met
        return f"The time is used up. {_criteria(still)} still open."
    if progress.time_percent <= JUST_BEGUN and not progress.mapped_percent:
        return "The upright line is today. The time has only just begun, so nothing is late."
    evidence = "ahead of" if progress.mapped_percent >= progress.time_percent else "behind"
    decisions = "ahead of" if progress.met_percent >= progress.time_percent else "behind"
    if evidence == decisions:
        return f"The upright line is today. Evidence and decisions are {evidence} it."
    return f"The upright line is today. The evidence is {evidence} it; decisions are {decisions}."


def turns(enrolment, covered, assessors, *, learner):
    """Return whose turn it is, as {label, value}: the learner's part, the assessor's, the time.

    `learner` is what the learner is called here: by name, or "you".
    """
    own = {
        "to answer": Coverage.NOT_YET_MET,
        "to send again": Coverage.NEEDS_RECONFIRMATION,
        "to send": Coverage.MAPPED,
        "without evidence": Coverage.UNMAPPED,
    }
    in_units = _has_several(covered)
    left = [
        f"{len(found) if in_units else _numbers(found, in_units=False)} {what}"
        for what, state in own.items()
        if (found := [c for c in covered.criteria if c.state == state and not c.to_judge])
    ]
    waiting = [criterion for criterion in covered.criteria if criterion.to_judge]
    with_whom = listed(assessors) if assessors else "the centre"
    facts = []
    if left:
        facts.append({"label": f"With {learner}", "value": listed(left)})
    if waiting:
        said = f"{_numbers(waiting, in_units=in_units)}, {_sent(waiting, covered)}"
        facts.append({"label": f"With {with_whom}", "value": said})
    days = (enrolment.due_on - localdate()).days
    if days >= 0 and len(covered.criteria) > covered.met:
        open_now = _criteria(len(covered.criteria) - covered.met)
        facts.append({"label": "Time left", "value": f"{_time(days)}; {open_now} open"})
    return facts


def _steps(enrolment, covered, unsent, kinds):
    confirmations = _confirmations(covered)
    if enrolment.state != EnrolmentState.ACTIVE:
        return confirmations
    fit = [artefact for artefact in unsent if artefact.file.state != FileState.INFECTED]
    return [
        *_quarantined(unsent),
        *confirmations,
        *_answers_to_feedback(enrolment, covered),
        *_written_by_others(fit),
        *_sending(enrolment, covered, fit),
        *_mapping(fit),
        *_adding(enrolment, covered, kinds),
    ]


def _unsent(enrolments):
    """Return {enrolment id: artefacts not with the assessor, with `criteria` counted}.

    Of accepted ones only those that a virus was found in.
    """
    found = defaultdict(list)
    unsent = Q(state__in=[ArtefactState.DRAFT, ArtefactState.RETURNED])
    quarantined = Q(state=ArtefactState.ACCEPTED, file__state=FileState.INFECTED)
    artefacts = (
        Artefact.objects.filter(unsent | quarantined, enrolment__in=enrolments)
        .select_related(*authors.READS)
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


def _quarantined(unsent):
    return [
        Step(
            f"Withdraw {artefact.reference} and add a clean copy",
            f"{artefact.file.reason} Nobody can open it.",
            artefact.get_absolute_url(),
            f"Open {artefact.reference}",
        )
        for artefact in unsent
        if artefact.file.state == FileState.INFECTED
    ]


def _confirmations(covered):
    return [
        Step(
            f"Confirm {unit.unit}",
            f"{unit.sign_off.signatures.all()[0].signed_by} has signed it off. "
            "A confirmation completes it.",
            unit.sign_off.get_absolute_url(),
            "Read and confirm",
        )
        for unit in covered.units
        if unit.sign_off
        and unit.sign_off.state == SignOffState.SIGNED
        and all(s.fingerprint == unit.fingerprint for s in unit.sign_off.signatures.all())
    ]


def _answers_to_feedback(enrolment, covered):
    in_units = _has_several(covered)
    return [
        Step(
            f"Act on the feedback for {_named(criterion, unit, in_units=in_units)}",
            f"{criterion.decision.judged_by.get_short_name()} wrote: "
            f"“{shortened(criterion.decision.feedback, LONGEST_QUOTE)}”",
            where_it_is_shown(enrolment, unit, criterion),
            "Read feedback",
        )
        for unit in covered.units
        for criterion in unit.criteria
        if criterion.state == Coverage.NOT_YET_MET
    ]


def where_it_is_shown(enrolment, unit, criterion):
    """Return the address of the portfolio with this criterion open in its map."""
    pk = criterion.criterion.pk
    query = f"?unit={unit.unit.pk}&criterion={pk}#criterion-{pk}"
    return reverse("portfolio:portfolio-view", args=[enrolment.pk]) + query


def _written_by_others(unsent):
    """Return a step for each piece that a witness or the assessor has written, and nobody sent."""
    return [
        Step(
            f"{artefact.author} has written {WRITTEN.get(artefact.kind, 'something')}: "
            f"{artefact.reference}",
            "Check it and send it.",
            artefact.get_absolute_url(),
            f"Read {artefact.reference}",
        )
        for artefact in unsent
        if artefact.state == ArtefactState.DRAFT and authors.is_by_somebody_else(artefact)
    ]


def _sending(enrolment, covered, unsent):
    ready = [
        artefact.reference
        for artefact in unsent
        if artefact.criteria and artefact.file.state in CHECKED and _is_new(artefact, covered)
    ]
    if not ready:
        return []
    what = several(ready, MOST_REFERENCES, noun="artefacts")
    said = listed(ready) if what != listed(ready) else "It" if len(ready) == 1 else "They"
    many = "is" if len(ready) == 1 else "are"
    text = f"{said} {many} mapped, but nobody has been asked to judge {_them(ready)}."
    url = reverse("evidence:evidence-submit", args=[enrolment.pk])
    return [Step(f"Send {what} to be judged", text, url, "Check and send")]


def _is_new(artefact, covered):
    """Is there something in it that the assessor has not judged: a file, a title, a mapping?"""
    judged = {
        judged.version.number: judged.version
        for criterion in covered.criteria
        for judgement in criterion.judgements
        for judged in judgement.evidence
        if judged.version.artefact_id == artefact.pk
    }
    if not judged:
        return True
    version = judged[max(judged)]
    now = {
        (criterion.criterion.pk, reference.place, reference.claim)
        for criterion in covered.criteria
        for reference in criterion.references
        if reference.artefact_id == artefact.pk
    }
    then = {
        (sent["criterion"], Place.read(sent), sent["claim"]) for sent in version.cross_references
    }
    return not (version.is_of(artefact) and now <= then)


def _mapping(unsent):
    unmapped = [artefact for artefact in unsent if not artefact.criteria]
    if not unmapped:
        return []
    references = several([a.reference for a in unmapped], MOST_REFERENCES, noun="artefacts")
    shows = "it shows" if len(unmapped) == 1 else "they show"
    url = reverse("evidence:artefact-map", args=[unmapped[0].pk])
    text = f"Say which criteria {shows}, and where."
    return [Step(f"Map {references}", text, url, f"Map {unmapped[0].reference}")]


def _adding(enrolment, covered, kinds):
    in_units = _has_several(covered)
    return [
        Step(
            f"Find evidence for {_named(gap, unit, in_units=in_units)}",
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


def _named(criterion, unit, *, in_units):
    number = criterion.criterion.number
    return f"{number} of {unit.unit}" if in_units else number


def _what_would_show(criterion, kinds):
    """Return what is missing and what would do: the shortest names of kinds of evidence first."""
    if not kinds:
        return f"{criterion.number} has no evidence: {criterion.text}"
    said = dict.fromkeys(in_a_sentence(name) for name in kinds)
    plain = sorted(said, key=lambda name: "," in name)[:MOST_KINDS]
    return f"{criterion.number} has no evidence: {listed(plain, last='or')} would show it."


def _waiting(covered, assessors):
    waiting = [criterion for criterion in covered.criteria if criterion.to_judge]
    if not waiting:
        return ""
    with_whom = listed(assessors) if assessors else "your centre"
    return f"{_criteria(len(waiting))} with {with_whom}, {_sent(waiting, covered)}"


def _sent(waiting, covered):
    """Return since when criteria wait, and how that compares with the decisions so far."""
    sent = {version.pk: version.submitted_at for c in waiting for version in c.waiting}
    days = days_since(min(sent.values()))
    since_when = {days_since(at) for at in sent.values()}
    said = f"{'the first ' if len(since_when) > 1 else ''}sent {since(days)}."
    usual = _usual_answer(covered)
    if usual is None:
        return said
    within = "a day" if usual <= 1 else f"{usual} days"
    if days > max(usual, 1):
        return f"{said} That is longer than usual: answers have come within {within}."
    return f"{said} Answers have usually come within {within}."


def _usual_answer(covered):
    """Return in how many days decisions came so far in this portfolio, None with too few to tell.

    Evidence and decisions are at hand in the coverage, so that this asks nothing more.
    """
    days = [
        (localdate(judgement.judged_at) - localdate(max(sent))).days
        for criterion in covered.criteria
        for judgement in criterion.judgements
        if (sent := [judged.version.submitted_at for judged in judgement.evidence])
    ]
    return round(median(days)) if len(days) >= ENOUGH_ANSWERS else None


def _criteria(number):
    return "1 criterion is" if number == 1 else f"{number} criteria are"


def _numbers(criteria, *, in_units):
    """Return the numbers of criteria, or how many there are when numbers would not be plain."""
    if in_units:
        return "1 criterion" if len(criteria) == 1 else f"{len(criteria)} criteria"
    return several([c.criterion.number for c in criteria], MOST_NUMBERS, noun="criteria")


def _time(days):
    """Return a number of days as people count them: days, weeks, months."""
    if days < 21:
        return "1 day" if days == 1 else f"{days} days"
    return f"{days // 7} weeks" if days < 92 else f"{days // 30} months"


def _them(words):
    return "it" if len(words) == 1 else "them"
