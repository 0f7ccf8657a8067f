"""How is a bundle asked for, watched, called off and downloaded?"""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.access import permissions_of, requires
from accounts.permissions import Permission
from assessment.views import crumbs
from learners.models import Enrolment
from portfolio.bundles import building, names, requesting
from portfolio.models import Bundle
from portfolio.states import BundleState

FILES = {
    "pdf": (building.PDF_NAME, "application/pdf"),
    "zip": (building.ZIP_NAME, "application/zip"),
}
COLUMNS = [
    {"label": "Asked for"},
    {"label": "By"},
    {"label": "State"},
    {"label": "Kept until"},
    {"label": "Pages", "is_number": True},
    {"label": "PDF", "is_number": True},
    {"label": "ZIP", "is_number": True},
]


@requires(Permission.BUNDLE_VIEW, Enrolment)
def bundle_list(request, enrolment):
    bundles = list(enrolment.bundles.without_manifests().select_related("requested_by"))
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner.user,
        "crumbs": crumbs.to_portfolio(enrolment),
        "bundles": [bundle for bundle in bundles if not bundle.is_on_the_way],
        "on_the_way": next((bundle for bundle in bundles if bundle.is_on_the_way), None),
        "columns": COLUMNS,
        "may_request": Permission.BUNDLE_REQUEST in permissions_of(request.user, enrolment),
    }
    return render(request, "portfolio/bundle_list.html", context)


@requires(Permission.BUNDLE_REQUEST, Enrolment)
@require_POST
def bundle_request(request, enrolment):
    return redirect(requesting.request(enrolment, by=request.user))


@requires(Permission.BUNDLE_VIEW, Bundle)
@vary_on_headers("HX-Request")
def bundle_view(request, bundle):
    context = {
        "bundle": bundle,
        "enrolment": bundle.enrolment,
        "learner": bundle.enrolment.learner.user,
        "crumbs": _way_to(bundle),
        "facts": _facts(bundle),
        "may_request": Permission.BUNDLE_REQUEST in permissions_of(request.user, bundle),
    }
    template = "portfolio/_bundle.html" if request.htmx else "portfolio/bundle_view.html"
    return render(request, template, context)


@requires(Permission.BUNDLE_REQUEST, Bundle)
@require_POST
def bundle_cancel(request, bundle):
    requesting.cancel(bundle, by=request.user)
    messages.success(request, "The bundle is called off. Nothing of it was kept.")
    return redirect(bundle)


@requires(Permission.BUNDLE_VIEW, Bundle)
def bundle_download(request, bundle, kind):
    if bundle.state != BundleState.READY or kind not in FILES:
        raise Http404
    name, content_type = FILES[kind]
    path = building.folder(bundle) / name
    if not path.is_file():
        raise Http404
    shown_as = names.portfolio_name(bundle.manifest, f".{kind}")
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=shown_as, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _facts(bundle):
    return [
        {"label": "Pages", "value": bundle.pages},
        {"label": "SHA-256 of the PDF", "value": bundle.pdf_sha256},
        {"label": "SHA-256 of the ZIP", "value": bundle.zip_sha256},
        {"label": "SHA-256 of the manifest", "value": bundle.manifest_sha256},
    ]


def _way_to(bundle):
    url = reverse("portfolio:bundle-list", args=[bundle.enrolment_id])
    return [*crumbs.to_portfolio(bundle.enrolment), {"label": "Bundles", "url": url}]
