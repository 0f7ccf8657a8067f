"""My work today: what waits, for how long, what to do next?"""

from django.shortcuts import render

from accounts.access import requires
from accounts.models import Centre, Membership, Role
from accounts.permissions import Permission
from assessment import coverage, work_list
from learners.models import Allocation, Enrolment
from portfolio import overview, progress
from portfolio.models import Bundle


@requires(Permission.HOME_VIEW)
def home(request):
    memberships = Membership.objects.current().filter(user=request.user)
    roles = set(memberships.values_list("role", flat=True))
    context = {"portfolios": _portfolios(request.user)}
    if Role.ASSESSOR in roles:
        context |= {
            "is_assessor": True,
            "waiting": work_list.of(request.user),
            "to_sign": work_list.to_sign(request.user),
            "limit": work_list.ANSWER_WITHIN_DAYS,
        }
    if Role.CENTRE_ADMIN in roles:
        context["centres"] = [_centre(centre) for centre in _administered(request.user)]
    others = Allocation.objects.current().filter(
        user=request.user, role__in=[Role.IQA, Role.EQA]
    )
    context["read_only"] = (
        Enrolment.objects.filter(pk__in=others.values("enrolment")).with_names()
    )
    return render(request, "portfolio/home.html", context)


def _portfolios(user):
    own = Allocation.objects.current().filter(user=user, role=Role.LEARNER)
    enrolments = list(Enrolment.objects.filter(pk__in=own.values("enrolment")).with_names())
    covered = coverage.of_enrolments(enrolments)
    return [
        {
            "enrolment": enrolment,
            "progress": progress.of(enrolment, covered[enrolment.pk]),
            "steps": overview.next_steps(enrolment, covered[enrolment.pk]),
        }
        for enrolment in enrolments
    ]


def _administered(user):
    admin = Membership.objects.current().filter(user=user, role=Role.CENTRE_ADMIN)
    return Centre.objects.filter(pk__in=admin.values("centre"))


def _centre(centre):
    enrolments = list(
        Enrolment.objects.filter(learner__centre=centre, state__in=["registered", "active"])
        .with_names()
        .prefetch_related("allocations__user")
    )
    stands = progress.of_all(enrolments)
    alone = [e for e in enrolments if not _assessors(e)]
    return {
        "centre": centre,
        "learners": len(enrolments),
        "alone": alone,
        "behind": sorted(
            ((e, stands[e.pk]) for e in enrolments if stands[e.pk].is_behind),
            key=lambda pair: pair[1].met_percent - pair[1].time_percent,
        )[:8],
        "bundles": Bundle.objects.filter(enrolment__learner__centre=centre)
        .select_related("enrolment__learner__user")[:5],
    }


def _assessors(enrolment):
    return [
        allocation.user
        for allocation in enrolment.allocations.all()
        if allocation.role == Role.ASSESSOR and allocation.ends is None
    ]
