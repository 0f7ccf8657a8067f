"""Is a stored file fit to be shown, and what does it look like as pages?"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit import trail
from core.states import next_state
from evidence import previews, storage
from evidence.models import StoredFile
from evidence.states import STORED_FILE, FileState

TAKEN_UP_WITHIN = dt.timedelta(seconds=60)


def scan(stored_file_id):
    """Make the pages of a pending file and say whether it is clean or unreadable.

    Run it as often as you like: pages are made once a content hash and converter.
    """
    stored = StoredFile.objects.get(pk=stored_file_id)
    if stored.state != FileState.PENDING:
        return
    try:
        made = render(stored)
    except previews.Unreadable as error:
        _conclude(stored, "find_unreadable", reason=str(error))
    else:
        _conclude(stored, "find_clean", made=made)


def render(stored):
    """Return the Rendition of a stored file, made now if it is not there yet.

    Raises previews.Unreadable with a sentence.
    """
    key = previews.converter_key()
    return previews.render(
        storage.original(stored.sha256),
        stored.content_type,
        storage.rendition(stored.sha256, key),
        title=stored.sha256[:12],
    )


def left_over():
    """Return the ids of files that have been waiting for longer than a worker should take."""
    long_ago = timezone.now() - TAKEN_UP_WITHIN
    return list(
        StoredFile.objects.filter(state=FileState.PENDING, created_at__lt=long_ago).values_list(
            "pk", flat=True
        )
    )


@transaction.atomic
def _conclude(stored, act, *, made=None, reason=""):
    stored = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if stored.state != FileState.PENDING:
        return
    stored.state = next_state(STORED_FILE, stored.state, act)
    stored.reason = reason
    if made:
        stored.pages = made.pages
        stored.rendition = made.kind
        stored.rendered_with = made.converter
    stored.save()

    trail.record("file.checked", stored, by=None, state=stored.state)
