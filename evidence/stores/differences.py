"""Where do the records and the store differ: missing, changed, swapped, orphaned, out of place?"""

import hashlib
import json
from itertools import islice

from evidence import previews, storage
from evidence.models import StoredFile
from evidence.states import FileState

AT_A_TIME = 500


def differences(until):
    """Yield a sentence for each difference; every byte of every known file is read once.

    Bytes that no record knows count only if they came before the moment `until`: what is coming
    in just now has its bytes first and its record second.
    """
    for stored in StoredFile.objects.order_by("pk").iterator(AT_A_TIME):
        yield from _of_file(stored)
    for prefix in (storage.ORIGINALS, storage.QUARANTINE):
        yield from _of_nobody(prefix, until)


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
        size, sha256 = _read(name)
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
            size, sha256 = _read(storage.name_in(folder, name))
        except FileNotFoundError:
            yield f"File {names_of(stored)}: {name} of its pages is missing."
            continue
        if (size, sha256) != (was["size"], was["sha256"]):
            yield f"File {names_of(stored)}: {name} of its pages was changed."


def _of_nobody(prefix, until):
    for entry in unknown(prefix, until):
        yield f"File {entry.name}: in the store, but no record of it."


def _read(name):
    digest, size = hashlib.sha256(), 0
    for piece in storage.store().read(name):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()
