"""My work today: what waits, for how long, what to do next?"""

from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse

from accounts.access import requires
from accounts.models import Centre, Membership, Role
from accounts.permissions import Permission
from assessment import coverage, work_list
from learners.models import Allocation, Enrolment
from learners.states import EnrolmentState
from portfolio import overview, progress
from portfolio.models import Bundle

MOST_BEHIND = 8
MOST_ALONE = 8
MOST_BUNDLES = 5


@requires(Permission.HOME_VIEW)
def home(request):
    memberships = Membership.objects.current().filter(user=request.user)
    roles = set(memberships.values_list("role", flat=True))
    portfolios = _portfolios(request.user)
    context = {"portfolios": portfolios, "quality": _with(request.user, Role.IQA, Role.EQA)}
    if Role.ASSESSOR in roles:
        waiting = work_list.of(request.user)
        context |= {
            "is_assessor": True,
            "waiting": waiting,
            "said": work_list.sentence(waiting),
            "to_sign": work_list.to_sign(request.user),
            "limit": work_list.ANSWER_WITHIN_DAYS,
            "assessed": _with(request.user, Role.ASSESSOR),
        }
    if Role.CENTRE_ADMIN in roles:
        context["centres"] = [_centre(centre) for centre in _administered(request.user)]
        context.setdefault("said", _sentence(context["centres"]))
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
    for centre in context.get("centres", []):
        url = reverse("learners:learner-add", args=[centre["centre"].pk])
        return {"label": "Add a learner", "url": url}
    return None


def _sentence(centres):
    """Return how many learners there are and how many need somebody's attention."""
    learners, behind, alone = (
        sum(centre[key] for centre in centres)
        for key in ("learners", "behind_count", "alone_count")
    )
    if not learners:
        return ""
    many = "1 learner is" if learners == 1 else f"{learners} learners are"
    return f"{many} enrolled. {behind} behind their time, {alone} without an assessor."


def _portfolios(user):
    own = Allocation.objects.current().filter(user=user, role=Role.LEARNER)
    enrolments = list(
        Enrolment.objects.filter(pk__in=own.values("enrolment"))
        .with_names()
        .prefetch_related(_assessing())
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


def _with(user, *roles):
    """Return how the enrolments stand to which this person is allocated in one of `roles`."""
    others = Allocation.objects.current().filter(user=user, role__in=roles)
    enrolments = list(
        Enrolment.objects.filter(pk__in=others.values("enrolment"))
        .with_names()
        .prefetch_related(_assessing())
    )
    stands = progress.of_all(enrolments)
    return [{"enrolment": e, "progress": stands[e.pk]} for e in enrolments]


def _assessing():
    """Prefetch who assesses now as `assessors`."""
    assessing = Allocation.objects.current().filter(role=Role.ASSESSOR).select_related("user")
    return Prefetch("allocations", assessing, to_attr="assessors")


def _administered(user):
    admin = Membership.objects.current().filter(user=user, role=Role.CENTRE_ADMIN)
    return Centre.objects.filter(pk__in=admin.values("centre"))


def _centre(centre):
    enrolments = list(
        Enrolment.objects.filter(
            learner__centre=centre,
            state__in=[EnrolmentState.REGISTERED, EnrolmentState.ACTIVE],
        )
        .with_names()
        .prefetch_related(_assessing())
    )
    stands = progress.of_all(enrolments)
    behind = sorted(
        ({"enrolment": e, "progress": stands[e.pk]} for e in enrolments if stands[e.pk].is_behind),
        key=lambda row: row["progress"].met_percent - row["progress"].time_percent,
    )
    alone = [enrolment for enrolment in enrolments if not enrolment.assessors]
    return {
        "centre": centre,
        "learners": len(enrolments),
        "alone": alone[:MOST_ALONE],
        "alone_count": len(alone),
        "behind": behind[:MOST_BEHIND],
        "behind_count": len(behind),
        "bundles": Bundle.objects.filter(enrolment__learner__centre=centre).select_related(
            "enrolment__learner__user"
        )[:MOST_BUNDLES],
    }
