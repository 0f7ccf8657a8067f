"""How does a part of the front matter become a PDF, once for each content?"""

import contextlib
import logging
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import pikepdf
from django.template.loader import render_to_string
from weasyprint.urls import FatalURLFetchingError

from audit import fingerprints
from evidence.cage import cage, temporary
from evidence.cage.takeover import refuse_unless
from evidence.renditions.asking import ask
from evidence.renditions.documents import SETTINGS, Typesetter
from evidence.renditions.telling import Problem
from portfolio.bundles import imprint
from portfolio.bundles.built import BundleFailed

log = logging.getLogger(__name__)

SHEET = "bundle.css"
# Raise this whenever a part is made in another way.
RECIPE = 4
UNFINISHED, SETTING = ".part", "setting-"
SECONDS_A_PART, MEMORY = 60, 2 * 1024**3
DATES = {"starts_on", "due_on", "from", "until"}
MOMENTS = {
    "at", "given_at", "imported_at", "judged_at", "reopened_at", "signed_at", "submitted_at",
    "taken_at", "uploaded_at",
}  # fmt: skip


@dataclass(frozen=True)
class Sheets:
    """A part that was set: a PDF at `path` of so many pages."""

    path: Path
    pages: int


class PartNotSet(BundleFailed):
    """A part asked for something that it may not have, so its page was not made."""


class Press:
    """Sets Parts with WeasyPrint and keeps each result under the hash of all it depends on."""

    def __init__(self, cache):
        self._cache = cache
        self.folder = imprint.assets()
        self._imprint = imprint.key()
        self._typesetter = Typesetter(self.folder, SHEET)

    def set(self, part):
        """Return the Sheets of `part`, made now or found in the cache.

        A kept file's time says when it was last used, so that old ones can be cleared away.
        Raises PartNotSet when the page asks for anything beyond its own assets.
        """
        path = self._path(self._key(part))
        pages = _pages_of(path)
        if not pages:
            self._cache.mkdir(parents=True, exist_ok=True)
            self._keep(path, self._render(part))
            pages = _pages_of(path)
        os.utime(path)
        return Sheets(path, pages)

    def wanting(self, parts):
        """Return {key: HTML} of the parts that are not set yet, for `set_apart`."""
        keys = {self._key(part): part for part in parts}
        return {key: _html(p) for key, p in keys.items() if not self._path(key).exists()}

    def set_here(self, documents):
        """Set documents, {key: HTML}, in this process; what fails is not kept."""
        self._cache.mkdir(parents=True, exist_ok=True)
        for key, html in documents.items():
            with contextlib.suppress(FatalURLFetchingError):
                self._keep(self._path(key), self._typesetter.pdf_of(html))

    def set_apart(self, documents):
        """Set documents, {key: HTML}, in a process of their own; what fails there is not kept."""
        self._cache.mkdir(parents=True, exist_ok=True)
        with temporary.folder(SETTING, self._cache) as scratch:
            paths = [(scratch / f"{key}.html").absolute() for key in documents]
            for path, html in zip(paths, documents.values(), strict=True):
                path.write_text(html, encoding="utf-8")
            try:
                ask(
                    "evidence.renditions.documents",
                    reads=self.folder,
                    writes=scratch,
                    seconds=SECONDS_A_PART * len(paths),
                    memory=MEMORY,
                    documents=list(map(str, paths)),
                    sheet=SHEET,
                )
            except (Problem, cage.CageError) as error:
                log.warning("%s parts are set one by one: %s", len(paths), error)
            for key, path in zip(documents, paths, strict=True):
                self._take_over(key, path.with_suffix(".pdf"))

    def _take_over(self, key, made):
        try:
            refuse_unless(made, b"%PDF")
        except Problem:
            return
        if _pages_of(made):
            self._keep(self._path(key), made.read_bytes())

    def _key(self, part):
        return fingerprints.of_value(
            [RECIPE, self._imprint, repr(SETTINGS), part.template, part.data]
        )

    def _path(self, key):
        return self._cache / f"{key}.pdf"

    def _render(self, part):
        try:
            return self._typesetter.pdf_of(_html(part))
        except FatalURLFetchingError as error:
            raise PartNotSet(f"The page “{part.name}” was not made. {error}") from error

    def _keep(self, path, data):
        with NamedTemporaryFile(dir=self._cache, suffix=UNFINISHED, delete=False) as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, path)
            except OSError:
                os.unlink(file.name)
                raise


def readable(value, key=""):
    """Return manifest data as templates want it: dates as objects, roles in running text."""
    if isinstance(value, dict):
        return {name: readable(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [readable(item) for item in value]
    if not isinstance(value, str) or not value:
        return value
    if key in MOMENTS:
        return datetime.fromisoformat(value)
    if key in DATES:
        return date.fromisoformat(value[:10])
    if key == "role":
        return " ".join(w if w.strip(",").isupper() else w.lower() for w in value.split(" "))
    return value


def _html(part):
    return render_to_string(part.template, readable(part.data))


def _pages_of(path):
    """Return how many pages a part that is kept has; 0 when it is not there or not whole."""
    try:
        with pikepdf.open(path, attempt_recovery=False) as kept:
            return len(kept.pages)
    except (OSError, pikepdf.PdfError):
        return 0
