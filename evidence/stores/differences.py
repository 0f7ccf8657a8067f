"""Where do the records and the store differ: missing, changed, swapped, orphaned, out of place?"""

import hashlib
import json
from collections import Counter
from itertools import groupby, islice

from evidence import previews, storage
from evidence.models import StoredFile
from evidence.states import FileState

AT_A_TIME = 500
# How many slashes the name of a page has, at least: renditions/ab/sha256/converter/name.
IN_FOLDER = 4


def differences(until):
    """Yield a sentence for each difference; every byte of every known file is read once.

    Bytes that no record knows count only if they came before the moment `until`: what is coming
    in just now has its bytes first and its record second.
    """
    for stored in StoredFile.objects.order_by("pk").iterator(AT_A_TIME):
        yield from _of_file(stored)
    for prefix in (storage.ORIGINALS, storage.QUARANTINE):
        yield from _of_nobody(prefix, until)
    for folder, names in groupby(_pages(until), key=lambda name: name.split("/")[:3]):
        yield from _of_stray_pages("/".join(folder), names)


def older_pages():
    """Return how many folders of pages another recipe made, and how many bytes they take."""
    shown = dict(StoredFile.objects.values_list("sha256", "rendered_with"))
    older = Counter()
    for entry in storage.store().entries(storage.RENDITIONS):
        folder = entry.name.split("/")[2:IN_FOLDER]
        if entry.name.count("/") >= IN_FOLDER and folder[0] in shown:
            older["/".join(folder)] += entry.size
    for sha256, converter in shown.items():
        del older[f"{sha256}/{converter}"]
    return len(older), older.total()


def names_of(stored):
    """Return how a file is told to a person: its hash and its first name, where it has one."""
    artefact = stored.artefacts.order_by("pk").first()
    return f"{stored.sha256} ({artefact.file_name})" if artefact else stored.sha256


def unknown(prefix, until):
    """Yield the entries below `prefix` that came before `until` and that no record knows."""
    entries = storage.store().entries(prefix)
    while batch := list(islice(entries, AT_A_TIME)):
        old = {entry.name.rsplit("/", 1)[-1]: entry for entry in batch if entry.came_at < until}
        known = StoredFile.objects.filter(sha256__in=old).values_list("sha256", flat=True)
        for sha256 in sorted(old.keys() - set(known)):
            yield old[sha256]


def read(name):
    """Return the size and the SHA-256 of a file in the store; FileNotFoundError if it is missing.

    Memory does not grow with the file.
    """
    digest, size = hashlib.sha256(), 0
    for piece in storage.store().read(name):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def _of_file(stored):
    sentences = list(_of_bytes(stored)) + list(_of_pages(stored))
    if not sentences:
        return
    before, after = stored.state, StoredFile.objects.get(pk=stored.pk)
    if after.state == before:
        yield from sentences
    else:
        # It was put in quarantine, or checked, while it was read here.
        yield from [*_of_bytes(after), *_of_pages(after)]


def _of_bytes(stored):
    quarantined = stored.state == FileState.INFECTED
    original = storage.original_name(stored.sha256)
    name = storage.quarantine_name(stored.sha256) if quarantined else original
    if quarantined and storage.store().exists(original):
        yield f"File {names_of(stored)}: it is infected, but not in quarantine."
        name = original
    try:
        size, sha256 = read(name)
    except FileNotFoundError:
        yield f"File {names_of(stored)}: the original is missing."
        return
    if sha256 == stored.sha256:
        return
    other = StoredFile.objects.filter(sha256=sha256).first()
    if other:
        yield f"File {names_of(stored)}: it holds the bytes of {names_of(other)}."
    elif size != stored.size:
        yield f"File {names_of(stored)}: {size} bytes, but {stored.size} came in."
    else:
        yield f"File {names_of(stored)}: the bytes were changed."


def _of_pages(stored):
    """Pages made before their hashes were kept are only asked to be there."""
    if stored.state != FileState.CLEAN:
        return
    folder = storage.rendition(stored.sha256, stored.rendered_with)
    if previews.stored(folder) is None:
        yield f"File {names_of(stored)}: its pages are missing."
        return
    listed = json.loads((folder / previews.META_NAME).read_text()).get("files", {})
    for name, was in listed.items():
        try:
            size, sha256 = read(storage.name_in(folder, name))
        except FileNotFoundError:
            yield f"File {names_of(stored)}: {name} of its pages is missing."
            continue
        if (size, sha256) != (was["size"], was["sha256"]):
            yield f"File {names_of(stored)}: {name} of its pages was changed."


def _of_nobody(prefix, until):
    for entry in unknown(prefix, until):
        yield f"File {entry.name}: in the store, but no record of it."


def _pages(until):
    """Yield the names of files of pages that came before `until`, but for unfinished folders."""
    for entry in storage.store().entries(storage.RENDITIONS):
        is_unfinished = any(f"/{name}" in entry.name for name in (previews.MAKING, storage.BROKEN))
        if entry.came_at < until and not is_unfinished:
            yield entry.name


def _of_stray_pages(top, names):
    stored = StoredFile.objects.filter(sha256=top.rpartition("/")[2]).first()
    if stored is None:
        yield f"Pages {top}: in the store, but no record of their file."
        return
    listed = _listed(stored)
    folders = {top, *(name.rpartition("/")[0] for name in listed)}
    for name in names:
        folder, _, file_name = name.rpartition("/")
        if folder in folders and name not in listed:
            yield (
                f"File {names_of(stored)}: {file_name} stands among its pages, but is none of them."
            )


def _listed(stored):
    """Return the names of the pages that are shown; none where their list was not kept."""
    folder = storage.rendition(stored.sha256, stored.rendered_with)
    if stored.state != FileState.CLEAN or previews.stored(folder) is None:
        return set()
    listed = json.loads((folder / previews.META_NAME).read_text()).get("files", {})
    names = [*listed, previews.META_NAME] if listed else []
    return {storage.name_in(folder, name) for name in names}
