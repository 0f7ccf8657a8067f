"""Is the system well, and what is to be done where it is not?"""

import datetime as dt
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Centre
from core.templatetags.portfolio_ui import plural, size_in_words
from evidence import storage, viruses
from evidence.cage import cage
from evidence.models import Artefact, ArtefactVersion, StoredFile
from evidence.renditions import office
from evidence.states import FileState
from learners.models import Enrolment
from portfolio import health, quarantine
from portfolio.bundles import keys
from portfolio.models import ImportedFile

TOO_LONG = dt.timedelta(minutes=10)
LEAST_FREE = 5 * 1000**3
CERTIFICATE_LEFT = dt.timedelta(days=30)
CAGES = {
    "bubblewrap": (
        "Bubblewrap: a converter has no network, sees its own file alone, and ends at its limits.",
        "",
    ),
    "namespaces": (
        "Namespaces: a converter has no network and sees no other process, but could read the "
        "files that this program can read.",
        "Install bubblewrap: it hides those files too.",
    ),
    "limits": (
        "None: converters only end at their limits.",
        "Install bubblewrap and let this user make user namespaces, then start again.",
    ),
    "time": (
        "None: converters only end when they take too long.",
        "Install bubblewrap and util-linux, let this user make user namespaces, then start again.",
    ),
}
NO_OFFICE = "{} Word and Excel files are shown as plain text, slides not at all."
QUEUES = {
    "files": ("Worker for files", "New files stay “Being checked”."),
    "bundles": ("Worker for bundles", "Bundles stay “Asked for”."),
    "sweeps": ("Sweeps", "What a worker left unfinished is not taken up again."),
}


@dataclass(frozen=True)
class Line:
    """One thing on the operator's page: how it is, and where it is not well, what to do.

    `is_well` is None for a plain fact.
    """

    label: str
    said: str
    is_well: bool | None = None
    way_on: str = ""


def sections(centres):
    """Return [(heading, Lines)]; of files, only those of the `centres` are counted."""
    return [
        ("Checking of files", [_cage(), _office(), _scanner()]),
        ("Files of your centre", _files(centres)),
        ("Seal of bundles", [_seal(centre) for centre in Centre.objects.filter(pk__in=centres)]),
        ("Running", _running()),
        ("Storage", _storage()),
        ("Versions", _versions()),
    ]


def is_well(found):
    """Return whether no Line of `sections` asks for anything."""
    return all(line.is_well is not False for _, lines in found for line in lines)


def _cage():
    said, way_on = CAGES[cage.level()]
    return Line("Cage for converters", said, cage.is_real(), way_on)


def _office():
    why_off = office.why_off()
    if not why_off:
        said = f"LibreOffice {office.version()} makes the pages, inside the cage."
        return Line("Word, Excel and PowerPoint", said, is_well=True)
    way_on = "Install LibreOffice, then start again."
    if not cage.is_real():
        way_on = "It is on again as soon as a cage can be made."
    return Line("Word, Excel and PowerPoint", NO_OFFICE.format(why_off), False, way_on)


def _scanner():
    if not viruses.is_set_up():
        said = "Not set up. No file is scanned for viruses, and each says so."
        return Line("Virus scanner", said, False, "Set CLAMD_URL, then start again.")
    try:
        there = viruses.scanner()
    except viruses.ScannerAway as error:
        way_on = (
            "Start clamd, or mend CLAMD_URL. New files are shown as not scanned, and are scanned "
            "when it is back."
        )
        return Line("Virus scanner", f"It does not answer. {error}", False, way_on)
    known = f"signatures {there.signatures} of {there.day}" if there.day else "own signatures"
    return Line("Virus scanner", f"{there.program}, {known}.", is_well=True)


def _seal(centre):
    try:
        key = keys.of_centre(centre.slug)
        keys.refuse_out_of_date(key, at=timezone.now())
    except keys.KeyUnusable as error:
        return Line(centre.name, error.message, False, "Until then no bundle can be made.")
    if key.facts["is_demo"]:
        way_on = (
            f"Put {centre.slug}.p12, a PKCS#12 file with the centre’s key and certificate, into "
            "SEAL_KEYS_DIR, then start again."
        )
        return Line(centre.name, keys.DEMO_SAID, False, way_on)
    ends = keys.valid(key.certificate)[1]
    said = (
        f"By {key.facts['signer']}, until {date_format(ends, 'j F Y')}. Publish the SHA-256 of the "
        f"certificate: {key.facts['certificate_sha256']}"
    )
    is_lasting = ends - timezone.now() > CERTIFICATE_LEFT
    way_on = "" if is_lasting else "Get a new certificate: without one no bundle can be made."
    return Line(centre.name, said, is_lasting, way_on)


def _files(centres):
    enrolments = Enrolment.objects.filter(learner__centre__in=centres)
    now = Artefact.objects.filter(enrolment__in=enrolments).values("file")
    sent = ArtefactVersion.objects.filter(artefact__enrolment__in=enrolments).values("file")
    pending, shown = (
        Q(state=FileState.PENDING),
        Q(state__in=[FileState.CLEAN, FileState.UNREADABLE]),
    )
    late = Q(created_at__lt=timezone.now() - TOO_LONG)
    imported = ImportedFile.objects.filter(imported__centre__in=centres).values("file")
    here = Q(pk__in=now) | Q(pk__in=sent) | Q(pk__in=imported)
    number = StoredFile.objects.filter(here).aggregate(
        all=Count("pk"),
        pending=Count("pk", filter=pending),
        late=Count("pk", filter=pending & late),
        unscanned=Count("pk", filter=shown & Q(scanned_at__isnull=True)),
        too_large=Count("pk", filter=shown & Q(scanned_at__isnull=False, scanned_with="")),
        unreadable=Count("pk", filter=Q(state=FileState.UNREADABLE)),
    )
    return [
        Line("In all", plural(number["all"], "file,files")),
        Line("Being checked", _number(number["pending"])),
        _count(
            "Waiting for more than ten minutes",
            number["late"],
            "The log of the worker for files names the fault. Each is tried again every minute.",
        ),
        _unscanned(number["unscanned"]),
        _count(
            "Not scanned: larger than the scanner takes",
            number["too_large"],
            "Raise StreamMaxLength, MaxFileSize and MaxScanSize in clamd.conf.",
        ),
        _quarantined(quarantine.finds(centres)),
        Line("Can’t be shown", _number(number["unreadable"])),
    ]


def _count(label, number, way_on):
    return Line(label, _number(number), not number, way_on if number else "")


def _quarantined(finds):
    number = len({find.file.pk for find in finds})
    way_on = "Your home names each of them and its learner." if finds else ""
    return Line("Quarantined", _number(number), not any(f.is_open for f in finds), way_on)


def _unscanned(number):
    if viruses.is_set_up():
        return Line("Not scanned yet", _number(number))
    return Line("Not scanned", _number(number))


def _number(number):
    return f"{number:,}" if number else "None"


def _running():
    words, pulses = health.whole(), health.pulses()
    lines = [
        Line("Database", _answers(words["database"]), words["database"] == "ok"),
        Line(
            "Broker",
            _answers(words["broker"]),
            words["broker"] == "ok",
            "" if words["broker"] == "ok" else "Start Redis, or mend REDIS_URL.",
        ),
    ]
    for queue, (label, otherwise) in QUEUES.items():
        beats = pulses.get(queue, False)
        way_on = "" if beats else f"{otherwise} Start the workers."
        lines.append(Line(label, "At work" if beats else "Silent", beats, way_on))
    return lines


def _answers(word):
    return "Answers" if word == "ok" else "Does not answer"


def _storage():
    bucket = getattr(storage.store(), "bucket_name", "")
    place = f"In the bucket {bucket}" if bucket else str(settings.MEDIA_ROOT)
    disk = shutil.disk_usage(_existing(Path(settings.MEDIA_ROOT)))
    is_roomy = disk.free >= LEAST_FREE
    return [
        Line("Evidence and bundles", place),
        Line(
            "Free room on this machine",
            f"{size_in_words(disk.free)} of {size_in_words(disk.total)}",
            is_roomy,
            "" if is_roomy else "Make room: when the disk is full, no file can be added.",
        ),
    ]


def _existing(path):
    """Return the folder, or the nearest above it that is there: the first file makes the rest."""
    return next(place for place in (path, *path.parents) if place.exists())


def _versions():
    database = ".".join(map(str, connection.get_database_version()))
    return [
        Line("Python", platform.python_version()),
        Line("Django", django.get_version()),
        Line(connection.display_name, database),
    ]
