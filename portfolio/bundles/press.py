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
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from audit import fingerprints
from evidence.renditions.fetching import LockedFetcher
from portfolio.bundles.built import BundleFailed

OWN = "static:"
IDENTIFIER = b"portfolio-part"
DATES = {"starts_on", "due_on", "from", "until"}
MOMENTS = {"at", "given_at", "judged_at", "signed_at", "submitted_at", "taken_at", "uploaded_at"}


class PartNotSet(BundleFailed):
    """A part asked for something that it may not have, so its page was not made."""


class AssetFetcher(LockedFetcher):
    """LockedFetcher on the bundle's own folder, which also gives its three fonts."""

    def __init__(self, folder):
        super().__init__(folder)
        self._fonts = {f"{OWN}fonts/{path.name}": path for path in folder.glob("fonts/*.ttf")}

    def fetch(self, url, headers=None):
        """Return one of our own files; the render stops at any other address."""
        if url in self._fonts:
            data = self._fonts[url].read_bytes()
            return URLFetcherResponse(url, data, {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


class Press:
    """Sets Parts with WeasyPrint and keeps each result under the hash of all it depends on."""

    def __init__(self, cache):
        self._cache = cache
        self.folder = Path(finders.find("pdf/bundle.css")).parent
        self._edition = self._edition_key()
        self._fetcher = AssetFetcher(self.folder)
        self._fonts = None
        self._sheet = None

    def set(self, part):
        """Return the path of the PDF of `part`, made now or found in the cache.

        A kept file's time says when it was last used, so that old ones can be cleared away.
        Raises PartNotSet when the page asks for anything beyond its own assets.
        """
        key = fingerprints.of_value([self._edition, part.template, part.data])
        path = self._cache / f"{key}.pdf"
        if not _whole(path):
            self._cache.mkdir(parents=True, exist_ok=True)
            self._keep(path, self._render(part))
        os.utime(path)
        return path

    def _render(self, part):
        if self._fonts is None:
            self._fonts = FontConfiguration()
            self._sheet = CSS(
                url=f"{OWN}bundle.css", url_fetcher=self._fetcher, font_config=self._fonts
            )
        html = render_to_string(part.template, readable(part.data))
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


def _whole(path):
    if not path.exists():
        return False
    try:
        with pikepdf.open(path, attempt_recovery=False) as kept:
            return len(kept.pages) > 0
    except pikepdf.PdfError:
        return False
