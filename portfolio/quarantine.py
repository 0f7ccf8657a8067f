"""Where in a centre does a file stand that a virus was found in, and whose is it?"""

from dataclasses import dataclass

from django.db.models import F

from evidence.models import Artefact, ArtefactVersion, StoredFile
from evidence.states import ArtefactState, FileState
from portfolio.models import ImportedFile


@dataclass(frozen=True)
class Find:
    """One place with a quarantined file: what and whose in words, and the way there.

    `is_open` says that its learner is asked to withdraw it; history stays as it is.
    """

    title: str
    url: str
    file: StoredFile
    is_open: bool


def finds(centres):
    """Return the Finds among evidence, earlier versions and imports, the latest find first.

    Three queries. What was withdrawn is done with.
    """
    found = [*_evidence(centres), *_versions(centres), *_imported(centres)]
    return sorted(found, key=lambda find: find.file.scanned_at, reverse=True)


def _evidence(centres):
    artefacts = Artefact.objects.quarantined().filter(enrolment__learner__centre__in=centres)
    return [
        Find(
            f"{artefact.reference} of {artefact.enrolment.learner}",
            artefact.get_absolute_url(),
            artefact.file,
            is_open=True,
        )
        for artefact in artefacts.select_related("file", "enrolment__learner__user")
    ]


def _versions(centres):
    versions = (
        ArtefactVersion.objects.filter(
            file__state=FileState.INFECTED, artefact__enrolment__learner__centre__in=centres
        )
        .exclude(artefact__state=ArtefactState.WITHDRAWN)
        .exclude(file=F("artefact__file"))
    )
    return [
        Find(
            f"{version} of {version.artefact.enrolment.learner}",
            f"{version.artefact.get_absolute_url()}?version={version.number}",
            version.file,
            is_open=False,
        )
        for version in versions.select_related("file", "artefact__enrolment__learner__user")
    ]


def _imported(centres):
    rows = ImportedFile.objects.filter(
        file__state=FileState.INFECTED, imported__centre__in=centres
    ).select_related("file", "imported__learner__user")
    return [
        Find(
            f"{row} of {row.imported.learner}, imported",
            row.get_absolute_url(),
            row.file,
            is_open=False,
        )
        for row in rows.defer("imported__manifest")
    ]
