"""How does a worker build a bundle so that it ends complete, once, whatever dies on the way?"""

import datetime as dt
import logging
import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import fingerprints, trail
from core.states import next_state
from evidence import previews, scanning, storage
from evidence.models import StoredFile
from learners.models import Enrolment
from portfolio.bundles import archive, manifest, pdf
from portfolio.bundles.built import BundleFailed
from portfolio.models import Bundle
from portfolio.states import BUNDLE, BundleState

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=45)
HEARTBEAT_SECONDS = 15
TAKEN_UP_WITHIN = dt.timedelta(seconds=20)
ATTEMPTS = 3
PDF_NAME, ZIP_NAME = "portfolio.pdf", "portfolio.zip"
STOPPED_TOO_OFTEN = (
    "The worker stopped three times while building. Ask for the bundle again; "
    "if it happens again, tell whoever runs this system."
)
NOT_WRITTEN = (
    "A file could not be read or written while building. Ask for the bundle again; "
    "if it happens again, tell whoever runs this system."
)


class NoLongerOurs(Exception):
    """The bundle was cancelled, or another attempt has taken it over."""


def build(bundle_id):
    """Build a requested bundle; return it when this call finished it, else None.

    Safe to call twice, at once or later: one attempt holds the lease, and only that one may put
    its files in place.
    """
    bundle = _claim(bundle_id)
    if bundle is None:
        return None
    for left_behind in folder(bundle).glob("attempt-*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    scratch = folder(bundle) / f"attempt-{bundle.attempts}"
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        with _heartbeat(bundle):
            return _build(bundle, scratch)
    except NoLongerOurs:
        return None
    except BundleFailed as error:
        return _step(bundle, "give_up", "bundle.failed", reason=f"{error} Then ask for it again.")
    except OSError:
        log.exception("Bundle %s could not be built.", bundle.pk)
        return _step(bundle, "give_up", "bundle.failed", reason=NOT_WRITTEN)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def folder(bundle):
    """Return the folder of a bundle's files."""
    return Path(settings.MEDIA_ROOT) / "bundles" / str(bundle.pk)


def left_over():
    """Return the ids of requested bundles that no worker took up."""
    long_ago = timezone.now() - TAKEN_UP_WITHIN
    requested = Bundle.objects.filter(state=BundleState.REQUESTED, requested_at__lt=long_ago)
    return list(requested.values_list("pk", flat=True))


def hand_back_abandoned():
    """Put bundles whose worker died back in the queue; after three attempts they have failed."""
    for bundle in Bundle.objects.abandoned():
        if bundle.attempts < ATTEMPTS:
            _step(bundle, "hand_back", "bundle.handed_back", percent=0, step="Starting again")
        else:
            _step(bundle, "give_up", "bundle.failed", reason=STOPPED_TOO_OFTEN)


def expire():
    """Remove the files of bundles that are older than BUNDLE_KEPT_DAYS; the record stays."""
    for bundle in Bundle.objects.filter(state=BundleState.READY, expires_at__lt=timezone.now()):
        # Files first: were it stopped in between, the next sweep still finds this bundle.
        shutil.rmtree(folder(bundle), ignore_errors=True)
        _step(bundle, "expire", "bundle.expired")


def forget_front_matter():
    """Remove the cached parts that no bundle has used for BUNDLE_KEPT_DAYS."""
    long_ago = timezone.now() - dt.timedelta(days=settings.BUNDLE_KEPT_DAYS)
    for part in _front_matter().rglob("*"):
        if part.is_file() and part.stat().st_mtime < long_ago.timestamp():
            part.unlink(missing_ok=True)


def _front_matter():
    return Path(settings.MEDIA_ROOT) / "front-matter"


def _build(bundle, scratch):
    def report(percent, step):
        if not _renew(bundle, percent=percent, step=step[:200]):
            raise NoLongerOurs

    report(1, "Taking the photograph")
    photograph = manifest.take(bundle.enrolment_id)
    renditions = _render_all(photograph, report)
    made = pdf.build(
        photograph,
        rendition_of=renditions.get,
        scratch=scratch,
        out=scratch / PDF_NAME,
        cache=_front_matter(),
        report=_part_of(report, 30, 85),
    )
    packed = archive.build(
        photograph,
        pdf=scratch / PDF_NAME,
        original_of=storage.original,
        out=scratch / ZIP_NAME,
        report=_part_of(report, 85, 99),
    )
    report(99, "Putting the files in place")
    return _put_in_place(bundle, scratch, photograph, made, packed)


@contextmanager
def _heartbeat(bundle):
    """Keep the lease while a step takes long, and stop at the first beat that comes too late."""
    over = threading.Event()

    def beat():
        while not over.wait(HEARTBEAT_SECONDS) and _renew(bundle):
            connection.close()
        connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{bundle.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(bundle, **progress):
    """Renew the lease and write `progress`; false when the bundle is no longer ours."""
    return Bundle.objects.filter(
        pk=bundle.pk, state=BundleState.BUILDING, attempts=bundle.attempts
    ).update(lease_until=timezone.now() + LEASE, **progress)


def _render_all(photograph, report):
    """Return {SHA-256: pages.pdf}; pages that exist for the content hash are used as they are."""
    artefacts = photograph["artefacts"]
    stored = {
        file.sha256: file
        for file in StoredFile.objects.filter(sha256__in=[a["sha256"] for a in artefacts])
    }
    renditions = {}
    for done, artefact in enumerate(artefacts):
        share = 2 + 28 * done // len(artefacts)
        report(share, f"Preparing {artefact['reference']} {artefact['title']}")
        if artefact["problem"]:
            continue
        try:
            made = scanning.render(stored[artefact["sha256"]])
        except previews.Unreadable as error:
            artefact["problem"], artefact["pages"] = str(error), 0
            continue
        artefact["pages"], artefact["rendition"] = made.pages, made.kind
        if made.pages:
            renditions[artefact["sha256"]] = made.folder / previews.PAGES_NAME
    return renditions


def _part_of(report, first, last):
    """Return a report function whose 0 to 100 per cent lie between `first` and `last`."""
    return lambda percent, step: report(first + (last - first) * percent // 100, step)


def _put_in_place(bundle, scratch, photograph, made, packed):
    """Rename both files and conclude the row in one transaction, under the fencing number."""
    with transaction.atomic():
        bundle = _held(bundle)
        if bundle is None:
            raise NoLongerOurs
        for name in (PDF_NAME, ZIP_NAME):
            (scratch / name).replace(folder(bundle) / name)
        _sync(folder(bundle))
        now = timezone.now()
        return _step(
            bundle,
            "finish",
            "bundle.finished",
            percent=100,
            step="",
            manifest=photograph,
            manifest_sha256=fingerprints.of_value(photograph),
            pages=made.pages,
            pdf_sha256=made.sha256,
            pdf_size=made.size,
            zip_sha256=packed.sha256,
            zip_size=packed.size,
            ready_at=now,
            expires_at=now + dt.timedelta(days=settings.BUNDLE_KEPT_DAYS),
        )


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
        lease_until=timezone.now() + LEASE,
    )


@transaction.atomic
def _step(bundle, act, event, **fields):
    """Take one step of the state table and write it down; None when it was overtaken."""
    bundle = _held(bundle)
    if bundle is None:
        return None

    bundle.state = next_state(BUNDLE, bundle.state, act)

    for name, value in fields.items():
        setattr(bundle, name, value)
    bundle.save()

    trail.record(event, bundle, by=None, attempt=bundle.attempts)
    return bundle


def _held(bundle):
    """Return the row under lock when it stands as we last saw it: same state, same attempt."""
    Enrolment.objects.locked(bundle.enrolment_id)
    return Bundle.objects.filter(pk=bundle.pk, state=bundle.state, attempts=bundle.attempts).first()


def _sync(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
