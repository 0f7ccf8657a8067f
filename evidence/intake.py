"""How does evidence come in: a file, a written account, a better version of a file?"""

from pathlib import PurePosixPath

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.timezone import localtime

from audit import trail
from core import clock
from core.errors import RuleViolation
from core.states import next_state
from evidence import inspection, storage
from evidence.models import Artefact, EvidenceKind, StoredFile
from evidence.states import ARTEFACT, ArtefactState, FileState
from evidence.tasks import process_file
from learners.models import Enrolment
from learners.states import ENROLMENT

TITLE_LENGTH = Artefact._meta.get_field("title").max_length
NAME_LENGTH = Artefact._meta.get_field("file_name").max_length


def receive(enrolment, upload, *, by, kind=EvidenceKind.PRODUCT, title=""):
    """Take in one uploaded file and return the new Artefact, a draft with the next reference.

    `upload` has `name` and `chunks()`. The bytes are on disk before the short transaction starts.
    Raises RuleViolation with a sentence that names the file.
    """
    _refuse_early(enrolment)
    name = _name_as_given(upload.name)
    received, content_type = _take_in(upload.chunks(), name)
    return _add(enrolment, received, content_type, name=name, kind=kind, title=title, by=by)


def write_account(enrolment, *, title, text, by):
    """Keep what a learner wrote in the browser as a text file; return the new Artefact."""
    _refuse_early(enrolment)
    if not title.strip():
        raise RuleViolation("Give the account a title.", field="title")
    if not text.strip():
        raise RuleViolation("Write the account first.", field="text")
    name = f"{slugify(title) or 'account'}.txt"
    words = text.replace("\r\n", "\n").strip() + "\n"
    received, content_type = _take_in([words.encode()], name)
    kind = EvidenceKind.ACCOUNT
    return _add(enrolment, received, content_type, name=name, kind=kind, title=title, by=by)


def replace_file(artefact, upload, *, by):
    """Put a better file in the place of the artefact's; what was sent before stays readable."""
    artefact = Artefact.objects.get(pk=artefact.pk)
    next_state(ARTEFACT, artefact.state, "replace")
    _refuse_early(artefact.enrolment)
    name = _name_as_given(upload.name)
    received, content_type = _take_in(upload.chunks(), name)
    return _replace(artefact, received, content_type, name=name, by=by)


def stored_file(received, content_type):
    """Return the StoredFile of kept bytes, and whether it was made now, at their first coming."""
    return StoredFile.objects.get_or_create(
        sha256=received.sha256,
        defaults={"size": received.size, "content_type": content_type.mime},
    )


@transaction.atomic
def _add(enrolment, received, content_type, *, name, kind, title, by):
    enrolment = Enrolment.objects.locked(enrolment.pk)

    next_state(ENROLMENT, enrolment.state, "work")

    _refuse_twins(enrolment, received, name)

    stored, is_new = stored_file(received, content_type)
    last = enrolment.artefacts.aggregate(last=Max("number"))["last"] or 0
    artefact = Artefact.objects.create(
        enrolment=enrolment,
        number=last + 1,
        title=(title.strip() or _title_from(name))[:TITLE_LENGTH],
        kind=kind,
        file=stored,
        file_name=name,
        uploaded_by=by,
    )

    wrote = [stored] if is_new else []
    trail.record("artefact.received", artefact, by=by, wrote=wrote, file_name=name)

    _process_when_saved(stored)
    return artefact


@transaction.atomic
def _replace(artefact, received, content_type, *, name, by):
    enrolment = Enrolment.objects.locked(artefact.enrolment_id)
    artefact = Artefact.objects.get(pk=artefact.pk)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(ARTEFACT, artefact.state, "replace")

    _refuse_twins(enrolment, received, name)

    stored, is_new = stored_file(received, content_type)
    artefact.state = state
    artefact.file = stored
    artefact.file_name = name
    artefact.uploaded_by = by
    artefact.uploaded_at = clock.now()
    artefact.save()

    wrote = [stored] if is_new else []
    trail.record("artefact.replaced", artefact, by=by, wrote=wrote, file_name=name)

    _process_when_saved(stored)
    return artefact


def _refuse_early(enrolment):
    """Refuse before any bytes are kept, so that none are left that no record knows."""
    now = Enrolment.objects.get(pk=enrolment.pk)
    next_state(ENROLMENT, now.state, "work")


def _take_in(pieces, name):
    received = storage.receive(_within_limit(pieces, name))
    try:
        content_type = inspection.inspect(received.path, name)
        storage.keep(received)
    finally:
        storage.discard(received)
    return received, content_type


def _within_limit(pieces, name):
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > settings.EVIDENCE_MAX_BYTES:
            limit = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
            raise RuleViolation(
                f"{name} was not added: it is larger than {limit} MB. "
                "Save a smaller copy, or split it, then add it again.",
                field="files",
            )
        yield piece


def _refuse_twins(enrolment, received, name):
    twin = (
        enrolment.artefacts.exclude(state=ArtefactState.WITHDRAWN)
        .filter(file__sha256=received.sha256)
        .first()
    )
    if twin:
        day = localtime(twin.uploaded_at).strftime("%-d %B")
        raise RuleViolation(
            f"{name} was not added: you added this file on {day} as {twin.reference}. "
            "Map that one to more criteria instead.",
            field="files",
        )


def _process_when_saved(stored):
    if stored.state == FileState.PENDING:
        process_file.delay_on_commit(stored.pk)


def _name_as_given(name):
    plain = "".join(c for c in str(name or "") if c.isprintable()).replace("\\", "/")
    return (PurePosixPath(plain).name or "file")[-NAME_LENGTH:]


def _title_from(name):
    stem = name.rsplit(".", 1)[0].replace("_", " ").replace("-", " ")
    return " ".join(stem.split()) or name
