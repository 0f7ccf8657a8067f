"""How is evidence written here, and how is it changed until it is judged?"""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts import drafts
from accounts.access import requires
from accounts.permissions import Permission
from core.errors import RuleViolation, shown_by
from evidence import authors, details, written
from evidence.door.allowance import one_file, takes_files
from evidence.door.file_types import RECORD
from evidence.forms.records import RecordForm, typed_of
from evidence.models import Artefact, EvidenceKind
from evidence.records import discussion, importing, kinds, testimony
from learners.models import Enrolment
from learners.states import ENROLMENT

SUBMIT, BUSY = "Keep it and map it", "Keeping it"
REWRITING = (
    "What was sent before stays as it was. The new words go to your assessor when you send them."
)


@requires(Permission.EVIDENCE_ADD, Enrolment)
def evidence_write(request, enrolment):
    """Offer the kinds that a learner can write, each with what it is good for."""
    offers = [
        {
            "url": reverse("evidence:record-write", args=[enrolment.pk, kind]),
            "title": EvidenceKind(kind).label,
            "icon": kinds.WRITTEN[kind].ICON,
            "text": kinds.WRITTEN[kind].GOOD_FOR,
        }
        for kind in kinds.BY_LEARNERS
    ]
    offers += [
        {
            "url": reverse("evidence:discussion-add", args=[enrolment.pk]),
            "title": EvidenceKind.DISCUSSION.label,
            "icon": discussion.ICON,
            "text": discussion.GOOD_FOR,
        },
        {
            "url": reverse("evidence:testimony-list", args=[enrolment.pk]),
            "title": EvidenceKind.TESTIMONY.label,
            "icon": testimony.ICON,
            "text": testimony.GOOD_FOR,
        },
    ]
    context = {
        "enrolment": enrolment,
        "offers": offers,
        "may_add": (enrolment.state, "work") in ENROLMENT,
        "crumbs": _crumbs(enrolment),
    }
    return render(request, "evidence/evidence_write.html", context)


@requires(Permission.EVIDENCE_ADD, Enrolment)
@takes_files(one_file)
def record_write(request, enrolment, kind):
    if kind not in kinds.BY_LEARNERS:
        raise Http404
    key = f"{kind}-{enrolment.pk}"
    form = form_of(request, kinds.WRITTEN[kind], key, enrolment)
    if answer := rows_answer(request, form, key):
        return answer
    if ready(request, form):
        with shown_by(form):
            artefact = written.keep(enrolment, kind, form, by=request.user)
            drafts.discard(request.user, key)
            messages.success(request, f"It is kept as {artefact.reference}.")
            return redirect("evidence:artefact-map", pk=artefact.pk)
    back = reverse("evidence:evidence-write", args=[enrolment.pk])
    return page_of(request, form, key, back=back, crumbs=_crumbs(enrolment, kind))


@requires(Permission.EVIDENCE_ADD, Artefact)
@takes_files(one_file)
def record_rewrite(request, artefact):
    """Change what was written; what was sent before stays as it was."""
    record = written.of_file(artefact.file)
    if record is None:
        raise Http404
    authors.refuse_change(artefact, RECORD, by=request.user)
    key = f"rewrite-{artefact.pk}"
    typed = typed_of(record.module.ASKS, record.answers, title=artefact.title)
    form = form_of(request, record.module, key, artefact.enrolment, typed=typed)
    if answer := rows_answer(request, form, key):
        return answer
    if ready(request, form):
        with shown_by(form):
            artefact = written.change(artefact, form, by=request.user)
            drafts.discard(request.user, key)
            messages.success(request, f"{artefact.reference} has the new words. Check its mapping.")
            return redirect("evidence:artefact-map", pk=artefact.pk)
    words = {"heading": f"Change {artefact}", "lead": REWRITING}
    crumbs = _crumbs(artefact.enrolment, artefact=artefact)
    back = artefact.get_absolute_url()
    return page_of(request, form, key, back=back, crumbs=crumbs, **words)


@requires(Permission.EVIDENCE_MAP, Artefact)
@takes_files(one_file)
def details_change(request, artefact):
    """Ask for what a kind of file needs beside the file."""
    module = kinds.DETAILED.get(artefact.kind)
    if module is None:
        raise Http404
    key = f"details-{artefact.pk}"
    typed = typed_of(module.ASKS, kinds.details(artefact.kind, artefact.details))
    form = form_of(request, module, key, artefact.enrolment, typed=typed, titled=False)
    if answer := rows_answer(request, form, key):
        return answer
    if ready(request, form):
        with shown_by(form):
            details.set_details(artefact, form.answers(), by=request.user)
            drafts.discard(request.user, key)
            messages.success(request, f"The details of {artefact.reference} are kept.")
            return redirect(artefact)
    words = {"heading": module.HEADING, "lead": module.LEAD, "submit": "Keep the details"}
    crumbs = _crumbs(artefact.enrolment, artefact=artefact)
    back = artefact.get_absolute_url()
    return page_of(request, form, key, back=back, crumbs=crumbs, **words)


def form_of(request, module, key, enrolment, *, typed=None, titled=True):
    """Return the form of a kind: as it was posted, with more rows, or as it was left last."""
    form = partial(RecordForm, module, files=written.files_of(enrolment), titled=titled)
    if request.method == "POST":
        form = form(request.POST)
        for table in form.tables:
            table.has_file = f"{table.name}-file" in request.FILES
        return form
    left = drafts.recall(request.user, key) or typed
    form = form(typed=left, more=request.GET.get("more", ""))
    table = form.table(request.GET.get("read", ""))
    if table:
        table.check()
    return form


def rows_answer(request, form, key):
    """Answer who asks for more rows, or for those of a spreadsheet; None is nobody.

    What was typed goes through the drafts, so that the page comes again by itself.
    """
    asked = next((name for name in ("more", "read") if name in request.POST), "")
    table = form.table(request.POST.get(asked, "")) if asked else None
    if table is None:
        return None
    said = form.as_draft()
    if asked == "read":
        upload = request.FILES.get(f"{table.name}-file")
        try:
            said |= importing.into(table, upload=upload, pasted=table.pasted)
        except RuleViolation as refusal:
            table.refused = refusal.message
            return None
        if upload is None:
            said[f"{table.name}-pasted"] = ""
    drafts.keep(request.user, key, said)
    return redirect(f"{request.path}?{asked}={table.name}#rows-{table.name}")


def ready(request, form):
    """Return whether the form was sent to be kept, and everything in it can be."""
    return request.method == "POST" and "read" not in request.POST and form.is_valid()


def page_of(request, form, key, *, back, crumbs, **words):
    """Return the page on which a record is written; `words` are heading, lead and submit."""
    module = form.module
    status = 422 if form.is_bound else 200
    context = {
        "form": form.unchecked() if any(table.refused for table in form.tables) else form,
        "hints": getattr(module, "HINTS", ()),
        "draft_key": key,
        "back": back,
        "crumbs": crumbs,
        "heading": module.HEADING,
        "lead": module.LEAD,
        "submit": SUBMIT,
        "busy": BUSY,
        **words,
    }
    return render(request, "evidence/record_write.html", context, status=status)


def _crumbs(enrolment, kind="", *, artefact=None):
    """Return the way from the portfolio to here."""
    crumbs = [{"label": "Portfolio", "url": enrolment.get_absolute_url()}]
    if artefact:
        return [*crumbs, {"label": str(artefact), "url": artefact.get_absolute_url()}]
    add = reverse("evidence:evidence-add", args=[enrolment.pk])
    crumbs.append({"label": "Add evidence", "url": add})
    if kind:
        write = reverse("evidence:evidence-write", args=[enrolment.pk])
        crumbs.append({"label": "Write it here", "url": write})
    return crumbs
