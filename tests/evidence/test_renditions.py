"""What do the parts of the rendering do by themselves, outside the cage?"""

import html
import json
import re
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from evidence.renditions import photo, plain, tables
from evidence.renditions.fetching import LockedFetcher
from tests.evidence import samples
from tests.portfolio.bundles.reading import boxes, texts


@pytest.mark.parametrize(
    ("mode", "kind", "colour", "seen"),
    [
        ("1", "PNG", 0, (0, 0, 0)),
        ("L", "PNG", 90, (90, 90, 90)),
        ("LA", "PNG", (90, 0), (255, 255, 255)),
        ("I;16", "PNG", 90 * 256, (90, 90, 90)),
        ("RGB", "PNG", (200, 30, 30), (200, 30, 30)),
        ("RGBA", "PNG", (200, 30, 30, 0), (255, 255, 255)),
        ("CMYK", "JPEG", (0, 255, 255, 0), (255, 0, 0)),
    ],
)
def test_a_picture_of_any_kind_becomes_a_page_in_its_colours(tmp_path, mode, kind, colour, seen):
    original, out = tmp_path / "original", tmp_path / "out.pdf"
    Image.new(mode, (300, 400), colour).save(original, kind)

    photo.convert(str(original), str(out))

    page = pypdfium2.PdfDocument(out)[0]
    middle = page.render().to_pil().convert("RGB").getpixel((297, 420))
    assert all(abs(one - other) < 6 for one, other in zip(middle, seen, strict=True))


@pytest.mark.parametrize(
    ("rows", "columns", "shown", "size", "said"),
    [
        (201, 30, 200, 30, ["Only the first 200 rows are shown; the original has more."]),
        (5, 31, 5, 30, ["Only the first 30 columns are shown; the original has more."]),
        (1001, 2, 1000, 6, ["Only the first 1,000 rows are shown; the original has more."]),
        (200, 30, 200, 30, []),
        (5, 7, 5, 12, []),
    ],
)
def test_a_long_or_wide_csv_is_cut_with_a_sentence_that_says_so(
    tmp_path, rows, columns, shown, size, said
):
    path = samples.write(tmp_path / "original", samples.table(rows, columns))

    body, needed = tables.html_of(*tables.sheets_of_csv(path))

    assert body.count("<tr>") == shown
    assert needed == size
    assert re.findall('<p class="said">(.*?)</p>', body) == said


@pytest.mark.parametrize(("letters", "shown"), [(39, 200), (40, 100), (399, 20)])
def test_a_long_text_counts_for_several_cells(letters, shown):
    rows = [["x" * letters] * 30] * 300

    body, _ = tables.html_of([("", rows)], [])

    assert body.count("<tr>") == shown
    assert f"Only the first {shown} rows are shown" in body


def test_a_row_of_long_texts_is_shown_where_there_is_room_for_few_cells():
    rows, long = [["x"] * 30] * 198, [["x" * 1000] * 30] * 3

    body, _ = tables.html_of([("Calls", rows), ("Notes", long), ("More", rows)], [])

    assert body.count("<tr>") == 199
    assert "More sheets that have no room on these pages: 1." in body


@pytest.mark.parametrize(("letters", "needed"), [(60, 6), (400, 12)])
def test_rows_that_would_leave_half_an_upright_page_blank_lie_across(letters, needed):
    rows = [["a few words " * (letters // 12)] * 6] * 20

    _, size = tables.html_of([("", rows)], [])

    assert size == needed


def test_a_csv_that_is_no_table_is_still_shown(tmp_path):
    field = "x" * 200_000
    path = samples.write(tmp_path / "original", f'"{field}",1')

    body, needed = tables.html_of(*tables.sheets_of_csv(path))

    assert body.endswith(
        f"<tbody><tr><td>{'x' * 1000}…</td>" + '<td class="number">1</td></tr></tbody></table>'
    )
    assert needed == 6


def test_very_long_text_is_cut_with_a_sentence_that_says_so(tmp_path):
    path = samples.write(tmp_path / "original", "word " * 40_001)

    body = plain.html_of(path)

    assert body.endswith(
        '<p class="said">Cut after 200,000 letters; the original has more.</p></div>'
    )
    assert max(map(len, body.split("<p"))) < 5000


def test_a_long_paragraph_is_set_line_by_line_as_it_was_written(tmp_path):
    lines = [f"Line {number} of the minutes, as it was typed." for number in range(400)]
    path = samples.write(tmp_path / "original", "\n".join(lines))

    plain.convert(path, tmp_path / "pages.pdf")

    seen = boxes(tmp_path / "pages.pdf", "Line ")
    assert len(seen) == 400
    steps = [one[2] - next_one[2] for one, next_one in pairwise(seen) if one[0] == next_one[0]]
    assert max(steps) - min(steps) < 0.1
    assert all(f" {line}" in f" {' '.join(texts(tmp_path / 'pages.pdf'))}" for line in lines)


def test_a_long_line_is_broken_between_words(tmp_path):
    words = [f"word{number}" for number in range(2000)]
    path = samples.write(tmp_path / "original", " ".join(words))

    pieces = re.findall(r"<p[^>]*>([^<]*)</p>", plain.html_of(path))

    assert " ".join(pieces).split() == words
    assert max(map(len, pieces)) <= plain.LONGEST_PARAGRAPH


@pytest.mark.parametrize("text", ["x", "a\n" + "x" * 3999, "a\nb " + "x" * 4001, "\nxx "])
def test_a_long_paragraph_never_becomes_many_short_ones(tmp_path, text):
    whole = (text * 200_000)[:200_000].strip()
    path = samples.write(tmp_path / "original", whole)

    body = plain.html_of(path)

    assert body.count("<p") <= 3 * 200_000 / plain.LONGEST_PARAGRAPH + 1
    assert html.unescape(re.sub(r"<[^>]*>|\s", "", body)) == re.sub(r"\s", "", whole)


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("text", ["Zoë paid £40 – twice.", "Renée, Łódź", "“naïve” café"])
def test_text_is_read_in_the_encoding_that_it_was_written_in(tmp_path, encoding, text):
    if encoding == "cp1252" and "Łódź" in text:
        text = text.replace("Łódź", "Lodz")
    path = samples.write(tmp_path / "original", text.encode(encoding))

    assert plain.html_of(path) == f'<div class="plain"><p>{html.escape(text)}</p></div>'


def test_letters_of_latin_1_are_read_as_they_were_meant(tmp_path):
    path = samples.write(tmp_path / "original", "Zoë, £40, ½".encode("latin-1"))

    assert "Zoë, £40, ½" in plain.html_of(path)


def test_a_long_name_of_a_column_is_broken_at_its_joints_only(tmp_path):
    path = samples.write(tmp_path / "original", "refund_requests,meanWorkingDays\nfew,1\n")

    body, _ = tables.html_of(*tables.sheets_of_csv(path))

    assert "<th>refund_<wbr>requests</th><th>mean<wbr>Working<wbr>Days</th>" in body


def test_the_tables_of_a_workbook_are_told_sheet_by_sheet(tmp_path):
    path = samples.write(tmp_path / "original", samples.workbook())
    told = tmp_path / "tables.json"

    tables.convert(str(path), "xlsx", str(told), None)

    sheets = json.loads(told.read_text())
    assert [sheet["name"] for sheet in sheets] == ["KPI report", "Notes"]
    assert sheets[0]["rows"][0][:5] == [
        "First-contact resolution", "62%", "81%", "=C2-B2", "£1,250.50"
    ]  # fmt: skip
    assert sheets[-1]["said"][-1] == "Hidden sheets are not shown here: 1."


def test_a_table_on_screen_is_cut_with_a_sentence_too(tmp_path):
    path = samples.write(tmp_path / "original", samples.table(500, 30))
    told = tmp_path / "tables.json"

    tables.convert(str(path), "csv", str(told), None)

    (sheet,) = json.loads(told.read_text())
    assert len(sheet["rows"]) + bool(sheet["head"]) == 333
    assert sheet["said"] == ["Only the first 333 rows are shown; the original has more."]
