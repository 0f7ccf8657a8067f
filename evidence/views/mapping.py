"""How is an artefact cross-referenced to criteria, sent and withdrawn?"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import drafts
from accounts.access import requires
from accounts.permissions import Permission
from core.errors import RuleViolation, shown_by
from evidence import mapping, submission
from evidence.forms import MappingForm, SubmissionForm, WithdrawalForm
from evidence.models import Artefact
from evidence.states import ArtefactState
from evidence.views.files import pages_of
from learners.models import Enrolment
from qualifications.models import Guidance


@requires(Permission.EVIDENCE_MAP, Artefact)
def artefact_map(request, artefact):
    units = list(artefact.enrolment.chosen_units().with_content())
    criteria = [c for unit in units for outcome in unit.outcomes.all() for c in outcome.criteria.all()]
    form = MappingForm(
        request.POST or None,
        criteria=criteria,
        initial={"title": artefact.title, "kind": artefact.kind},
    )
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            artefact = mapping.cross_reference(artefact, by=request.user, **form.cleaned_data)
            following = _next_to_map(artefact)
            if following and "next" in request.POST:
                return redirect("evidence:artefact-map", pk=following.pk)
            messages.success(request, f"{artefact} is mapped.")
            return redirect("portfolio:portfolio-view", pk=artefact.enrolment_id)
    return render(
        request,
        "evidence/artefact_map.html",
        {
            "artefact": artefact,
            "form": form,
            "units": [_unit_rows(unit, artefact, form) for unit in units],
            "pages": pages_of(artefact),
            "current": _page_number(request, artefact),
            "queue": _queue(artefact),
            "next": _next_to_map(artefact),
        },
    )


@requires(Permission.EVIDENCE_SUBMIT, Enrolment)
def evidence_submit(request, enrolment):
    ready = enrolment.artefacts.ready_to_submit().prefetch_related("cross_references__criterion")
    form = SubmissionForm(
        request.POST or None, ready=ready, initial={"artefacts": [a.pk for a in ready]}
    )
    key = f"submission-{enrolment.pk}"
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            sent = submission.submit(enrolment, by=request.user, **form.cleaned_data)
            drafts.discard(request.user, key)
            messages.success(request, f"{len(sent)} sent to your assessor.")
            return redirect("portfolio:portfolio-view", pk=enrolment.pk)
    chosen = form.data.getlist("artefacts") if form.is_bound else [str(a.pk) for a in ready]
    context = {
        "enrolment": enrolment,
        "form": form,
        "ready": ready,
        "chosen": chosen,
        "declaration": submission.DECLARATION,
        "draft_key": key,
    }
    return render(request, "evidence/evidence_submit.html", context)


@requires(Permission.EVIDENCE_WITHDRAW, Artefact)
@require_POST
def artefact_withdraw(request, artefact):
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        raise RuleViolation("Say why, in a few words. Nothing was withdrawn.")
    submission.withdraw(artefact, because=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"{artefact} is withdrawn. You can bring it back.")
    return redirect("portfolio:portfolio-view", pk=artefact.enrolment_id)


@requires(Permission.EVIDENCE_WITHDRAW, Artefact)
@require_POST
def artefact_restore(request, artefact):
    submission.restore(artefact, by=request.user)
    messages.success(request, f"{artefact} is back as a draft.")
    return redirect("portfolio:artefact-view", pk=artefact.pk)


def guide_of(criterion):
    """Return what the component guide shows beside a criterion, from prefetched guidance."""
    missed = [
        guidance.text
        for guidance in criterion.guidance.all()
        if guidance.kind == Guidance.Kind.COMMON_MISTAKE
    ]
    return {
        "looks_for": criterion.looks_for,
        "shown_by": [kind.name for kind in criterion.evidence_types.all()],
        "missed": missed[:2],
    }


def _unit_rows(unit, artefact, form):
    here = {ref.criterion_id: ref for ref in artefact.cross_references.current()}
    return {
        "unit": unit,
        "outcomes": [
            {
                "outcome": outcome,
                "criteria": [_row(c, here.get(c.pk), form) for c in outcome.criteria.all()],
            }
            for outcome in unit.outcomes.all()
        ],
    }


def _row(criterion, reference, form):
    row = {"criterion": criterion, "guide": guide_of(criterion)}
    if form.is_bound:
        return row | {
            "chosen": criterion.pk in form.ticked(),
            "page": form.data.get(f"page-{criterion.pk}", ""),
            "claim": form.data.get(f"claim-{criterion.pk}", ""),
            "errors": form.problems.get(criterion.pk, []),
        }
    return row | {
        "chosen": reference is not None,
        "page": (reference.page or "") if reference else "",
        "claim": reference.claim if reference else "",
    }


def _next_to_map(artefact):
    """Return the next draft without a cross-reference, or None."""
    drafts_here = artefact.enrolment.artefacts.filter(state=ArtefactState.DRAFT)
    return drafts_here.not_mapped().exclude(pk=artefact.pk).order_by("number").first()


def _queue(artefact):
    others = artefact.enrolment.artefacts.filter(
        state__in=[ArtefactState.DRAFT, ArtefactState.RETURNED]
    ).counting_criteria()
    return [
        {
            "title": str(other),
            "sub": f"{other.criteria} criteria so far" if other.criteria else "Not mapped yet",
            "url": reverse("evidence:artefact-map", args=[other.pk]),
            "current": other.pk == artefact.pk,
        }
        for other in others
    ]


def _page_number(request, artefact):
    asked = request.GET.get("page", "")
    last = max(artefact.file.pages, 1)
    return min(int(asked), last) if asked.isdecimal() and int(asked) else 1
