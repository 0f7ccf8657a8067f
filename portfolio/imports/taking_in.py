"""How do the originals of a portfolio's ZIP come into the store, none of them trusted?"""

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from core.errors import RuleViolation
from evidence import intake, storage, written
from evidence.door import inspection
from evidence.door.file_types import CSV, RECORD, TAKEN, TEXT
from evidence.door.refusals import NotNow, refusal
from evidence.records import kinds, reading
from portfolio.imports import room
from portfolio.imports.container import opened, pieces, refused
from portfolio.imports.opening import differs

# Each check has a process of its own; more at once would starve the pages.
AT_ONCE = 2
# Only the name tells one from the other; the store keeps the type of bytes that came under both.
WORDS = {TEXT.mime, CSV.mime}
MOST_BYTES = {kind.mime: kind.most_bytes for kind in TAKEN} | {RECORD: written.LARGEST}


def take_in(read_zip):
    """Put every original of an Opened ZIP into the store; return {SHA-256: intake.Kept}.

    Each is hashed on its way, the same bytes once. They are looked at as any upload is, under each
    name and type that the manifest gives them, whether the store knows them or not. No row is
    written: what a refusal leaves behind, the sweep of the store takes away. Raises RuleViolation
    with a sentence that names the file, or says that there is no room.
    """
    for original in read_zip.originals:
        _refuse_too_large(original)
    sizes = {original.sha256: original.size for original in read_zip.originals}
    room.refuse_without(sum(sizes.values()))
    with room.said_when_none_is_left():
        return _taken_in(read_zip)


def _taken_in(read_zip):
    originals = {}
    for original in read_zip.originals:
        originals.setdefault(original.sha256, original)
    received = {}
    try:
        with opened(read_zip.path) as archive:
            for sha256, original in originals.items():
                received[sha256] = storage.receive(pieces(archive, original.name))
                if received[sha256].sha256 != sha256:
                    raise differs(original.name)
        found = _look_at_all(read_zip.originals, received)
        for one in received.values():
            intake.keep(one)
    finally:
        for one in received.values():
            storage.discard(one)
    return {
        sha256: intake.Kept(one, originals[sha256].content_type, found[_told(originals[sha256])])
        for sha256, one in received.items()
    }


def _refuse_too_large(original):
    """Hold what would be unpacked against the limit of its kind, which every upload keeps."""
    most = MOST_BYTES.get(original.content_type) or settings.EVIDENCE_MAX_BYTES
    most = min(most, settings.EVIDENCE_MAX_BYTES)
    if original.size > most:
        raise _not_taken(original, refusal(original.file_name, "too large", original.size, most))


def _not_taken(original, why):
    return refused(f"{original.name} can’t be taken in. {why.message}")


def _look_at_all(originals, received):
    """Return {what is told of it: what it holds}; after the first refusal no other is begun."""
    distinct = {_told(original): original for original in originals}
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        found = pool.map(lambda one: _looked_at(received[one.sha256], one), distinct.values())
        return dict(zip(distinct, found, strict=True))
    finally:
        pool.shutdown(cancel_futures=True)


def _told(original):
    return original.sha256, original.content_type, original.file_name


def _looked_at(received, original):
    """Return what bytes hold that is never run; refuse those that are not what was said."""
    if original.content_type == RECORD:
        _refuse_no_record(received, original)
        return ()
    try:
        inspected = inspection.inspect(received.path, original.file_name)
    except NotNow:
        raise
    except RuleViolation as why:
        raise _not_taken(original, why) from why
    types = {inspected.mime, original.content_type}
    if len(types) > 1 and types != WORDS:
        raise refused(
            f"{original.name} is of the type {inspected.mime}, but the manifest says "
            f"{original.content_type}."
        )
    return inspected.found


def _refuse_no_record(received, original):
    """What was written in a browser has to read as what such a form asks for."""
    try:
        if received.size > written.LARGEST:
            raise reading.NotARecord("too large")
        kinds.read(reading.load(received.path.read_text()))
    except (UnicodeDecodeError, reading.NotARecord) as error:
        raise refused(
            f"{original.name} is not what was written in such a form: {error}."
        ) from error
