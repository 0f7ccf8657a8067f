"""How is evidence that was sent taken back, as long as none of it is judged?"""

from django.db import transaction

from assessment.models import JudgedVersion
from core.errors import RuleViolation
from evidence import submission
from evidence.models import ArtefactVersion
from evidence.states import ArtefactState
from learners.models import Enrolment


@transaction.atomic
def recall(enrolment, artefacts, *, by):
    """Take artefacts back that were sent; refused once a criterion of one of them is judged.

    Returns the artefacts, as they are now.
    """
    enrolment = Enrolment.objects.locked(enrolment.pk)
    artefacts = list(enrolment.artefacts.filter(pk__in=[a.pk for a in artefacts]))

    for artefact in artefacts:
        if sentence := judged_sentence(artefact):
            raise RuleViolation(sentence)

    return submission.recall(enrolment, artefacts, by=by)


def sent_last(enrolment):
    """Return the artefacts of the latest sending that are still with the assessor."""
    versions = ArtefactVersion.objects.filter(artefact__enrolment=enrolment)
    last = versions.order_by("-submitted_at").first()
    if last is None:
        return []
    together = versions.filter(submitted_at=last.submitted_at).values("artefact")
    return list(enrolment.artefacts.filter(pk__in=together, state=ArtefactState.SUBMITTED))


def judged_sentence(artefact):
    """Return the sentence that says why a sent artefact can't be taken back, or "" when it can."""
    if artefact.state != ArtefactState.SUBMITTED:
        return ""
    version = artefact.versions.order_by("-number").first()
    judged = JudgedVersion.objects.filter(version=version).order_by("judgement__criterion")
    numbers = list(judged.values_list("judgement__criterion__number", flat=True))
    if not numbers:
        return ""
    said = "is" if len(numbers) == 1 else "are"
    return (
        f"{artefact.reference} can’t be taken back: {', '.join(numbers)} {said} judged already. "
        "Wait for the other decisions, or put a new file in its place."
    )
