"""How does a worker build a bundle so that it ends complete, once, whatever dies on the way?"""

import datetime as dt
import logging
import shutil
import time
from functools import partial
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import Error, connection, transaction
from django.utils import timezone

from audit import fingerprints, trail
from core.states import next_state
from evidence import claims, storage
from portfolio.bundles import (
    archive,
    damage,
    ending,
    gathering,
    keys,
    pdf,
    pdf_seal,
    photographs,
    shares,
    taking_turns,
    zip_seal,
)
from portfolio.bundles.built import NO_ROOM, BundleFailed
from portfolio.bundles.volumes import Size, file_of
from portfolio.models import Bundle
from portfolio.states import BUNDLE, BundleState

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=45)
TAKEN_UP_WITHIN = dt.timedelta(seconds=20)
ATTEMPTS = 3
TOLD_EVERY_SECONDS = 0.5
NUDGED_AT_ONCE = 10
FILES = "bundles"
PDF_NAME, ZIP_NAME = "portfolio.pdf", "portfolio.zip"
STOPPED_TOO_OFTEN = (
    "The worker stopped three times while building. Ask for the bundle again; "
    "if it happens again, tell whoever runs this system."
)
NOT_WRITTEN = (
    "A file could not be read or written while building. Ask for the bundle again; "
    "if it happens again, tell whoever runs this system."
)
DISK_FULL = (
    "There was no room left on the disk for the bundle. Tell whoever runs this system to make "
    "room, then ask for the bundle again."
)
OUR_FAULT = (
    "This bundle can’t be made because of a fault in the program. Tell whoever runs this system: "
    "its log says more."
)


class NoLongerOurs(Exception):
    """The bundle was cancelled, or another attempt has taken it over."""


def build(bundle_id, *, call_for_help=None):
    """Build a requested bundle; return it when this call finished it, else None.

    Safe to call twice, at once or later: one attempt holds the lease, and only that one may put
    its files in place. When there is more to do beforehand than one process does at once,
    `call_for_help(bundle_id, attempt)` is called, so that others call `help_with`.
    """
    bundle = _claim(bundle_id)
    return bundle and _carry_out(bundle, call_for_help)


def build_next(*, call_for_help=None):
    """Build the requested bundle whose turn it is, as `build` does; None when there is none."""
    while waiting := taking_turns.next_in_line():
        # Another worker may have been quicker; then it is another's turn.
        if bundle := _claim(waiting[0]):
            return _carry_out(bundle, call_for_help)
    return None


def help_with(bundle_id, attempt, *, call_for_help):
    """Do one open share of an attempt that another process makes, and call others while there are.

    One, because somebody else's bundle may wait for this process.
    """
    folder = _scratch_of(bundle_id, attempt) / gathering.SHARES
    if shares.is_open(folder):
        call_for_help(bundle_id, attempt)
        if shares.do_one(folder, lambda share: gathering.do(share, front_matter())):
            call_for_help(bundle_id, attempt)


def stored_name(bundle, name):
    """Return the name that the store has for a file of a finished bundle."""
    return f"{_folder(bundle)}/{bundle.attempts}/{name}"


def file_names(bundle):
    """Return the names of the files of a finished bundle: its PDF or volumes, then its ZIP."""
    return [*(file_of(PDF_NAME, number) for number, _ in enumerate(bundle.pdfs, 1)), ZIP_NAME]


def is_in_store(bundle):
    """Return whether the store has every file of a finished bundle, as long as it was made."""
    sizes = [*(pdf["size"] for pdf in bundle.pdfs), bundle.zip_size]
    return all(
        storage.has(stored_name(bundle, name), size)
        for name, size in zip(file_names(bundle), sizes, strict=True)
    )


def left_over():
    """Return the ids of requested bundles that no worker took up, those that wait longest.

    Behind a long queue all would be nudged again and again, so only the first of them are.
    """
    long_ago = timezone.now() - TAKEN_UP_WITHIN
    requested = Bundle.objects.filter(state=BundleState.REQUESTED, requested_at__lt=long_ago)
    waiting = requested.order_by("requested_at", "pk").values_list("pk", flat=True)
    return list(waiting[:NUDGED_AT_ONCE])


def hand_back_abandoned():
    """Put bundles whose worker died back in the queue; after three attempts they have failed."""
    for bundle in Bundle.objects.abandoned():
        if (taken := _take_back(bundle)) and taken.state == BundleState.FAILED:
            storage.store().forget(_folder(bundle))


def expire():
    """Remove the files of bundles that are older than BUNDLE_KEPT_DAYS; the record stays.

    What an export needs is kept as long as the export.
    """
    for bundle in Bundle.objects.outdated():
        # Files first: were it stopped in between, the next sweep still finds this bundle.
        storage.store().forget(_folder(bundle))
        _step(bundle, "expire", "bundle.expired")


def scratch_folders():
    """Return the paths of the folders in which attempts are made."""
    return list((Path(settings.MEDIA_ROOT) / "building").glob("*-*"))


def _carry_out(bundle, call_for_help):
    scratch = _scratch(bundle)
    try:
        with claims.heartbeat(f"bundle-{bundle.pk}", lambda: _renew(bundle)):
            _clear(bundle, scratch)
            return _build(bundle, scratch, call_for_help)
    except NoLongerOurs:
        return None
    except (BundleFailed, keys.KeyUnusable) as error:
        return _step(bundle, "give_up", "bundle.failed", reason=f"{error} Then ask for it again.")
    except OSError as error:
        log.exception("Bundle %s could not be built.", bundle.pk)
        reason = DISK_FULL if error.errno in NO_ROOM else NOT_WRITTEN
        return _step(bundle, "give_up", "bundle.failed", reason=reason)
    except (Error, SoftTimeLimitExceeded):
        # Its lease runs out; then the database may be there, and the parts made so far are.
        raise
    except Exception:  # a broker that is gone comes back; a fault of ours is there each time
        log.exception("Bundle %s could not be built.", bundle.pk)
        return _hand_back(bundle, because=OUR_FAULT)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _folder(bundle):
    return f"{FILES}/{bundle.pk}"


def _scratch(bundle):
    return _scratch_of(bundle.pk, bundle.attempts)


def _scratch_of(bundle_id, attempt):
    return Path(settings.MEDIA_ROOT) / "building" / f"{bundle_id}-{attempt}"


def _clear(bundle, scratch):
    """Make room for an attempt; what earlier ones left goes."""
    for left_behind in scratch.parent.glob(f"{bundle.pk}-*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    storage.store().forget(_folder(bundle))
    scratch.mkdir(parents=True)


def front_matter():
    """Return the folder of the parts that were set, by their content."""
    return Path(settings.MEDIA_ROOT) / "front-matter"


def _build(bundle, scratch, call_for_help):
    told = {"percent": None, "at": 0.0}

    def report(percent, step):
        # A large portfolio has a thousand steps, and nobody sees more than a few a second.
        now = time.monotonic()
        if percent == told["percent"] and now < told["at"] + TOLD_EVERY_SECONDS:
            return
        told.update(percent=percent, at=now)
        try:
            ours = _renew(bundle, percent=percent, step=step[:200])
        except Error as error:
            # A database that restarts costs nobody the work: the last step asks whose it is again.
            log.warning("Bundle %s goes on without its progress told: %s", bundle.pk, error)
            connection.close()
            return
        if not ours:
            raise NoLongerOurs

    key = keys.of_centre(bundle.portfolio.learner.centre.slug)
    keys.refuse_out_of_date(key, at=timezone.now())
    report(1, "Taking the photograph")
    photograph = photographs.of(bundle)
    help_here = call_for_help and partial(call_for_help, bundle.pk, bundle.attempts)
    try:
        return _make(bundle, scratch, photograph, key, report, help_here)
    except archive.OriginalDamaged:
        # That is rare, so only now every file is read to find all that are damaged.
        damage.mark_all(photograph)
        return _make(bundle, scratch, photograph, key, report, help_here)


def _make(bundle, scratch, photograph, key, report, call_for_help):
    renditions = gathering.gather(
        photograph,
        cache=front_matter(),
        scratch=scratch,
        report=_part_of(report, 2, 30),
        call_for_help=call_for_help,
    )
    while True:
        try:
            pdfs, packed = _write(scratch, photograph, key, report, renditions)
            break
        except pdf.PagesLost as lost:
            damage.mark_lost_pages(photograph, lost.artefact_ids)
    report(99, "Putting the files in place")
    return _put_in_place(bundle, scratch / ZIP_NAME, photograph, pdfs, packed)


def _write(scratch, photograph, key, report, renditions):
    """Write the PDF, or its volumes, and the ZIP; return {path: Built} and what the ZIP is."""
    packing = archive.Packing(photograph, original_of=storage.original, out=scratch / ZIP_NAME)
    with packing:
        pdfs = pdf.build(
            photograph,
            rendition_of=renditions.get,
            original_of=storage.original,
            scratch=scratch,
            out=scratch / PDF_NAME,
            cache=front_matter(),
            report=_part_of(report, 30, 85),
            seal=partial(pdf_seal.seal, key=key),
            most=Size(settings.BUNDLE_VOLUME_PAGES, settings.BUNDLE_VOLUME_BYTES),
        )
        packed = packing.finish(pdfs, _part_of(report, 85, 99), partial(zip_seal.seal, key=key))
    return pdfs, packed


def _renew(bundle, **progress):
    """Renew the lease and write `progress`; false when the bundle is no longer ours."""
    return Bundle.objects.filter(
        pk=bundle.pk, state=BundleState.BUILDING, attempts=bundle.attempts
    ).update(lease_until=timezone.now() + LEASE, **progress)


def _part_of(report, first, last):
    """Return a report function whose 0 to 100 per cent lie between `first` and `last`."""
    return lambda percent, step: report(first + (last - first) * percent // 100, step)


def _put_in_place(bundle, packed_at, photograph, pdfs, packed):
    """Put all files under the number of this attempt, then conclude the row if it is ours."""
    for path in (*pdfs, packed_at):
        storage.put(stored_name(bundle, path.name), path)
    made = list(pdfs.values())
    now = timezone.now()
    finished = _step(
        bundle,
        "finish",
        "bundle.finished",
        percent=100,
        step="",
        manifest=photograph,
        manifest_sha256=fingerprints.of_value(photograph),
        damaged=damage.names(photograph),
        pages=sum(one.pages for one in made),
        pdf_says=made[0].says,
        pdf_sha256=made[0].sha256,
        pdf_size=made[0].size,
        volumes=[_facts(one) for one in made] if len(made) > 1 else [],
        zip_sha256=packed.sha256,
        zip_size=packed.size,
        zip_crc32=packed.crc32,
        ready_at=now,
        expires_at=now + dt.timedelta(days=settings.BUNDLE_KEPT_DAYS),
    )
    if finished is None:
        storage.store().forget(f"{_folder(bundle)}/{bundle.attempts}")
        raise NoLongerOurs
    return finished


def _facts(built):
    facts = {"pages": built.pages, "sha256": built.sha256, "size": built.size}
    return facts | {"title": built.volume.title}


def _claim(bundle_id):
    """Take the lease; None when the bundle is not (or no longer) waiting to be built."""
    bundle = Bundle.objects.filter(pk=bundle_id, state=BundleState.REQUESTED).first()
    if bundle is None:
        return None
    return _step(
        bundle,
        "build",
        "bundle.started",
        attempts=bundle.attempts + 1,
        begun_at=timezone.now(),
        lease_until=timezone.now() + LEASE,
    )


@transaction.atomic
def _take_back(bundle):
    """Hand back or give up what was abandoned; None when its worker has spoken up meanwhile."""
    bundle.hold()
    # A worker renews its lease without the lock above, so the row is held as well.
    bundle = Bundle.objects.abandoned().select_for_update().filter(pk=bundle.pk).first()
    if bundle is None:
        return None
    return _hand_back(bundle, because=STOPPED_TOO_OFTEN)


def _hand_back(bundle, *, because):
    """Put a bundle back in the queue, or after three attempts give it up for that reason."""
    if bundle.attempts < ATTEMPTS:
        return _step(bundle, "hand_back", "bundle.handed_back", percent=0, step="Starting again")
    return _step(bundle, "give_up", "bundle.failed", reason=because)


@transaction.atomic
def _step(bundle, act, event, **fields):
    """Take one step of the state table and write it down; None when it was overtaken."""
    bundle = _held(bundle)
    if bundle is None:
        return None

    bundle.state = next_state(BUNDLE, bundle.state, act)

    for name, value in fields.items():
        setattr(bundle, name, value)
    bundle.lease_until = fields.get("lease_until")
    bundle.save()

    trail.record(event, bundle, by=None, attempt=bundle.attempts)

    if not bundle.is_on_the_way:
        ending.tell_exports(bundle)
    return bundle


def _held(bundle):
    """Return the row under lock when it stands as we last saw it: same state, same attempt."""
    bundle.hold()
    return Bundle.objects.filter(pk=bundle.pk, state=bundle.state, attempts=bundle.attempts).first()
