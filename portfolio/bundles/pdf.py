"""How is a whole portfolio put together as one PDF?"""

import os
from itertools import pairwise

import pikepdf
from pikepdf import Dictionary, Name, String

from audit import fingerprints
from portfolio.bundles.built import BundleFailed, settle
from portfolio.bundles.front_matter import criteria_words, parts, placeholder, title_slips
from portfolio.bundles.lettering import Lettering
from portfolio.bundles.places import Mark, Places, fill_slots, write_bookmarks
from portfolio.bundles.placing import as_form, place
from portfolio.bundles.press import Press
from portfolio.bundles.strips import artefact_strip, note_for, page_number, strip_height

UNREADABLE = "Its pages could not be read when this portfolio was made."
REPORT_EVERY = 25
SET_UNTIL, ADDED_UNTIL, STAMPED_UNTIL = 40, 85, 90
SLIP = Name.TitleSlip


class BundleIncomplete(BundleFailed):
    """The finished PDF does not read back with all its pages."""


def build(manifest, *, rendition_of, scratch, out, cache, report):
    """Write the portfolio that `manifest` describes as a PDF at `out`, and return Built.

    `rendition_of(sha256)` gives the path of a file's pages or None; `scratch` is a folder on the
    same file system as `out`; `cache` keeps parts between builds; `report(percent, step)` is
    told how far it is and may raise to stop. Raises PartNotSet or BundleIncomplete.
    """
    press = Press(cache)
    front = parts(manifest)
    paths = []
    for index, part in enumerate(front):
        report(SET_UNTIL * index // len(front), part.step)
        paths.append(press.set(part))
    unfinished = scratch / "portfolio.pdf.part"
    with pikepdf.new() as pdf:
        book = _Book(pdf, manifest, press)
        for part, path in zip(front, paths, strict=True):
            book.add_part(part.name, path)
        book.add_evidence(rendition_of, report)
        report(ADDED_UNTIL, "Putting in page numbers, links and bookmarks")
        pages = book.finish()
        _save(pdf, unfinished, report)
    _verify(unfinished, pages)
    built = settle(unfinished, pages=pages)
    os.replace(unfinished, out)
    return built


class _Book:
    """The PDF as it grows: pages first, then everything that needs their numbers."""

    def __init__(self, pdf, manifest, press):
        self.pdf = pdf
        self._manifest = manifest
        self._press = press
        self._places = Places()
        self._lettering = Lettering(pdf, press.folder)
        self._linked = []
        self._slips = {}

    def add_part(self, name, path):
        first = len(self.pdf.pages)
        with pikepdf.open(path) as source:
            self.pdf.pages.extend(source.pages)
            self._places.add_part(name, source, first)
        self._linked += range(first, len(self.pdf.pages))

    def add_evidence(self, rendition_of, report):
        artefacts = self._manifest["artefacts"]
        self._cut_slips(artefacts)
        marks = []
        for index, artefact in enumerate(artefacts):
            percent = SET_UNTIL + (ADDED_UNTIL - SET_UNTIL) * index // len(artefacts)
            first = len(self.pdf.pages)
            path = rendition_of(artefact["sha256"]) if artefact["pages"] else None
            if path is None or not self._add_pages(artefact, path, percent, report):
                self._add_placeholder(artefact, percent, report)
            sheet = self.pdf.pages[first]
            top = float(sheet.mediabox[3])
            count = len(self.pdf.pages) - first
            self._places.add(f"artefact/{artefact['id']}", first, top, pages=count)
            marks.append(Mark(f"{artefact['reference']} {artefact['title']}", first, top))
        if marks:
            self._places.marks.append(Mark("Evidence", marks[0].page, marks[0].top, marks))

    def finish(self):
        """Fill in numbers, links, bookmarks and metadata; return the number of pages."""
        sheets = [page.obj for page in self.pdf.pages]
        count = len(sheets)
        facts = {"total": str(count), "seal": _grouped(fingerprints.of_value(self._manifest))}
        for index in self._linked:
            page = self.pdf.pages[index]
            ink = fill_slots(sheets, page, self._places, self._lettering, facts)
            if index:
                ink += page_number(self._lettering, index + 1, _sheet(page))
            self._over(page, ink)
        write_bookmarks(self.pdf, sheets, self._places.marks)
        self._lettering.embed()
        self._describe()
        return count

    def _add_pages(self, artefact, path, percent, report):
        first = len(self.pdf.pages)
        note = note_for(artefact)
        try:
            with pikepdf.open(path, attempt_recovery=False) as source:
                count = len(source.pages)
                if count < artefact["pages"]:
                    return False
                noun = "page" if count == 1 else "pages"
                for index, page in enumerate(source.pages):
                    if index % REPORT_EVERY == 0:
                        report(percent, f"Adding {artefact['reference']}, {count} {noun}")
                    sheet, drawing = place(self.pdf, source, page, strip=strip_height(note))
                    words = f"page {index + 1} of {count}"
                    strip = self._strip(sheet, first + index + 1, artefact, words, note)
                    self._lettering.lend(sheet)
                    sheet.contents_add(strip + drawing)
        except (pikepdf.PdfError, pikepdf.DataDecodingError):
            del self.pdf.pages[first:]
            return False
        return count > 0

    def _add_placeholder(self, artefact, percent, report):
        problem = artefact["problem"] or (UNREADABLE if artefact["pages"] else "")
        part = placeholder(self._manifest, artefact, problem)
        report(percent, part.step)
        first = len(self.pdf.pages)
        with pikepdf.open(self._press.set(part)) as source:
            self.pdf.pages.extend(source.pages)
        for index in range(first, len(self.pdf.pages)):
            page = self.pdf.pages[index]
            self._over(page, self._strip(page, index + 1, artefact, "no pages to show", ""))

    def _strip(self, page, number, artefact, words, note):
        sheet = _sheet(page)
        ink = artefact_strip(
            self._lettering,
            artefact,
            sheet,
            page_words=words,
            criteria=criteria_words(self._manifest, artefact),
            note=note,
            slip=self._slip(page, artefact["title"]),
        )
        return ink + page_number(self._lettering, number, sheet)

    def _cut_slips(self, artefacts):
        titles = [a["title"] for a in artefacts if not self._lettering.covers(a["title"])]
        titles = list(dict.fromkeys(titles))
        if titles:
            with pikepdf.open(self._press.set(title_slips(titles))) as source:
                for title, page in zip(titles, source.pages, strict=True):
                    self._slips[title] = as_form(self.pdf, source, page)

    def _slip(self, page, title):
        if title not in self._slips:
            return None
        form, width, height = self._slips[title]
        page.add_resource(form, Name.XObject, SLIP)
        return SLIP, width, height

    def _over(self, page, ink):
        self._lettering.lend(page)
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"Q\n" + ink)

    def _describe(self):
        manifest, root = self._manifest, self.pdf.Root
        learner = manifest["learner"]["name"]
        title = f"Portfolio of evidence: {learner}"
        if manifest["qualification"]["title"]:
            title += f", {manifest['qualification']['title']}"
        root.Lang = String("en-GB")
        root.PageMode = Name.UseOutlines
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        with self.pdf.open_metadata(set_pikepdf_as_editor=False) as about:
            about["dc:title"] = title
            about["dc:creator"] = [learner]
            about["dc:language"] = ["en-GB"]
            about["dc:publisher"] = [manifest["centre"]["name"]]


def _sheet(page):
    box = page.mediabox
    return float(box[2]), float(box[3])


def _grouped(digest):
    ends = pairwise(range(0, len(digest) + 4, 4))
    return " ".join(digest[start:end] for start, end in ends)


def _save(pdf, path, report):
    def tell(percent):
        report(STAMPED_UNTIL + percent * (99 - STAMPED_UNTIL) // 100, "Writing the portfolio")

    pdf.save(path, deterministic_id=True, min_version="1.7", progress=tell)


def _verify(path, pages):
    try:
        with pikepdf.open(path) as written:
            if len(written.pages) == pages:
                return
    except pikepdf.PdfError as error:
        raise BundleIncomplete(f"The portfolio does not read back: {error}") from error
    raise BundleIncomplete("The portfolio does not read back with all its pages.")
