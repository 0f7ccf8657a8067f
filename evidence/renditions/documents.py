"""How do documents of HTML become PDFs with the style sheet and the fonts of one folder?"""

import io
from pathlib import Path

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from evidence.renditions import archival
from evidence.renditions.fetching import LockedFetcher
from evidence.renditions.telling import tell
from evidence.renditions.thinning import thin_out

OWN = "static:"
SETTINGS = {"pdf_identifier": b"portfolio-part", "pdf_tags": True}


class AssetFetcher(LockedFetcher):
    """LockedFetcher on one folder, which also gives the fonts in it."""

    def __init__(self, folder):
        super().__init__(folder)
        self._fonts = {f"{OWN}fonts/{path.name}": path for path in folder.glob("fonts/*.ttf")}

    def fetch(self, url, headers=None):
        """Return one of our own files; the render stops at any other address."""
        if url in self._fonts:
            data = self._fonts[url].read_bytes()
            return URLFetcherResponse(url, data, {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


class Typesetter:
    """Sets documents with `sheet`, a style sheet in `folder`, which is read once for all."""

    def __init__(self, folder, sheet):
        self._fetcher = AssetFetcher(folder)
        self._sheet = sheet
        self._read = None

    def pdf_of(self, html):
        """Return the PDF of a document, marked; FatalURLFetchingError when it asks for more."""
        if self._read is None:
            fonts = FontConfiguration()
            sheet = CSS(url=f"{OWN}{self._sheet}", url_fetcher=self._fetcher, font_config=fonts)
            self._read = {"font_config": fonts, "stylesheets": [sheet]}
        document = HTML(string=html, base_url=OWN, url_fetcher=self._fetcher)
        return _finished(document.write_pdf(**self._read, **SETTINGS))


def typeset_all(path, documents, sheet):
    """Set `documents`, paths of HTML, with the folder `path`; the PDF of each stands beside it.

    One that asks for anything else gets none.
    """
    typesetter = Typesetter(Path(path), sheet)
    for document in map(Path, documents):
        try:
            pdf = typesetter.pdf_of(document.read_text(encoding="utf-8"))
        except FatalURLFetchingError:
            continue
        document.with_suffix(".pdf").write_bytes(pdf)
    return {}


def _finished(made):
    """Return a PDF with the tags that say something, and which rules for long keeping it breaks."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        thin_out(pdf)
        archival.mark(pdf)
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


if __name__ == "__main__":
    tell(typeset_all)
