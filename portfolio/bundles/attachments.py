"""Which originals travel inside the PDF itself, for those who are handed nothing else?"""

from datetime import datetime
from pathlib import PurePosixPath

from pikepdf import Array, AttachedFileSpec, Name

from portfolio.bundles.damage import is_handed_out
from portfolio.bundles.names import name_files

MOST_BYTES = 25 * 1024 * 1024


def fit(manifest):
    """Return whether the originals go into the PDF: all of them, or none if they are too large."""
    given = _given(manifest)
    return bool(given) and sum(artefact["size"] for artefact in given) <= MOST_BYTES


def attach(book, manifest, original_of):
    """Put the originals into `book` under the names that they have in the ZIP, if they fit.

    `original_of(sha256)` gives the path of an original or None; one that isn't there is left out.
    """
    if not fit(manifest):
        return
    names, _ = name_files(manifest)
    attached = Array()
    for artefact, name in zip(manifest["artefacts"], names, strict=True):
        path = original_of(artefact["sha256"]) if is_handed_out(artefact) else None
        if path is None or not path.is_file():
            continue
        uploaded = _date(artefact["uploaded_at"])
        file = AttachedFileSpec(
            book,
            path.read_bytes(),
            description=f"{artefact['reference']} {artefact['title']}",
            filename=PurePosixPath(name).name,
            mime_type=artefact["content_type"],
            creation_date=uploaded,
            mod_date=uploaded,
            relationship=Name.Source,
        )
        book.attachments[file.filename] = file
        attached.append(file.obj)
    if len(attached):
        book.Root.AF = attached


def _given(manifest):
    return [artefact for artefact in manifest["artefacts"] if is_handed_out(artefact)]


def _date(moment):
    """Return a moment as PDF writes it."""
    written = datetime.fromisoformat(moment).strftime("D:%Y%m%d%H%M%S%z")
    return f"{written[:-2]}'{written[-2:]}'"
