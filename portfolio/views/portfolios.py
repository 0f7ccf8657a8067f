"""How does one learner's portfolio look as a whole?"""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from accounts.access import permissions_of, requires
from accounts.models import Role
from accounts.permissions import Permission
from assessment import coverage
from assessment.states import Coverage
from assessment.views import crumbs
from assessment.views.marking import attempts_of, criterion_of
from core.typed import whole_number
from evidence.views.mapping import guide_of
from learners.models import Enrolment
from learners.states import EnrolmentState
from portfolio import evidence_list, gap_analysis, history, overview, progress
from qualifications.models import Unit

LATEST = 4
STATE_TEXTS = {
    EnrolmentState.REGISTERED: "Evidence can be added as soon as the centre has chosen the units.",
    EnrolmentState.PAUSED: "This is a break in learning. Everything stays readable; nothing can be "
    "added, mapped or judged until it ends.",
    EnrolmentState.COMPLETED: "Everything stays readable and can be downloaded.",
    EnrolmentState.WITHDRAWN: "The enrolment has ended. Everything in it stays readable.",
    EnrolmentState.ARCHIVED: "The enrolment has ended. Everything in it stays readable.",
}
ORDER = (
    Coverage.MET,
    Coverage.AWAITING,
    Coverage.MAPPED,
    Coverage.NOT_YET_MET,
    Coverage.NEEDS_RECONFIRMATION,
    Coverage.UNMAPPED,
)


@requires(Permission.PORTFOLIO_VIEW, Enrolment)
def portfolio_view(request, enrolment):
    covered = coverage.of_enrolment(enrolment)
    unit = _chosen_unit(request, covered)
    permissions = permissions_of(request.user, enrolment)
    people = enrolment.allocations.current().exclude(role=Role.LEARNER).select_related("user")
    assessors = [p.user.get_short_name() for p in people if p.role == Role.ASSESSOR]
    stands = progress.of(enrolment, covered)
    is_own = enrolment.learner.user_id == request.user.pk
    context = _head(enrolment, people, is_own=is_own) | {
        "enrolment": enrolment,
        "learner": enrolment.learner.user,
        "qualification": enrolment.specification.qualification,
        "is_own": is_own,
        "may_add": Permission.EVIDENCE_ADD in permissions
        and enrolment.state == EnrolmentState.ACTIVE,
        "permissions": permissions,
        "progress": stands,
        "standing": overview.standing(stands, covered, assessors),
        "today": localdate(),
        "waiting": sum(criterion.to_judge for criterion in covered.criteria),
        "units": _unit_tabs(enrolment, covered, unit),
        "unit": unit,
        "steps": overview.next_steps(enrolment, covered),
        "artefacts": evidence_list.rows(enrolment, covered, assessors),
        "withdrawn": evidence_list.withdrawn(enrolment),
        "feedback": enrolment.feedback.select_related("given_by").order_by("-given_at")[:2],
        "history": history.entries(enrolment, reader=request.user)[:LATEST],
        "bundle": enrolment.bundles.first(),
        "people": people,
    }
    if unit and unit.criteria:
        context |= _map(request, enrolment, unit)
    return render(request, "portfolio/portfolio_view.html", context)


@requires(Permission.HISTORY_VIEW, Enrolment)
def history_view(request, enrolment):
    entries = history.entries(enrolment, reader=request.user)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner.user,
        "crumbs": crumbs.to_portfolio(enrolment),
        "page": page,
    }
    return render(request, "portfolio/history_view.html", context)


def _head(enrolment, people, *, is_own):
    """Return the sentences at the top: with whom, until when, and what holds the enrolment up."""
    assessing = " and ".join(p.user.name for p in people if p.role == Role.ASSESSOR)
    until = date_format(enrolment.due_on, "j F Y")
    if is_own:
        with_whom = f"Your assessor is {assessing}" if assessing else "You have no assessor yet"
        lead = f"{with_whom}. You have until {until}."
    else:
        lead = f"{f'Assessor: {assessing}' if assessing else 'No assessor yet'}. Until {until}."
    return {
        "lead": lead,
        "crumbs": crumbs.to_portfolio(enrolment)[:1],
        "state_title": f"{enrolment.get_state_display()}.",
        "state_text": STATE_TEXTS.get(enrolment.state, ""),
    }


def _chosen_unit(request, covered):
    asked = request.GET.get("unit")
    if asked:
        found = covered.of_unit(whole_number(asked))
        if found is None:
            raise Http404
        return found
    with_criteria = [unit for unit in covered.units if unit.criteria]
    return next(iter(with_criteria or covered.units), None)


def _unit_tabs(enrolment, covered, current):
    here = reverse("portfolio:portfolio-view", args=[enrolment.pk])
    time_percent = progress.time_used(enrolment)
    return [
        {
            "title": unit.unit.title,
            "url": f"{here}?unit={unit.unit.pk}",
            "current": unit is current,
            "progress": progress.Progress(time_percent, len(unit.criteria), unit.mapped, unit.met),
            "note": _tab_note(unit),
        }
        for unit in covered.units
    ]


def _tab_note(unit):
    if not unit.criteria:
        return "Criteria not known"
    met = f"{unit.met} of {len(unit.criteria)} met"
    return f"{met} · {unit.sign_off.get_state_display()}" if unit.sign_off else met


def _map(request, enrolment, unit):
    """Return the map of one unit: outcomes, chips that filter, the open criterion, warnings."""
    unit.unit = Unit.objects.with_content().get(pk=unit.unit.pk)
    here = f"{reverse('portfolio:portfolio-view', args=[enrolment.pk])}?unit={unit.unit.pk}"
    wanted = request.GET.get("state", "")
    asked = request.GET.get("criterion", "")
    shown = [_outcome(outcome, here, wanted) for outcome in unit.outcomes]
    return {
        "outcomes": [outcome for outcome in shown if outcome["criteria"]],
        "chips": _chips(unit, here, wanted),
        "open": whole_number(asked),
        "opened": _opened(unit, asked),
        "warnings": gap_analysis.warnings(enrolment, unit),
    }


def _chips(unit, here, wanted):
    counts = unit.counts
    every = {"label": "All", "count": len(unit.criteria), "url": here, "current": not wanted}
    return [every] + [
        {
            "label": state.label,
            "count": counts[state],
            "url": f"{here}&state={state}",
            "current": wanted == state,
            "state": state,
        }
        for state in ORDER
        if counts[state]
    ]


def _outcome(outcome, here, wanted):
    return {
        "number": outcome.outcome.number,
        "title": outcome.outcome.title,
        "met": outcome.met,
        "total": len(outcome.criteria),
        "criteria": [
            _cell(covered, here)
            for covered in outcome.criteria
            if not wanted or covered.state == wanted
        ],
    }


def _cell(covered, here):
    pk = covered.criterion.pk
    return criterion_of(covered) | {
        "url": f"{here}&criterion={pk}#criterion-{pk}",
        "references": [
            {"reference": ref.artefact.reference, "place": f"p{ref.page}" if ref.page else ""}
            for ref in covered.references
        ],
    }


def _opened(unit, asked):
    """Return what the drawer below the open criterion shows, or None."""
    covered = next((c for c in unit.criteria if str(c.criterion.pk) == asked), None)
    if covered is None:
        return None
    with_content = next(
        criterion
        for outcome in unit.unit.outcomes.all()
        for criterion in outcome.criteria.all()
        if criterion.pk == covered.criterion.pk
    )
    return {
        "references": covered.references,
        "decision": covered.decision,
        "attempts": attempts_of(covered),
        "guide": guide_of(with_content),
    }
