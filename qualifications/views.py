"""What does a person read in the specification library?"""

from django.shortcuts import get_object_or_404, render

from accounts.access import requires
from accounts.permissions import Permission
from qualifications.models import Specification, Unit


@requires(Permission.SPECIFICATION_VIEW)
def specification_list(request):
    specifications = Specification.objects.current().select_related("qualification")
    units = Unit.objects.saying_whether_criteria_are_known().filter(
        specification__in=specifications
    )
    titles = {}
    for unit in units:
        if unit.has_criteria:
            titles.setdefault(unit.specification_id, []).append(unit.title)
    rows = [(specification, titles.get(specification.pk, [])) for specification in specifications]
    return render(request, "qualifications/specification_list.html", {"rows": rows})


@requires(Permission.SPECIFICATION_VIEW)
def specification_view(request, pk):
    specification = get_object_or_404(Specification.objects.select_related("qualification"), pk=pk)
    units = (
        specification.units.saying_whether_criteria_are_known().with_content().order_by("position")
    )
    return render(
        request,
        "qualifications/specification_view.html",
        {
            "specification": specification,
            "units": [unit for unit in units if unit.has_criteria],
            "structure": [unit for unit in units if not unit.has_criteria],
        },
    )
