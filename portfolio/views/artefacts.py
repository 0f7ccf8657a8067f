"""How does one artefact look: its pages, its versions, what it shows and what was decided?"""

from django.http import Http404
from django.shortcuts import render

from accounts.access import permissions_of, requires
from accounts.permissions import Permission
from assessment import coverage
from assessment.views import crumbs
from assessment.views.marking import attempts_of, criterion_of, said_beside
from core.typed import whole_number
from evidence import authors, written
from evidence.door import file_types
from evidence.door.file_types import RECORD, type_named
from evidence.models import Artefact
from evidence.places import Place
from evidence.records import kinds
from evidence.states import ARTEFACT
from evidence.views.adding import rows_on_the_way
from evidence.views.files import pages_of, recording_of
from evidence.views.viewing import reading_of
from evidence.viruses import said_of
from learners.states import EnrolmentState
from portfolio import versions as sendings

TYPES = {RECORD: "Written here"}
ACTS = {
    "map": Permission.EVIDENCE_MAP,
    "recall": Permission.EVIDENCE_SUBMIT,
    "replace": Permission.EVIDENCE_ADD,
    "withdraw": Permission.EVIDENCE_WITHDRAW,
    "restore": Permission.EVIDENCE_WITHDRAW,
}


@requires(Permission.EVIDENCE_VIEW, Artefact)
def artefact_view(request, artefact):
    versions = list(artefact.versions.select_related("file", "submitted_by"))
    version = _asked_version(request, versions)
    file = version.file if version else artefact.file
    pages = pages_of(artefact, version)
    recording = recording_of(artefact, version)
    asked = whole_number(request.GET.get("page", "")) or 1
    page = max(1, min(asked, len(pages)))
    query = f"version={version.number}&" if version else ""
    criteria = _criteria(artefact, query)
    claims = _claims(criteria, version)
    may = _may(request.user, artefact)
    context = {
        "artefact": artefact,
        "enrolment": artefact.enrolment,
        "learner": artefact.enrolment.learner.user,
        "crumbs": crumbs.to_portfolio(artefact.enrolment),
        "version": version,
        **sendings.told(artefact, versions, [row["covered"] for row in criteria]),
        "file": file,
        "file_name": version.file_name if version else artefact.file_name,
        "beside": said_beside(file),
        **_written(request, file),
        **_details(artefact, version),
        "pages": pages,
        "recording": recording,
        "page": page,
        "query": query,
        "marked": {place.page for _, place in claims},
        "reading": reading_of(
            request, artefact, pages, page, version=version, claims=claims, query=query
        ),
        "criteria": criteria,
        "facts": _facts(artefact, version, file, recording),
        "byline": authors.sentence(artefact),
        "accept": file_types.accepted(),
        "may": may,
        "rows": _on_the_way(request.user, artefact) if "replace" in may else [],
    }
    return render(request, "portfolio/artefact_view.html", context)


def _claims(criteria, version):
    """Return (number, Place) of what is claimed of the file: as it was sent, or as it is now."""
    if version:
        return [(kept["number"], Place.read(kept)) for kept in version.cross_references]
    return [(row["criterion"]["number"], row["reference"].place) for row in criteria]


def _written(request, file):
    """Return the parts of what was written here, folded where an address names a page of it."""
    record = written.of_file(file)
    return {"record": record.parts() if record else None, "record_open": "page" not in request.GET}


def _details(artefact, version):
    """Return what a file's kind asks for: the answers as parts, and whether one is missing."""
    missing = "" if version else kinds.missing(artefact.kind, artefact.details)
    return {
        "details": written.details_of(artefact, version),
        "has_details": artefact.kind in kinds.DETAILED,
        "missing": missing,
    }


def _asked_version(request, versions):
    asked = request.GET.get("version")
    if not asked:
        return None
    found = next((version for version in versions if str(version.number) == asked), None)
    if found is None:
        raise Http404
    return found


def _criteria(artefact, query):
    """Return what the artefact shows, in the order of the units, with every decision on it."""
    covered = coverage.of_enrolment(artefact.enrolment)
    return [
        {
            "covered": criterion,
            "criterion": criterion_of(criterion),
            "unit": unit.unit,
            "reference": reference,
            "place": reference.place.in_short(),
            "url": reference.place.in_address(f"?{query}"),
            "attempts": attempts_of(criterion),
        }
        for unit in covered.units
        for criterion in unit.criteria
        for reference in criterion.references
        if reference.artefact_id == artefact.pk
    ]


def _facts(artefact, version, file, recording):
    pages = {"label": "Pages", "value": file.pages or "none"}
    size = {"label": "Length", "value": recording["length"]} if recording else pages
    sent = version.submitted_by.name if version else authors.short(artefact)
    given = [{"label": "Name as given", "value": artefact.given_name}]
    name = (version or artefact).file_name
    mime = type_named(file.content_type, name)
    return [
        {"label": "Kind", "value": (version or artefact).get_kind_display()},
        {"label": "File name", "value": name},
        *(given if artefact.given_name and not version else []),
        {"label": "Type", "value": TYPES.get(mime, mime)},
        size,
        {"label": "Sent by" if version else "Added by", "value": sent},
        {"label": "SHA-256", "value": file.sha256},
        {"label": "Viruses", "value": said_of(file)},
    ]


def _on_the_way(user, artefact):
    """Return a row for each new file of the artefact that broke off."""
    here = rows_on_the_way(artefact.enrolment, user)
    return [row for row in here if row["unfinished"].upload.replaces_id == artefact.pk]


def _may(user, artefact):
    """Return the names of the acts that this person may do to the artefact as it is now."""
    if artefact.enrolment.state != EnrolmentState.ACTIVE:
        return set()
    permissions = permissions_of(user, artefact)
    may = {
        act
        for act, permission in ACTS.items()
        if permission in permissions and (artefact.state, act) in ARTEFACT
    }
    if "replace" in may and artefact.file.content_type == RECORD:
        may -= {"replace"}
        may |= {"rewrite"} if authors.may_change(artefact, user) else set()
    return may
