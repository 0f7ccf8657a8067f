"""How does a part of the front matter become a PDF, once for each content?"""

import hashlib
import os
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

import pikepdf
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from evidence.renditions.fetching import LockedFetcher
from portfolio.bundles.fingerprint import canonical

OWN = "static:"
IDENTIFIER = b"portfolio-part"
DATES = {"starts_on", "due_on", "from", "until"}
MOMENTS = {"at", "given_at", "judged_at", "signed_at", "submitted_at", "taken_at", "uploaded_at"}


class PartNotSet(Exception):
    """A part asked for something that it may not have, so its page was not made."""


class Press:
    """Sets Parts with WeasyPrint and keeps each result under the hash of all it depends on."""

    def __init__(self, cache):
        self._cache = cache
        self.folder = Path(finders.find("pdf/bundle.css")).parent
        self._edition = self._edition_key()
        self._fetcher = LockedFetcher(self.folder)
        self._fonts = None
        self._sheet = None

    def set(self, part):
        """Return the path of the PDF of `part`, made now or found in the cache.

        Raises PartNotSet when the page asks for anything beyond its own assets.
        """
        key = canonical([self._edition, part.template, part.data])
        path = self._cache / f"{hashlib.sha256(key).hexdigest()}.pdf"
        if not _whole(path):
            self._cache.mkdir(parents=True, exist_ok=True)
            self._keep(path, self._render(part))
        return path

    def _render(self, part):
        if self._fonts is None:
            self._fonts = FontConfiguration()
            self._sheet = CSS(
                url=f"{OWN}bundle.css", url_fetcher=self._fetcher, font_config=self._fonts
            )
        html = render_to_string(part.template, with_dates(part.data))
        try:
            return HTML(string=html, base_url=OWN, url_fetcher=self._fetcher).write_pdf(
                stylesheets=[self._sheet], font_config=self._fonts, pdf_identifier=IDENTIFIER
            )
        except FatalURLFetchingError as error:
            raise PartNotSet(f"The page “{part.name}” was not made. {error}") from error

    def _keep(self, path, data):
        with NamedTemporaryFile(dir=self._cache, suffix=".part", delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)

    def _edition_key(self):
        digest = hashlib.sha256(version("weasyprint").encode())
        digest.update(settings.TIME_ZONE.encode())
        templates = Path(get_template("pdf/page.html").origin.name).parent
        for folder in [templates, self.folder]:
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def with_dates(value, key=""):
    """Return manifest data with its written dates and moments as objects that templates format."""
    if isinstance(value, dict):
        return {name: with_dates(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [with_dates(item) for item in value]
    if isinstance(value, str) and value and key in MOMENTS:
        return datetime.fromisoformat(value)
    if isinstance(value, str) and value and key in DATES:
        return date.fromisoformat(value[:10])
    return value


def _whole(path):
    if not path.exists():
        return False
    try:
        with pikepdf.open(path) as kept:
            return len(kept.pages) > 0
    except pikepdf.PdfError:
        return False
