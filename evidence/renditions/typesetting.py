"""How does checked HTML become a PDF with our own type, and nothing fetched from anywhere?"""

import functools
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from evidence.renditions.fetching import LockedFetcher
from evidence.renditions.telling import DAMAGED, Problem

STYLE = Path(__file__).with_name("typesetting.css")
NOWHERE = "static:rendition"


def typeset(body, path, *, sheet="portrait", arrange=None):
    """Write the PDF of the HTML `body` to `path`; `sheet` is "portrait" or "landscape".

    The caller has escaped or cleaned `body`; `arrange(page)` may change the Element that it was
    parsed to. Raises Problem when it asks for anything outside.
    """
    page = f'<!doctype html><html lang="en-GB"><body class="{sheet}">{body}</body></html>'
    try:
        html = HTML(string=page, base_url=NOWHERE, url_fetcher=LockedFetcher())
        if arrange:
            arrange(html.etree_element)
        html.write_pdf(path, **_look())
    except FatalURLFetchingError as error:
        raise Problem(DAMAGED) from error


@functools.cache
def _look():
    """Return styles and fonts, which are read once for all that a process sets."""
    fonts = FontConfiguration()
    style = CSS(string=STYLE.read_text(), url_fetcher=LockedFetcher(), font_config=fonts)
    return {"stylesheets": [style], "font_config": fonts}
