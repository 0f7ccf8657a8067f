"""How do all learners of a centre stand?"""

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.shortcuts import render

from accounts.access import requires
from accounts.models import Centre, Role
from accounts.permissions import Permission
from learners.models import Allocation, Enrolment
from portfolio import progress

ON_ONE_PAGE = 100


@requires(Permission.LEARNER_LIST, Centre)
def learner_list(request, centre):
    asked = request.GET.get("q", "").strip()
    page = Paginator(_enrolments(centre, asked), ON_ONE_PAGE).get_page(request.GET.get("page"))
    stands = progress.of_all(page.object_list)
    context = {
        "centre": centre,
        "q": asked,
        "page": page,
        "rows": [
            {
                "enrolment": enrolment,
                "progress": stands[enrolment.pk],
                "assessors": ", ".join(str(a.user) for a in enrolment.assessors),
            }
            for enrolment in page.object_list
        ],
        "unenrolled": centre.learners.filter(enrolments__isnull=True).select_related("user"),
    }
    template = "portfolio/_learners.html" if request.htmx else "portfolio/learner_list.html"
    return render(request, template, context)


def _enrolments(centre, asked):
    assessing = Allocation.objects.current().filter(role=Role.ASSESSOR).select_related("user")
    return (
        Enrolment.objects.filter(learner__centre=centre)
        .filter(
            Q(learner__user__name__icontains=asked) | Q(learner__user__email__icontains=asked)
        )
        .with_names()
        .prefetch_related(Prefetch("allocations", assessing, to_attr="assessors"))
    )
