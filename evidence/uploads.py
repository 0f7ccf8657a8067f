"""How does a file come in by pieces, on a line that breaks, and become evidence once?

The bytes stand in one file on this machine's disk; its size is how many are safe. Nothing on its
way in is a record yet: the trail begins when it is taken in.
"""

import datetime as dt
import fcntl
import hashlib
import os
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from core import clock
from core.errors import RuleViolation
from core.states import next_state
from core.templatetags.portfolio_ui import size_in_words
from evidence import intake, storage
from evidence.door.file_names import as_text
from evidence.door.refusals import NotNow
from evidence.intake import Given
from evidence.models import Upload
from evidence.states import ARTEFACT, back_by
from evidence.stores import PIECE
from learners.models import Enrolment
from learners.states import ENROLMENT

NOT_KEPT = "This upload is no longer kept. Choose the file again."
NOT_CHECKED = "The check could not finish just now. Your file is safe; try again in a minute."
CHECKSUMS = ("sha256", "sha1")
TAIL = 64 * 1024
JUST_BEGUN = dt.timedelta(minutes=10)


class CannotGoOn(Exception):
    """An upload can't take these bytes now; the message says why."""


class Busy(CannotGoOn):
    """Somebody else is writing to it."""


class Gone(CannotGoOn):
    """It is kept no longer."""


class Misplaced(CannotGoOn):
    """The bytes do not follow those that are there."""


class Damaged(CannotGoOn):
    """The bytes are not those that were sent."""


class Unchecked(CannotGoOn):
    """All of it is here, but could not be looked at just now."""


class TooMuch(CannotGoOn):
    """There are more bytes than were announced or may be."""


@dataclass(frozen=True)
class Unfinished:
    """An upload that is not evidence yet, and how many of its bytes are safe."""

    upload: Upload
    here: int

    @property
    def is_whole(self):
        return self.here == self.upload.length

    @property
    def percent(self):
        return 100 * self.here // max(1, self.upload.length)

    @property
    def so_far(self):
        """How much is safe in words: 26 of 63 MB."""
        safe, whole = size_in_words(self.here), size_in_words(self.upload.length)
        number, _, unit = safe.partition(" ")
        return f"{number if whole.endswith(unit) else safe} of {whole}"


@transaction.atomic
def begin(enrolment, given, length, *, by, replaces=None):
    """Make room for a file of `length` bytes that is going to come in; return the Upload.

    `replaces` is the artefact that it is a better file for. Raises TooMuch or RuleViolation.
    """
    enrolment = Enrolment.objects.locked(enrolment.pk)

    next_state(ENROLMENT, enrolment.state, "work")
    if replaces:
        next_state(ARTEFACT, replaces.state, back_by("replace", replaces))

    if length > settings.EVIDENCE_MAX_BYTES:
        raise TooMuch(intake.too_large(given.safe_name))
    if _on_their_way(enrolment, by) >= settings.EVIDENCE_MAX_FILES:
        raise RuleViolation(
            f"{settings.EVIDENCE_MAX_FILES} files are on their way already. "
            "Finish or forget some of them first."
        )

    upload = Upload.objects.create(
        token=secrets.token_urlsafe(32),
        enrolment=enrolment,
        replaces=replaces,
        sent_by=by,
        name=as_text(given.name),
        claimed=as_text(given.claimed)[: Upload._meta.get_field("claimed").max_length],
        length=length,
        expires_at=_kept_until(),
    )
    path = storage.incoming(upload.token)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(exist_ok=False)
    return upload


def here(upload):
    """Return how many bytes of an upload are safe. Raises Gone."""
    if upload.artefact_id:
        return upload.length
    _refuse_gone(upload)
    try:
        return storage.incoming(upload.token).stat().st_size
    except FileNotFoundError:
        raise Gone(NOT_KEPT) from None


def tail_of(upload):
    """Return how many of the last safe bytes were looked at, and their SHA-256."""
    with storage.incoming(upload.token).open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        last = file.read(TAIL)
    return len(last), hashlib.sha256(last).digest()


def unfinished(enrolment, user):
    """Return what `user` began to send for the enrolment and did not finish, as Unfinished."""
    found = []
    for upload in enrolment.uploads.unfinished().filter(sent_by=user).select_related("replaces"):
        try:
            found.append(Unfinished(upload, here(upload)))
        except Gone:
            continue
    return [one for one in found if one.here]


def append(upload, pieces, *, offset, size, checksum=None):
    """Write `pieces` behind the first `offset` bytes and return how many bytes are safe then.

    `size` is how many bytes were announced; fewer may come. With a `checksum`, the name of a
    hash and a digest, none of them counts before all are there. Raises CannotGoOn.
    """
    _refuse_gone(upload)
    with _alone(upload) as file:
        there = file.seek(0, os.SEEK_END)
        if offset != there:
            raise Misplaced(f"{there} bytes are here, so go on behind them.")
        if there + size > upload.length:
            raise TooMuch("That is more than the length that was announced.")
        if checksum is None:
            for piece in pieces:
                file.write(piece)
        else:
            _append_checked(upload, file, pieces, checksum)
        file.flush()
        os.fsync(file.fileno())
        there = file.tell()
    _keep_longer(upload)
    return there


def finish(upload, *, by, **said):
    """Make an upload that is here whole an artefact and return it; done twice, it is once.

    `said` is what intake.take is told beside the file. Raises RuleViolation with a sentence, and
    notes it, when the file is not taken; CannotGoOn when it stays as it is, since it is not all
    here or could not be checked.
    """
    try:
        with _alone(upload):
            return _taken_in(upload, by=by, **said)
    except Gone:
        done = _concluded(upload)
        if done:
            return done
        raise


def _on_their_way(enrolment, user):
    """Count the files that the page offers to go on with, and those that were begun just now.

    One whose first answer got lost holds no bytes and is shown to nobody: soon it counts no more.
    """
    just_begun = enrolment.uploads.unfinished().filter(
        sent_by=user, created_at__gt=clock.now() - JUST_BEGUN
    )
    shown = {one.upload.pk for one in unfinished(enrolment, user)}
    return len(shown.union(just_begun.values_list("pk", flat=True)))


@contextmanager
def _alone(upload):
    """Open the bytes of an upload for one writer at a time."""
    path = storage.incoming(upload.token)
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        raise Gone(NOT_KEPT) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("It is being written to just now. Try again in a moment.") from None
        # It may have been taken away between opening and locking.
        if not path.exists():
            raise Gone(NOT_KEPT)
        yield file


def _append_checked(upload, file, pieces, checksum):
    """Write pieces that are what their sender meant; others never touch the file."""
    name, expected = checksum
    digest = hashlib.new(name)
    aside = storage.incoming(f"{upload.token}.part")
    try:
        with aside.open("w+b") as part:
            for piece in pieces:
                digest.update(piece)
                part.write(piece)
            if digest.digest() != expected:
                raise Damaged("These bytes are not those that were sent. Send them again.")
            part.seek(0)
            shutil.copyfileobj(part, file, PIECE)
    finally:
        aside.unlink(missing_ok=True)


def _taken_in(upload, *, by, **said):
    done = _concluded(upload)
    if not done:
        _refuse_unready(upload)
        path = storage.incoming(upload.token)
        done = _artefact_of(upload, storage.received(path), by=by, **said)
    storage.drop_incoming(upload.token)
    return done


def _artefact_of(upload, received, *, by, **said):
    given = Given(upload.name, upload.claimed)
    try:
        if upload.replaces:
            return intake.take_instead(upload.replaces, received, given, by=by, upload=upload)
        return intake.take(upload.enrolment, received, given, by=by, upload=upload, **said)
    except NotNow:
        raise Unchecked(NOT_CHECKED) from None
    except RuleViolation as refusal:
        Upload.objects.filter(pk=upload.pk, artefact=None).update(refused=refusal.message)
        storage.drop_incoming(upload.token)
        # Another machine may have been quicker with the same bytes.
        return _concluded(upload)


def _concluded(upload):
    """Return the artefact that an upload became, None if it is still on its way."""
    upload = Upload.objects.filter(pk=upload.pk).select_related("artefact").first()
    if upload is None:
        raise Gone(NOT_KEPT)
    if upload.refused:
        raise RuleViolation(upload.refused)
    return upload.artefact


def _refuse_unready(upload):
    """Refuse what is only not ready now, so that its bytes stay for later."""
    now = Unfinished(upload, here(upload))
    if not now.is_whole:
        raise Misplaced(f"{now.so_far} are safe. Choose the same file again to go on.")
    next_state(ENROLMENT, Enrolment.objects.get(pk=upload.enrolment_id).state, "work")
    if upload.replaces:
        next_state(ARTEFACT, upload.replaces.state, back_by("replace", upload.replaces))


def _refuse_gone(upload):
    if upload.refused or upload.expires_at <= clock.now():
        raise Gone(NOT_KEPT)


def _keep_longer(upload):
    """Count the days from the last bytes; written down once a day at most."""
    until = _kept_until()
    if until - upload.expires_at > dt.timedelta(days=1):
        Upload.objects.filter(pk=upload.pk).update(expires_at=until)
        upload.expires_at = until


def _kept_until():
    return clock.now() + dt.timedelta(days=settings.UPLOAD_KEPT_DAYS)
