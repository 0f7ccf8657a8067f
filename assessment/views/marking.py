"""How does an assessor find what waits and judge it, evidence beside criteria?"""

from itertools import chain

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from accounts import drafts
from accounts.access import requires
from accounts.permissions import Permission
from assessment import coverage, judging, work_list
from assessment.forms import JudgingForm
from assessment.states import Coverage
from core.errors import shown_by
from core.typed import whole_number
from evidence import authors, previews, viruses, written
from evidence.models import Artefact, ArtefactVersion
from evidence.states import ArtefactState, FileState
from evidence.views.choosing import guide_of
from evidence.views.files import pages_of, recording_of
from evidence.views.viewing import reading_of
from learners.models import Enrolment
from qualifications.models import Criterion

NOTHING_SENT = (
    "Nothing was sent: what you decided on was taken back or judged meanwhile. Your words are "
    "kept, and stand here again when the evidence comes back."
)


@requires(Permission.WORK_LIST_VIEW)
def work_list_view(request):
    covered = work_list.covered_by(request.user)
    waiting = work_list.of(request.user, covered)
    context = {
        "waiting": waiting,
        "said": work_list.sentence(waiting),
        "to_sign": work_list.to_sign(request.user, covered),
        "limit": work_list.ANSWER_WITHIN_DAYS,
    }
    return render(request, "assessment/work_list.html", context)


@requires(Permission.JUDGEMENT_RECORD, Enrolment)
@vary_on_headers("HX-Request")
def enrolment_judge(request, enrolment):
    covered, waiting = _waiting(enrolment)
    if request.htmx and request.method == "GET":
        if not waiting:
            return HttpResponseClientRefresh()
        context = {"enrolment": enrolment, **_viewer(request, waiting)}
        return render(request, "assessment/_evidence.html", context)
    key = f"judging-{enrolment.pk}"
    form = JudgingForm(
        request.POST or None, criteria=waiting, initial=drafts.recall(request.user, key)
    )
    if request.method == "POST":
        if _is_sent(request, enrolment, form, key):
            return redirect("assessment:enrolment-judge", pk=enrolment.pk)
        # It may have been refused for what happened since it was read.
        covered, waiting = _waiting(enrolment)
        form.criteria = waiting
    if not waiting:
        return _nothing_waits(request, enrolment, covered, form)
    context = _bench(enrolment, covered, form) | _viewer(request, waiting) | {"draft_key": key}
    status = 422 if form.errors else 200
    return render(request, "assessment/enrolment_judge.html", context, status=status)


def _waiting(enrolment):
    """Return how far each criterion is, and those of them that wait for a decision."""
    covered = coverage.of_enrolment(enrolment)
    return covered, [criterion for criterion in covered.criteria if criterion.to_judge]


def _is_sent(request, enrolment, form, key):
    """Send the decisions; return whether they are recorded. If not, every word of them is kept."""
    if form.is_valid():
        with shown_by(form):
            judged = judging.record_judgements(
                enrolment,
                form.decisions(),
                feedback=form.cleaned_data["feedback"],
                by=request.user,
            )
            _keep_the_rest(request.user, key, form)
            messages.success(request, _said(judged, enrolment))
            return True
    # What they are about may be on no page for now.
    if unsent := form.unsent(enrolment, request.user):
        drafts.keep(request.user, key, unsent)
    return False


def _bench(enrolment, covered, form):
    """Return what the right half shows: every criterion that waits, and how many are decided."""
    decisions = _decisions(covered, form, enrolment)
    wrong = (row for row in decisions if row["errors"])
    undecided = (row for row in decisions if not row["answer"]["met"])
    next(chain(wrong, undecided, decisions))["open"] = True
    done = sum(row["answer"]["met"] in ("yes", "no") for row in decisions)
    return {
        "enrolment": enrolment,
        "name": enrolment.learner.user.get_short_name(),
        "form": form,
        "decisions": decisions,
        "done": done,
        "percent": 100 * done // len(decisions),
        "earlier": enrolment.feedback.select_related("given_by").order_by("-given_at")[:5],
    }


def _keep_the_rest(user, key, form):
    """Forget what was sent; words on criteria that are not decided yet stay where they are."""
    rest = form.undecided()
    if rest:
        drafts.keep(user, key, rest)
    else:
        drafts.discard(user, key)


def _nothing_waits(request, enrolment, covered, form):
    """Say so, and name what can be done next for this learner and for the others."""
    if form.is_bound and form.unsent(enrolment, request.user):
        messages.warning(request, NOTHING_SENT)
    context = {
        "enrolment": enrolment,
        "name": enrolment.learner.user.get_short_name(),
        "crumbs": [{"label": "Marking", "url": reverse("assessment:work-list")}],
        "to_sign": work_list.to_sign_of(enrolment, covered),
        "waiting": work_list.of(request.user),
    }
    return render(request, "assessment/enrolment_judged.html", context)


def _said(judged, enrolment):
    met = sum(judgement.met for judgement in judged)
    name = enrolment.learner.user.get_short_name()
    return f"Sent to {name}: {met} met, {len(judged) - met} not yet met."


def _artefacts(waiting):
    ids = {ref.artefact_id for covered in waiting for ref in _sent(covered)}
    return list(Artefact.objects.filter(pk__in=ids).select_related(*authors.READS))


def _sent(covered):
    """Return the cross-references that an assessor judges: what was sent, not what is a draft."""
    return [
        reference
        for reference in covered.references
        if reference.artefact.state in (ArtefactState.SUBMITTED, ArtefactState.ACCEPTED)
    ]


def _state(covered):
    """Return the state to show: what was met before and was sent again waits all the same."""
    return Coverage.AWAITING if covered.state == Coverage.MET else covered.state


def _viewer(request, waiting):
    """Return the artefact asked for (else the first), its pages, and the others that wait."""
    shown = _artefacts(waiting)
    asked = request.GET.get("artefact", "")
    current = next((a for a in shown if str(a.pk) == asked), shown[0])
    versions = ArtefactVersion.objects.filter(artefact__in=shown).order_by("number")
    latest = {version.artefact_id: version for version in versions}
    pages, page, query = (
        pages_of(current),
        _page_number(request, current),
        f"artefact={current.pk}&",
    )
    claims = [
        (one.criterion.number, ref.place)
        for one in waiting
        for ref in _sent(one)
        if ref.artefact_id == current.pk
    ]
    return {
        "artefact": current,
        "version": latest.get(current.pk),
        "pages": pages,
        "page": page,
        "query": query,
        "reading": reading_of(request, current, pages, page, claims=claims, query=query),
        "beside": said_beside(current.file),
        "byline": authors.sentence(current),
        "unscanned": viruses.not_scanned(current.file),
        "details": written.details_of(current, latest.get(current.pk)),
        "queue": _queue(shown, current, waiting),
        "answers": _answers(shown, latest),
        "recording": recording_of(current),
        "marked": {place.page for _, place in claims},
    }


def _page_number(request, artefact):
    asked = whole_number(request.GET.get("page", "")) or 1
    return max(1, min(asked, artefact.file.pages))


def _answers(shown, latest):
    """Return what the learner wrote when sending, once a text, with the artefacts it came with."""
    answers = {}
    for artefact in shown:
        version = latest.get(artefact.pk)
        if version and version.answer:
            answers.setdefault(version.answer, []).append(artefact.reference)
    return [{"text": text, "references": ", ".join(refs)} for text, refs in answers.items()]


def _queue(shown, current, waiting):
    here = reverse("assessment:enrolment-judge", args=[current.enrolment_id])
    numbers = {
        artefact.pk: [
            covered.criterion.number
            for covered in waiting
            if any(ref.artefact_id == artefact.pk for ref in _sent(covered))
        ]
        for artefact in shown
    }
    return [
        {
            "title": str(artefact),
            "sub": f"{artefact.get_kind_display()} · {', '.join(numbers[artefact.pk])}",
            "url": f"{here}?artefact={artefact.pk}",
            "artefact": artefact.pk,
            "current": artefact.pk == current.pk,
        }
        for artefact in shown
    ]


def _decisions(covered, form, enrolment):
    """Return what each criterion shows; the first of a unit names it, where there are several."""
    units = [[one for one in unit.criteria if one.to_judge] for unit in covered.units]
    titles = {
        waiting[0].criterion.pk: unit.unit.title
        for unit, waiting in zip(covered.units, units, strict=True)
        if waiting
    }
    waiting = [one for unit in units for one in unit]
    ids = [one.criterion.pk for one in waiting]
    guided = {
        criterion.pk: criterion
        for criterion in Criterion.objects.filter(pk__in=ids).prefetch_related(
            "evidence_types", "guidance"
        )
    }
    here = reverse("assessment:enrolment-judge", args=[enrolment.pk])
    return [
        {
            "unit": titles.get(one.criterion.pk) if len(titles) > 1 else "",
            "criterion": criterion_of(one) | {"state": _state(one)},
            "claims": [_claim(reference, here, enrolment) for reference in _sent(one)],
            "guide": guide_of(guided[one.criterion.pk]),
            "attempts": attempts_of(one),
            "answer": form.answer(one.criterion.pk),
            "errors": form.errors.get(f"c{one.criterion.pk}", []),
        }
        for one in waiting
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


def said_beside(file):
    """Return the `note` above a file's pages, and the `message` in their place without any."""
    if file.state == FileState.PENDING:
        message = "The file is still being checked. Its pages appear here in a moment."
    elif file.state == FileState.INFECTED:
        message = f"Quarantined: {file.reason} Nobody can open it."
    else:
        message = f"{file.reason} The original can be downloaded.".strip()
    note = previews.TEXT_LABEL if file.rendition == "text" else ""
    return {"note": note, "message": message}


def _claim(reference, here, enrolment):
    return {
        "reference": reference.artefact.reference,
        "place": reference.place.in_short(),
        "url": reference.place.in_address(f"{here}?artefact={reference.artefact_id}"),
        "page": reference.page,
        "quote": reference.quote,
        "artefact_pk": reference.artefact_id,
        "claim": reference.claim,
        "by": enrolment.learner.user.get_short_name(),
    }
