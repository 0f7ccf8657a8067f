"""Where may WeasyPrint fetch from? Data in the page itself and our own static files, no more."""

from pathlib import Path
from urllib.parse import unquote

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "static"
STATIC = Path(__file__).resolve().parent.parent.parent / "static"
TYPES = {
    ".css": "text/css",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class LockedFetcher(URLFetcher):
    """Answers `data:` addresses and `static:path/below/static`; anything else stops the render.

    It stops with weasyprint.urls.FatalURLFetchingError, which is a BaseException: name it where
    you catch it. `folder` is what `static:` stands for.
    """

    def __init__(self, folder=STATIC):
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self._folder = Path(folder).resolve()

    def fetch(self, url, headers=None):
        """Return the response for `url`; raise ValueError, made fatal by WeasyPrint, else."""
        scheme, _, rest = url.partition(":")
        if scheme.lower() != SCHEME:
            return super().fetch(url, headers)
        path = (self._folder / unquote(rest).lstrip("/")).resolve()
        if not path.is_relative_to(self._folder) or path.suffix not in TYPES:
            raise ValueError(f"Not one of our own files: {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})
