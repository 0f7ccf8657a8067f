"""Do the demo's files open, agree on their figures, and come out the same each time?"""

import csv
import hashlib
import io
import wave
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter

import pikepdf
import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import ExifTags, Image, ImageOps

from evidence.models import EvidenceKind
from portfolio.demo import figures, words
from portfolio.demo.files import AMY_FILES, DEMO_FILES, JOE_FILES, named
from portfolio.demo.steps import Add, Map, Replace
from portfolio.demo.story import STORIES

MEGABYTE = 1024 * 1024
KEYS = [file.key for file in DEMO_FILES]


@pytest.fixture(scope="module")
def made():
    """Every file's bytes by key, made once."""
    return {file.key: file.maker() for file in DEMO_FILES}


def keys_of(ending):
    return [file.key for file in DEMO_FILES if file.name.endswith(ending)]


def pages_of(raw):
    """The text of each page of a PDF, with all white space as single spaces."""
    with pypdfium2.PdfDocument(raw) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def words_of(raw):
    """The text of a DOCX: paragraphs, then tables."""
    document = Document(io.BytesIO(raw))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def text_of(file, raw):
    if file.name.endswith(".pdf"):
        return " ".join(pages_of(raw))
    if file.name.endswith(".docx"):
        return words_of(raw)
    return " ".join(raw.decode("utf-8").split())


def seconds(cell):
    """A cell that shows minutes and seconds, in seconds."""
    return cell.total_seconds()


def sha256(raw):
    return hashlib.sha256(raw).hexdigest()


def test_keys_and_bytes_are_each_there_once(made):
    assert len(set(KEYS)) == len(KEYS)
    assert len({sha256(raw) for raw in made.values()}) == len(KEYS)


def test_both_learners_have_about_a_dozen_files_of_many_kinds():
    assert (len(AMY_FILES), len(JOE_FILES)) == (18, 17)
    endings = Counter(file.name.rsplit(".")[-1] for file in AMY_FILES)
    once = ("jpg", "png", "csv", "wav")
    assert endings == {"pdf": 7, "docx": 3, "xlsx": 2, "txt": 2} | dict.fromkeys(once, 1)
    assert {file.kind for file in DEMO_FILES} == {
        EvidenceKind.PRODUCT,
        EvidenceKind.OBSERVATION,
        EvidenceKind.DISCUSSION,
        EvidenceKind.ACCOUNT,
        EvidenceKind.TESTIMONY,
        EvidenceKind.EXPERT,
    }


@pytest.mark.parametrize("key", KEYS)
def test_a_second_run_gives_the_same_bytes(made, key):
    assert sha256(named(key).maker()) == sha256(made[key])


def test_files_are_small(made):
    assert max(len(raw) for raw in made.values()) < 3 * MEGABYTE
    assert sum(len(raw) for raw in made.values()) < 15 * MEGABYTE


@pytest.mark.parametrize("key", keys_of(".pdf"))
def test_a_pdf_opens_with_its_title_date_and_pages(made, key):
    with pikepdf.open(io.BytesIO(made[key])) as document:
        assert document.check_pdf_syntax() == []
        assert str(document.docinfo["/CreationDate"])[2:10] == f"{named(key).dated:%Y%m%d}"
        assert str(document.docinfo["/Title"])
    assert all(len(page) > 200 for page in pages_of(made[key]))


def test_page_counts_stay_as_the_claims_expect(made):
    counts = {key: len(pages_of(made[key])) for key in keys_of(".pdf")}
    assert counts == {
        "amy-justification": 4,
        "amy-plan-1": 2,
        "amy-plan-2": 2,
        "amy-observation": 1,
        "amy-survey": 2,
        "amy-improvement": 2,
        "amy-testimony": 1,
        "joe-justification": 3,
        "joe-plan-1": 2,
        "joe-plan-2": 2,
        "joe-evaluation": 4,
        "joe-testimony": 1,
        "joe-expert": 1,
        "joe-discussion": 1,
    }


@pytest.mark.parametrize("key", keys_of(".docx"))
def test_a_docx_opens_and_is_dated(made, key):
    document = Document(io.BytesIO(made[key]))
    assert document.core_properties.modified.date() == named(key).dated
    assert len(document.tables) >= 2


@pytest.mark.parametrize("key", keys_of(".docx") + keys_of(".xlsx"))
def test_nothing_in_an_office_file_is_newer_than_its_date(made, key):
    with zipfile.ZipFile(io.BytesIO(made[key])) as archive:
        assert archive.testzip() is None
        assert {entry.date_time[:3] for entry in archive.infolist()} == {
            named(key).dated.timetuple()[:3]
        }
        core = ElementTree.fromstring(archive.read("docProps/core.xml"))
    dates = [field.text[:10] for field in core if field.tag.endswith(("}created", "}modified"))]
    assert dates == [named(key).dated.isoformat()] * 2


@pytest.mark.parametrize(
    ("key", "measures"),
    [("amy-kpis", figures.call_measures), ("joe-kpis", figures.refund_measures)],
)
def test_a_kpi_report_holds_baseline_target_after_and_a_chart(made, key, measures):
    book = load_workbook(io.BytesIO(made[key]))
    rows = list(book["Summary"].iter_rows(min_row=5, max_row=10, max_col=7, values_only=True))
    assert [row[0] for row in rows] == [measure.name for measure in measures()]
    for row, measure in zip(rows, measures(), strict=True):
        found = [seconds(cell) if measure.form == "clock" else cell for cell in row[2:5]]
        agreed = (measure.baseline, measure.target, measure.after)
        assert found == [
            "not measured" if value is None else pytest.approx(value, abs=1e-3) for value in agreed
        ]
        assert row[6] == ("yes" if measure.reached else "no, see evaluation")
    assert len(book["Chart"]._charts) == 1


@pytest.mark.parametrize(
    ("key", "weeks", "columns"),
    [
        (
            "amy-export",
            figures.CALL_WEEKS,
            {
                "calls_offered": "offered",
                "calls_abandoned": "abandoned",
                "callback_booked": "booked",
            },
        ),
        (
            "joe-export",
            figures.REFUND_WEEKS,
            {"refund_requests": "requests", "decided_first_contact": "at_once"},
        ),
    ],
)
def test_a_weekly_export_is_the_table_of_figures(made, key, weeks, columns):
    rows = list(csv.DictReader(io.StringIO(made[key].decode("utf-8-sig"))))
    assert [row["week_from"] for row in rows] == [
        figures.monday(week.number).isoformat() for week in weeks
    ]
    for column, field in columns.items():
        assert [int(row[column]) for row in rows] == [getattr(week, field) for week in weeks]


def test_risk_registers_hold_ten_scored_risks(made):
    for key in ("amy-risks", "joe-risks"):
        sheet = load_workbook(io.BytesIO(made[key]))["Risk register"]
        rows = list(sheet.iter_rows(min_row=5, max_row=14, max_col=10, values_only=True))
        assert [row[0] for row in rows] == [f"R{at}" for at in range(1, 11)]
        assert [row[5] for row in rows] == [row[3] * row[4] for row in rows]
        assert all(row[8] <= row[5] for row in rows)


def test_the_agreed_figures_are_those_of_the_story():
    shown = [
        (measure.shown(measure.baseline), measure.shown(measure.after), measure.reached)
        for measure in figures.call_measures() + figures.refund_measures()
    ]
    assert shown == [
        ("18.6%", "9.1%", True),
        ("6:36", "3:24", True),
        ("68.0%", "80.0%", True),
        ("30.0", "12.8", True),
        ("71.0%", "73.0%", False),
        ("6:11", "6:12", True),
        ("22.9%", "79.5%", True),
        ("6.3", "2.0", True),
        ("60.3%", "81.0%", True),
        ("9.4", "3.2", True),
        ("£42.32", "£42.81", True),
        ("not measured", "5.0%", False),
    ]
    assert figures.spent() == (3200, 2876)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("amy-justification", ["18.2%", "6:29", "£3,200", "short of 116 calls", "Lewin", "Kotter"]),
        ("amy-kick-off", ["18.2%", "£3,200", "at most 10.0%", "at most 5% above baseline"]),
        ("amy-plan-1", ["26 May", "£3,200", "at least 78.0%", "weeks 18–21"]),
        ("amy-plan-2", ["2 Jun", "weeks 18–22", "£3,200", "nine of 14", "version 1"]),
        ("amy-communication", ["Everyone who is touched", "HEAT", "breaks come first"]),
        ("amy-emails", ["Nine of the 14", "2 June, not 26 May", "58%"]),
        ("amy-stand-ups", ["14.4%", "5:11", "274", "71%", "84%"]),
        ("amy-observation", ["71%", "386 people", "112", "18 slots"]),
        ("amy-survey", ["68.0%", "80.0%", "1028", "1030", "20,700", "20,685"]),
        ("amy-improvement", ["73.0%", "76.0%", "70.0%", "95.0%", "74.0%", "82.9%", "6:19"]),
        ("amy-testimony", ["£2,876", "71%", "73.0%", "75.0%", "2 June"]),
        ("joe-justification", ["83%", "2,040", "Lewin", "Kotter"]),
        ("joe-kick-off", ["83%", "at least 75.0%", "at most 2.0%"]),
        ("joe-plan-1", ["£50", "at most 5% above baseline", "5 Jan"]),
        ("joe-plan-2", ["40.8%", "22.9%", "£75", "£44.43", "9 Mar"]),
        ("joe-reviews-2", ["62 (40.8%)", "103 (64.8%)", "£44.43", "Torquay"]),
        ("joe-evaluation", ["22.9%", "79.5%", "60.3%", "81.0%", "£42.81", "5 of 6", "5.0%"]),
        ("joe-lessons", ["5 of 6", "5.0%", "Kotter", "Lewin"]),
        ("joe-account", ["22.9%", "79.5%", "£42.81", "62 of 152", "Kotter", "Lewin"]),
        ("joe-testimony", ["5.0%", "2.0%", "25 February"]),
        ("joe-expert", ["126 sample cases", "7 had"]),
    ],
)
def test_a_document_says_the_agreed_figures(made, key, said):
    text = text_of(named(key), made[key])
    assert [phrase for phrase in said if phrase not in text] == []


def test_what_witnesses_count_by_hand_agrees_with_the_figures():
    weeks = figures.REFUND_WEEKS[6:]
    assert (figures.total(weeks, "checked"), figures.total(weeks, "wrong")) == (126, 7)
    go_live = figures.CALLS_GO_LIVE
    assert (go_live.booked, go_live.kept, go_live.booked - go_live.kept) == (386, 274, 112)
    assert f"{figures.call_backs_kept():.1%}" == "91.3%"


def test_the_first_reviews_leave_out_what_the_assessor_then_asks_for(made):
    first, second = (words_of(made[key]) for key in ("joe-reviews", "joe-reviews-2"))
    assert ("Who was against it" in first, "Who was against it" in second) == (False, True)


def test_the_reflective_accounts_have_the_length_of_a_page_or_two(made):
    assert 600 <= len(made["joe-account"].decode().split()) <= 900
    assert 300 <= len(words.call_back_account().split()) <= 900


@pytest.mark.parametrize(
    ("key", "stored", "orientation", "upright", "taken"),
    [
        ("amy-board", (3000, 2250), 6, (2250, 3000), "2026:06:10 09:27:14"),
        ("joe-force-field", (3000, 2250), 1, (3000, 2250), "2026:01:20 15:48:02"),
    ],
)
def test_a_photograph_is_as_a_camera_leaves_it(made, key, stored, orientation, upright, taken):
    with Image.open(io.BytesIO(made[key])) as image:
        assert (image.format, image.size) == ("JPEG", stored)
        exif = image.getexif()
        assert exif[ExifTags.Base.Orientation] == orientation
        assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] == taken
        assert ImageOps.exif_transpose(image).size == upright


def test_the_recording_is_a_few_seconds_of_sound_that_says_what_it_is(made):
    with wave.open(io.BytesIO(made["amy-discussion"])) as recording:
        assert recording.getnchannels() == 1
        assert 10 < recording.getnframes() / recording.getframerate() < 15
    assert "sample tones" in named("amy-discussion").title


def test_the_dashboard_is_a_screenshot(made):
    with Image.open(io.BytesIO(made["amy-dashboard"])) as image:
        assert (image.format, image.size) == ("PNG", (1600, 900))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.learner)
def test_a_story_uses_its_own_files_on_pages_that_are_there(made, story):
    own = {file.key: file for file in DEMO_FILES if file.learner == story.learner}
    added = [step for step in story.steps if isinstance(step, Add)]
    replaced = [step for step in story.steps if isinstance(step, Replace)]
    assert sorted(own) == sorted([step.key for step in added] + [step.by_key for step in replaced])
    assert {step.by_key: step.key for step in replaced} == {
        key: file.replaces for key, file in own.items() if file.replaces
    }
    for step in added + [step for step in story.steps if isinstance(step, Map)]:
        for shows in step.shows:
            assert shows.criterion in story.ends[shows.unit]
            assert len(shows.claim) <= 200
            if own[step.key].name.endswith(".pdf"):
                assert " ".join(shows.quote.split()) in pages_of(made[step.key])[shows.page - 1]
                assert 1 <= shows.page <= len(pages_of(made[step.key]))
            else:
                assert shows.page in (None, 1)
