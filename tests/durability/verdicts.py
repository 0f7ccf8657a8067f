"""Is a bundle whole, was it made once, and is nothing left behind of the making?"""

import hashlib
import subprocess
import zipfile
from pathlib import Path

import pikepdf
from django.conf import settings
from django.db.models import Q

from audit import trail
from audit.models import AuditEvent
from evidence import storage
from evidence.cage import cage
from evidence.models import StoredFile
from portfolio.bundles import building
from portfolio.models import Bundle
from tests.durability.phases import files_of, names_when_ready


def faults(bundle):
    """Return a sentence for everything that is not whole about a ready bundle."""
    bundle = Bundle.objects.get(pk=bundle.pk)
    if bundle.state != "ready":
        return [f"it is {bundle.state}: {bundle.reason}"]
    pdf, packed = (
        storage.store().fetch(building.stored_name(bundle, name))
        for name in (building.PDF_NAME, building.ZIP_NAME)
    )
    if not (pdf.is_file() and packed.is_file()):
        return ["a file is missing"]
    found = []
    for path, sha256, size in (
        (pdf, bundle.pdf_sha256, bundle.pdf_size),
        (packed, bundle.zip_sha256, bundle.zip_size),
    ):
        if (_sha256(path.read_bytes()), path.stat().st_size) != (sha256, size):
            found.append(f"{path.name} is not what the row says")
    artefacts = bundle.manifest["artefacts"]
    found += [f"{a['reference']}: {a['problem']}" for a in artefacts if a["problem"]]
    return found + _faults_of_pdf(pdf, bundle) + _faults_of_zip(packed)


def made_twice(bundle):
    """Was the bundle finished more than once, or are there files of more than one attempt?"""
    bundle = Bundle.objects.get(pk=bundle.pk)
    events = AuditEvent.objects.filter(
        act="bundle.finished", subject=f"portfolio.bundle:{bundle.pk}"
    )
    return events.count() != 1 or files_of(bundle) != names_when_ready(bundle)


def left_behind(workers, temporary):
    """Return what is still there although nothing is being made: files, processes, leases."""
    media = Path(settings.MEDIA_ROOT)
    found = [str(path) for path in media.glob("building/*")]
    found += [str(path) for path in media.glob("front-matter/**/*.part")]
    found += [str(path) for path in media.glob("front-matter/setting-*")]
    found += [str(path) for path in media.glob("front-matter/prints/.*")]
    found += [str(path) for path in media.glob("incoming/*")]
    found += [str(path) for path in media.glob("renditions/*/*/.*")]
    found += [str(path) for path in temporary.glob(f"{cage.SCRATCH}*")]
    known = {
        name for bundle in Bundle.objects.filter(state="ready") for name in names_when_ready(bundle)
    }
    found += sorted({entry.name for entry in storage.store().entries("bundles")} - known)
    found += [str(path) for path in media.glob("bundles/*/*") if not any(path.iterdir())]
    found += workers.strays()
    leased = Q(lease_until__isnull=False) | Q(state__in=["requested", "building"])
    found += [f"lease of {bundle}" for bundle in Bundle.objects.filter(leased)]
    found += [f"hold on {file}" for file in StoredFile.objects.filter(taken_until__isnull=False)]
    return found


def broken_trail():
    """Return what does not match in the audit trail."""
    return list(trail.verify())


def _faults_of_pdf(path, bundle):
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    found = [f"qpdf: {checked.stdout}{checked.stderr}"] if checked.returncode else []
    with pikepdf.open(path) as pdf:
        if len(pdf.pages) != bundle.pages:
            found.append(f"{len(pdf.pages)} pages instead of {bundle.pages}")
    return found


def _faults_of_zip(path):
    with zipfile.ZipFile(path) as packed:
        if (broken := packed.testzip()) is not None:
            return [f"{broken} in the ZIP is broken"]
        listed = packed.read("sha256sum.txt").decode().splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in listed)}
        found = [n for n, digest in sums.items() if _sha256(packed.read(n)) != digest]
        if {*sums, "sha256sum.txt"} != set(packed.namelist()):
            found.append("sha256sum.txt")
    return [f"{name} in the ZIP is not what sha256sum.txt says" for name in found]


def _sha256(data):
    return hashlib.sha256(data).hexdigest()
