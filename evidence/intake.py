"""How does evidence come in: a file, something written here, a better version of either?"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.timezone import localtime

from audit import trail
from core import clock
from core.errors import RuleViolation
from core.states import next_state
from core.typed import on_one_line
from evidence import storage
from evidence.authors import refuse_change
from evidence.door import file_names, inspection
from evidence.door.file_types import RECORD
from evidence.models import Artefact, EvidenceKind, StoredFile, Upload
from evidence.states import ARTEFACT, FileState, back_by
from evidence.stores import leftovers
from evidence.tasks import process_file
from learners.models import Enrolment
from learners.states import ENROLMENT

TITLE_LENGTH = Artefact._meta.get_field("title").max_length


@dataclass(frozen=True)
class Given:
    """What the sender says about a file: its name, and its MIME type ("" where it is not said)."""

    name: str
    claimed: str = ""

    @property
    def safe_name(self):
        """The name as it is shown and given to downloads; always something."""
        return file_names.safe_name(self.name)

    @property
    def other_name(self):
        """The name as given where it differs from the safe one, else ""."""
        return "" if self.name == self.safe_name else file_names.as_text(self.name)


@dataclass(frozen=True)
class Kept:
    """Bytes that stand under their hash: what came in, its MIME type, and what it holds."""

    received: storage.Received
    mime: str
    found: tuple = ()


def receive(enrolment, upload, *, by, kind=EvidenceKind.PRODUCT, title="", details=None):
    """Take in one uploaded file and return the new Artefact, a draft with the next reference.

    `upload` has `name`, `content_type` and `chunks()`; `details` are answers to what the kind
    asks for beside the file. The bytes are on disk before the short transaction starts. Raises
    RuleViolation with a sentence that names the file.
    """
    _refuse_early(enrolment)
    given = given_with(upload)
    received = storage.receive(_within_limit(upload.chunks(), given.safe_name))
    kept = _inspected(received, given)
    return _add(enrolment, kept, given, kind=kind, title=title, details=details or {}, by=by)


def take(
    enrolment, received, given, *, by, upload, kind=EvidenceKind.PRODUCT, title="", details=None
):
    """Make bytes that have come in whole an Artefact; they are kept or discarded in any case.

    `upload` is how they came in pieces; what it became is noted in the same transaction.
    """
    _refuse_early(enrolment)
    kept = _inspected(received, given)
    said = {"kind": kind, "title": title, "details": details or {}}
    return _add(enrolment, kept, given, **said, by=by, upload=upload)


def write(enrolment, record, *, kind, title, by):
    """Keep what was written in the browser, a dict of JSON values, as evidence of `kind`.

    Returns the new Artefact; written twice in the same words, it is the first one again.
    """
    _refuse_early(enrolment)
    kept, given = keep_words(record, title)
    return _add(enrolment, kept, given, kind=kind, title=title, details={}, by=by)


def replace_file(artefact, upload, *, by):
    """Put a better file in the place of the artefact's; what was sent before stays readable."""
    given = given_with(upload)
    received = storage.receive(_within_limit(upload.chunks(), given.safe_name))
    return take_instead(artefact, received, given, by=by)


def take_instead(artefact, received, given, *, by, upload=None):
    """Put bytes that have come in whole in the place of the artefact's file."""
    artefact = Artefact.objects.get(pk=artefact.pk)
    try:
        next_state(ARTEFACT, artefact.state, back_by("replace", artefact))
        refuse_change(artefact, "", by=by)
        _refuse_early(artefact.enrolment)
    except RuleViolation:
        storage.discard(received)
        raise
    return _replace(artefact, _inspected(received, given), given, by=by, upload=upload)


def rewrite(artefact, record, *, title, by):
    """Put other words in the place of what was written; what was sent before stays readable."""
    artefact = Artefact.objects.get(pk=artefact.pk)
    next_state(ARTEFACT, artefact.state, back_by("replace", artefact))
    refuse_change(artefact, RECORD, by=by)
    _refuse_early(artefact.enrolment)
    kept, given = keep_words(record, title)
    return _replace(artefact, kept, given, title=title, by=by)


def keep_words(record, title):
    """Keep a record as JSON, the same bytes for the same words; return Kept and Given."""
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
    received = storage.receive([text.encode(), b"\n"])
    try:
        keep(received)
    finally:
        storage.discard(received)
    return Kept(received, RECORD), Given(f"{slugify(title) or 'record'}.json", RECORD)


def written_twin(enrolment, kept, kind, details=None):
    """Return the artefact of `kind` that holds the very same words, or None.

    Words are a record, or what is said about a file in its `details`.
    """
    twin = _twin(enrolment, kept)
    if twin is None or twin.kind != kind:
        return None
    same = kept.mime == RECORD or (details and twin.details == details)
    return twin if same else None


def new_artefact(enrolment, kept, given, *, kind, title, by, details=None, witness=None):
    """Return a new draft of kept bytes, and what else was written; the act locks and records."""
    _refuse_twin(_twin(enrolment, kept), given)
    stored, is_written = stored_file(kept)
    name = given.safe_name
    last = enrolment.artefacts.aggregate(last=Max("number"))["last"] or 0
    artefact = Artefact.objects.create(
        enrolment=enrolment,
        number=last + 1,
        title=(on_one_line(title) or file_names.title_from(name))[:TITLE_LENGTH],
        kind=kind,
        file=stored,
        file_name=name,
        given_name=given.other_name,
        details=details or {},
        uploaded_by=by,
        witness=witness,
    )
    _process_when_saved(stored)
    return artefact, [stored] if is_written else []


def given_with(upload):
    """Return what a browser said about an uploaded file."""
    name = getattr(upload, "given_name", None) or upload.name or ""
    return Given(name, getattr(upload, "content_type", None) or "")


def too_large(name):
    """Return the sentence that refuses a file for its size."""
    limit = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
    return (
        f"{name} was not added: it is larger than {limit} MB. "
        "Save a smaller copy, or split it, then add it again."
    )


def keep(received):
    """Put bytes into the store, before any row is locked: it may be slow, or out of reach."""
    leftovers.make_way(received.sha256)
    storage.keep(received)


def stored_file(kept):
    """Return the StoredFile of kept bytes, and whether it was written now.

    It is made at their first coming; text may be told of formulas when it comes as a table.
    """
    stored, is_new = StoredFile.objects.get_or_create(
        sha256=kept.received.sha256,
        defaults={
            "size": kept.received.size,
            "content_type": kept.mime,
            "found": list(kept.found),
        },
    )
    if RECORD in (stored.content_type, kept.mime) and stored.content_type != kept.mime:
        # Else an upload of the same bytes would pass for what somebody else wrote here.
        raise RuleViolation(
            "The file was not added: it is the inside of something written here. "
            "Write it here too, or add a PDF of it."
        )
    return stored, is_new or _told_more(stored, kept.found)


def _told_more(stored, found):
    if all(one in stored.found for one in found):
        return False
    stored.refresh_from_db(from_queryset=StoredFile.objects.select_for_update())
    stored.found += [one for one in found if one not in stored.found]
    stored.save(update_fields=["found"])
    return True


@transaction.atomic
def _add(enrolment, kept, given, *, kind, title, details, by, upload=None):
    enrolment = Enrolment.objects.locked(enrolment.pk)

    next_state(ENROLMENT, enrolment.state, "work")

    twin = written_twin(enrolment, kept, kind, details)
    if twin:
        _note(upload, twin)
        return twin

    artefact, wrote = new_artefact(
        enrolment, kept, given, kind=kind, title=title, details=details, by=by
    )
    _note(upload, artefact)

    trail.record("artefact.received", artefact, by=by, wrote=wrote, file_name=given.safe_name)
    return artefact


@transaction.atomic
def _replace(artefact, kept, given, *, by, title="", upload=None):
    enrolment = Enrolment.objects.locked(artefact.enrolment_id)
    artefact = Artefact.objects.get(pk=artefact.pk)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(ARTEFACT, artefact.state, back_by("replace", artefact))

    refuse_change(artefact, kept.mime, by=by)
    title = on_one_line(title)[:TITLE_LENGTH] or artefact.title
    twin = _twin(enrolment, kept)
    if twin == artefact and title == artefact.title:
        _note(upload, artefact)
        return artefact
    _refuse_twin(twin if twin != artefact else None, given)

    stored, is_written = stored_file(kept)
    artefact.state, artefact.came_from = state, ""
    artefact.title = title
    artefact.file = stored
    artefact.file_name = given.safe_name
    artefact.given_name = given.other_name
    artefact.uploaded_by = by
    artefact.uploaded_at = clock.now()
    artefact.save()
    _note(upload, artefact)

    wrote = [stored] if is_written else []
    trail.record("artefact.replaced", artefact, by=by, wrote=wrote, file_name=given.safe_name)

    _process_when_saved(stored)
    return artefact


def _note(upload, artefact):
    """Write down what an upload became; one that was forgotten meanwhile becomes nothing."""
    if upload and not Upload.objects.filter(pk=upload.pk).update(artefact=artefact):
        raise RuleViolation("This upload was cancelled meanwhile, so it was not added.")


def _refuse_early(enrolment):
    """Refuse before any bytes are kept, so that none are left that no record knows of."""
    now = Enrolment.objects.get(pk=enrolment.pk)
    next_state(ENROLMENT, now.state, "work")


def _inspected(received, given):
    try:
        inspected = inspection.inspect(received.path, given.safe_name, given.claimed)
        keep(received)
    finally:
        storage.discard(received)
    return Kept(received, inspected.mime, inspected.found)


def _within_limit(pieces, name):
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > settings.EVIDENCE_MAX_BYTES:
            raise RuleViolation(too_large(name), field="files")
        yield piece


def _twin(enrolment, kept):
    """Return the learner's artefact that holds the same bytes, or None."""
    return enrolment.artefacts.current().filter(file__sha256=kept.received.sha256).first()


def _refuse_twin(twin, given):
    if twin:
        day = localtime(twin.uploaded_at).strftime("%-d %B")
        raise RuleViolation(
            f"{given.safe_name} was not added: you added this file on {day} as {twin.reference}. "
            "Map that one to more criteria instead.",
            field="files",
        )


def _process_when_saved(stored):
    if stored.state == FileState.PENDING:
        process_file.delay_on_commit(stored.pk)
