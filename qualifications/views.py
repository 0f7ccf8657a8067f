"""What does a person read in the specification library?"""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.access import requires
from accounts.permissions import Permission
from qualifications import combination
from qualifications.models import Guidance, Specification, Unit

HEADINGS = {
    Guidance.Kind.OVERVIEW: "Overview",
    Guidance.Kind.KEY_CONCEPT: "Key concepts",
    Guidance.Kind.TIP: "Tips",
    Guidance.Kind.COMMON_MISTAKE: "Common mistakes",
    Guidance.Kind.MISCONCEPTION: "Misconceptions, put right",
    Guidance.Kind.MODEL: "Models",
    Guidance.Kind.TECHNIQUE: "Techniques",
    Guidance.Kind.LEGISLATION: "Legislation",
    Guidance.Kind.PRIOR_KNOWLEDGE: "What you should know before",
    Guidance.Kind.KEY_TERM: "Key terms",
    Guidance.Kind.STANDARD: "Related standards",
    Guidance.Kind.NOTE: "Notes",
}


@requires(Permission.SPECIFICATION_VIEW)
def specification_list(request):
    specifications = Specification.objects.current().select_related("qualification")
    units = Unit.objects.saying_whether_criteria_are_known().filter(
        specification__in=specifications
    )
    known, by_title = {}, {}
    for unit in units:
        shelf = known if unit.has_criteria else by_title
        shelf.setdefault(unit.specification_id, []).append(unit)
    rows = [
        {
            "specification": specification,
            "units": known.get(specification.pk, []),
            "structure": len(by_title.get(specification.pk, [])),
        }
        for specification in specifications
    ]
    return render(request, "qualifications/specification_list.html", {"rows": rows})


@requires(Permission.SPECIFICATION_VIEW)
def specification_view(request, pk):
    specification = get_object_or_404(Specification.objects.select_related("qualification"), pk=pk)
    units = list(
        specification.units.saying_whether_criteria_are_known().with_content().order_by("position")
    )
    qualification = specification.qualification
    context = {
        "specification": specification,
        "qualification": qualification,
        "crumbs": [{"label": "Units", "url": reverse("qualifications:specification-list")}],
        "facts": _facts_of_qualification(specification),
        "combination": combination.check(specification, []),
        "units": [_unit(unit) for unit in units if unit.has_criteria],
        "structure": [unit for unit in units if not unit.has_criteria],
    }
    return render(request, "qualifications/specification_view.html", context)


def _facts_of_qualification(specification):
    qualification = specification.qualification
    return [
        {"label": "Awarding body", "value": qualification.awarding_body},
        {"label": "Title", "value": qualification.title},
        {"label": "Number", "value": qualification.number},
        {"label": "Level", "value": qualification.level},
        {"label": "Framework", "value": qualification.framework},
        {"label": "Suite", "value": qualification.suite},
        {"label": "Total qualification time", "value": _hours(qualification.tqt)},
        {"label": "Guided learning", "value": _hours(qualification.glh)},
        {"label": "Version here", "value": specification.version},
    ]


def _unit(unit):
    """Return a unit with its facts, and with its guidance by kind, each with its criteria."""
    helps = {}
    for outcome in unit.outcomes.all():
        for criterion in outcome.criteria.all():
            for guidance in criterion.guidance.all():
                helps.setdefault(guidance.pk, []).append(criterion.number)
    by_kind = {}
    for guidance in unit.guidance.all():
        by_kind.setdefault(guidance.kind, []).append((guidance, helps.get(guidance.pk, [])))
    return {
        "unit": unit,
        "facts": [
            {"label": "Reference", "value": unit.reference},
            {"label": "Group", "value": unit.group},
            {"label": "Credit", "value": unit.credit},
            {"label": "Level", "value": unit.level},
            {"label": "Guided learning", "value": _hours(unit.glh)},
            {"label": "Kind", "value": unit.kind},
        ],
        "guidance": [(HEADINGS[kind], by_kind[kind]) for kind in HEADINGS if kind in by_kind],
        "evidence_types": [
            (kind, [criterion.number for criterion in kind.criteria.all()])
            for kind in unit.evidence_types.all()
        ],
    }


def _hours(number):
    return f"{number} hours" if number is not None else ""
