"""How does one learner's portfolio look as a whole, and each artefact in it?"""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from accounts.access import permissions_of, requires
from accounts.permissions import Permission
from assessment import coverage
from assessment.views.marking import attempts_of, criterion_of
from evidence.models import Artefact
from evidence.views.files import pages_of
from learners.models import Enrolment
from portfolio import gap_analysis, history, overview, progress
from qualifications.models import Unit


@requires(Permission.PORTFOLIO_VIEW, Enrolment)
def portfolio_view(request, enrolment):
    covered = coverage.of_enrolment(enrolment)
    unit = _chosen_unit(request, covered)
    permissions = permissions_of(request.user, enrolment)
    context = {
        "enrolment": enrolment,
        "permissions": permissions,
        "progress": progress.of(enrolment, covered),
        "units": _unit_tabs(enrolment, covered, unit),
        "unit": unit,
        "steps": overview.next_steps(enrolment, covered),
        "artefacts": enrolment.artefacts.current().select_related("file"),
        "withdrawn": enrolment.artefacts.filter(state="withdrawn"),
        "history": history.entries(enrolment)[:5],
        "bundle": enrolment.bundles.first(),
        "people": enrolment.allocations.current().exclude(role="learner").select_related("user"),
    }
    if unit:
        guided = Unit.objects.with_content().get(pk=unit.unit.pk)
        unit.unit = guided
        context |= {
            "outcomes": [_outcome(outcome, enrolment, unit) for outcome in unit.outcomes],
            "counts": [(state, unit.counts[state]) for state in unit.counts],
            "warnings": gap_analysis.warnings(enrolment, unit),
        }
    return render(request, "portfolio/portfolio_view.html", context)


@requires(Permission.EVIDENCE_VIEW, Artefact)
def artefact_view(request, artefact):
    covered = coverage.of_enrolment(artefact.enrolment)
    versions = list(artefact.versions.select_related("file", "submitted_by"))
    version = _asked_version(request, versions)
    shown = [
        (criterion, reference)
        for criterion in covered.criteria
        for reference in criterion.references
        if reference.artefact_id == artefact.pk
    ]
    pages = pages_of(artefact, version)
    page = request.GET.get("page", "")
    context = {
        "artefact": artefact,
        "enrolment": artefact.enrolment,
        "version": version,
        "versions": versions,
        "file": version.file if version else artefact.file,
        "pages": pages,
        "page": min(int(page), len(pages)) if page.isdecimal() and int(page) and pages else 1,
        "criteria": [
            {
                "criterion": criterion_of(criterion),
                "reference": reference,
                "attempts": attempts_of(criterion),
            }
            for criterion, reference in shown
        ],
        "permissions": permissions_of(request.user, artefact),
    }
    return render(request, "portfolio/artefact_view.html", context)


@requires(Permission.HISTORY_VIEW, Enrolment)
def history_view(request, enrolment):
    page = Paginator(history.entries(enrolment), 50).get_page(request.GET.get("page"))
    return render(request, "portfolio/history_view.html", {"enrolment": enrolment, "page": page})


def _asked_version(request, versions):
    asked = request.GET.get("version")
    if not asked:
        return None
    found = [version for version in versions if str(version.number) == asked]
    if not found:
        raise Http404
    return found[0]


def _chosen_unit(request, covered):
    asked = request.GET.get("unit")
    if asked:
        found = covered.of_unit(int(asked)) if asked.isdecimal() else None
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
            "progress": progress.Progress(
                time_percent, len(unit.criteria), unit.mapped, unit.met
            ),
            "note": unit.sign_off.get_state_display() if unit.sign_off else "",
        }
        for unit in covered.units
    ]


def _outcome(outcome, enrolment, unit):
    return {
        "number": outcome.outcome.number,
        "title": outcome.outcome.title,
        "met": outcome.met,
        "total": len(outcome.criteria),
        "criteria": [_cell(covered, enrolment, unit) for covered in outcome.criteria],
    }


def _cell(covered, enrolment, unit):
    page = reverse("assessment:unit-view", args=[enrolment.pk, unit.unit.pk])
    return criterion_of(covered) | {
        "url": f"{page}#criterion-{covered.criterion.pk}",
        "references": [
            {"reference": ref.artefact.reference, "place": f"p{ref.page}" if ref.page else ""}
            for ref in covered.references
        ],
    }
