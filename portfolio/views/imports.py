"""How does a centre bring in a portfolio from elsewhere: choose, look, say yes?"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import requires
from accounts.models import Centre
from accounts.permissions import Permission
from core.errors import RuleViolation, shown_by
from evidence.door.allowance import one_file, takes_files
from portfolio.forms import ImportForm, ImportLearnerForm
from portfolio.imports import importing, summary, waiting, whose

COLUMNS = [
    {"label": "Learner"},
    {"label": "From"},
    {"label": "As it stood on"},
    {"label": "Edition"},
    {"label": "Imported"},
]
BEFORE = "This portfolio was imported before, for {}. Nothing was changed."
DONE = "The portfolio of {} is imported. Its files are being checked; that takes a minute or two."


@requires(Permission.PORTFOLIO_IMPORT, Centre)
@takes_files(one_file)
def import_list(request, centre):
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        with shown_by(form):
            read_zip, token = waiting.keep(centre, form.cleaned_data["file"], by=request.user)
            twin = importing.already_here(read_zip, centre)
            if twin:
                waiting.drop(read_zip)
                return _was_here(request, twin)
            return redirect("portfolio:import-check", pk=centre.pk, token=token)
    context = {
        "form": form,
        "centre": centre,
        "crumbs": [{"label": "Learners", "url": centre.get_absolute_url()}],
        "columns": COLUMNS,
        "imports": _rows(centre),
    }
    status = 422 if form.errors else 200
    return render(request, "portfolio/import_list.html", context, status=status)


@requires(Permission.PORTFOLIO_IMPORT, Centre)
def import_check(request, centre, token):
    try:
        read_zip = waiting.find(centre, token, by=request.user)
    except RuleViolation as refusal:
        messages.error(request, refusal.message)
        return redirect("portfolio:import-list", pk=centre.pk)
    likely = whose.likely_learner(read_zip.manifest["learner"], centre)
    form = ImportLearnerForm(request.POST or None, centre=centre, initial={"learner": likely})
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            chosen, confirmed = form.cleaned_data["learner"], form.cleaned_data["same_person"]
            imported, is_new = importing.bring_in(
                read_zip, chosen, confirmed=confirmed, by=request.user
            )
            waiting.drop(read_zip)
            if not is_new:
                return _was_here(request, imported)
            messages.success(request, DONE.format(imported.learner))
            return redirect(imported)
    back = reverse("portfolio:import-list", args=[centre.pk])
    context = {
        "form": form,
        "centre": centre,
        "back": back,
        "crumbs": [{"label": "Import a portfolio", "url": back}],
        "told": read_zip.manifest["learner"]["name"],
        "origin": read_zip.came_from,
        "facts": summary.of(read_zip),
        "units": read_zip.manifest["units"],
        "has_learners": form.fields["learner"].queryset.exists(),
    }
    status = 422 if form.errors else 200
    return render(request, "portfolio/import_check.html", context, status=status)


def _rows(centre):
    imports = centre.imports.without_manifests().telling_infected().telling_names()
    return [
        {"imported": one, "other_name": whose.other_name(one.told_name, one.learner)}
        for one in imports.select_related("learner__user")
    ]


def _was_here(request, imported):
    messages.info(request, BEFORE.format(imported.learner))
    return redirect(imported)
