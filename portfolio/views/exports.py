"""How are many portfolios exported at once: chosen, asked for, watched, called off, downloaded?"""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import requires
from accounts.models import Centre
from accounts.permissions import Permission
from assessment.views import crumbs
from core.errors import shown_by
from core.typed import whole_number
from evidence.views import handing_out
from learners.models import Enrolment
from portfolio.exports import outcomes, packing, requesting, sizes
from portfolio.forms import ExportForm
from portfolio.models import Edition, Export
from portfolio.states import ExportState
from portfolio.views import learners

ONE_BY_ONE = "Learners chosen one by one."
NOT_READY = "This export is not ready, or no longer kept. Its page says which, and how to go on."
COLUMNS = [
    {"label": "Asked for"},
    {"label": "By"},
    {"label": "Which learners"},
    {"label": "Edition"},
    {"label": "Portfolios", "is_number": True},
    {"label": "State"},
    {"label": "Kept until"},
]
PORTFOLIO_COLUMNS = [
    {"label": "Learner"},
    {"label": "State"},
    {"label": "ZIP", "is_number": True},
]


@requires(Permission.EXPORT_VIEW, Centre)
@require_safe
def export_list(request, centre):
    exports = Export.objects.visible_to(request.user).filter(centre=centre)
    context = {
        "centre": centre,
        "crumbs": _way_to(centre)[:-1],
        "columns": COLUMNS,
        "exports": exports.select_related("requested_by")
        .annotate(count=Count("portfolios"))
        .order_by("-requested_at", "-pk"),
    }
    return render(request, "portfolio/export_list.html", context)


@requires(Permission.EXPORT_REQUEST, Centre)
def export_request(request, centre):
    found, chosen = _chosen(request, centre)
    ids = ",".join(str(enrolment.pk) for enrolment in found)
    asked = request.GET.get("edition")
    edition = asked if asked in Edition.values else Edition.CENTRE
    form = ExportForm(request.POST or None, initial={"edition": edition, "enrolments": ids})
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            export = requesting.request(
                centre,
                form.cleaned_data["enrolments"],
                edition=form.cleaned_data["edition"],
                chosen=chosen,
                by=request.user,
            )
            return redirect(export)
    context = {
        "centre": centre,
        "crumbs": _way_to(centre),
        "form": form,
        "found": found,
        "chosen": chosen,
        "about": sizes.about([enrolment.pk for enrolment in found]),
    }
    status = 422 if form.errors else 200
    return render(request, "portfolio/export_request.html", context, status=status)


@requires(Permission.EXPORT_VIEW, Export)
@require_safe
@vary_on_headers("HX-Request")
def export_view(request, export):
    if request.htmx and export.state != ExportState.BUILDING:
        return HttpResponseClientRefresh()
    found = outcomes.of(export, reader=request.user)
    made = [outcome for outcome in found if outcome.is_made]
    context = {
        "export": export,
        "crumbs": _way_to(export.centre),
        "columns": PORTFOLIO_COLUMNS,
        "count": len(found),
        "percent": outcomes.percent(found),
        "step": _step(export, found),
        "made": len(made),
        "size": sum(outcome.bundle.zip_size for outcome in made),
        "left_out": [outcome for outcome in found if outcome.is_left_out],
        "others": [outcome for outcome in found if not outcome.is_left_out],
        "may_request": export.centre.roles_of(request.user),
        "again": _again(export, found),
    }
    template = "portfolio/_export.html" if request.htmx else "portfolio/export_view.html"
    return render(request, template, context)


@requires(Permission.EXPORT_REQUEST, Export)
@require_POST
def export_cancel(request, export):
    requesting.cancel(export, by=request.user)
    messages.success(request, "The export is called off. Bundles that were ready stay as they are.")
    return redirect(export)


@requires(Permission.EXPORT_REQUEST, Export)
@require_POST
def export_try_again(request, export):
    requesting.try_again(export, by=request.user)
    messages.success(request, "What was left out is being made once more.")
    return redirect(export)


@requires(Permission.EXPORT_VIEW, Export)
@require_safe
def export_download(request, export):
    if not Export.objects.downloadable().filter(pk=export.pk).exists():
        messages.error(request, NOT_READY)
        return redirect(export)
    packed = packing.layout(export, reader=request.user)
    return handing_out.stream(
        request,
        packed.read,
        size=packed.size,
        mime="application/zip",
        file_name=packing.file_name(export),
        sha256=packed.tag,
    )


def _chosen(request, centre):
    """Return the enrolments that the address names, and a sentence that says which they are."""
    if request.GET.get("only") == "ticked":
        ticked = map(whole_number, request.GET.getlist("enrolment"))
        pks = [pk for pk in ticked if pk is not None]
        found = Enrolment.objects.filter(learner__centre=centre, pk__in=pks)
        return list(found.with_names()), ONE_BY_ONE
    asked = learners.Asked.of(request.GET)
    return learners.chosen(centre, asked), learners.in_words(asked)


def _again(export, found):
    """Return the address at which the same is asked for anew."""
    learners_in_it = [outcome.portfolio.enrolment_id for outcome in found]
    asked = {"only": "ticked", "edition": export.edition, "enrolment": learners_in_it}
    return reverse("portfolio:export-request", args=[export.centre_id], query=asked)


def _step(export, found):
    """Return what is being done now."""
    made = sum(outcome.is_made for outcome in found)
    words = f"{made} of {len(found)} made."
    now = [o for o in found if o.is_building]
    if now:
        told = "; ".join(f"{o.learner}, {o.bundle.step or 'begun'}" for o in now)
        return f"{words} Now: {told}"
    if all(outcome.bundle is None for outcome in found) and _earlier(export).exists():
        return f"{words} It begins when the centre’s export before it is made."
    return f"{words} It goes on in a moment."


def _earlier(export):
    return Export.objects.running().filter(centre=export.centre_id, pk__lt=export.pk)


def _way_to(centre):
    home = {"label": crumbs.HOME, "url": reverse("portfolio:home")}
    list_url = reverse("portfolio:export-list", args=[centre.pk])
    return [
        home,
        {"label": "Learners", "url": centre.get_absolute_url()},
        {"label": "Exports", "url": list_url},
    ]
