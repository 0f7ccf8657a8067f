"""My work today: what waits, for how long, what to do next?"""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse

from accounts.access import requires
from accounts.models import Membership, Role
from accounts.permissions import Permission
from assessment import coverage, work_list
from learners.models import Allocation, Enrolment
from learners.states import EnrolmentState
from portfolio import centre_desk, overview, progress, quality_desk, standings

ON_ONE_PAGE = 25
MOST_SILENT = 6
LEARNERS = ("Learner", "Why at risk", "Mapped and met against time", "Last active", "Until")
ASSESSED = [{"label": label} for label in LEARNERS]
OVERSEEN = [{"label": label} for label in ("Learner", "Assessor", *LEARNERS[1:])]


@requires(Permission.HOME_VIEW)
def home(request):
    memberships = Membership.objects.current().filter(user=request.user)
    roles = set(memberships.values_list("role", flat=True))
    held = set(
        Allocation.objects.current().filter(user=request.user).values_list("role", flat=True)
    )
    context = {"portfolios": _portfolios(request.user)}
    if Role.ASSESSOR in roles:
        context |= _to_assess(request)
    if Role.CENTRE_ADMIN in roles:
        found = centre_desk.desks(request.user)
        context |= {"desks": found, "centre_columns": OVERSEEN[:-1]}
        context.setdefault("said", centre_desk.sentence(found))
    if Role.IQA in roles | held:
        context |= _to_assure(request)
        context.setdefault("said", quality_desk.sentence(context["signed"]))
    if Role.EQA in roles | held:
        context["inspected"] = _page(request, _signed_first(request.user))
    context["primary"] = _primary(context)
    return render(request, "portfolio/home.html", context)


def _primary(context):
    """Return the one thing that this person most likely came for, as {label, url}, or None."""
    if context.get("waiting"):
        url = reverse("assessment:enrolment-judge", args=[context["waiting"][0].enrolment.pk])
        return {"label": "Judge the oldest", "url": url}
    for portfolio in context["portfolios"]:
        if portfolio["enrolment"].state == EnrolmentState.ACTIVE:
            url = reverse("evidence:evidence-add", args=[portfolio["enrolment"].pk])
            return {"label": "Add evidence", "url": url}
    for desk in context.get("desks", []):
        url = reverse("learners:learner-add", args=[desk.centre.pk])
        return {"label": "Add a learner", "url": url}
    for signed in context.get("signed", []):
        if not signed.is_own:
            return {"label": "Read the oldest", "url": signed.sign_off.get_absolute_url()}
    return None


def _portfolios(user):
    own = Allocation.objects.current().filter(user=user, role=Role.LEARNER)
    enrolments = list(
        Enrolment.objects.filter(pk__in=own.values("enrolment")).with_names().with_assessors()
    )
    covered = coverage.of_enrolments(enrolments)
    steps = overview.next_steps_of_all(enrolments, covered)
    stands = {e.pk: progress.of(e, covered[e.pk]) for e in enrolments}
    return [
        {
            "enrolment": enrolment,
            "progress": stands[enrolment.pk],
            "steps": steps[enrolment.pk],
            "standing": overview.standing(
                stands[enrolment.pk],
                covered[enrolment.pk],
                [allocation.user.get_short_name() for allocation in enrolment.assessors],
            ),
        }
        for enrolment in enrolments
    ]


def _to_assess(request):
    rows = _standings(request, Role.ASSESSOR)
    covered = {row.enrolment.pk: row.covered for row in rows}
    waiting = work_list.of(request.user, covered)
    return {
        "is_assessor": True,
        "waiting": waiting,
        "said": work_list.sentence(waiting),
        "to_sign": work_list.to_sign(request.user, covered),
        "limit": work_list.ANSWER_WITHIN_DAYS,
        "silent": [row for row in rows if row.is_silent][:MOST_SILENT],
        "assessed": _page(request, rows),
        "assessed_columns": ASSESSED,
    }


def _to_assure(request):
    mine = standings.with_people(request.user, Role.IQA)
    return {
        "signed": quality_desk.signed_by_assessors(mine, reader=request.user),
        "decisions": quality_desk.decisions(mine),
        "assured": _page(request, _standings(request, Role.IQA)),
        "overseen": OVERSEEN,
    }


def _standings(request, role):
    """Return the Standings of the reader's learners, the most urgent first."""
    return standings.most_urgent_first(standings.of(standings.with_people(request.user, role)))


def _signed_first(user):
    rows = standings.of(standings.with_people(user, Role.EQA))
    return sorted(rows, key=lambda row: not row.has_signed_units)


def _page(request, rows):
    return Paginator(rows, ON_ONE_PAGE).get_page(request.GET.get("page"))
