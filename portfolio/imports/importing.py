"""How does a portfolio from another centre become read-only history here, whole or not at all?"""

from django.db import transaction

from accounts.models import Centre
from audit import trail
from core import clock
from evidence.door.file_names import safe_name
from evidence.models import StoredFile
from evidence.states import FileState
from evidence.tasks import process_file
from portfolio.bundles.manifest import moment_in_words
from portfolio.imports import seals, whose
from portfolio.imports.taking_in import take_in
from portfolio.models import ImportedFile, ImportedPortfolio

LONGEST_NAME = ImportedFile._meta.get_field("file_name").max_length


def bring_in(read_zip, learner, *, by, confirmed=False):
    """Import an Opened ZIP for `learner`; return the ImportedPortfolio and whether it is new.

    Files first, then one short transaction. Brought in twice, it is the first one again, whatever
    learner was chosen. Where the file names somebody else, it has to be `confirmed` that this is
    the same person. `by` is None from a shell. Raises RuleViolation.
    """
    seals.refuse_broken(read_zip.verdict, read_zip.manifest)
    twin = already_here(read_zip, learner.centre)
    if twin:
        return twin, False
    whose.refuse_another_person(read_zip.manifest["learner"], learner, confirmed=confirmed)
    return _write_down(read_zip, learner, take_in(read_zip), by=by)


def already_here(read_zip, centre):
    """Return the ImportedPortfolio of the same photograph at `centre`, or None."""
    return centre.imports.filter(photograph_sha256=read_zip.photograph_sha256).first()


@transaction.atomic
def _write_down(read_zip, learner, kept, *, by):
    centre = Centre.objects.select_for_update().get(pk=learner.centre_id)

    twin = already_here(read_zip, centre)
    if twin:
        return twin, False

    now = clock.now()
    imported = ImportedPortfolio.objects.create(
        centre=centre,
        learner=learner,
        edition=read_zip.manifest["edition"],
        manifest=read_zip.manifest,
        manifest_sha256=read_zip.manifest_sha256,
        photograph_sha256=read_zip.photograph_sha256,
        origin=[*read_zip.manifest["origin"], _step(read_zip, centre, now)],
        taken_at=read_zip.taken_at,
        imported_by=by,
        imported_at=now,
    )
    wrote = _write_files(imported, read_zip, kept)

    other = whose.to_confirm(read_zip.manifest["learner"], learner)
    trail.record(
        "portfolio.imported",
        imported,
        by=by,
        wrote=wrote,
        manifest=imported.manifest_sha256,
        **({"confirmed_as": other} if other else {}),
    )
    return imported, True


def _write_files(imported, read_zip, kept):
    """Write a row for each original, and for bytes that were not known; the worker checks those."""
    wrote = []
    for original in read_zip.originals:
        one = kept[original.sha256]
        stored, is_new = StoredFile.objects.get_or_create(
            sha256=original.sha256,
            defaults={
                "size": one.received.size,
                "content_type": one.mime,
                "found": list(one.found),
            },
        )
        wrote += [stored] if is_new else []
        wrote.append(
            ImportedFile.objects.create(
                imported=imported,
                file=stored,
                reference=original.reference,
                version=original.version,
                file_name=safe_name(original.file_name)[:LONGEST_NAME],
            )
        )
        if stored.state == FileState.PENDING:
            process_file.delay_on_commit(stored.pk)
    return wrote


def _step(read_zip, centre, now):
    """Return this journey as the manifest tells it from now on."""
    return {
        "centre": read_zip.came_from,
        "taken_at": read_zip.manifest["taken_at"],
        "manifest_sha256": read_zip.manifest_sha256,
        "sealed_by": seals.in_words(read_zip.verdict),
        "imported_into": centre.name,
        "imported_at": moment_in_words(now),
    }
