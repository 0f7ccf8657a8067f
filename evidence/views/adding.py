"""How are files and written accounts added?"""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.permissions import Permission
from core import clock
from core.errors import RuleViolation
from core.templatetags.portfolio_ui import size_in_words
from evidence import intake, uploads
from evidence.door import file_types
from evidence.door.allowance import many_files, one_file, takes_files
from evidence.door.file_names import safe_name
from evidence.door.file_types import in_a_line
from evidence.models import Artefact
from evidence.states import ArtefactState, FileState
from evidence.views.files import recording_of
from evidence.viruses import not_scanned, quarantined
from learners.models import Enrolment
from learners.states import ENROLMENT
from qualifications.models import EvidenceType

SAME_FILE = "This is the same file; nothing was changed."
CHECKING = "{}. Checking it and making its pages"


@requires(Permission.EVIDENCE_ADD, Enrolment)
@takes_files(many_files)
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
        context = {"rows": [new_row_of(artefact) for artefact in added], "refused": refused}
        return render(request, "evidence/_rows.html", context, status=422 if refused else 200)
    for sentence in refused:
        messages.error(request, sentence)
    if added:
        messages.success(request, f"{len(added)} added. Map them when they are checked.")
    return redirect("evidence:evidence-add", pk=enrolment.pk)


@requires(Permission.EVIDENCE_VIEW, Artefact)
def artefact_row(request, artefact):
    """One file row, asked for again and again until the worker has checked the file."""
    return rows_answer(request, artefact)


@requires(Permission.EVIDENCE_ADD, Artefact)
@require_POST
@takes_files(one_file)
def file_replace(request, artefact):
    upload = request.FILES.get("files")
    if upload is None:
        raise RuleViolation("No file came in. Choose the file again.")
    began = clock.now()
    replaced = intake.replace_file(artefact, upload, by=request.user)
    messages.success(request, told_of_replacing(artefact, replaced, since=began))
    return redirect("evidence:artefact-map", pk=artefact.pk)


def told_of_replacing(artefact, replaced, *, since):
    """Return what is said of an artefact, as it was before, now that it is `replaced`.

    What came in holds the same bytes when the file is older than `since`, when it began to come.
    """
    if replaced.uploaded_at < since:
        return SAME_FILE
    if artefact.state == ArtefactState.SUBMITTED:
        return (
            f"{artefact.reference} has a new file and came back to you. "
            "The new version goes to your assessor when you send it."
        )
    return f"{artefact.reference} has a new file. Check its mapping, then send it."


def rows_answer(request, artefact):
    """Answer with an artefact's row, and with the page's next step."""
    context = {"rows": [row_of(artefact)], "fresh": True, **_next_step(artefact.enrolment)}
    return render(request, "evidence/_rows.html", context)


def row_of(artefact):
    """Return what the component file_row shows of an artefact."""
    file = artefact.file
    row = {
        "id": f"artefact-{artefact.pk}",
        "name": artefact.file_name,
        "reference": artefact.reference,
        "meta": meta_of(artefact),
        "state": file.state,
        "action_url": reverse("evidence:artefact-map", args=[artefact.pk]),
        "action_label": "Map",
        "found": file.found_in_words,
    }
    if artefact.state == ArtefactState.WITHDRAWN:
        restore = reverse("evidence:artefact-restore", args=[artefact.pk])
        row |= {"state": artefact.state, "action_url": "", "restore_url": restore}
    elif file.state == FileState.PENDING:
        row["meta"] = CHECKING.format(row["meta"])
        row["poll_url"] = _poll_url(artefact)
        row["cancel_url"] = reverse("evidence:artefact-withdraw", args=[artefact.pk])
    elif file.state == FileState.INFECTED:
        row |= {"error": quarantined(file), "action_label": "Open"}
        row["action_url"] = artefact.get_absolute_url()
    else:
        row["note"] = file.reason if file.state == FileState.UNREADABLE else ""
        if unscanned := not_scanned(file):
            row["meta"] = f"{row['meta']}. Viruses: {unscanned.lower()}"
    return row


def new_row_of(artefact):
    """Return the row of what came in just now.

    It asks once more even if its file is known already: that brings the next step along.
    """
    return row_of(artefact) | {"poll_url": _poll_url(artefact)}


def rows_on_the_way(enrolment, user):
    """Return a row for each upload that broke off; a better file for an artefact is sent there."""
    rows = []
    for one in uploads.unfinished(enrolment, user):
        upload = one.upload
        row = {
            "id": f"upload-{upload.pk}",
            "name": safe_name(upload.name),
            "unfinished": one,
            "finish_url": reverse("evidence:upload-finish", args=[upload.token]),
            "forget_url": reverse("evidence:upload-forget", args=[upload.token]),
            "continue_url": reverse("evidence:upload-continue", args=[upload.token]),
        }
        if upload.replaces:
            row["for_reference"] = upload.replaces.reference
            row["for_url"] = f"{upload.replaces.get_absolute_url()}#replace"
        rows.append(row)
    return rows


def meta_of(artefact):
    """Return in words how long and how large an artefact's file is."""
    pages = artefact.file.pages
    recording = recording_of(artefact)
    if recording:
        return f"{recording['length']}, {size_in_words(artefact.file.size)}"
    size = size_in_words(artefact.file.size)
    return f"{pages} page{'' if pages == 1 else 's'}, {size}" if pages else size


def _page(request, enrolment):
    drafts_here = enrolment.artefacts.filter(state=ArtefactState.DRAFT)
    infected = enrolment.artefacts.quarantined().select_related("file").order_by("number")
    unmapped = drafts_here.not_mapped().exclude(pk__in=infected)
    rows = [row_of(artefact) for artefact in unmapped.select_related("file").order_by("number")]
    others = enrolment.artefacts.current().exclude(pk__in=unmapped).exclude(pk__in=infected)
    latest = list(others.order_by("-number")[:4])
    context = {
        "enrolment": enrolment,
        "crumbs": _crumbs(enrolment),
        "may_add": (enrolment.state, "work") in ENROLMENT,
        "quarantined": [row_of(artefact) for artefact in infected],
        "rows": rows_on_the_way(enrolment, request.user) + rows,
        "latest": latest,
        "first_three": [] if rows or latest else _first_three(enrolment),
        "to_send": enrolment.artefacts.ready_to_submit().count(),
        "accept": file_types.accepted(),
        "help": in_a_line(settings.EVIDENCE_MAX_BYTES),
        "kept_days": settings.UPLOAD_KEPT_DAYS,
    }
    return render(request, "evidence/evidence_add.html", context | _next_step(enrolment))


def _first_three(enrolment):
    """Return the kinds of evidence that show the most criteria, for somebody who has none yet."""
    kinds = (
        EvidenceType.objects.filter(unit__in=enrolment.chosen_units(), criteria__isnull=False)
        .annotate(shows=Count("criteria"))
        .order_by("-shows", "unit__position", "position")
        .prefetch_related("criteria")
    )
    return [
        {"title": kind.name, "text": f"Can show {_listed(c.number for c in kind.criteria.all())}"}
        for kind in kinds[:3]
    ]


def _listed(numbers):
    *most, last = sorted(set(numbers))
    return f"{', '.join(most)} and {last}" if most else last


def _next_step(enrolment):
    """Return which draft is to be mapped first, and how many are ready for it."""
    ready = list(
        enrolment.artefacts.filter(
            state=ArtefactState.DRAFT, file__state__in=[FileState.CLEAN, FileState.UNREADABLE]
        )
        .not_mapped()
        .order_by("number")
    )
    return {"next_to_map": ready[0] if ready else None, "ready": len(ready)}


def _poll_url(artefact):
    return reverse("evidence:artefact-row", args=[artefact.pk])


def _crumbs(enrolment, *further):
    crumbs = [{"label": "Portfolio", "url": enrolment.get_absolute_url()}]
    return crumbs + [
        {"label": label, "url": reverse("evidence:evidence-add", args=[enrolment.pk])}
        for label in further
    ]
