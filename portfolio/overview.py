"""What should a learner do next, in words?"""

from dataclasses import dataclass

from django.urls import reverse

from assessment.states import Coverage, SignOffState
from evidence.models import Artefact

MOST_STEPS = 3
MOST_KINDS = 3


@dataclass(frozen=True)
class Step:
    """One thing to do: what, why or how, and the way there."""

    title: str
    text: str
    url: str
    action: str


def next_steps(enrolment, covered):
    """Return the three most useful Steps for the learner, most urgent first.

    `covered` is the EnrolmentCoverage. Two queries at most.
    """
    steps = [
        *_confirmations(covered),
        *_answers_to_feedback(enrolment, covered),
        *_sending(enrolment),
        *_gaps(enrolment, covered),
    ]
    return steps[:MOST_STEPS]


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
        if unit.sign_off and unit.sign_off.state == SignOffState.SIGNED
    ]


def _answers_to_feedback(enrolment, covered):
    return [
        Step(
            f"Act on the feedback for {criterion.criterion.number}",
            _first_sentence(criterion.decision.feedback),
            reverse("assessment:unit-view", args=[enrolment.pk, unit.unit.pk]),
            "Read feedback",
        )
        for unit in covered.units
        for criterion in unit.criteria
        if criterion.state == Coverage.NOT_YET_MET
    ]


def _sending(enrolment):
    ready = Artefact.objects.filter(enrolment=enrolment).ready_to_submit()
    references = [artefact.reference for artefact in ready]
    if not references:
        return []
    return [
        Step(
            f"Send {_listed(references)} to your assessor",
            "Mapped, but nobody has been asked to judge it."
            if len(references) == 1
            else "They are mapped, but nobody has been asked to judge them.",
            reverse("evidence:evidence-submit", args=[enrolment.pk]),
            "Check and send",
        )
    ]


def _gaps(enrolment, covered):
    return [
        Step(
            f"Show {criterion.criterion.number}",
            _what_would_show(criterion.criterion),
            reverse("evidence:evidence-add", args=[enrolment.pk]),
            f"Add to {criterion.criterion.number}",
        )
        for unit in covered.units
        for criterion in unit.criteria
        if criterion.state == Coverage.UNMAPPED
    ]


def _what_would_show(criterion):
    kinds = [kind.name for kind in criterion.evidence_types.all()[:MOST_KINDS]]
    if not kinds:
        return f"{criterion.number} has no evidence yet. {criterion.text}"
    return f"No evidence yet. Would show it: {_listed(kinds, last='or')}."


def _first_sentence(text, longest=140):
    sentence = text.split(". ")[0].strip()
    return sentence if len(sentence) <= longest else sentence[:longest].rsplit(" ", 1)[0] + " …"


def _listed(words, last="and"):
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
