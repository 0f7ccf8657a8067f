"""What is forgotten of that which was on its way in: by its sender, or after its time?"""

import datetime as dt
import logging

from django.db import transaction

from core import clock
from evidence import storage
from evidence.models import Upload
from learners.models import Enrolment

log = logging.getLogger(__name__)

# Longer than any request may take.
LEFT_OVER = dt.timedelta(days=1)
NOT_SHARED = (
    "The bytes of %s unfinished uploads are not in %s. Web servers and workers must share this "
    "folder: STORAGE_DIR of .env.example."
)


def forget(upload, *, by):
    """Forget an upload and its bytes; one that is evidence already stays evidence.

    `by` is None for the sweep.
    """
    _forget_row(upload, by=by)
    storage.drop_incoming(upload.token)


def sweep():
    """Forget uploads that were kept long enough, and bytes that nobody knows of."""
    for upload in Upload.objects.filter(expires_at__lte=clock.now()):
        forget(upload, by=None)
    known = set(Upload.objects.values_list("token", flat=True))
    storage.forget_leftovers(known, older_than=LEFT_OVER)
    elsewhere = _elsewhere()
    if elsewhere:
        log.error(NOT_SHARED, elsewhere, storage.incoming(""))


def _elsewhere():
    """Count the uploads whose bytes another machine must have: here they are not."""
    absent = [u.pk for u in Upload.objects.unfinished() if not storage.incoming(u.token).exists()]
    # One that was finished or forgotten meanwhile is missed by nobody.
    return Upload.objects.unfinished().filter(pk__in=absent).count()


@transaction.atomic
def _forget_row(upload, *, by):
    Enrolment.objects.locked(upload.enrolment_id)

    rows = Upload.objects.filter(pk=upload.pk)
    (rows.filter(artefact=None) if by else rows).delete()
