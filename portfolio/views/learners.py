"""How do all learners of a centre stand?"""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.shortcuts import render

from accounts.access import requires
from accounts.models import Centre, Role
from accounts.permissions import Permission
from core.typed import without_nul
from learners.models import Allocation, Enrolment
from portfolio import progress

ON_ONE_PAGE = 100


@requires(Permission.LEARNER_LIST, Centre)
def learner_list(request, centre):
    asked = without_nul(request.GET.get("q", "")).strip()
    page = Paginator(_enrolments(centre, asked), ON_ONE_PAGE).get_page(request.GET.get("page"))
    stands = progress.of_all(page.object_list)
    context = {
        "centre": centre,
        "q": asked,
        "query": f"{urlencode({'q': asked})}&" if asked else "",
        "page": page,
        "rows": [
            {
                "enrolment": enrolment,
                "progress": stands[enrolment.pk],
                "assessors": ", ".join(str(a.user) for a in enrolment.assessors),
            }
            for enrolment in page.object_list
        ],
        "unenrolled": _matching(
            centre.learners.filter(enrolments__isnull=True), asked, "user"
        ).select_related("user"),
    }
    template = "portfolio/_learners.html" if request.htmx else "portfolio/learner_list.html"
    return render(request, template, context)


def _enrolments(centre, asked):
    assessing = Allocation.objects.current().filter(role=Role.ASSESSOR).select_related("user")
    return (
        _matching(Enrolment.objects.filter(learner__centre=centre), asked, "learner__user")
        .with_names()
        .prefetch_related(Prefetch("allocations", assessing, to_attr="assessors"))
    )


def _matching(rows, asked, person):
    """Keep the rows whose person's name or e-mail holds what was asked for."""
    return rows.filter(
        Q(**{f"{person}__name__icontains": asked}) | Q(**{f"{person}__email__icontains": asked})
    )
