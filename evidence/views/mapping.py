"""How is an artefact cross-referenced to criteria, sent and withdrawn?"""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import drafts
from accounts.access import requires
from accounts.models import Role
from accounts.permissions import Permission
from core.errors import RuleViolation, shown_by
from core.templatetags.portfolio_ui import NUMBERS, plural
from core.typed import whole_number
from evidence import mapping, submission
from evidence.fitting_kinds import fitting
from evidence.forms.mapping import MappingForm
from evidence.forms.sending import SubmissionForm, WithdrawalForm
from evidence.models import Artefact, CrossReference
from evidence.previews import TEXT_LABEL, WORDS
from evidence.records import kinds
from evidence.states import ARTEFACT, ArtefactState, FileState
from evidence.views import choosing
from evidence.views.adding import meta_of, rows_answer
from evidence.views.files import pages_of, recording_of
from evidence.views.viewing import reading_of
from evidence.viruses import quarantined
from learners.models import Enrolment
from learners.states import ENROLMENT

SHOWN = Prefetch(
    "cross_references",
    CrossReference.objects.current()
    .select_related("criterion__outcome__unit")
    .order_by("criterion__outcome__unit", "criterion__outcome__number", "criterion__position"),
    to_attr="shown",
)
BACK_AS = {
    ArtefactState.DRAFT: "a draft",
    ArtefactState.RETURNED: "returned evidence",
    ArtefactState.ACCEPTED: "accepted evidence",
}


@requires(Permission.EVIDENCE_MAP, Artefact)
def artefact_map(request, artefact):
    key = f"map-{artefact.pk}"
    if request.method == "POST" and "discard" in request.POST:
        drafts.discard(request.user, key)
        return redirect("evidence:artefact-map", pk=artefact.pk)
    units = list(artefact.enrolment.chosen_units().with_content())
    form = _form(request, artefact, units, key)
    if request.method == "POST" and "show" in request.POST:
        drafts.keep(request.user, key, form.as_draft())
        look = choosing.look_of(request.POST, units)
        return redirect(f"{request.path}?{look.query()}")
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            saved = mapping.cross_reference(artefact, by=request.user, **form.cleaned_data)
            drafts.discard(request.user, key)
            messages.success(request, _said(saved, form.cleaned_data["claims"]))
            return redirect(_onward(request, saved))
    look = choosing.look_of({} if form.is_bound else request.GET, units)
    rows = choosing.rows_of(units, artefact, form, look)
    context = {
        "artefact": artefact,
        "form": form,
        "draft_key": key,
        "unsaved": not form.is_bound and form.holds_unsaved(),
        "units": rows,
        "look": look,
        "in_view": not all(row["hidden"] for row in rows),
        "chips": choosing.chips_of(rows, look),
        "next": _next_to_map(artefact),
        "queue": _queue(artefact),
        "blocked": _why_not(artefact),
        "marked": [reference.page for reference in form.references.values()],
        **_viewer(request, artefact, form.references.values()),
    }
    status = 422 if form.errors else 200
    return render(request, "evidence/artefact_map.html", context, status=status)


@requires(Permission.EVIDENCE_SUBMIT, Enrolment)
def evidence_submit(request, enrolment):
    ready = enrolment.artefacts.ready_to_submit().select_related("file").prefetch_related(SHOWN)
    key = f"submission-{enrolment.pk}"
    form = SubmissionForm(
        request.POST or None,
        ready=ready,
        initial={"answer": drafts.recall(request.user, key).get("answer", "")},
    )
    assessors = _assessors(enrolment)
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            sent = submission.submit(enrolment, by=request.user, **form.cleaned_data)
            drafts.discard(request.user, key)
            undo = reverse("assessment:evidence-recall", args=[enrolment.pk])
            messages.success(request, _sent(len(sent), assessors), extra_tags=undo)
            return redirect("portfolio:portfolio-view", pk=enrolment.pk)
    context = {
        "enrolment": enrolment,
        "crumbs": [{"label": "Portfolio", "url": enrolment.get_absolute_url()}],
        "form": form,
        "ready": ready,
        "in_units": _has_several_units(ready),
        "chosen": set(form.data.getlist("artefacts")) if form.is_bound else None,
        "not_ready": _not_ready(enrolment),
        "assessors": assessors,
        "within": NUMBERS[submission.ANSWER_WITHIN_DAYS].lower(),
        "draft_key": key,
        "may_send": (enrolment.state, "work") in ENROLMENT,
    }
    return render(
        request, "evidence/evidence_submit.html", context, status=422 if form.errors else 200
    )


@requires(Permission.EVIDENCE_WITHDRAW, Artefact)
@require_POST
def artefact_withdraw(request, artefact):
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        raise RuleViolation(form.errors["reason"][0])
    artefact = submission.withdraw(artefact, because=form.cleaned_data["reason"], by=request.user)
    if request.htmx:
        return rows_answer(request, artefact)
    undo = reverse("evidence:artefact-restore", args=[artefact.pk])
    said = f"{artefact.reference} is withdrawn. You can bring it back."
    messages.success(request, said, extra_tags=undo)
    if "adding" in request.POST:
        return redirect("evidence:evidence-add", pk=artefact.enrolment_id)
    return redirect("portfolio:portfolio-view", pk=artefact.enrolment_id)


@requires(Permission.EVIDENCE_WITHDRAW, Artefact)
@require_POST
def artefact_restore(request, artefact):
    artefact = submission.restore(artefact, by=request.user)
    if request.htmx:
        return rows_answer(request, artefact)
    messages.success(request, f"{artefact.reference} is back as {BACK_AS[artefact.state]}.")
    return redirect("portfolio:artefact-view", pk=artefact.pk)


def _form(request, artefact, units, key):
    """Return the form as it was posted, else with what was typed and not saved."""
    return MappingForm(
        request.POST or None,
        criteria=[c for unit in units for o in unit.outcomes.all() for c in o.criteria.all()],
        references=artefact.cross_references.current().select_related("criterion"),
        file=artefact.file,
        kept=drafts.recall(request.user, key) if request.method == "GET" else {},
        initial={"title": artefact.title, "kind": artefact.kind},
        kinds=fitting(artefact),
    )


def _next_to_map(artefact):
    """Return the next draft without a cross-reference, first those after this one, or None."""
    unmapped = list(
        artefact.enrolment.artefacts.filter(state=ArtefactState.DRAFT)
        .not_mapped()
        .exclude(pk=artefact.pk)
        .order_by("number")
    )
    later = [other for other in unmapped if other.number > artefact.number]
    return next(iter(later + unmapped), None)


def _onward(request, artefact):
    if kinds.missing(artefact.kind, artefact.details):
        return reverse("evidence:details-change", args=[artefact.pk])
    following = _next_to_map(artefact)
    if following and "next" in request.POST:
        return reverse("evidence:artefact-map", args=[following.pk])
    if "send" in request.POST:
        return reverse("evidence:evidence-submit", args=[artefact.enrolment_id])
    return artefact.enrolment.get_absolute_url()


def _said(artefact, claims):
    if not claims:
        return f"{artefact.reference} is saved and not mapped yet."
    return f"{artefact.reference} is mapped to {plural(len(claims), 'criterion,criteria')}."


def _why_not(artefact):
    """Return the sentence that says why the mapping can't be changed now, or an empty one."""
    if (artefact.enrolment.state, "work") not in ENROLMENT:
        return "This enrolment is not active. Ask your centre when it goes on."
    if (artefact.state, "map") in ARTEFACT:
        return ""
    if artefact.state == ArtefactState.SUBMITTED:
        return (
            f"{artefact.reference} is with your assessor. Change it when it comes back, "
            "or take it back first."
        )
    return f"{artefact.reference} is withdrawn. Bring it back first."


def _queue(artefact):
    others = artefact.enrolment.artefacts.filter(
        state__in=[ArtefactState.DRAFT, ArtefactState.RETURNED]
    ).counting_criteria()
    return [
        {
            "title": str(other),
            "state": "mapped" if other.criteria else "unmapped",
            "sub": plural(other.criteria, "criterion,criteria")
            if other.criteria
            else "Not mapped yet",
            "url": reverse("evidence:artefact-map", args=[other.pk]),
            "current": other.pk == artefact.pk,
        }
        for other in others
    ]


def _viewer(request, artefact, references):
    """Return what the component viewer shows of the artefact's file and what is claimed of it."""
    file = artefact.file
    asked = whole_number(request.GET.get("page", "")) or 1
    messages_of = {
        FileState.PENDING: "The pages are being made. They appear here in a few seconds.",
        FileState.UNREADABLE: f"{file.reason} You can map it, and the original is kept.",
        FileState.INFECTED: quarantined(file),
    }
    pages, recording = pages_of(artefact), recording_of(artefact)
    current = max(1, min(asked, file.pages))
    claims = [(reference.criterion.number, reference.place) for reference in references]
    return {
        "pages": pages,
        "recording": recording,
        "timed": bool(recording),
        "reading": reading_of(request, artefact, pages, current, claims=claims),
        "paged": bool(file.pages) or file.state != FileState.CLEAN,
        "current": current,
        "note": TEXT_LABEL if file.rendition == WORDS else "",
        "message": messages_of.get(file.state, ""),
        "meta": meta_of(artefact),
    }


def _has_several_units(artefacts):
    shown = (reference for artefact in artefacts for reference in artefact.shown)
    return len({reference.criterion.outcome.unit_id for reference in shown}) > 1


def _assessors(enrolment):
    """Return the names of the assessors who work with the learner now, as in a sentence."""
    working = enrolment.allocations.current().filter(role=Role.ASSESSOR)
    return " and ".join(working.values_list("user__name", flat=True))


def _sent(number, assessors):
    """Return what is said when evidence has gone: to whom, and when an answer comes."""
    sent = plural(number, "artefact,artefacts")
    if not assessors:
        return f"{sent} sent to your centre, which will name an assessor."
    days = NUMBERS[submission.ANSWER_WITHIN_DAYS].lower()
    return f"{sent} sent to {assessors}. The answer is promised within {days} days."


def _not_ready(enrolment):
    """Return what can't be sent yet, each with the reason and the way on."""
    waiting = (
        enrolment.artefacts.filter(state__in=[ArtefactState.DRAFT, ArtefactState.RETURNED])
        .exclude(pk__in=enrolment.artefacts.ready_to_submit())
        .select_related("file")
        .counting_criteria()
    )
    return [
        {
            "artefact": artefact,
            "why": _why_not_ready(artefact),
            "url": _where_it_is_made_ready(artefact),
        }
        for artefact in waiting
    ]


def _where_it_is_made_ready(artefact):
    if artefact.file.state == FileState.INFECTED:
        return artefact.get_absolute_url()
    if artefact.criteria and kinds.missing(artefact.kind, artefact.details):
        return reverse("evidence:details-change", args=[artefact.pk])
    return reverse("evidence:artefact-map", args=[artefact.pk])


def _why_not_ready(artefact):
    """Return the sentence that says what an artefact lacks to be sent."""
    if artefact.file.state == FileState.INFECTED:
        return quarantined(artefact.file)
    if not artefact.criteria:
        return "Map this evidence to at least one criterion first."
    missing = kinds.missing(artefact.kind, artefact.details)
    return missing or "Still being checked. It is ready in a few seconds."
