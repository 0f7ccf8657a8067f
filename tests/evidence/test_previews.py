"""What becomes of a file as pages, with and without LibreOffice, and of files that resist?"""

import io
import json
import os
import re
import socket
import threading
import time

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from evidence import cage, previews
from evidence.inspection import CSV, DOCX, JPEG, PDF, PNG, TEXT, XLSX
from evidence.renditions import office, plain, tables
from evidence.renditions.fetching import LockedFetcher
from tests.evidence import samples

HAS_OFFICE = office.version() is not None
WITH_OFFICE = ("pages", previews.OFFICE_LABEL)
WITHOUT = ("text", "Text rendition: layout and pictures may differ. The original is attached.")
# Both roads of an Office file, as far as this machine has them.
ROADS = ["text", "office", "office in an open cage"] if HAS_OFFICE else ["text"]
FULL_COLOUR = 40


@pytest.fixture
def render(tmp_path):
    """Render bytes as `kind` into a folder of their own."""

    def rendered(data, kind, folder="key"):
        original = tmp_path / "original"
        original.write_bytes(data.encode() if isinstance(data, str) else data)
        return previews.render(
            original, kind.mime, tmp_path / "renditions" / folder, title="For everyone"
        )

    return rendered


@pytest.fixture(params=ROADS)
def road(request, monkeypatch):
    """Go each road that there is here; return what kind and label it must come to."""
    if request.param == "text":
        monkeypatch.setattr(office, "version", lambda: None)
        return WITHOUT
    if request.param == "office in an open cage":
        # Where neither network nor files can be closed off, the hardened profile stands alone.
        monkeypatch.setattr(cage, "level", lambda: "limits")
    return WITH_OFFICE


def words(rendition):
    """Return all words on the pages, blanks evened out."""
    document = pypdfium2.PdfDocument(rendition.folder / "pages.pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def colour(rendition, x, y, page=0):
    """Return the colour at a place given as shares of the width and height."""
    path = rendition.folder / rendition.images[page]["name"]
    with Image.open(path) as image:
        return image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))


def is_red(pixel):
    return pixel[0] > 255 - 2 * FULL_COLOUR - 20 and pixel[2] < 2 * FULL_COLOUR


def is_blue(pixel):
    return pixel[2] > 255 - 2 * FULL_COLOUR - 20 and pixel[0] < 2 * FULL_COLOUR


def shows(rendition, is_colour):
    """Is there such a colour anywhere on the first page?"""
    with Image.open(rendition.folder / rendition.images[0]["name"]) as image:
        small = image.convert("RGB").resize((62, 88), Image.Resampling.NEAREST)
    places = [(x, y) for x in range(small.width) for y in range(small.height)]
    return any(is_colour(small.getpixel(place)) for place in places)


def test_a_pdf_keeps_its_pages_and_gets_a_picture_of_each(render):
    made = render(samples.pdf(3), PDF)

    assert (made.pages, made.kind, made.label) == (3, "pages", "")
    assert made.converter == previews.converter_key()
    assert sorted(path.name for path in made.folder.iterdir()) == [
        "meta.json",
        "page-001.webp",
        "page-002.webp",
        "page-003.webp",
        "pages.pdf",
    ]
    assert [(image["width"], image["height"]) for image in made.images] == [(1240, 1754)] * 3
    assert "Change plan, part 3" in words(made)


def test_what_is_told_stands_in_meta_json(render):
    made = render(samples.pdf(1), PDF)

    assert json.loads((made.folder / "meta.json").read_text()) == {
        "pages": 1,
        "kind": "pages",
        "label": "",
        "converter": previews.converter_key(),
        "images": [{"name": "page-001.webp", "width": 1240, "height": 1754}],
    }


def test_a_pdf_can_do_nothing_any_more(render):
    def arm(document):
        run = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        launch = Dictionary(S=Name.Launch, F=String("calc.exe"))
        page = document.pages[0].obj
        document.Root.OpenAction = run
        document.Root.AA = Dictionary(WC=run)
        document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), run])))
        document.attachments["secret.txt"] = b"hidden"
        page.AA = Dictionary(O=run)
        box = [0, 0, 50, 50]
        links = [
            Dictionary(S=Name.URI, URI=String("https://example.org/")),
            Dictionary(S=Name.URI, URI=String("javascript:alert(1)")),
            Dictionary(S=Name.GoTo, D=Array([page, Name.Fit])),
            launch,
        ]
        page.Annots = document.make_indirect(
            Array(
                [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, A=a) for a in links]
                + [Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=box)]
            )
        )

    made = render(samples.pdf_with(arm), PDF)

    with pikepdf.open(made.folder / "pages.pdf") as safe:
        page = safe.pages[0].obj
        assert {"/OpenAction", "/AA", "/AcroForm"} & set(safe.Root.keys()) == set()
        assert set(safe.Root.get("/Names", {}).keys()) == set()
        assert len(safe.attachments) == 0
        assert "/AA" not in page
        assert [str(note.A.S) for note in page.Annots] == ["/URI", "/GoTo"]
        assert str(safe.docinfo["/Title"]) == "For everyone"
        assert set(safe.docinfo.keys()) <= {"/Title", "/Producer"}


def test_what_was_written_into_a_form_stays_on_the_page(render):
    def fill(document):
        look = document.make_stream(
            b"0 0 1 rg 0 0 200 100 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, 200, 100],
        )
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String("name"),
                V=String("Amy"),
                Rect=[100, 100, 300, 200],
                F=4,
                AP=Dictionary(N=look),
            )
        )
        document.pages[0].obj.Annots = Array([field])
        document.Root.AcroForm = Dictionary(Fields=Array([field]))

    made = render(samples.pdf_with(fill), PDF)

    with Image.open(made.folder / "page-001.webp") as image:
        scale = image.width / 595
        inside = image.convert("RGB").getpixel((int(200 * scale), image.height - int(150 * scale)))
    assert is_blue(inside)


def test_a_pdf_that_swells_is_given_up_and_leaves_nothing_behind(render, tmp_path, monkeypatch):
    monkeypatch.setattr(previews, "PAGES_SECONDS", 10)
    monkeypatch.setattr(previews, "PAGES_MEMORY", 600 * 1024**2)

    with pytest.raises(previews.Unreadable) as unreadable:
        render(samples.swelling_pdf(), PDF)

    assert str(unreadable.value) == (
        "This PDF could not be shown as pages: that takes too much time or memory. "
        "Open it on your device, print it to PDF, then add that PDF."
    )
    assert list((tmp_path / "renditions").iterdir()) == []


def test_a_pdf_with_too_many_pages_is_not_shown(render):
    with pytest.raises(previews.Unreadable) as unreadable:
        render(samples.blank_pdf(501), PDF)

    assert str(unreadable.value) == (
        "This PDF could not be shown as pages: it has 501 pages, and 500 is the most. "
        "Split it into parts, then add each part."
    )


@pytest.mark.parametrize(
    ("kind", "label"),
    [(PDF, "PDF"), (JPEG, "JPEG picture"), (PNG, "PNG picture"), (TEXT, "Plain text")],
)
def test_what_is_not_what_it_was_taken_for_is_unreadable(render, kind, label):
    with pytest.raises(previews.Unreadable) as unreadable:
        render(bytes(range(256)), kind)

    assert str(unreadable.value) == (
        f"This {label} could not be shown as pages: it is damaged or incomplete. "
        "Open it on your device, print it to PDF, then add that PDF."
    )


def test_a_photo_stands_upright_and_says_nothing_about_the_camera(render):
    made = render(samples.photo(4032, 3024, orientation=samples.CAMERA_UPSIDE_DOWN), JPEG)

    assert (made.pages, made.kind) == (1, "pages")
    assert made.label == "Picture scaled to the page. The original is attached."
    assert is_blue(colour(made, 0.5, 0.3))
    assert is_red(colour(made, 0.5, 0.7))
    assert b"Camera of the learner" not in (made.folder / "pages.pdf").read_bytes()
    with Image.open(made.folder / "page-001.webp") as image:
        assert not image.getexif()
    assert made.images[0]["width"] > made.images[0]["height"]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_kind_becomes_a_page(render, mode):
    data = io.BytesIO()
    Image.new(mode, (300, 400)).save(data, "PNG")

    assert render(data.getvalue(), PNG).pages == 1


def test_a_cmyk_photo_becomes_a_page(render):
    data = io.BytesIO()
    Image.new("CMYK", (300, 400), (0, 255, 255, 0)).save(data, "JPEG")

    assert is_red(colour(render(data.getvalue(), JPEG), 0.5, 0.5))


def test_a_word_document_shows_its_words_tables_and_pictures(render, road):
    made = render(samples.word(), DOCX)

    assert (made.kind, made.label) == road
    text = words(made)
    for expected in ("Kick-off meeting", "Write the plan & share it", "Baseline Ben 10 May"):
        assert expected in text
    assert shows(made, is_red)
    assert shows(made, is_blue)


def test_a_word_document_calls_nobody(render, road):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        calls, stop = [], threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    calls.append(server.accept()[1])
                except TimeoutError:
                    continue

        listener = threading.Thread(target=listen)
        listener.start()
        made = render(
            samples.word_calling(f"http://127.0.0.1:{server.getsockname()[1]}/x.png"), DOCX
        )
        stop.set()
        listener.join()

    assert calls == []
    assert (made.kind, made.label) == road
    assert "Kick-off meeting" in words(made)


def test_a_word_document_shows_no_file_of_the_server(render, road, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(samples.photo(400, 300, kind="PNG"))

    made = render(samples.word_calling(secret.as_uri()), DOCX)

    assert not shows(made, is_red)


def test_a_workbook_shows_its_sheets_as_excel_would(render, road):
    made = render(samples.workbook(), XLSX)

    assert (made.kind, made.label) == road
    text = words(made)
    for expected in ("First-contact resolution", "62%", "81%", "£1,250.50", "every Friday"):
        assert expected in text


def test_the_text_of_a_workbook_says_what_it_leaves_out(render, monkeypatch):
    monkeypatch.setattr(office, "version", lambda: None)

    text = words(render(samples.workbook(), XLSX))

    assert "=C2-B2" in text
    assert "Hidden sheets are not shown here: 1." in text


def test_a_workbook_that_claims_to_be_vast_is_shown_in_good_time(render, road, monkeypatch):
    monkeypatch.setattr(office, "SECONDS", 10)
    started = time.monotonic()

    made = render(samples.vast_workbook(), XLSX)

    assert "First-contact resolution" in words(made)
    assert made.pages <= 500
    assert time.monotonic() - started < 60


def test_a_csv_is_a_table_of_ours_with_or_without_an_office(render):
    made = render("Name;Hours\nAmy;7,5\nBen;=HYPERLINK(0)\n<b>Cara</b>;8\n", CSV)

    assert (made.kind, made.label) == WITHOUT
    assert "Name Hours Amy 7,5 Ben =HYPERLINK(0) <b>Cara</b> 8" in words(made)


@pytest.mark.parametrize(
    ("rows", "columns", "shown", "said"),
    [
        (201, 30, 200, ["Only the first 200 rows are shown; the original has more."]),
        (5, 31, 5, ["Only the first 30 columns are shown; the original has more."]),
        (1001, 2, 1000, ["Only the first 1,000 rows are shown; the original has more."]),
        (200, 30, 200, []),
    ],
)
def test_a_long_or_wide_csv_is_cut_with_a_sentence_that_says_so(
    tmp_path, rows, columns, shown, said
):
    path = samples.write(tmp_path / "original", samples.table(rows, columns))

    body, width = tables.html_of_csv(path)

    assert body.count("<tr>") == shown
    assert width == min(columns, 30)
    assert re.findall('<p class="said">(.*?)</p>', body) == said


def test_a_csv_with_many_columns_lies_on_its_side(render):
    made = render(samples.table(3, 9), CSV)

    assert made.images[0]["width"] > made.images[0]["height"]


def test_a_csv_that_is_no_table_is_still_shown(tmp_path):
    field = "x" * 200_000
    path = samples.write(tmp_path / "original", f'"{field}",1')

    body, width = tables.html_of_csv(path)

    assert body == f"<table><tbody><tr><td>{'x' * 1000}…</td>" + (
        '<td class="number">1</td></tr></tbody></table>'
    )
    assert width == 2


def test_plain_text_is_set_with_its_paragraphs_and_nothing_in_it_is_markup(render):
    made = render("Dear Ben,\n\nit cost £40 – <b>really</b> & “truly”.\n".encode("utf-16"), TEXT)

    assert (made.kind, made.label) == WITHOUT
    assert words(made).startswith("Dear Ben, it cost £40 – <b>really</b> & “truly”.")


def test_plain_text_in_columns_keeps_its_columns(render):
    made = render("KPI        Before   After\nComplaints 34       19\n", TEXT)

    fonts = " ".join(font for font in fonts_of(made))
    assert "Mono" in fonts


def fonts_of(rendition):
    with pikepdf.open(rendition.folder / "pages.pdf") as pdf:
        return [
            str(font.BaseFont)
            for page in pdf.pages
            for font in page.obj.Resources.Font.as_dict().values()
        ]


def test_pages_are_set_in_our_own_type(render):
    assert any("Inter" in font for font in fonts_of(render("Plain words.", TEXT)))


def test_very_long_text_is_cut_with_a_sentence_that_says_so(tmp_path):
    path = samples.write(tmp_path / "original", "word " * 40_001)

    body = plain.html_of(path)

    assert body.endswith(
        '<p class="said">Cut after 200,000 letters; the original has more.</p></div>'
    )
    assert max(map(len, body.split("<p>"))) < 5000


def test_the_same_pages_are_made_once(render):
    first = render(samples.pdf(1), PDF)
    before = os.stat(first.folder / "pages.pdf").st_ino

    again = render(samples.pdf(1), PDF)

    assert again == first
    assert os.stat(again.folder / "pages.pdf").st_ino == before


def test_two_runs_at_once_leave_one_whole_result(render, tmp_path):
    made, data = [], samples.pdf(1)
    runs = [threading.Thread(target=lambda: made.append(render(data, PDF))) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert len(made) == 2
    assert made[0] == made[1]
    assert [path.name for path in (tmp_path / "renditions").iterdir()] == ["key"]


def test_pages_that_are_not_whole_are_made_again(render):
    first = render(samples.pdf(1), PDF)
    (first.folder / "meta.json").unlink()

    assert render(samples.pdf(1), PDF) == first


def test_what_a_killed_run_left_behind_is_swept_up(render, tmp_path):
    left, at_work = (tmp_path / "renditions" / f".making-{name}" for name in ("left", "at-work"))
    for folder in (left, at_work):
        folder.mkdir(parents=True)
    long_ago = time.time() - previews.ABANDONED_AFTER - 1
    os.utime(left, (long_ago, long_ago))

    render(samples.pdf(1), PDF)

    assert sorted(path.name for path in at_work.parent.iterdir()) == [".making-at-work", "key"]


def test_the_key_of_the_converter_is_short_and_stays(monkeypatch):
    key = previews.converter_key()

    assert len(key) == 16
    assert previews.converter_key() == key
    previews.converter_key.cache_clear()
    monkeypatch.setattr(previews, "RECIPE", previews.RECIPE + 1)
    assert previews.converter_key() != key
    previews.converter_key.cache_clear()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "file:///etc/hostname",
        "ftp://127.0.0.1/x",
        "static:../manage.py",
        "static:%2e%2e/manage.py",
        "static:/etc/passwd",
        "static:fonts/inter/OFL.txt",
        "static:fonts/none.woff2",
    ],
)
def test_the_fetcher_stops_a_render_that_reaches_outside(address):
    page = HTML(string=f'<link rel=attachment href="{address}"><img src="{address}">',
                base_url="static:x", url_fetcher=LockedFetcher())  # fmt: skip

    with pytest.raises(FatalURLFetchingError):
        page.write_pdf()


def test_the_fetcher_hands_out_our_own_files_and_data():
    fetcher = LockedFetcher()

    assert fetcher.fetch("static:fonts/inter/inter-regular.woff2").read()[:4] == b"wOF2"
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"
