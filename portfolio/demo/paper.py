"""How do the demo's PDF, DOCX and XLSX files come out equal, byte for byte, each time?"""

import hashlib
import io
import os
import re
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime

from weasyprint import HTML
from weasyprint.urls import URLFetcher

STYLES = """
@page { size: A4; margin: 19mm 18mm 20mm;
  @bottom-left { content: "FOOT"; font-size: 7.5pt; color: #5b6472 }
  @bottom-right { content: "Page " counter(page) " of " counter(pages);
    font-size: 7.5pt; color: #5b6472 } }
@page wide { size: A4 landscape; margin: 14mm 14mm 16mm }
.wide { page: wide }
html { font: 10pt/1.45 "DejaVu Sans", "Liberation Sans", sans-serif; color: #1d2430 }
body { margin: 0 }
h1 { font-size: 19pt; line-height: 1.2; margin: 0 0 3.5mm; color: var(--firm) }
h2 { font-size: 12.5pt; margin: 6mm 0 2mm; color: var(--firm) }
h3 { font-size: 10pt; margin: 4mm 0 1mm }
p { margin: 0 0 2.2mm }
ul, ol { margin: 0 0 2.5mm; padding-left: 5mm }
li { margin-bottom: 0.8mm }
.page { break-before: page }
.firm { display: flex; justify-content: space-between; border-bottom: 0.6mm solid var(--firm);
  padding-bottom: 2mm; margin-bottom: 6mm; font-size: 8.5pt; color: #4a5362 }
.firm b { font-size: 11.5pt; color: var(--firm); letter-spacing: 0.2mm }
.meta { color: #4a5362; font-size: 8.5pt; margin-bottom: 5mm }
table { border-collapse: collapse; width: 100%; margin: 1mm 0 4mm; font-size: 9pt }
th { background: var(--firm); color: #fff; text-align: left; font-weight: bold }
th, td { border: 0.2mm solid #b9c1cd; padding: 1.3mm 1.8mm; vertical-align: top }
tr:nth-child(even) td { background: #f5f7fa }
td.n, th.n { text-align: right; white-space: nowrap }
.box { border: 0.3mm solid #b9c1cd; border-left: 1.6mm solid var(--firm);
  padding: 2.5mm 4mm; margin: 3mm 0; background: #f8fafc }
.good { color: #13613a; font-weight: bold } .short { color: #8a4000; font-weight: bold }
.caption { font-size: 8pt; color: #4a5362; margin: -1mm 0 3.5mm }
svg { display: block; margin: 1mm 0 1mm }
.quote { font-style: italic; margin: 0 0 1.6mm 4mm }
.ink { font-family: "DejaVu Serif", serif; font-style: italic; font-size: 17pt; color: #1b2f7a }
"""


class NothingFetched(URLFetcher):
    """A fetcher for documents that hold all that they show: every request is refused."""

    def fetch(self, url, headers=None):
        """Refuse the address.

        Raises ValueError, always; WeasyPrint then goes on without the resource.
        """
        raise ValueError(f"A demo document holds all that it shows; {url} is not fetched.")


def pdf(body, *, title, author, made, colour, foot):
    """PDF bytes of an HTML body.

    `made` is the date in the document's properties, `colour` the firm's, `foot` the line at the
    foot of each page. The same arguments always give the same bytes.
    """
    day = f"{made.isoformat()}T09:00:00+00:00"
    html = (
        f'<!doctype html><html lang="en-GB"><head><title>{title}</title>'
        f'<meta name="author" content="{author}">'
        f'<meta name="dcterms.created" content="{day}">'
        f'<meta name="dcterms.modified" content="{day}">'
        f"<style>:root {{ --firm: {colour} }} "
        f"{STYLES.replace('FOOT', foot)}</style></head><body>{body}</body></html>"
    )
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    with _font_clock(made):
        return HTML(string=html, url_fetcher=NothingFetched()).write_pdf(pdf_identifier=identifier)


def letterhead(firm, department):
    """The band at the top of a firm's paper, as HTML."""
    return f'<div class="firm"><b>{firm}</b><span>{department}</span></div>'


def table(heads, rows, *, numeric=()):
    """An HTML table; `numeric` names the columns (from 0) that are set to the right."""
    marks = [' class="n"' if at in numeric else "" for at in range(len(heads))]
    head = "".join(f"<th{mark}>{cell}</th>" for mark, cell in zip(marks, heads, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f"<td{mark}>{cell}</td>" for mark, cell in zip(marks, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def bullets(lines):
    """An HTML list of sentences."""
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def saved(document, *, title, author, made):
    """Bytes of a python-docx document or an openpyxl workbook, with fixed dates throughout."""
    clock = _morning_of(made)
    properties = getattr(document, "core_properties", None) or document.properties
    properties.title = title
    properties.created = properties.modified = clock.replace(tzinfo=None)
    if hasattr(document, "core_properties"):
        properties.author = author
        properties.last_modified_by = author
        properties.comments = ""
    else:
        properties.creator = author
        properties.lastModifiedBy = author
    raw = io.BytesIO()
    document.save(raw)
    return _same_archive(raw.getvalue(), clock)


def _morning_of(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _same_archive(raw, clock):
    stamp = clock.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            content = source.read(entry.filename)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            fixed = zipfile.ZipInfo(entry.filename, clock.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            target.writestr(fixed, content)
    return out.getvalue()


@contextmanager
def _font_clock(made):
    """Hold the clock that is written into embedded fonts, which no option of the library sets."""
    name = "SOURCE_DATE_EPOCH"
    before = os.environ.get(name)
    os.environ[name] = str(int(_morning_of(made).timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
