"""How does a portfolio from another centre look? It is read, downloaded, handed on; no more."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import permissions_of, requires
from accounts.permissions import Permission
from assessment.views.marking import said_beside
from core.typed import whole_number
from evidence.views import files
from evidence.views.viewing import give_words, reading_at
from evidence.viruses import said_of
from learners.models import Enrolment
from portfolio.bundles.press import readable
from portfolio.imports import exporting, showing, summary, whose
from portfolio.models import ImportedFile, ImportedPortfolio
from portfolio.states import BundleState
from portfolio.views.bundles import NOTHING_NEW

HISTORY = (
    "It is kept as it came: nobody here can change it, and nothing in it counts as judged here."
)


@requires(Permission.PORTFOLIO_VIEW, ImportedPortfolio)
def imported_view(request, imported):
    permissions = permissions_of(request.user, imported)
    bundles = imported.bundles.without_manifests().select_related("requested_by")
    context = {
        "imported": imported,
        "learner": whose.in_words(imported),
        "crumbs": _way_to(imported, request.user, permissions),
        "qualification": summary.qualification(imported.manifest),
        "history": HISTORY,
        "facts": showing.facts_of(imported),
        "journeys": readable(imported.origin),
        "units": showing.units_of(imported),
        "artefacts": showing.evidence_of(imported),
        "withdrawn": showing.withdrawn_of(imported),
        "feedback": readable(imported.manifest["feedback"]),
        "declarations": showing.declarations_of(imported),
        "bundle": bundles.first() if Permission.BUNDLE_VIEW in permissions else None,
        "may_request": Permission.BUNDLE_REQUEST in permissions,
    }
    return render(request, "portfolio/imported_view.html", context)


@requires(Permission.BUNDLE_REQUEST, ImportedPortfolio)
@require_POST
def imported_bundle(request, imported):
    bundle = exporting.request(imported, by=request.user)
    if bundle.state == BundleState.READY:
        messages.info(request, NOTHING_NEW)
    return redirect(bundle)


@requires(Permission.EVIDENCE_VIEW, ImportedFile)
def file_view(request, row):
    artefact, criteria, facts = showing.shown_by_file(row)
    pages = files.pages_at(row.file, reverse("portfolio:imported-page", args=[row.pk, 1]))
    played = reverse("portfolio:imported-recording", args=[row.pk])
    words_url = reverse("portfolio:imported-words", args=[row.pk])
    asked = whole_number(request.GET.get("page", "")) or 1
    page = max(1, min(asked, len(pages)))
    claims = [] if row.version else showing.claims_of(criteria)
    context = {
        "row": row,
        "imported": row.imported,
        "learner": whose.in_words(row.imported),
        "artefact": artefact,
        "criteria": [] if row.version else criteria,
        "facts": [*facts, {"label": "Viruses", "value": said_of(row.file)}],
        "pages": pages,
        "page": page,
        "marked": {place.page for _, place in claims},
        "reading": reading_at(request, row, words_url, pages, page, claims=claims),
        "recording": files.recording_at(row.file, played),
        "beside": said_beside(row.file),
        "is_infected": row.file.state == "infected",
        "history": HISTORY,
    }
    return render(request, "portfolio/imported_file_view.html", context)


@requires(Permission.ORIGINAL_DOWNLOAD, ImportedFile)
def file_download(request, row):
    return files.give_original(request, row.file, row.file_name)


@requires(Permission.EVIDENCE_VIEW, ImportedFile)
def file_page(request, row, page):
    return files.give_page(row.file, page, request.GET.get("size"))


@requires(Permission.EVIDENCE_VIEW, ImportedFile)
def file_words(request, row):
    return give_words(request, row.file)


@requires(Permission.EVIDENCE_VIEW, ImportedFile)
def file_play(request, row):
    return files.give_recording(request, row.file)


def _way_to(imported, user, permissions):
    if Permission.PORTFOLIO_IMPORT in permissions:
        url = reverse("portfolio:import-list", args=[imported.centre_id])
        return [{"label": "Imported portfolios", "url": url}]
    enrolments = Enrolment.objects.visible_to(user).filter(learner=imported.learner_id)
    enrolment = enrolments.order_by("-pk").first()
    url = enrolment.get_absolute_url() if enrolment else reverse("portfolio:home")
    return [{"label": "Portfolio", "url": url}]
