"""How does one learner's portfolio look as a whole?"""

from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.views.decorators.vary import vary_on_headers

from accounts.access import permissions_of, requires
from accounts.models import Role
from accounts.permissions import Permission
from assessment import coverage
from assessment.views import crumbs
from core.typed import whole_number
from evidence.testimony import links
from learners.models import Enrolment
from learners.states import EnrolmentState
from portfolio import evidence_list, gap_analysis, history, overview, progress
from portfolio.bundles import editions
from portfolio.models import Bundle, ImportedPortfolio
from portfolio.states import BundleState
from portfolio.views.evidence import evidence_of
from portfolio.views.maps import map_of
from qualifications.models import Unit

LATEST = 5
LATEST_ASKED = 3
A_PAGE = 50
STATE_TEXTS = {
    EnrolmentState.REGISTERED: "Evidence can be added as soon as the centre has chosen the units.",
    EnrolmentState.PAUSED: "This is a break in learning. Everything stays readable; nothing can be "
    "added, mapped or judged until it ends.",
    EnrolmentState.COMPLETED: "Everything stays readable and can be downloaded.",
    EnrolmentState.WITHDRAWN: "The enrolment has ended. Everything in it stays readable.",
    EnrolmentState.ARCHIVED: "The enrolment has ended. Everything in it stays readable.",
}
# The parts of the page that htmx asks for by the id of what it replaces.
PARTS = {
    "unit-map": "portfolio/_unit_map.html",
    "evidence-list": "portfolio/_evidence_list.html",
}


@requires(Permission.PORTFOLIO_VIEW, Enrolment)
@vary_on_headers("HX-Target")
def portfolio_view(request, enrolment):
    covered = coverage.of_enrolment(enrolment)
    unit = _chosen_unit(request, covered)
    permissions = permissions_of(request.user, enrolment)
    people = list(enrolment.allocations.current().exclude(role=Role.LEARNER).select_related("user"))
    assessors = [p.user.get_short_name() for p in people if p.role == Role.ASSESSOR]
    rows = evidence_list.rows(enrolment, covered, assessors, unit)
    context = {
        "enrolment": enrolment,
        "is_own": enrolment.learner.user_id == request.user.pk,
        "may_add": Permission.EVIDENCE_ADD in permissions
        and enrolment.state == EnrolmentState.ACTIVE,
        "may_record": Permission.OBSERVATION_RECORD in permissions
        and enrolment.state == EnrolmentState.ACTIVE,
        "permissions": permissions,
        "unit": unit,
        **evidence_of(request, enrolment, unit, rows),
    }
    if unit and unit.criteria:
        unit.unit = Unit.objects.with_content().get(pk=unit.unit.pk)
        context |= map_of(request, enrolment, unit, rows)
    part = PARTS.get(request.htmx.target) if request.htmx else None
    if not part:
        context |= _around(request, enrolment, covered, unit, people, assessors)
    return render(request, part or "portfolio/portfolio_view.html", context)


@requires(Permission.HISTORY_VIEW, Enrolment)
def history_view(request, enrolment):
    about = request.GET.get("about", "")
    if about not in history.TOPICS:
        about = ""
    entries = history.entries(enrolment, reader=request.user, about=about)
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    here = reverse("portfolio:history-view", args=[enrolment.pk])
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner.user,
        "crumbs": crumbs.to_portfolio(enrolment),
        "page": page,
        "days": [
            {"day": day, "entries": list(of_day)}
            for day, of_day in groupby(page.object_list, lambda entry: localdate(entry["at"]))
        ],
        "today": localdate(),
        "query": f"about={about}&" if about else "",
        "chips": [
            {
                "label": label,
                "count": count,
                "url": f"{here}?about={key}" if key else here,
                "current": key == about,
            }
            for key, label, count in history.counts(enrolment)
        ],
    }
    return render(request, "portfolio/history_view.html", context)


def _around(request, enrolment, covered, unit, people, assessors):
    """Return what the whole page shows around the map and the evidence."""
    is_own = enrolment.learner.user_id == request.user.pk
    learner = enrolment.learner.user
    stands = progress.of(enrolment, covered)
    return _head(enrolment, people, is_own=is_own) | {
        "learner": learner,
        "qualification": enrolment.specification.qualification,
        "progress": stands,
        "pace": overview.pace(stands),
        "turns": overview.turns(
            enrolment, covered, assessors, learner="you" if is_own else learner.get_short_name()
        ),
        "today": localdate(),
        "waiting": sum(criterion.to_judge for criterion in covered.criteria),
        "units": _unit_tabs(enrolment, covered, unit),
        "steps": overview.next_steps(enrolment, covered),
        "warnings": gap_analysis.warnings(enrolment, unit) if unit and unit.criteria else [],
        "withdrawn": evidence_list.withdrawn(enrolment),
        "feedback": enrolment.feedback.select_related("given_by").order_by("-given_at")[:2],
        "history": history.entries(enrolment, reader=request.user)[:LATEST],
        "people": people,
        "asked": _asked(enrolment) if is_own else [],
        "imports": ImportedPortfolio.objects.visible_to(request.user).filter(
            learner=enrolment.learner_id
        ),
        **_bundle(enrolment, request.user),
    }


def _asked(enrolment):
    """Return the witnesses that were asked last, each with how the request stands."""
    asked = enrolment.testimony_requests.select_related("artefact", "enrolment")
    return [
        {"request": one, "standing": links.standing(one)}
        for one in asked.order_by("-asked_at")[:LATEST_ASKED]
    ]


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
            "note": f"{unit.met} of {len(unit.criteria)} met"
            if unit.criteria
            else "Criteria not known",
            "signed": unit.sign_off.state if unit.sign_off else "",
        }
        for unit in covered.units
    ]


def _bundle(enrolment, user):
    """Return the latest bundle that `user` may see, and what has changed since it was taken."""
    visible = Bundle.objects.visible_to(user).filter(enrolment=enrolment)
    bundle = visible.annotate(taken=F("manifest__audit__events")).first()
    is_ready = bundle and bundle.state == BundleState.READY
    return {
        "bundle": bundle,
        "edition": next(iter(editions.offered(user, enrolment)), ""),
        "changed": history.changes_since(enrolment, bundle.taken) if is_ready else "",
    }
