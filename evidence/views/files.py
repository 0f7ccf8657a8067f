"""How are originals, pages and recordings handed out? Only here, asking the same each time."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import requires
from accounts.permissions import Permission
from evidence import previews, storage
from evidence.door.file_types import type_named
from evidence.models import Artefact
from evidence.states import FileState
from evidence.views import handing_out

A4 = (1240, 1754)


@requires(Permission.ORIGINAL_DOWNLOAD, Artefact)
def original_download(request, artefact):
    return give_original(request, artefact.file, artefact.file_name)


@requires(Permission.ORIGINAL_DOWNLOAD, Artefact)
def version_download(request, artefact, number):
    version = get_object_or_404(artefact.versions.select_related("file"), number=number)
    return give_original(request, version.file, version.file_name)


@requires(Permission.EVIDENCE_VIEW, Artefact)
def page_image(request, artefact, page):
    return give_page(artefact.file, page, request.GET.get("size"))


@requires(Permission.EVIDENCE_VIEW, Artefact)
def version_page_image(request, artefact, number, page):
    version = get_object_or_404(artefact.versions.select_related("file"), number=number)
    return give_page(version.file, page, request.GET.get("size"))


@requires(Permission.EVIDENCE_VIEW, Artefact)
def recording_play(request, artefact):
    return give_recording(request, artefact.file)


@requires(Permission.EVIDENCE_VIEW, Artefact)
def version_recording_play(request, artefact, number):
    version = get_object_or_404(artefact.versions.select_related("file"), number=number)
    return give_recording(request, version.file)


def pages_of(artefact, version=None):
    """Return [{number, url, small, width, height}] of the page images of an artefact or a version.

    A page holds on to its images while it is open, so their addresses tell one file's pages from
    another's.
    """
    file = version.file if version else artefact.file
    if version:
        name, arguments = "evidence:version-page-image", [artefact.pk, version.number]
    else:
        name, arguments = "evidence:page-image", [artefact.pk]
    return pages_at(file, reverse(name, args=[*arguments, 1]))


def pages_at(file, first):
    """Return what `pages_of` does of a StoredFile whose first page has the address `first`."""
    if file.state != FileState.CLEAN:
        return []
    made = previews.stored(storage.rendition(file.sha256, file.rendered_with))
    sizes = [(image["width"], image["height"]) for image in made.images] if made else []
    sizes += [A4] * (file.pages - len(sizes))
    made_of = f"{file.sha256[:12]}-{file.rendered_with}"
    # To put an address together 300 times would take longer than all the rest of the page.
    before = first.removesuffix("1/")
    pages = []
    for number, (width, height) in enumerate(sizes[: file.pages], start=1):
        url = f"{before}{number}/?of={made_of}"
        small = f"{url}&size=small"
        pages.append(
            {"number": number, "url": url, "small": small, "width": width, "height": height}
        )
    return pages


def recording_of(artefact, version=None):
    """Return {kind, url, mime, length} of an artefact or version that is played, else None."""
    if version:
        url = reverse("evidence:version-recording-play", args=[artefact.pk, version.number])
    else:
        url = reverse("evidence:recording-play", args=[artefact.pk])
    return recording_at(version.file if version else artefact.file, url)


def recording_at(file, url):
    """Return what `recording_of` does of a StoredFile that is played from `url`."""
    made = _played(file)
    if made is None:
        return None
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


def give_original(request, file, name):
    """Answer with the untouched bytes of a StoredFile, to be saved under `name`."""
    if file.state == FileState.INFECTED:
        raise Http404
    return handing_out.download(
        request,
        storage.original_name(file.sha256),
        mime=type_named(file.content_type, name),
        file_name=name,
        sha256=file.sha256,
    )


def give_page(file, page, size):
    """Answer with a page, or its thumbnail where there is one, since older pages have none."""
    if file.state != FileState.CLEAN or not 1 <= page <= file.pages:
        raise Http404
    folder = storage.rendition(file.sha256, file.rendered_with)
    wanted = ("small", "page") if size == "small" else ("page",)
    there = (folder / f"{name}-{page:03}.webp" for name in wanted)
    path = next((path for path in there if path.is_file()), None)
    if path is None:
        raise Http404
    return handing_out.show(path, mime="image/webp")


def give_recording(request, file):
    """Answer with the part of our own copy of a recording that the player asked for.

    What came in is never played as it is; see renditions/recording.py.
    """
    made = _played(file)
    if made is None:
        raise Http404
    name = storage.name_in(made.folder, made.plays["name"])
    return handing_out.play(request, name, mime=made.plays["mime"])


def _played(file):
    """Return the Rendition of a recording that is ready to be played, else None."""
    if file.state != FileState.CLEAN or file.rendition not in (previews.SOUND, previews.FILM):
        return None
    return previews.stored(storage.rendition(file.sha256, file.rendered_with))
