"""What is in a portfolio, and where is each piece of it now?"""

from collections import defaultdict

from django.db.models import OuterRef, Subquery
from django.utils.timezone import localdate

from evidence.models import ArtefactVersion
from evidence.states import ArtefactState, FileState


def rows(enrolment, covered, assessors):
    """Return what the component artefact_row shows of every artefact but the withdrawn ones.

    `covered` is the EnrolmentCoverage, `assessors` are the names of who judges. One query.
    """
    latest = ArtefactVersion.objects.filter(artefact=OuterRef("pk")).order_by("-number")
    artefacts = (
        enrolment.artefacts.current()
        .select_related("file")
        .annotate(sent_at=Subquery(latest.values("submitted_at")[:1]))
    )
    numbers = _numbers(covered)
    return [_row(artefact, numbers[artefact.pk], assessors) for artefact in artefacts]


def withdrawn(enrolment):
    """Return the rows of what was taken out, each with its reason. One query."""
    return [
        {
            "reference": artefact.reference,
            "title": artefact.title,
            "url": artefact.get_absolute_url(),
            "meta": f"Withdrawn: {artefact.withdrawn_because}",
            "state": artefact.state,
        }
        for artefact in enrolment.artefacts.filter(state=ArtefactState.WITHDRAWN)
    ]


def _row(artefact, numbers, assessors):
    parts = [artefact.get_kind_display()]
    if artefact.file.pages:
        parts.append("1 page" if artefact.file.pages == 1 else f"{artefact.file.pages} pages")
    meta = ", ".join(parts)
    state, label = _state(artefact, numbers, assessors)
    return {
        "reference": artefact.reference,
        "title": artefact.title,
        "url": artefact.get_absolute_url(),
        "meta": f"{meta} · for {', '.join(numbers)}" if numbers else meta,
        "state": state,
        "state_label": label,
    }


def _state(artefact, numbers, assessors):
    """Return the state to show and its words; "" leaves the usual word."""
    if artefact.file.state in (FileState.PENDING, FileState.INFECTED):
        return artefact.file.state, ""
    if artefact.state == ArtefactState.SUBMITTED:
        days = (localdate() - localdate(artefact.sent_at)).days
        since = "today" if not days else "1 day" if days == 1 else f"{days} days"
        return artefact.state, f"With {' and '.join(assessors) or 'your centre'}, {since}"
    if artefact.state == ArtefactState.DRAFT:
        return artefact.state, "Not sent yet" if numbers else "Not mapped yet"
    return artefact.state, ""


def _numbers(covered):
    """Return {artefact id: numbers of the criteria that it is mapped to}, in order."""
    numbers = defaultdict(list)
    for criterion in covered.criteria:
        for reference in criterion.references:
            numbers[reference.artefact_id].append(criterion.criterion.number)
    return numbers
