"""How is a whole portfolio put together as one PDF?"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from evidence.renditions import archival
from portfolio.bundles.attachments import attach
from portfolio.bundles.built import BundleFailed, settle
from portfolio.bundles.declaring import Verdict, declare
from portfolio.bundles.evidence_pages import is_lost, open_book
from portfolio.bundles.front_matter import criteria_words, facts, parts, placeholder, title_slips
from portfolio.bundles.highlights import drawn, highlights_of
from portfolio.bundles.lettering import Lettering
from portfolio.bundles.places import Mark, Places, fill_slots, write_bookmarks
from portfolio.bundles.placing import as_form, place
from portfolio.bundles.press import Press
from portfolio.bundles.strips import artefact_strip, note_for, page_number, strip_height
from portfolio.bundles.tags import Tags, aside
from portfolio.bundles.volumes import ANY, divide, file_of, measure, pages_of

FRONT, HEADINGS = "front pages", "headings"
REPORT_EVERY = 25
SET_UNTIL, ADDED_UNTIL, STAMPED_UNTIL = 40, 85, 90
SLIP = Name.TitleSlip


class BundleIncomplete(BundleFailed):
    """The finished PDF does not read back with all its pages."""


class PagesLost(BundleFailed):
    """The pages of these artefacts can't be read, though the manifest says how many there are."""

    def __init__(self, artefact_ids):
        super().__init__("The pages of a file could not be read.")
        self.artefact_ids = frozenset(artefact_ids)


def build(
    manifest, *, rendition_of, original_of, scratch, out, cache, report, seal=settle, most=ANY
):
    """Write the portfolio that `manifest` describes as a PDF at `out`, and return {path: Built}.

    It is one PDF unless that would exceed the Size `most`: then it is several, the first at `out`
    and the others beside it; see volumes.py. `rendition_of(sha256)` gives the path of a file's
    pages, beside which their words stand, and `original_of(sha256)` that of the file itself, or
    None; `scratch` is a folder on the same file system as `out`; `cache` keeps parts between
    builds; `report(percent, step)` is told how far it is and may raise to stop; `seal` closes each
    finished file. Raises PartNotSet, BundleIncomplete or PagesLost.
    """
    press = Press(cache)
    front = _set(press, parts(manifest), report)
    size = measure(manifest, [sheets for _, sheets in front], rendition_of)
    first, *further = divide(manifest, size, most)
    openings = [(part.name, press.set(part)) for part in pages_of(manifest, [first, *further])]
    front[1:1] = openings[:1]
    bindery = _Bindery(manifest, press, rendition_of, original_of, scratch, seal)
    begins, done, built = sum(sheets.pages for _, sheets in front), [], {}
    whole = Verdict() if further else None
    for volume, opening in zip(further, openings[1:], strict=True):
        places = Places(volume.file, begins)
        path = out.with_name(file_of(out.name, volume.number))
        built[path] = bindery.bind(volume, [opening], places, Verdict(whole), path, report)
        begins = places.ends
        done.append(places)
    # Last, since only now it is known where all is that it leads to, and what it tells of all.
    places = Places(first.file, others=done)
    return {out: bindery.bind(first, front, places, Verdict(whole), out, report), **built}


def set_ahead(manifest, cache):
    """Set all that stands before the evidence, so that `build` finds it set."""
    press = Press(cache)
    for part in parts(manifest):
        press.set(part)


def _set(press, made, report):
    front = []
    for index, part in enumerate(made):
        report(SET_UNTIL * index // len(made), part.step)
        front.append((part.name, press.set(part)))
    return front


@dataclass(frozen=True)
class _Bindery:
    """What every volume of a bundle is made with."""

    manifest: dict
    press: Press
    rendition_of: Callable
    original_of: Callable
    scratch: Path
    seal: Callable

    def bind(self, volume, front, places, verdict, out, report):
        """Write a Volume that begins with the parts `front` ((name, Sheets), …) at `out`."""
        unfinished = self.scratch / f"{out.name}.part"
        pages, first_pages = self._write(volume, front, places, verdict, unfinished, report)
        _verify(unfinished, pages)
        built = self.seal(unfinished, pages=pages, first_pages=first_pages, volume=volume)
        os.replace(unfinished, out)
        return replace(built, says=verdict.sentence)

    def _write(self, volume, front, places, verdict, out, report):
        """Write the PDF; return its number of pages, and on which each artefact begins.

        Nothing of the book is held in memory afterwards.
        """
        report = _share(report, volume)
        with TemporaryDirectory(dir=self.scratch) as holding:
            pdf, found = open_book(volume.artefacts, self.rendition_of, Path(holding))
            with pdf:
                _refuse_lost_pages(volume.artefacts, found)
                book = _Book(pdf, self.manifest, self.press, volume, places, verdict)
                for name, sheets in front:
                    book.add_part(name, sheets.path)
                book.add_evidence(found, report)
                report(ADDED_UNTIL, "Putting in page numbers, links and bookmarks")
                pages = book.finish()
                if volume.number == 1:
                    attach(pdf, self.manifest, self.original_of)
                _save(pdf, out, report)
                # qpdf writes on when it can't read a stream, or make sense of an odd one.
                if pdf.get_warnings() and is_lost(found):
                    raise BundleIncomplete("The pages of a file could not be read to their end.")
        return pages, book.first_pages


class _Book:
    """A PDF as it grows: pages first, then everything that needs their numbers."""

    def __init__(self, pdf, manifest, press, volume, places, verdict):
        self.pdf = pdf
        self._manifest = manifest
        self._press = press
        self._volume = volume
        self._places = places
        self._tags = Tags(pdf)
        self._lettering = Lettering(pdf, press.folder)
        self._highlights = highlights_of(manifest)
        self._verdict = verdict
        self.first_pages = {}
        self._linked = []
        self._slips = {}

    def add_part(self, name, path):
        first = len(self.pdf.pages)
        with pikepdf.open(path) as source:
            self.pdf.pages.extend(source.pages)
            self._places.add_part(name, source, first)
            self._tag_part(source, first)
            self._verdict.note_part(FRONT, source)
        self._linked += range(first, len(self.pdf.pages))

    def add_evidence(self, found, report):
        artefacts = self._volume.artefacts
        self._cut_slips(artefacts)
        marks = []
        for index, artefact in enumerate(artefacts):
            percent = SET_UNTIL + (ADDED_UNTIL - SET_UNTIL) * index // len(artefacts)
            first = len(self.pdf.pages)
            if artefact["pages"]:
                self._add_pages(artefact, found[artefact["id"]], percent, report)
            else:
                self._add_placeholder(artefact, percent, report)
            sheet = self.pdf.pages[first]
            top = float(sheet.mediabox[3])
            count = len(self.pdf.pages) - first
            self._places.add(f"artefact/{artefact['id']}", first, top, pages=count)
            self.first_pages[artefact["id"]] = first + 1
            marks.append(Mark(_named(artefact), first, top))
        if marks:
            self._places.marks.append(Mark("Evidence", marks[0].page, marks[0].top, marks))

    def finish(self):
        """Fill in numbers, links, bookmarks and metadata; return the number of pages."""
        sheets = [page.obj for page in self.pdf.pages]
        count = len(sheets)
        total = f"{self._places.total}. {self._volume.words}".rstrip(". ")
        if self._lettering.lacks_letters:
            self._verdict.note(HEADINGS, {archival.MISSING})
        words = facts(self._manifest) | {"total": total, "kind": self._verdict.sentence}
        for index in self._linked:
            page = self.pdf.pages[index]
            ink = fill_slots(sheets, page, self._places, self._lettering, words, self._tags)
            number = self._places.begins + index + 1
            if number > 1:
                ink += page_number(self._lettering, number, _sheet(page))
            self._over(page, ink)
        write_bookmarks(self.pdf, sheets, self._places.marks)
        self._tags.write()
        self._lettering.embed()
        self._describe()
        if self._verdict.declares:
            declare(self.pdf)
        return count

    def _add_pages(self, artefact, found, percent, report):
        first, count = len(self.pdf.pages), len(found.pages)
        step = f"Adding {artefact['reference']}, {count} {'page' if count == 1 else 'pages'}"
        note = note_for(artefact)
        section = self._tags.add_section(_named(artefact))
        try:
            for index, page in enumerate(found.pages):
                if index % REPORT_EVERY == 0:
                    report(percent, step)
                sheet, drawing, lies = place(self.pdf, page, strip=strip_height(note))
                drawing += self._highlighted(artefact, index + 1, found.folder, lies)
                words = f"page {index + 1} of {count}"
                strip = self._strip(sheet, first + index + 1, artefact, words, note)
                self._lettering.lend(sheet)
                tagged = self._tags.add_sheet(
                    section,
                    sheet.obj,
                    heading="" if index else _named(artefact),
                    words=f"{_named(artefact)}, {words}",
                    strip=strip,
                    drawing=drawing,
                )
                sheet.obj.Contents = Stream(self.pdf, tagged)
        except pikepdf.PdfError as error:
            raise PagesLost([artefact["id"]]) from error
        self._verdict.note(artefact["reference"], found.breaches)

    def _highlighted(self, artefact, page, folder, lies):
        here = self._highlights.get((artefact["id"], page), [])
        return b"".join(drawn(self._lettering, *one, folder, lies) for one in here)

    def _add_placeholder(self, artefact, percent, report):
        part = placeholder(self._manifest, artefact)
        report(percent, part.step)
        first = len(self.pdf.pages)
        with pikepdf.open(self._press.set(part).path) as source:
            self.pdf.pages.extend(source.pages)
            self._tag_part(source, first)
            self._verdict.note_part(artefact["reference"], source)
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
        return ink + page_number(self._lettering, self._places.begins + number, sheet)

    def _cut_slips(self, artefacts):
        titles = [a["title"] for a in artefacts if not self._lettering.covers(a["title"])]
        titles = list(dict.fromkeys(titles))
        if titles:
            with pikepdf.open(self._press.set(title_slips(titles)).path) as source:
                self._verdict.note_part(HEADINGS, source)
                first = len(self.pdf.pages)
                self.pdf.pages.extend(source.pages)
            slips = list(self.pdf.pages[first:])
            del self.pdf.pages[first:]
            if len(slips) == len(titles):
                forms = [as_form(self.pdf, slip) for slip in slips]
                self._slips = dict(zip(titles, forms, strict=True))

    def _slip(self, page, title):
        if title not in self._slips:
            return None
        form, width, height = self._slips[title]
        page.add_resource(form, Name.XObject, SLIP)
        return SLIP, width, height

    def _tag_part(self, source, first):
        self._tags.add_part(source, [page.obj for page in self.pdf.pages[first:]])

    def _over(self, page, ink):
        self._lettering.lend(page)
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"Q\n" + aside(ink))

    def _describe(self):
        manifest, root = self._manifest, self.pdf.Root
        learner = manifest["learner"]["name"]
        title = f"Portfolio of evidence: {learner}"
        if manifest["qualification"]["title"]:
            title += f", {manifest['qualification']['title']}"
        if self._volume.words:
            title += f". {self._volume}"
        root.Lang = String("en-GB")
        root.PageMode = Name.UseOutlines
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.PageLabels = Dictionary(Nums=Array(self._labels()))
        self.pdf.trailer.ID = Array([_identity(self._volume)] * 2)
        with self.pdf.open_metadata(set_pikepdf_as_editor=False) as about:
            about["dc:title"] = title
            about["dc:creator"] = [learner]
            about["dc:language"] = ["en-GB"]
            about["dc:publisher"] = [manifest["centre"]["name"]]

    def _labels(self):
        if begins := self._places.begins:
            return [0, Dictionary(S=Name.D, St=begins + 1)]
        return [0, Dictionary(P=String("Cover")), 1, Dictionary(S=Name.D, St=2)]


def _refuse_lost_pages(artefacts, found):
    """Raise PagesLost, which names all of them, unless those with pages are all found."""
    lost = [a["id"] for a in artefacts if a["pages"] and a["id"] not in found]
    if lost:
        raise PagesLost(lost)


def _identity(volume):
    """Return the file identifier (ISO 32000-1, 14.4), which stays while the manifest does."""
    told = f"{volume.manifest_sha256} {volume.words}"
    return String(hashlib.sha256(told.encode()).digest()[:16])


def _share(report, volume):
    """Return a report function for what of the work behind SET_UNTIL falls to one volume."""
    turn = (volume.number - 2) % volume.of
    return lambda percent, step: report(
        SET_UNTIL + (turn * (100 - SET_UNTIL) + percent - SET_UNTIL) // volume.of, step
    )


def _named(artefact):
    return f"{artefact['reference']} {artefact['title']}"


def _sheet(page):
    box = page.mediabox
    return float(box[2]), float(box[3])


def _save(pdf, path, report):
    def tell(percent):
        report(STAMPED_UNTIL + percent * (99 - STAMPED_UNTIL) // 100, "Writing the portfolio")

    # Half of the identifier is ours already; for another half qpdf would hash all there is.
    # Only while it tells how far it is do other threads have their turn.
    pdf.save(path, static_id=True, min_version="1.7", progress=tell)


def _verify(path, pages):
    try:
        with pikepdf.open(path) as written:
            if len(written.pages) == pages:
                return
    except pikepdf.PdfError as error:
        raise BundleIncomplete(f"The portfolio does not read back: {error}") from error
    raise BundleIncomplete("The portfolio does not read back with all its pages.")
