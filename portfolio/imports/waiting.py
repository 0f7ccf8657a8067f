"""Where does a ZIP wait between the preview and the word to import it?

It stands among the incoming files, under a name that only a signed token tells. What is never
imported goes a day later with everything else that was on its way in.
"""

from django.conf import settings
from django.core import signing

from core.errors import RuleViolation
from evidence import storage
from evidence.forgetting import LEFT_OVER
from portfolio.imports import opening, room

SALT = "portfolio.imports.waiting"
NOT_KEPT = "The file is not kept any longer. Choose it again."


def keep(centre, upload, *, by):
    """Keep an uploaded ZIP that proves whole; return it as Opened and the token that names it.

    `upload` has `name`, `size` and `chunks()`. Raises RuleViolation, and then nothing is kept.
    """
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        raise RuleViolation(too_large(), field="file")
    # The form’s own copy stands beside it until the answer is given.
    room.refuse_without(upload.size)
    with room.said_when_none_is_left():
        received = storage.receive(upload.chunks())
    try:
        read_zip = opening.read(received.path)
        opening.prove(read_zip)
    except BaseException:
        storage.discard(received)
        raise
    told = {"name": received.path.name, "centre": centre.pk, "by": by.pk}
    return read_zip, signing.dumps(told, salt=SALT, compress=True)


def find(centre, token, *, by):
    """Return the Opened ZIP that `by` chose for `centre`. Raises RuleViolation if it is gone."""
    try:
        told = signing.loads(token, salt=SALT, max_age=LEFT_OVER)
    except signing.BadSignature:
        raise RuleViolation(NOT_KEPT) from None
    path = storage.incoming(told["name"])
    if (told["centre"], told["by"]) != (centre.pk, by.pk) or not path.is_file():
        raise RuleViolation(NOT_KEPT)
    return opening.read(path)


def drop(read_zip):
    """Forget a ZIP that was imported."""
    read_zip.path.unlink(missing_ok=True)


def too_large():
    """Return the sentence that refuses a ZIP for its size."""
    limit = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
    return (
        f"The file is larger than {limit} MB, which is the most that a browser may send. Whoever "
        "runs this system can import it from a shell: manage.py import_portfolio."
    )
