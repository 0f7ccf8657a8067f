"""How does a browser send a file in pieces, by tus 1.0, and go on after the line broke?"""

import base64
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import requires
from accounts.permissions import Permission
from core.errors import RuleViolation
from core.typed import whole_number
from evidence import forgetting, uploads
from evidence.intake import Given
from evidence.models import Upload
from evidence.stores import PIECE
from evidence.views import tus
from evidence.views.adding import new_row_of, told_of_replacing
from learners.models import Enrolment

STATUS = {
    uploads.Busy: 423,
    uploads.Gone: 410,
    uploads.Misplaced: 409,
    uploads.Damaged: 460,
    uploads.TooMuch: 413,
    uploads.Unchecked: 503,
}


def speaks_tus(view):
    """Answer as tus has it: the version on every answer, refusals as a status and a sentence."""

    @wraps(view)
    def speaking(request, subject):
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != tus.VERSION:
                raise tus.Refused(412, f"This site speaks tus {tus.VERSION}.")
            answer = view(request, subject)
        except tus.Refused as refusal:
            answer = _sentence(refusal, refusal.status)
        except uploads.CannotGoOn as refusal:
            answer = _sentence(refusal, STATUS[type(refusal)])
        except RuleViolation as refusal:
            answer = _sentence(refusal, 422)
        answer["Tus-Resumable"] = tus.VERSION
        if answer.status_code in (204, 412):
            answer["Tus-Version"] = tus.VERSION
        answer["Cache-Control"] = "no-store"
        if isinstance(subject, Upload):
            answer["Upload-Expires"] = http_date(subject.expires_at.timestamp())
        return answer

    return speaking


@requires(Permission.EVIDENCE_ADD, Enrolment)
@require_http_methods(["OPTIONS", "POST"])
@speaks_tus
def upload_begin(request, enrolment):
    if request.method == "OPTIONS":
        answer = HttpResponse(status=204)
        answer["Tus-Extension"] = tus.EXTENSIONS
        answer["Tus-Max-Size"] = settings.EVIDENCE_MAX_BYTES
        answer["Tus-Checksum-Algorithm"] = ",".join(uploads.CHECKSUMS)
        return answer
    told = tus.metadata(request)
    upload = uploads.begin(
        enrolment,
        Given(told.get("filename", ""), told.get("filetype", "")),
        tus.number(request, "Upload-Length"),
        replaces=_replaced(enrolment, told.get("replaces")),
        by=request.user,
    )
    answer = HttpResponse(status=201)
    answer["Location"] = reverse("evidence:upload-continue", args=[upload.token])
    answer["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return answer


@requires(Permission.EVIDENCE_ADD, Upload, key="token")
@tus.as_meant
@require_http_methods(["HEAD", "PATCH", "DELETE"])
@speaks_tus
def upload_continue(request, upload):
    answer = HttpResponse(status=200 if request.method == "HEAD" else 204)
    if request.method == "DELETE":
        forgetting.forget(upload, by=request.user)
        return answer
    if request.method == "HEAD":
        safe = uploads.here(upload)
        answer["Upload-Length"] = upload.length
        if not upload.artefact_id:
            length, digest = uploads.tail_of(upload)
            answer["Upload-Tail"] = f"{length} {base64.b64encode(digest).decode()}"
    else:
        safe = _append(request, upload)
    answer["Upload-Offset"] = safe
    return answer


@requires(Permission.EVIDENCE_ADD, Upload, key="token")
@require_POST
def upload_finish(request, upload):
    before = upload.replaces
    try:
        artefact = uploads.finish(upload, by=request.user)
    except uploads.CannotGoOn as problem:
        if request.htmx:
            return _sentence(problem, STATUS[type(problem)])
        messages.error(request, str(problem))
        return _back_from(upload)
    except RuleViolation as refusal:
        if request.htmx:
            context = {"rows": [], "refused": [refusal.message]}
            return render(request, "evidence/_rows.html", context, status=422)
        messages.error(request, refusal.message)
        return _back_from(upload)
    told = told_of_replacing(before, artefact, since=upload.created_at) if before else ""
    if request.htmx and not told:
        return render(request, "evidence/_rows.html", {"rows": [new_row_of(artefact)]})
    added = f"{artefact.reference} is added. Map it when it is checked."
    messages.success(request, told or added)
    if not told:
        return _back_from(upload)
    mapping = reverse("evidence:artefact-map", args=[artefact.pk])
    return HttpResponseClientRedirect(mapping) if request.htmx else redirect(mapping)


@requires(Permission.EVIDENCE_ADD, Upload, key="token")
@require_POST
def upload_forget(request, upload):
    forgetting.forget(upload, by=request.user)
    if request.htmx:
        return HttpResponse()
    messages.success(request, "The unfinished upload is gone.")
    return _back_from(upload)


def _back_from(upload):
    """Return to the page that the file was chosen on."""
    if upload.replaces:
        return redirect(upload.replaces)
    return redirect("evidence:evidence-add", pk=upload.enrolment_id)


def _append(request, upload):
    if request.content_type != tus.BODY:
        raise tus.Refused(415, f"The pieces of a file come as {tus.BODY}.")
    return uploads.append(
        upload,
        _pieces(request),
        offset=tus.number(request, "Upload-Offset"),
        size=tus.number(request, "Content-Length"),
        checksum=tus.checksum(request),
    )


def _pieces(request):
    """Yield the body piece by piece, up to where the line broke."""
    try:
        while piece := request.read(PIECE):
            yield piece
    except UnreadablePostError:
        return


def _replaced(enrolment, pk):
    if pk is None:
        return None
    found = enrolment.artefacts.filter(pk=whole_number(pk)).first()
    if found is None:
        raise tus.Refused(400, "There is no such evidence to replace.")
    return found


def _sentence(problem, status):
    return HttpResponse(str(problem), status=status, content_type="text/plain; charset=utf-8")
