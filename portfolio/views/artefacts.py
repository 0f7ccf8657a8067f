"""How does one artefact look: its pages, its versions, what it shows and what was decided?"""

from django.http import Http404
from django.shortcuts import render

from accounts.access import permissions_of, requires
from accounts.permissions import Permission
from assessment import coverage
from assessment.views import crumbs
from assessment.views.marking import attempts_of, criterion_of, said_beside
from core.typed import whole_number
from evidence.forms import KINDS_OF_FILES
from evidence.models import Artefact
from evidence.states import ARTEFACT
from evidence.views.files import pages_of, recording_of
from learners.states import EnrolmentState

ACTS = {
    "map": Permission.EVIDENCE_MAP,
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
    criteria = _criteria(artefact)
    context = {
        "artefact": artefact,
        "enrolment": artefact.enrolment,
        "learner": artefact.enrolment.learner.user,
        "crumbs": crumbs.to_portfolio(artefact.enrolment),
        "version": version,
        "versions": versions[::-1],
        "file": file,
        "file_name": version.file_name if version else artefact.file_name,
        "beside": said_beside(file),
        "pages": pages,
        "recording": recording,
        "page": max(1, min(asked, len(pages))),
        "query": f"version={version.number}&" if version else "",
        "criteria": criteria,
        "facts": _facts(artefact, version, file, recording),
        "accept": KINDS_OF_FILES,
        "may": _may(request.user, artefact),
    }
    return render(request, "portfolio/artefact_view.html", context)


def _asked_version(request, versions):
    asked = request.GET.get("version")
    if not asked:
        return None
    found = next((version for version in versions if str(version.number) == asked), None)
    if found is None:
        raise Http404
    return found


def _criteria(artefact):
    """Return what the artefact shows, in the order of the units, with every decision on it."""
    covered = coverage.of_enrolment(artefact.enrolment)
    return [
        {
            "criterion": criterion_of(criterion),
            "unit": unit.unit,
            "reference": reference,
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
    sent = version.submitted_by if version else artefact.uploaded_by
    return [
        {"label": "Kind", "value": artefact.get_kind_display()},
        {"label": "File name", "value": version.file_name if version else artefact.file_name},
        {"label": "Type", "value": file.content_type},
        size,
        {"label": "Sent by" if version else "Added by", "value": sent},
        {"label": "SHA-256", "value": file.sha256},
    ]


def _may(user, artefact):
    """Return the names of the acts that this person may do to the artefact as it is now."""
    if artefact.enrolment.state != EnrolmentState.ACTIVE:
        return set()
    permissions = permissions_of(user, artefact)
    return {
        act
        for act, permission in ACTS.items()
        if permission in permissions and (artefact.state, act) in ARTEFACT
    }
