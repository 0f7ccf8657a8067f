"""How are originals, pages and recordings handed out? Only here, asking the same each time."""

import re

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import requires
from accounts.permissions import Permission
from evidence import previews, storage
from evidence.models import Artefact
from evidence.states import FileState

A4 = (1240, 1754)
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
# A player that reads slowly must not hold a web process: it asks again for what follows.
MOST_AT_ONCE = 4 * 1024 * 1024


@requires(Permission.ORIGINAL_DOWNLOAD, Artefact)
def original_download(request, artefact):
    return _original(artefact.file, artefact.file_name)


@requires(Permission.ORIGINAL_DOWNLOAD, Artefact)
def version_download(request, artefact, number):
    version = get_object_or_404(artefact.versions.select_related("file"), number=number)
    return _original(version.file, version.file_name)


@requires(Permission.EVIDENCE_VIEW, Artefact)
def page_image(request, artefact, page):
    return _image(artefact.file, page, request.GET.get("size"))


@requires(Permission.EVIDENCE_VIEW, Artefact)
def version_page_image(request, artefact, number, page):
    version = get_object_or_404(artefact.versions.select_related("file"), number=number)
    return _image(version.file, page, request.GET.get("size"))


@requires(Permission.EVIDENCE_VIEW, Artefact)
def recording_play(request, artefact):
    return _recording(artefact.file, request.headers.get("Range", ""))


@requires(Permission.EVIDENCE_VIEW, Artefact)
def version_recording_play(request, artefact, number):
    version = get_object_or_404(artefact.versions.select_related("file"), number=number)
    return _recording(version.file, request.headers.get("Range", ""))


def pages_of(artefact, version=None):
    """Return [{number, url, small, width, height}] of the page images of an artefact or a version.

    Browsers keep a page image for a day, so the address tells one file's pages from another's.
    """
    file = version.file if version else artefact.file
    if file.state != FileState.CLEAN:
        return []
    if version:
        name, arguments = "evidence:version-page-image", [artefact.pk, version.number]
    else:
        name, arguments = "evidence:page-image", [artefact.pk]
    made = previews.stored(storage.rendition(file.sha256, file.rendered_with))
    sizes = [(image["width"], image["height"]) for image in made.images] if made else []
    sizes += [A4] * (file.pages - len(sizes))
    made_of = f"{file.sha256[:12]}-{file.rendered_with}"
    pages = []
    for number, (width, height) in enumerate(sizes[: file.pages], start=1):
        url = f"{reverse(name, args=[*arguments, number])}?of={made_of}"
        small = f"{url}&size=small"
        pages.append(
            {"number": number, "url": url, "small": small, "width": width, "height": height}
        )
    return pages


def recording_of(artefact, version=None):
    """Return {kind, url, mime, length} of an artefact or version that is played, else None."""
    file = version.file if version else artefact.file
    made = _played(file)
    if made is None:
        return None
    if version:
        url = reverse("evidence:version-recording-play", args=[artefact.pk, version.number])
    else:
        url = reverse("evidence:recording-play", args=[artefact.pk])
    return {
        "kind": made.kind,
        "url": f"{url}?of={file.sha256[:12]}",
        "mime": made.plays["mime"],
        "length": length_in_words(made.plays["seconds"]),
    }


def length_in_words(seconds):
    """Return a length as a clock shows it: 0:42, 18:42, 1:02:03."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _original(file, name):
    path = storage.original(file.sha256)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    return _never_run(response)


def _image(file, page, size):
    """Answer with a page, or its thumbnail where there is one, since older pages have none."""
    if file.state != FileState.CLEAN or not 1 <= page <= file.pages:
        raise Http404
    folder = storage.rendition(file.sha256, file.rendered_with)
    wanted = ("small", "page") if size == "small" else ("page",)
    there = (folder / f"{name}-{page:03}.webp" for name in wanted)
    path = next((path for path in there if path.is_file()), None)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"))
    response["Cache-Control"] = "private, max-age=86400"
    return _never_run(response)


def _recording(file, asked):
    """Answer with the part of our own copy of a recording that the player asked for.

    What came in is never played as it is; see renditions/recording.py.
    """
    made = _played(file)
    if made is None:
        raise Http404
    path = made.folder / made.plays["name"]
    size = path.stat().st_size
    part = RANGE.fullmatch(asked.strip())
    first, last = _part(*part.groups(), size) if part else (0, size - 1)
    if first > last:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        return _never_run(response)
    response = StreamingHttpResponse(_pieces(path, first, last), status=206 if part else 200)
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Type"] = made.plays["mime"]
    response["Content-Length"] = last - first + 1
    response["Content-Disposition"] = "inline"
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    return _never_run(response)


def _played(file):
    """Return the Rendition of a recording that is ready to be played, else None."""
    if file.state != FileState.CLEAN or file.rendition not in (previews.SOUND, previews.FILM):
        return None
    return previews.stored(storage.rendition(file.sha256, file.rendered_with))


def _part(start, end, size):
    """Return the first and last byte of a range; the first is greater when there are none."""
    if not start:
        first, last = max(0, size - int(end or 0)), size - 1
    else:
        first, last = int(start), min(int(end or size), size - 1)
    return first, min(last, first + MOST_AT_ONCE - 1)


def _pieces(path, first, last):
    """Yield the bytes of a file from `first` to `last`, a piece at a time."""
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left and (piece := file.read(min(left, storage.PIECE))):
            left -= len(piece)
            yield piece


def _never_run(response):
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
