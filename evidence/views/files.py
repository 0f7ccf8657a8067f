"""How are originals and page images handed out? Only here, after the same question each time."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import requires
from accounts.permissions import Permission
from evidence import storage
from evidence.models import Artefact
from evidence.states import FileState


@requires(Permission.ORIGINAL_DOWNLOAD, Artefact)
def original_download(request, artefact):
    return _original(artefact.file, artefact.file_name)


@requires(Permission.ORIGINAL_DOWNLOAD, Artefact)
def version_download(request, artefact, number):
    version = get_object_or_404(artefact.versions.select_related("file"), number=number)
    return _original(version.file, version.file_name)


@requires(Permission.EVIDENCE_VIEW, Artefact)
def page_image(request, artefact, page):
    return _image(artefact.file, page)


@requires(Permission.EVIDENCE_VIEW, Artefact)
def version_page_image(request, artefact, number, page):
    version = get_object_or_404(artefact.versions.select_related("file"), number=number)
    return _image(version.file, page)


def pages_of(artefact, version=None):
    """Return [{number, url}] of the page images of an artefact, or of one of its versions.

    Browsers keep a page image for a day, so the address tells one file's pages from another's.
    """
    file = version.file if version else artefact.file
    if file.state != FileState.CLEAN:
        return []
    if version:
        name, arguments = "evidence:version-page-image", [artefact.pk, version.number]
    else:
        name, arguments = "evidence:page-image", [artefact.pk]
    made_of = f"{file.sha256[:12]}-{file.rendered_with}"
    return [
        {"number": number, "url": f"{reverse(name, args=[*arguments, number])}?of={made_of}"}
        for number in range(1, file.pages + 1)
    ]


def _original(file, name):
    path = storage.original(file.sha256)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    return _never_run(response)


def _image(file, page):
    if file.state != FileState.CLEAN or not 1 <= page <= file.pages:
        raise Http404
    folder = storage.rendition(file.sha256, file.rendered_with)
    path = next(iter(folder.glob(f"page-{page:03d}.*")), None)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"))
    response["Cache-Control"] = "private, max-age=86400"
    return _never_run(response)


def _never_run(response):
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
