"""What becomes of a file as pages, with and without LibreOffice, and of files that resist?"""

import json
import os
import socket
import threading
import time

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from evidence import previews
from evidence.cage import cage
from evidence.door.file_types import CSV, DOCX, JPEG, PDF, PNG, TEXT, XLSX
from evidence.renditions import archival, office
from tests.evidence import samples

HAS_OFFICE = office.version() is not None
WITH_OFFICE = ("pages", previews.OFFICE_LABEL)
WITHOUT = ("text", "Text rendition: layout and pictures may differ. The original is attached.")
# Both roads of an Office file, as far as this machine has them.
ROADS = ["text", "office", "office in an open cage"] if HAS_OFFICE else ["text"]
FULL_COLOUR = 40
# Of a text rendition, in points: 18 mm.
MARGIN = 51


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
    """Is this the top of our sample picture, as far as compression leaves it?"""
    return pixel[0] > 255 - 2 * FULL_COLOUR - 20 and pixel[2] < 2 * FULL_COLOUR


def is_blue(pixel):
    """Is this the bottom of our sample picture?"""
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
        "small-001.webp",
        "small-002.webp",
        "small-003.webp",
        "words.jsonl",
    ]
    with Image.open(made.folder / "small-003.webp") as small:
        assert small.size == (160, 226)
    assert [(image["width"], image["height"]) for image in made.images] == [(1240, 1754)] * 3
    assert "Change plan, part 3" in words(made)


def test_what_is_told_stands_in_meta_json(render):
    made = render(samples.pdf(1), PDF)

    told = json.loads((made.folder / "meta.json").read_text())
    files = {path.name for path in made.folder.iterdir()} - {"meta.json"}
    assert set(told.pop("files")) == files
    assert told == {
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
        assert set(safe.docinfo.keys()) <= {"/Title", "/Producer", archival.MARK}


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


def test_a_word_document_shows_its_words_tables_and_pictures(render, road):
    made = render(samples.word(), DOCX)

    assert (made.kind, made.label) == road
    text = words(made)
    for expected in ("Kick-off meeting", "Write the plan & share it", "Baseline Ben 10 May"):
        assert expected in text
    assert shows(made, is_red)
    assert shows(made, is_blue)


def test_words_of_a_table_in_a_word_document_stay_whole_without_an_office(render, monkeypatch):
    monkeypatch.setattr(office, "version", lambda: None)
    long = "thoroughly considered observations " * 8

    made = render(samples.word_table(["3", "COMPLETED", "17/11/2026", "Outstanding", long]), DOCX)

    for whole in ("COMPLETED", "17/11/2026", "Outstanding", long.strip()):
        assert whole in words(made)


def test_a_table_with_joined_cells_is_shown_without_an_office(render, monkeypatch):
    monkeypatch.setattr(office, "version", lambda: None)

    made = render(samples.word_table(["Amy", "present"], ["Ben", "sent"], joined=True), DOCX)

    assert "Amy present Ben sent Signed by all who were present." in words(made)


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


def test_a_csv_with_many_columns_lies_on_its_side(render):
    made = render(samples.table(3, 9), CSV)

    assert made.images[0]["width"] > made.images[0]["height"]


def test_words_dates_and_numbers_of_a_csv_stay_whole_beside_a_long_text(render):
    long = "thoroughly considered observations " * 8

    made = render(f"3,COMPLETED,17/11/2026,1250.50,Outstanding,{long}\n", CSV)

    text = words(made)
    for whole in ("COMPLETED", "17/11/2026", "1250.50", "Outstanding", long.strip()):
        assert whole in text


@pytest.mark.parametrize("columns", [1, 6, 7, 12, 20, 30])
def test_a_csv_stays_on_its_page_whatever_is_in_it(render, columns):
    made = render(",".join(["W" * 900, *["1234567890123456789"] * (columns - 1)]), CSV)

    page = pypdfium2.PdfDocument(made.folder / "pages.pdf")[0]
    text = page.get_textpage()
    ends = [text.get_charbox(at)[2] for at in range(text.count_chars())]
    assert max(ends) <= page.get_width() - MARGIN


def test_plain_text_is_set_with_its_paragraphs_and_nothing_in_it_is_markup(render):
    made = render("Dear Ben,\n\nit cost £40 – <b>really</b> & “truly”.\n".encode("utf-16"), TEXT)

    assert (made.kind, made.label) == WITHOUT
    assert words(made).startswith("Dear Ben, it cost £40 – <b>really</b> & “truly”.")


def test_plain_text_in_columns_keeps_its_columns(render):
    made = render("KPI        Before   After\nComplaints 34       19\n", TEXT)

    fonts = " ".join(font for font in fonts_of(made))
    assert "Mono" in fonts


def fonts_of(rendition):
    """Return the names of the fonts on the pages."""
    with pikepdf.open(rendition.folder / "pages.pdf") as pdf:
        return [
            str(font.BaseFont)
            for page in pdf.pages
            for font in page.obj.Resources.Font.as_dict().values()
        ]


def test_pages_are_set_in_our_own_type(render):
    assert any("Inter" in font for font in fonts_of(render("Plain words.", TEXT)))


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

    assert key.startswith(f"{previews.RECIPE}-")
    assert len(key) == 18
    assert previews.converter_key() == key
    previews.converter_key.cache_clear()
    monkeypatch.setattr(previews, "RECIPE", previews.RECIPE + 1)
    assert previews.converter_key() != key
    previews.converter_key.cache_clear()
