"""Is a stored file fit to be shown, and what does it look like as pages?"""

import logging
import time

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from audit import trail
from core.states import next_state
from evidence import claims, previews, storage, submission, viruses
from evidence.cage import cage
from evidence.models import Artefact, StoredFile
from evidence.states import STORED_FILE, ArtefactState, FileState

log = logging.getLogger(__name__)

# These say nothing about the file: no cage can be made, the disk is full, the database is gone.
MACHINE_FAULTS = (OSError, cage.CageError, DatabaseError)
SHOWN = (FileState.CLEAN, FileState.UNREADABLE)
BROKE_OFF = (
    "Its pages could not be made: the converter broke off twice. "
    "The original is kept and can be downloaded."
)
FOUND = "ClamAV found {} in it."
# The sweep asks again every minute.
RESCANNING_SECONDS = 50


class OriginalDamaged(OSError):
    """The bytes that came in are lost, or were changed since."""


def scan(stored_file_id):
    """Say whether a pending file is clean, infected or unreadable, and make its pages.

    Run it as often as you like, and at once: one worker has the file, and pages are made once a
    content hash and converter. A file that ended its converter, or the whole worker, twice is
    unreadable. A fault of the machine is raised and does not count against the file.
    """
    stored = claims.take(stored_file_id)
    if stored is None:
        return
    if stored.tries > claims.MOST_TRIES:
        _conclude(stored, "find_unreadable", reason=BROKE_OFF)
        return
    try:
        with claims.kept(stored):
            _check(stored)
    except MACHINE_FAULTS:
        claims.excuse(stored)
        raise
    except Exception:  # whatever it was goes on up; the file must be free for the next try
        claims.give_back(stored)
        raise


def look_into_old_files():
    """Ask the virus scanner about files that were checked without it, one after the other.

    New files come first: it stops as soon as one waits, and never holds up more than one worker.
    """
    until = time.monotonic() + RESCANNING_SECONDS
    if claims.a_rescan_runs():
        return
    for stored_file_id in not_scanned():
        if claims.new_ones_wait() or time.monotonic() > until:
            return
        look_for_viruses(stored_file_id)


def look_for_viruses(stored_file_id):
    """Ask the virus scanner about a file that was checked without it."""
    stored = StoredFile.objects.get(pk=stored_file_id)
    if stored.state not in SHOWN or stored.scanned_at:
        return
    with claims.rescanned(stored):
        verdict = _verdict(stored)
    if verdict and verdict.found:
        _quarantine(stored, verdict)
    elif verdict:
        _conclude(stored, "scan", verdict=verdict, reason=stored.reason)


def render(stored):
    """Return the Rendition of a stored file, made now if it is not there yet.

    Raises previews.Unreadable with a sentence, OriginalDamaged when there is nothing to make it of.
    """
    folder = storage.rendition(stored.sha256, previews.converter_key())
    if previews.stored(folder) is None and not storage.is_untouched(stored.sha256):
        raise OriginalDamaged(f"File {stored.sha256} is not what it was; see check_storage.")
    return previews.render(
        storage.original(stored.sha256), stored.content_type, folder, title=stored.sha256[:12]
    )


def render_whole(stored):
    """Return the Rendition of a stored file, made anew if its pages were damaged; see `render`.

    A converter that broke off, which may have been the machine's fault, is tried once more.
    """
    try:
        made = render(stored)
    except previews.ConverterBrokeOff:
        made = render(stored)
    if not previews.is_damaged(made):
        return made
    log.warning("The pages of file %s were damaged, and are made anew.", stored.pk)
    storage.clear_folder(made.folder)
    return render(stored)


def render_anew():
    """Make the pages of files anew that another recipe made; until then the old ones are shown.

    New files come first. Where it can't be done the old pages stay: one recipe tries it twice, also
    when the file ended its worker.
    """
    until, converter = time.monotonic() + RESCANNING_SECONDS, previews.converter_key()
    outdated = ~Q(rendered_with__startswith=previews.made_by_recipe())
    for stored in claims.to_make_anew(converter).filter(outdated):
        if claims.new_ones_wait() or time.monotonic() > until:
            return
        if claims.begin_anew(stored, converter):
            _render_anew(stored, converter)


def not_scanned():
    """Return the ids of files that the scanner can look into now, the oldest first."""
    if not viruses.is_set_up():
        return []
    try:
        viruses.scanner()
    except viruses.ScannerAway as error:
        log.warning("The virus scanner is away: %s", error)
        return []
    unasked = StoredFile.objects.filter(state__in=SHOWN, scanned_at__isnull=True).order_by("pk")
    return list(unasked.values_list("pk", flat=True)[: claims.MOST_AT_ONCE])


def finish_quarantines():
    """Put away what was found infected by a worker that died before it could."""
    for stored in StoredFile.objects.filter(state=FileState.INFECTED):
        _put_away(stored)


def _render_anew(stored, converter):
    try:
        made = render(stored)
    except MACHINE_FAULTS as error:
        claims.excuse_anew(stored, converter)
        log.warning("File %s waits for pages by the recipe of today: %s", stored.pk, error)
    except previews.Unreadable as error:
        log.warning("File %s keeps the pages of an older recipe: %s", stored.pk, error)
    else:
        _conclude(stored, "render_again", made=made, reason=stored.reason)


def _check(stored):
    verdict = _verdict(stored)
    if verdict and verdict.found:
        _quarantine(stored, verdict)
        return
    try:
        made = render(stored)
    except previews.ConverterBrokeOff:
        if stored.tries < claims.MOST_TRIES:
            claims.give_back(stored)
        else:
            _conclude(stored, "find_unreadable", verdict=verdict, reason=BROKE_OFF)
    except previews.Unreadable as error:
        _conclude(stored, "find_unreadable", verdict=verdict, reason=str(error))
    else:
        _conclude(stored, "find_clean", verdict=verdict, made=made)


def _verdict(stored):
    """Return the scanner's Verdict; None when there is no scanner, or it is away."""
    if not viruses.is_set_up():
        return None
    try:
        return viruses.look_into(storage.original(stored.sha256))
    except viruses.ScannerAway as error:
        log.warning("File %s was not scanned: %s", stored.pk, error)
        return None


def _quarantine(stored, verdict):
    # The row first: from then on nobody is given the bytes, wherever they are.
    # Whatever another worker concluded meanwhile, it had not seen this.
    _conclude(
        StoredFile.objects.get(pk=stored.pk),
        "find_infected",
        verdict=verdict,
        reason=FOUND.format(verdict.found),
    )
    _put_away(stored)


def _put_away(stored):
    """Move the bytes away, and give back to the learner what waits for an assessor with them.

    Only those of a file that its row calls infected: else nobody would know where they went.
    """
    if not StoredFile.objects.filter(pk=stored.pk, state=FileState.INFECTED).exists():
        return
    storage.quarantine(stored.sha256)
    for artefact in Artefact.objects.filter(file=stored, state=ArtefactState.SUBMITTED):
        submission.return_for_more(artefact, by=None)


@transaction.atomic
def _conclude(seen, act, *, verdict=None, made=None, reason=""):
    stored = StoredFile.objects.select_for_update().get(pk=seen.pk)
    if (stored.state, stored.scanned_at) != (seen.state, seen.scanned_at):
        return
    if stored.state == FileState.INFECTED:
        return
    stored.state = next_state(STORED_FILE, stored.state, act)
    stored.reason, stored.taken_until = reason, None
    if verdict:
        stored.scanned_with, stored.scanned_at = verdict.scanner, timezone.now()
    if made:
        stored.pages = made.pages
        stored.rendition = made.kind
        stored.rendered_with = made.converter
    stored.save()

    trail.record("file.checked", stored, by=None, state=stored.state, scanner=stored.scanned_with)
