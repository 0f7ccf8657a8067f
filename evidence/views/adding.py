"""How are files and written accounts added?"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import drafts
from accounts.access import requires
from accounts.permissions import Permission
from core.errors import RuleViolation, shown_by
from evidence import intake
from evidence.forms import KINDS_OF_FILES, AccountForm
from evidence.models import Artefact
from evidence.states import ArtefactState, FileState
from learners.models import Enrolment


@requires(Permission.EVIDENCE_ADD, Enrolment)
def evidence_add(request, enrolment):
    if request.method != "POST":
        return _page(request, enrolment)
    added, refused = [], []
    for upload in request.FILES.getlist("files"):
        try:
            added.append(intake.receive(enrolment, upload, by=request.user))
        except RuleViolation as refusal:
            refused.append(refusal.message)
    if not added and not refused:
        refused = ["No file came in. Choose the files again."]
    if request.htmx:
        context = {"rows": [row_of(artefact) for artefact in added], "refused": refused}
        return render(request, "evidence/_rows.html", context, status=422 if refused else 200)
    for sentence in refused:
        messages.error(request, sentence)
    if added:
        messages.success(request, f"{len(added)} added. Map them when they are checked.")
    return redirect("evidence:evidence-add", pk=enrolment.pk)


@requires(Permission.EVIDENCE_VIEW, Artefact)
def artefact_row(request, artefact):
    """One file row, asked for again and again until the worker has checked the file."""
    return render(request, "evidence/_rows.html", {"rows": [row_of(artefact)]})


@requires(Permission.EVIDENCE_ADD, Enrolment)
def account_write(request, enrolment):
    key = f"account-{enrolment.pk}"
    form = AccountForm(request.POST or None, initial=drafts.recall(request.user, key))
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            artefact = intake.write_account(enrolment, by=request.user, **form.cleaned_data)
            drafts.discard(request.user, key)
            messages.success(request, f"Your account is kept as {artefact.reference}.")
            return redirect("evidence:artefact-map", pk=artefact.pk)
    context = {"form": form, "enrolment": enrolment, "draft_key": key}
    return render(request, "evidence/account_write.html", context)


@requires(Permission.EVIDENCE_ADD, Artefact)
@require_POST
def file_replace(request, artefact):
    upload = request.FILES.get("files")
    if upload is None:
        raise RuleViolation("No file came in. Choose the file again.")
    intake.replace_file(artefact, upload, by=request.user)
    messages.success(request, f"{artefact.reference} has a new file. Check its mapping, then send it.")
    return redirect("evidence:artefact-map", pk=artefact.pk)


def row_of(artefact):
    """Return what the component file_row shows of an artefact."""
    file = artefact.file
    row = {
        "id": f"artefact-{artefact.pk}",
        "name": artefact.title,
        "reference": artefact.reference,
        "meta": artefact.file_name,
        "state": file.state,
        "action_url": reverse("evidence:artefact-map", args=[artefact.pk]),
        "action_label": "Map",
    }
    if file.state == FileState.PENDING:
        row["poll_url"] = reverse("evidence:artefact-row", args=[artefact.pk])
    elif file.state == FileState.UNREADABLE:
        row["note"] = file.reason
    elif file.pages:
        pages = "1 page" if file.pages == 1 else f"{file.pages} pages"
        row["meta"] = f"{artefact.file_name}, {pages}"
    return row


def _page(request, enrolment):
    waiting = enrolment.artefacts.filter(state=ArtefactState.DRAFT).not_mapped()
    unmapped = list(waiting.select_related("file").order_by("-number"))
    return render(
        request,
        "evidence/evidence_add.html",
        {
            "enrolment": enrolment,
            "rows": [row_of(artefact) for artefact in unmapped],
            "next_to_map": unmapped[-1] if unmapped else None,
            "accept": KINDS_OF_FILES,
        },
    )
