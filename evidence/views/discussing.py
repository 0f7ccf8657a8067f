"""How is a professional discussion recorded in the browser, or brought as a file?"""

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts import drafts
from accounts.access import requires
from accounts.permissions import Permission
from core.errors import RuleViolation, shown_by
from evidence import intake, uploads
from evidence.door.allowance import one_file, takes_files
from evidence.forms.records import RecordForm
from evidence.models import EvidenceKind, Upload
from evidence.records import discussion
from evidence.records.reading import without_empty
from evidence.views.adding import rows_on_the_way
from learners.models import Enrolment
from learners.states import ENROLMENT

RECORDINGS = "audio/*,video/*,.mp3,.m4a,.aac,.wav,.ogg,.opus,.mp4,.m4v,.mov,.webm,.mkv"
LISTENS = "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()"
SOUNDS = ("audio/", "video/")
NO_RECORDING = "Record the discussion, or choose a file of it."
ALREADY = "The recording was added as {} meanwhile. Change its kind there, then add the time marks."
# A form that says so is only checked: its recording is sent once nothing is wrong with it.
AWAITED = "awaited"


@requires(Permission.EVIDENCE_ADD, Enrolment)
@csp_update({"media-src": [SELF, "blob:"]})
@takes_files(one_file)
def discussion_add(request, enrolment):
    key = f"discussion-{enrolment.pk}"
    form = _form(request, key)
    if request.method == "POST" and form.is_bound and form.is_valid():
        if AWAITED in request.POST:
            return HttpResponse(status=204)
        with shown_by(form):
            artefact = _taken_in(request, enrolment, form)
            drafts.discard(request.user, key)
            messages.success(request, f"It is kept as {artefact.reference}.")
            mapping = reverse("evidence:artefact-map", args=[artefact.pk])
            return HttpResponseClientRedirect(mapping) if request.htmx else redirect(mapping)
    context = {
        "enrolment": enrolment,
        "form": form,
        "draft_key": key,
        "accept": RECORDINGS,
        "rows": _recordings_on_the_way(enrolment, request.user),
        "kept_days": settings.UPLOAD_KEPT_DAYS,
        "may_add": (enrolment.state, "work") in ENROLMENT,
        "crumbs": _crumbs(enrolment),
    }
    status = 422 if form.is_bound and form.errors else 200
    response = render(request, "evidence/discussion_add.html", context, status=status)
    response["Permissions-Policy"] = LISTENS
    return response


def _taken_in(request, enrolment, form):
    """Return the artefact of a recording that comes with the form, or came in pieces before it."""
    said = {
        "kind": EvidenceKind.DISCUSSION,
        "title": form.cleaned_data["title"],
        "details": without_empty(form.answers()),
        "by": request.user,
    }
    recording = request.FILES.get("recording")
    if recording:
        return intake.receive(enrolment, recording, **said)
    token = request.POST.get("upload", "")
    if not token:
        raise RuleViolation(NO_RECORDING)
    mine = Upload.objects.visible_to(request.user).filter(enrolment=enrolment, replaces=None)
    upload = mine.filter(token=token).first()
    if upload is None:
        raise RuleViolation(uploads.NOT_KEPT)
    try:
        artefact = uploads.finish(upload, **said)
    except uploads.CannotGoOn as problem:
        raise RuleViolation(str(problem)) from problem
    if artefact.kind != EvidenceKind.DISCUSSION:
        raise RuleViolation(ALREADY.format(artefact.reference))
    return artefact


def _recordings_on_the_way(enrolment, user):
    """Return a row for each recording that came in, in part or whole, and is no evidence yet."""
    return [
        row
        for row in rows_on_the_way(enrolment, user)
        if row["unfinished"].upload.claimed.startswith(SOUNDS) and "for_url" not in row
    ]


def _form(request, key):
    """Return the form as it was posted, with more rows, or as it was left last."""
    if request.method != "POST":
        return RecordForm(discussion, typed=drafts.recall(request.user, key))
    form = RecordForm(discussion, request.POST)
    if "more" in request.POST:
        return RecordForm(discussion, typed=form.as_draft(), more=request.POST["more"])
    return form


def _crumbs(enrolment):
    return [
        {"label": "Portfolio", "url": enrolment.get_absolute_url()},
        {"label": "Add evidence", "url": reverse("evidence:evidence-add", args=[enrolment.pk])},
    ]
