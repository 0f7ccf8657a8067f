"""How is a bundle asked for, watched, called off and downloaded?"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import permissions_of, requires
from accounts.permissions import Permission
from assessment.views import crumbs
from core.errors import RuleViolation
from evidence.views import handing_out
from learners.models import Enrolment
from portfolio.bundles import building, damage, editions, keys, manifest, names, requesting
from portfolio.imports import summary, whose
from portfolio.models import Bundle
from portfolio.states import BundleState

QUARANTINED_SINCE = (
    "A file in this bundle was quarantined after it was made, so nobody is given it. "
    "Make a new bundle: it says so and leaves the file out."
)
NOT_READY = "This bundle is not ready, or no longer kept. Its page says which, and how to go on."
GONE = "The store no longer has this file. Ask for the bundle again: it is made anew."
MISSING = (
    "Not in it, because the file was lost or changed in the store: {}. All the rest is whole. Tell "
    "whoever runs this system; when the file is back, make a new bundle."
)
NOTHING_NEW = "Nothing has changed since this bundle was made, so it is still the whole portfolio."
COLUMNS = [
    {"label": "Asked for"},
    {"label": "Edition"},
    {"label": "By"},
    {"label": "State"},
    {"label": "Kept until"},
    {"label": "Pages", "is_number": True},
    {"label": "PDF", "is_number": True},
    {"label": "ZIP", "is_number": True},
]


@requires(Permission.BUNDLE_VIEW, Enrolment)
def bundle_list(request, enrolment):
    visible = Bundle.objects.visible_to(request.user).filter(enrolment=enrolment)
    bundles = list(visible.select_related("requested_by"))
    on_the_way = [bundle for bundle in bundles if bundle.is_on_the_way]
    offered = editions.offered(request.user, enrolment)
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner.user,
        "crumbs": crumbs.to_portfolio(enrolment),
        "bundles": [bundle for bundle in bundles if not bundle.is_on_the_way],
        "on_the_way": on_the_way,
        "columns": COLUMNS,
        "may_request": bool(offered),
        "offers": [e for e in offered if e not in [bundle.edition for bundle in on_the_way]],
        "purposes": _purposes(offered) if len(offered) > 1 else [],
    }
    return render(request, "portfolio/bundle_list.html", context)


@requires(Permission.BUNDLE_REQUEST, Enrolment)
@require_POST
def bundle_request(request, enrolment):
    offered = editions.offered(request.user, enrolment)
    edition = request.POST.get("edition", offered[0])
    if edition not in offered:
        raise PermissionDenied
    bundle = requesting.request(enrolment, edition=edition, by=request.user)
    if bundle.state == BundleState.READY:
        messages.info(request, NOTHING_NEW)
    return redirect(bundle)


@requires(Permission.BUNDLE_VIEW, Bundle)
@vary_on_headers("HX-Request")
def bundle_view(request, bundle):
    if request.htmx and not bundle.is_on_the_way:
        return HttpResponseClientRefresh()
    context = {
        "bundle": bundle,
        "learner": _learner(bundle),
        "qualification": _qualification(bundle),
        "crumbs": _way_to(bundle),
        "missing": _missing(bundle),
        "without_pages": _without_pages(bundle),
        **_sealed(bundle),
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
    if bundle.state != BundleState.READY:
        messages.error(request, NOT_READY)
        return redirect(bundle)
    if (file := _files(bundle).get(kind)) is None:
        raise Http404
    if manifest.quarantined_since(bundle.manifest):
        raise RuleViolation(QUARANTINED_SINCE)
    return handing_out.download(request, **file, gone=GONE)


def _files(bundle):
    """Return {what an address calls it: how to hand it out} of a finished bundle's files."""
    pdfs = bundle.pdfs
    stored = [building.stored_name(bundle, name) for name in building.file_names(bundle)]
    given = names.pdf_names(bundle.manifest, len(pdfs))
    files = {
        pdf["kind"]: _file(name, "application/pdf", file_name, pdf["sha256"])
        for pdf, name, file_name in zip(pdfs, stored[:-1], given, strict=True)
    }
    zip_name = names.portfolio_name(bundle.manifest, ".zip")
    return files | {"zip": _file(stored[-1], "application/zip", zip_name, bundle.zip_sha256)}


def _file(name, mime, file_name, sha256):
    return {"name": name, "mime": mime, "file_name": file_name, "sha256": sha256}


def _purposes(offered):
    return [{"label": edition.label, "value": editions.PURPOSES[edition]} for edition in offered]


def _missing(bundle):
    """Return a sentence that names the files that were too damaged to go in, "" for none."""
    damaged = damage.names(bundle.manifest) if bundle.state == BundleState.READY else []
    return MISSING.format(", ".join(damaged)) if damaged else ""


def _without_pages(bundle):
    """Return a line for each file that the PDF can't show, with the reason."""
    return damage.without_pages(bundle.manifest) if bundle.state == BundleState.READY else []


def _sealed(bundle):
    """Return who sealed a bundle, and its facts; the rest of its manifest stays where it is."""
    seal = Bundle.objects.filter(pk=bundle.pk).values_list("manifest__seal", flat=True).get()
    return {"seal": seal, "sealed": keys.sentences_of(seal), "facts": _facts(bundle, seal or {})}


def _facts(bundle, seal):
    return [
        {"label": "Pages", "value": bundle.pages},
        {"label": "Kind of PDF", "value": bundle.pdf_says},
        {"label": "Sealed by", "value": seal.get("signer")},
        {"label": "SHA-256 of the certificate", "value": seal.get("certificate_sha256")},
        *_sums(bundle),
        {"label": "SHA-256 of the ZIP", "value": bundle.zip_sha256},
        {"label": "SHA-256 of the manifest", "value": bundle.manifest_sha256},
    ]


def _sums(bundle):
    if not bundle.volumes:
        return [{"label": "SHA-256 of the PDF", "value": bundle.pdf_sha256}]
    return [
        {"label": f"SHA-256 of volume {number}", "value": volume["sha256"]}
        for number, volume in enumerate(bundle.volumes, 1)
    ]


def _learner(bundle):
    if bundle.imported_id:
        return whose.in_words(bundle.imported)
    return bundle.enrolment.learner.user


def _qualification(bundle):
    if bundle.imported_id:
        return summary.qualification(bundle.imported.manifest)
    return bundle.enrolment.specification.qualification


def _way_to(bundle):
    if bundle.imported_id:
        label = f"From {bundle.imported.came_from}"
        return [{"label": label, "url": bundle.imported.get_absolute_url()}]
    url = reverse("portfolio:bundle-list", args=[bundle.enrolment_id])
    return [*crumbs.to_portfolio(bundle.enrolment), {"label": "Bundles", "url": url}]
