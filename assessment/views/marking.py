"""How does an assessor find what waits and judge it, evidence beside criteria?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts import drafts
from accounts.access import requires
from accounts.permissions import Permission
from assessment import coverage, judging, work_list
from assessment.forms import JudgingForm
from core.errors import shown_by
from evidence.models import Artefact, ArtefactVersion
from evidence.views.files import pages_of
from evidence.views.mapping import guide_of
from learners.models import Enrolment
from qualifications.models import Criterion


@requires(Permission.WORK_LIST_VIEW)
def work_list_view(request):
    context = {
        "waiting": work_list.of(request.user),
        "to_sign": work_list.to_sign(request.user),
        "limit": work_list.ANSWER_WITHIN_DAYS,
    }
    return render(request, "assessment/work_list.html", context)


@requires(Permission.JUDGEMENT_RECORD, Enrolment)
def enrolment_judge(request, enrolment):
    covered = coverage.of_enrolment(enrolment)
    waiting = [criterion for criterion in covered.criteria if criterion.to_judge]
    key = f"judging-{enrolment.pk}"
    form = JudgingForm(
        request.POST or None, criteria=waiting, initial=drafts.recall(request.user, key)
    )
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            judged = judging.record_judgements(
                enrolment,
                form.decisions(),
                feedback=form.cleaned_data["feedback"],
                by=request.user,
            )
            drafts.discard(request.user, key)
            messages.success(request, _said(judged, enrolment))
            return redirect("assessment:enrolment-judge", pk=enrolment.pk)
    shown = _artefacts(waiting)
    current = _current(request, shown)
    context = {
        "enrolment": enrolment,
        "form": form,
        "draft_key": key,
        "decisions": _decisions(waiting, form, enrolment),
        "queue": _queue(request, shown, current),
        "artefact": current,
        "answer": _answer(current),
        "pages": pages_of(current) if current else [],
        "page": _page_number(request, current),
        "blocked": [unit for unit in covered.units if unit.criteria and not unit.open_criteria],
    }
    return render(request, "assessment/enrolment_judge.html", context)


def _said(judged, enrolment):
    met = sum(judgement.met for judgement in judged)
    name = enrolment.learner.user.get_short_name()
    return f"Sent to {name}: {met} met, {len(judged) - met} not yet met."


def _artefacts(waiting):
    ids = {ref.artefact_id for covered in waiting for ref in covered.references}
    return list(Artefact.objects.filter(pk__in=ids).select_related("file", "enrolment"))


def _current(request, shown):
    asked = request.GET.get("artefact", "")
    if asked:
        found = [artefact for artefact in shown if str(artefact.pk) == asked]
        if not found:
            raise Http404
        return found[0]
    return shown[0] if shown else None


def _page_number(request, artefact):
    asked = request.GET.get("page", "")
    if artefact and asked.isdecimal():
        return max(1, min(int(asked), artefact.file.pages))
    return 1


def _answer(artefact):
    """Return what the learner wrote with the latest version, "" when nothing."""
    latest = ArtefactVersion.objects.filter(artefact=artefact).order_by("number").last()
    return latest.answer if latest else ""


def _queue(request, shown, current):
    here = reverse("assessment:enrolment-judge", args=[current.enrolment_id]) if current else ""
    return [
        {
            "title": str(artefact),
            "sub": artefact.get_kind_display(),
            "url": f"{here}?artefact={artefact.pk}",
            "current": artefact.pk == current.pk,
        }
        for artefact in shown
    ]


def _decisions(waiting, form, enrolment):
    ids = [covered.criterion.pk for covered in waiting]
    guided = {
        criterion.pk: criterion
        for criterion in Criterion.objects.filter(pk__in=ids).prefetch_related(
            "evidence_types", "guidance"
        )
    }
    here = reverse("assessment:enrolment-judge", args=[enrolment.pk])
    return [
        {
            "criterion": criterion_of(covered),
            "claims": [_claim(reference, here, enrolment) for reference in covered.references],
            "guide": guide_of(guided[covered.criterion.pk]),
            "attempts": attempts_of(covered),
            "answer": form.answer(covered.criterion.pk),
            "errors": form.errors.get(f"c{covered.criterion.pk}", []),
        }
        for covered in waiting
    ]


def criterion_of(covered):
    """Return what the components show of a covered criterion."""
    return {
        "pk": covered.criterion.pk,
        "number": covered.criterion.number,
        "text": covered.criterion.text,
        "state": covered.state,
    }


def attempts_of(covered):
    """Return what the component attempt shows of every judgement, earliest first."""
    return [
        {
            "number": judgement.attempt,
            "met": judgement.met,
            "judged_at": judgement.judged_at,
            "judged_by": judgement.judged_by.name,
            "evidence": ", ".join(str(judged.version) for judged in judgement.evidence),
            "feedback": judgement.feedback,
            "lacking": [word for word, holds in judgement.vacsr() if not holds],
        }
        for judgement in covered.judgements
    ]


def _claim(reference, here, enrolment):
    page = f"&page={reference.page}" if reference.page else ""
    return {
        "reference": reference.artefact.reference,
        "place": f"p{reference.page}" if reference.page else "",
        "url": f"{here}?artefact={reference.artefact_id}{page}",
        "page": reference.page or 1,
        "artefact_pk": reference.artefact_id,
        "claim": reference.claim,
        "by": enrolment.learner.user.get_short_name(),
    }
