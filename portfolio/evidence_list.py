"""What is in a portfolio, and where is each piece of it now?"""

from collections import Counter, defaultdict

from django.db.models import OuterRef, Subquery

from assessment.work_list import days_since
from core.templatetags.portfolio_ui import plural
from evidence import authors
from evidence.models import ArtefactVersion
from evidence.states import ArtefactState, FileState
from portfolio.wording import listed

AT_ONCE = 10
ORDER = (
    ArtefactState.RETURNED,
    ArtefactState.DRAFT,
    FileState.PENDING,
    FileState.INFECTED,
    ArtefactState.SUBMITTED,
    ArtefactState.ACCEPTED,
)


def rows(enrolment, covered, assessors, unit):
    """Return what the component artefact_row shows of every artefact but the withdrawn ones.

    `covered` is the EnrolmentCoverage, `assessors` are the names of who judges, `unit` is the
    UnitCoverage that is shown or None: its criteria are named, those of other units counted.
    One query.
    """
    latest = ArtefactVersion.objects.filter(artefact=OuterRef("pk")).order_by("-number")
    artefacts = (
        enrolment.artefacts.current()
        .select_related(*authors.READS)
        .annotate(sent_at=Subquery(latest.values("submitted_at")[:1]))
    )
    here = _numbers(unit.criteria if unit else [])
    everywhere = _numbers(covered.criteria)
    return [_row(a, here[a.pk], len(everywhere[a.pk]), assessors) for a in artefacts]


def counts(found):
    """Return [(state, how many rows)] of the states that there are, work to do first."""
    number = Counter(row["state"] for row in found)
    return [(state.value, number[state]) for state in ORDER if number[state]]


def matching(found, *, state="", words=""):
    """Return the rows in a state whose reference, title, kind or file name has all the words."""
    wanted = words.casefold().split()
    return [
        row
        for row in found
        if (not state or row["state"] == state) and all(word in row["sought"] for word in wanted)
    ]


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


def _row(artefact, numbers, everywhere, assessors):
    kind = artefact.get_kind_display()
    if authors.is_by_somebody_else(artefact):
        kind = f"{kind} by {authors.short(artefact)}"
    pages = artefact.file.pages
    state, label = _state(artefact, everywhere, assessors)
    return {
        "pk": artefact.pk,
        "reference": artefact.reference,
        "title": artefact.title,
        "url": artefact.get_absolute_url(),
        "meta": f"{kind}, {plural(pages, 'page,pages')}" if pages else kind,
        "criteria": _for(numbers, everywhere - len(numbers)),
        "state": state,
        "state_label": label,
        "sought": f"{artefact} {kind} {artefact.file_name}".casefold(),
    }


def _for(numbers, elsewhere):
    """Return what an artefact is for, in words."""
    parts = [", ".join(numbers)] if numbers else []
    if elsewhere:
        parts.append(f"{elsewhere} in other units" if numbers else f"{elsewhere} of other units")
    return f"for {listed(parts)}" if parts else ""


def _state(artefact, mapped, assessors):
    """Return the state to show and its words; "" leaves the usual word."""
    if artefact.file.state in (FileState.PENDING, FileState.INFECTED):
        return artefact.file.state, ""
    if artefact.state == ArtefactState.SUBMITTED:
        days = days_since(artefact.sent_at)
        since = "today" if not days else "1 day" if days == 1 else f"{days} days"
        return artefact.state, f"With {' and '.join(assessors) or 'your centre'}, {since}"
    if artefact.state == ArtefactState.DRAFT:
        return artefact.state, "Not sent yet" if mapped else "Not mapped yet"
    return artefact.state, ""


def _numbers(criteria):
    """Return {artefact id: numbers of the criteria that it is mapped to}, in order."""
    numbers = defaultdict(list)
    for covered in criteria:
        for reference in covered.references:
            numbers[reference.artefact_id].append(covered.criterion.number)
    return numbers
