"""A bundle that would be too large as one PDF is made as several, which belong together."""

import ctypes
import hashlib
import zipfile
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urlsplit

import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from audit import fingerprints
from portfolio.bundles import archive, damage, keys, pdf, pdf_seal, verifying, zip_seal
from portfolio.bundles.built import settle
from portfolio.bundles.volumes import ANY, Size
from tests.portfolio.bundles import sealed
from tests.portfolio.bundles.example import criterion, document
from tests.portfolio.bundles.reading import bookmarks, texts

FEW_PAGES = Size(3, ANY.bytes)
NAME = "Amy Carter – portfolio 2026-11-22, volume {} of 5.pdf"


@pytest.fixture(scope="session")
def key():
    return keys.read_pkcs12(sealed.centre_file(), sealed.PASSPHRASE)


@pytest.fixture
def large(example):
    """E01 serves units 1 and 2, E02 units 2 and 3, E03 and E04 unit 3, E05 and unit 4 none."""
    plan = example.add_artefact("Plan", pages_pdf=document("Plan one", "Plan two"))
    chart = example.add_artefact("График", pages_pdf=document("Chart", size="A3 landscape"))
    notes = example.add_artefact("Notes", pages_pdf=document("Notes one", "Notes two"))
    talk = example.add_artefact("Talk", data=b"RIFF", content_type="audio/wav")
    example.add_artefact("Spare", pages_pdf=document("Spare"))
    example.add_unit("Change", [criterion("1.1", shown=[(plan, 2)])])
    example.add_unit("Improve", [criterion("1.1", shown=[(plan, 1), (chart, 1)])])
    example.add_unit("Manage", [criterion("1.1", shown=[(chart, 1), (notes, 2), (talk, None)])])
    example.add_unit("Nothing yet", [criterion("1.1")])
    return example


@pytest.fixture
def bind(tmp_path, kept_parts, key):
    """Return a function that makes the PDFs of an example: {path: Built}."""

    def build(example, *, most=FEW_PAGES, folder=tmp_path, **other):
        folder.mkdir(exist_ok=True)
        asked = {
            "rendition_of": example.rendition_of,
            "original_of": example.original_of,
            "scratch": folder,
            "out": folder / "portfolio.pdf",
            "cache": kept_parts,
            "report": lambda percent, step: None,
            "seal": partial(pdf_seal.seal, key=key),
            "most": most,
        }
        return pdf.build(example.manifest, **(asked | other))

    return build


@pytest.fixture
def unpacked(tmp_path, key, bind, large):
    """The folder that the ZIP of the large example was unpacked into."""
    archive.build(
        large.manifest,
        pdfs=bind(large),
        original_of=large.original_of,
        out=tmp_path / "out.zip",
        report=lambda percent, step: None,
        seal=partial(zip_seal.seal, key=key),
    )
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        packed.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


@dataclass(frozen=True)
class Lead:
    """A link: the words under it and those read for it, the file it leads to and the page there."""

    words: str
    read: str
    file: str
    page: int


def leads(path):
    """Return every link of a file; `page` counts from 0, `file` is its own where it stays there."""
    found = []
    with pikepdf.open(path) as book, pypdfium2.PdfDocument(path) as seen:
        numbers = {page.obj.objgen: index for index, page in enumerate(book.pages)}
        for index, page in enumerate(book.pages):
            words = seen[index].get_textpage()
            for note in page.obj.get("/Annots", []):
                if note.Subtype != pikepdf.Name.Link:
                    continue
                left, low, right, high = (float(side) for side in note.Rect)
                under = words.get_text_bounded(left - 1, low, right + 1, high).strip()
                if "/Dest" in note:
                    there = path.name, numbers[note.Dest[0].objgen]
                else:
                    assert (str(note.A.S), str(note.A.D[1])) == ("/GoToR", "/XYZ")
                    there = str(note.A.F.UF), int(note.A.D[0])
                found.append(Lead(under, str(note.Contents), *there))
    return found


def remote_files(page):
    """Yield the names of the files that the links of a page lead to, as PDFium reads them."""
    at, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, ctypes.byref(at), ctypes.byref(link)):
        action = raw.FPDFLink_GetAction(link)
        if action and raw.FPDFAction_GetType(action) == raw.PDFACTION_REMOTEGOTO:
            room = ctypes.create_string_buffer(raw.FPDFAction_GetFilePath(action, None, 0))
            raw.FPDFAction_GetFilePath(action, room, len(room))
            yield room.raw.rstrip(b"\0").decode()


def labels_of(path):
    with pypdfium2.PdfDocument(path) as book:
        return [book.get_page_label(index) for index in range(len(book))]


def test_up_to_the_size_it_is_one_pdf_with_the_bytes_that_it_always_had(large, bind, print_pdf):
    as_ever = print_pdf(large).read_bytes()
    pages = len(texts(print_pdf(large)))

    made = bind(large, most=Size(pages, ANY.bytes), seal=settle)

    assert {path.name: path.read_bytes() for path in made} == {"portfolio.pdf": as_ever}
    assert len(bind(large, most=Size(pages - 1, ANY.bytes))) == 5
    assert len(bind(large, most=Size(pages, 1000))) == 5


def test_a_portfolio_without_evidence_is_not_divided(example, bind):
    example.add_unit("Change", [criterion("1.1")])

    assert [built.volume.words for built in bind(example).values()] == [""]


def test_evidence_stands_once_in_the_volume_of_the_first_unit_that_it_serves(large, bind):
    made = bind(large)

    assert [path.name for path in made] == [
        "portfolio.pdf", "portfolio-2.pdf", "portfolio-3.pdf", "portfolio-4.pdf", "portfolio-5.pdf",
    ]  # fmt: skip
    assert [list(built.first_pages) for built in made.values()] == [
        [], [101], [102], [103, 104], [105],
    ]  # fmt: skip
    assert [built.volume.title for built in made.values()] == [
        "Contents, units and evidence index",
        "Evidence of unit 1, Change",
        "Evidence of unit 2, Improve",
        "Evidence of unit 3, Manage",
        "Evidence that is mapped to no unit",
    ]
    assert [built.pages for built in made.values()] == [len(texts(path)) for path in made]


def test_page_numbers_run_on_through_the_volumes(large, bind):
    made = bind(large)

    labels = [label for path in made for label in labels_of(path)]
    assert labels == ["Cover", *(str(number) for number in range(2, len(labels) + 1))]
    for path in made:
        for label, text in zip(labels_of(path), texts(path), strict=True):
            assert label == "Cover" or f" {label} " in f" {text} " or text.endswith(label)


def test_every_link_leads_to_the_page_that_it_names_in_its_volume(unpacked):
    pages, labels = {}, {}
    for path in unpacked.glob("*.pdf"):
        pages[path.name], labels[path.name] = texts(path), labels_of(path)
    first = unpacked / NAME.format(1)

    found = [lead for path in unpacked.glob("*.pdf") for lead in leads(path)]

    assert {lead.file for lead in leads(first)} == set(pages)
    for lead in found:
        label = labels[lead.file][lead.page]
        assert lead.read.removeprefix("Page ").split(" in ")[0] == label
        assert not lead.words.removeprefix("p ").isdigit() or lead.words.split()[-1] == label
    landed = [pages[lead.file][lead.page] for lead in leads(first) if lead.words.startswith("p ")]
    for shown in ("Plan two", "Chart", "Notes two", "E04 can’t be shown as pages", "Spare"):
        assert any(shown in text for text in landed)


def test_a_reader_finds_the_other_volume_by_its_name_in_the_zip(unpacked):
    path = unpacked / NAME.format(1)
    with pypdfium2.PdfDocument(path) as book:
        pages = list(book)
        found = {name for page in pages for name in remote_files(page.raw)}

    assert found == {NAME.format(number) for number in range(2, 6)}


def test_each_volume_says_what_it_is_and_what_is_in_it(large, bind):
    digest = fingerprints.of_value(large.manifest)
    grouped = " ".join(digest[at : at + 4] for at in range(0, 64, 4))
    made = list(bind(large))

    cover, second = texts(made[0])[0], texts(made[0])[1]
    total = sum(len(texts(path)) for path in made)
    assert f" {total}. Volume 1 of 5 " in cover
    for number, title in enumerate(["unit 1, Change", "unit 2, Improve", "unit 3, Manage"], 2):
        assert f"Volume {number} of 5: Evidence of {title}" in second
    opening = texts(made[3])[0]
    for words in ("Volume 4 of 5", "Evidence of unit 3, Manage", "E03 Notes", "E04 Talk", grouped):
        assert words in opening
    assert "E02" not in opening
    with pikepdf.open(made[3]) as book:
        assert str(book.docinfo["/Title"]).endswith(
            "Customer Service. Volume 4 of 5: Evidence of unit 3, Manage"
        )
        assert book.check_pdf_syntax() == []


def test_bookmarks_cover_what_is_in_the_volume(large, bind):
    made = list(bind(large))

    assert [title for title, _, _ in bookmarks(made[0])] == [
        "Cover", "Volume 1 of 5", "Declaration", "Contents", "Change", "Improve", "Manage",
        "Nothing yet", "Evidence index",
    ]  # fmt: skip
    (opening, page, _), (title, _, below) = bookmarks(made[3])
    assert (opening, page, title) == ("Volume 4 of 5", 1, "Evidence")
    assert below == [("E03 Notes", 2, []), ("E04 Talk", 4, [])]


def test_originals_are_attached_to_the_first_volume_alone(large, bind):
    attached = []
    for path in bind(large):
        with pikepdf.open(path) as book:
            attached.append(len(book.attachments))

    assert attached == [5, 0, 0, 0, 0]


def test_each_volume_is_sealed_and_its_seal_says_which_it_is(large, bind, key):
    digest = fingerprints.of_value(large.manifest)

    for number, path in enumerate(bind(large), 1):
        verdict = verifying.verify(path)
        assert (verdict.kind, verdict.is_whole, verdict.differences) == ("pdf", True, ())
        assert verdict.certificate_sha256 == key.facts["certificate_sha256"]
        assert (verdict.volume, verdict.manifest_sha256) == (f"{number} of 5", digest)


def test_the_only_pdf_of_a_bundle_is_no_volume(large, bind):
    (path,) = bind(large, most=ANY)

    verdict = verifying.verify(path)
    assert (verdict.is_whole, verdict.volume, verdict.manifest_sha256) == (True, "", "")
    assert b"/Location" not in path.read_bytes()


def test_one_bit_turned_in_the_second_volume_is_found(large, bind, unpacked, tmp_path):
    second = list(bind(large))[1]
    data = second.read_bytes()
    for bit, turned in sealed.flips(data, tries=40, seed=7):
        second.write_bytes(turned)
        assert not verifying.verify(second).is_whole, bit

    packed = tmp_path / "out.zip"
    whole = packed.read_bytes()
    at = whole.index((unpacked / NAME.format(2)).read_bytes()) + 1000
    packed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    (difference,) = verifying.verify(packed).differences
    assert NAME.format(2) in difference


class Hrefs(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name == "href"]


def test_the_zip_holds_all_volumes_and_its_page_leads_into_them(unpacked, tmp_path):
    names = {NAME.format(number) for number in range(1, 6)}
    assert {path.name for path in unpacked.glob("*.pdf")} == names
    assert verifying.verify(tmp_path / "out.zip").is_whole
    sums = (unpacked / "sha256sum.txt").read_text()
    for name in names:
        assert f"{hashlib.sha256((unpacked / name).read_bytes()).hexdigest()}  {name}\n" in sums
    html = (unpacked / "index.html").read_text()
    assert [f"Volume {number} of 5: " in html for number in range(1, 6)] == [True] * 5

    leading = [urlsplit(href) for href in Hrefs(html).found if ".pdf" in href]

    assert {unquote(to.path) for to in leading if "originals" not in to.path} == names
    landed = [
        texts(unpacked / unquote(to.path))[int(to.fragment.removeprefix("page=")) - 1]
        for to in leading
        if to.fragment
    ]
    for shown in ("Plan two", "Chart", "Notes two", "E04 can’t be shown as pages", "Spare"):
        assert any(shown in text for text in landed)
    label = labels_of(unpacked / NAME.format(4))[1]
    assert f'{quote(NAME.format(4))}#page=2">In the PDF, page {label}</a>' in html
    read_me = (unpacked / "READ ME FIRST.txt").read_text()
    assert f'"{NAME.format(1)}" and the other volumes beside it' in read_me


def test_the_same_manifest_gives_the_same_bytes(large, bind, tmp_path):
    once, again = (
        [path.read_bytes() for path in bind(large, folder=tmp_path / name, seal=settle)]
        for name in ("once", "again")
    )

    assert len(once) == 5
    assert once == again


def test_it_says_how_far_it_is_in_order(large, bind):
    told = []

    bind(large, report=lambda percent, step: told.append(percent))

    assert told == sorted(told)
    assert told[-1] <= 100


def test_an_unreadable_rendition_is_named_and_the_numbers_after_it_are_true(large, bind):
    large.rendition_of(large.manifest["artefacts"][0]["sha256"]).write_bytes(b"")
    with pytest.raises(pdf.PagesLost) as lost:
        bind(large)
    damage.mark_lost_pages(large.manifest, lost.value.artefact_ids)

    made = bind(large)

    assert any("could not be read" in text for text in texts(list(made)[1]))
    labels = [label for path in made for label in labels_of(path)]
    assert labels[1:] == [str(number) for number in range(2, len(labels) + 1)]
