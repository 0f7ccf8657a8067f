"""Which files are taken at the door, as what, and what is said of the others?"""

import time

import pytest
from pikepdf import Dictionary, Name, String

from core.errors import RuleViolation
from evidence.door import inspection
from evidence.door.refusals import REFUSALS, shown
from tests.evidence import samples

AGAIN = "then add it again."
SAVED_AGAIN = "Open it on your device, save it again, then add the new copy."
DAMAGED = f"it is damaged or incomplete. {SAVED_AGAIN}"
CUT_OFF = f"it is cut off: its end is missing. {SAVED_AGAIN}"
UNKNOWN = "it is of a kind that is not taken here. Save it as PDF, then add the PDF."
TEXT = "Dear Ben,\nthe new rota started on Monday – it cost £40.\n"


@pytest.fixture
def inspect(tmp_path):
    """Put bytes on disk under a name that says nothing, and inspect them as `name`."""

    def inspected(data, name, claimed=""):
        return inspection.inspect(samples.write(tmp_path / "incoming", data), name, claimed)

    return inspected


@pytest.fixture
def refused(inspect):
    """Return the sentence that a file is refused with, without its name."""

    def sentence(data, name, claimed=""):
        with pytest.raises(RuleViolation) as refusal:
            inspect(data, name, claimed)
        start = f"{name} was not added: "
        assert refusal.value.message.startswith(start)
        return refusal.value.message.removeprefix(start)

    return sentence


@pytest.mark.parametrize(
    ("make", "name", "expected"),
    [
        (samples.pdf, "plan.pdf", inspection.PDF),
        (samples.pdf, "no ending", inspection.PDF),
        (samples.word, "minutes.docx", inspection.DOCX),
        (samples.workbook, "kpi.xlsx", inspection.XLSX),
        (samples.vast_workbook, "vast.xlsx", inspection.XLSX),
        (samples.photo, "photo.jpg", inspection.JPEG),
        (samples.photo, "IMG_0001.JPEG", inspection.JPEG),
        (lambda: samples.photo(kind="PNG", mode="RGBA"), "shot.png", inspection.PNG),
        (samples.table, "kpi.csv", inspection.CSV),
        (lambda: samples.table().replace(",", "\t"), "kpi.tsv", inspection.CSV),
        (lambda: TEXT, "notes.txt", inspection.TEXT),
        (lambda: TEXT, "notes", inspection.TEXT),
        (lambda: TEXT.encode("utf-8-sig"), "notes.txt", inspection.TEXT),
        (lambda: TEXT.encode("utf-16"), "notes.txt", inspection.TEXT),
        (lambda: TEXT.encode("cp1252"), "notes.txt", inspection.TEXT),
        (lambda: "MZ is how a program begins, and this is not one.", "mz.txt", inspection.TEXT),
        (lambda: "The wide range of tools", "wide.txt", inspection.TEXT),
        (lambda: "X-ray: none taken\n", "x.txt", inspection.TEXT),
        (lambda: "if a < b and <p> is a tag, so be it", "tags.txt", inspection.TEXT),
    ],
)
def test_what_is_on_the_list_is_taken_for_what_it_is(inspect, make, name, expected):
    assert inspect(make(), name).kind == expected


@pytest.mark.parametrize(
    ("cell", "is_formula"),
    [
        ("=A1", True),
        ("@SUM(1)", True),
        (' "=A1"', True),
        ("+HYPERLINK(1)", True),
        ("-cmd|x", True),
        ("+2.5e.a1_b(1)", True),
        ("+" + "a" * 500_000 + "(1)", True),
        ("+" + "a" * 500_000, False),
        ("-" + "a." * 250_000, False),
        ("+2(1)", False),
        ("-3.5", False),
        ("a=b", False),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_cell_that_a_spreadsheet_would_work_out_is_found(inspect, cell, is_formula):
    """However long it is: no run of letters is gone through once for each of its letters."""
    found = inspect(f"Name,Hours\nBen,{cell}\n", "kpi.csv").found

    assert found == (({"what": "formulas"},) if is_formula else ())


@pytest.mark.parametrize(
    ("make", "name", "sentence"),
    [
        (bytes, "plan.pdf", f"it is empty. Check the file on your device, {AGAIN}"),
        (
            lambda: "<!DOCTYPE html><title>x</title>",
            "page.html",
            "it is a web page (HTML). Print it to PDF, then add the PDF.",
        ),
        (
            lambda: "\n<!-- hello --><script>alert(1)</script>",
            "photo.jpg",
            "it is a web page (HTML), although its name ends in .jpg. "
            "Print it to PDF, then add the PDF.",
        ),
        (
            lambda: "<html><body>hello</body></html>".encode("utf-16"),
            "notes.txt",
            "it is a web page (HTML), although its name ends in .txt. "
            "Print it to PDF, then add the PDF.",
        ),
        (
            lambda: "just words",
            "page.htm",
            "it is a web page (HTML). Print it to PDF, then add the PDF.",
        ),
        (
            lambda: '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
            "photo.jpg",
            f"it is an SVG drawing, although its name ends in .jpg. Save it as PNG or PDF, {AGAIN}",
        ),
        (lambda: "<svg/>", "logo.svg", f"it is an SVG drawing. Save it as PNG or PDF, {AGAIN}"),
        (
            lambda: '<?xml version="1.0"?><order/>',
            "order.xml",
            "it is an XML file. Save what it shows as PDF, then add the PDF.",
        ),
        (
            lambda: "#!/bin/sh\nrm -r evidence\n",
            "notes.txt",
            "it is a script, although its name ends in .txt. "
            "Save its text as PDF, then add the PDF.",
        ),
        (
            lambda: "WScript.Echo 1",
            "start.vbs",
            "it is a script. Save its text as PDF, then add the PDF.",
        ),
        (
            lambda: "alert(1)",
            "start.js",
            "it is a script. Save its text as PDF, then add the PDF.",
        ),
        (lambda: "dir", "start.BAT", "it is a script. Save its text as PDF, then add the PDF."),
        (lambda: "ls", "start.ps1", "it is a script. Save its text as PDF, then add the PDF."),
        (
            lambda: "Received: from a\nSubject: b\n\nhello",
            "mail.eml",
            "it is a saved e-mail. Print the e-mail to PDF, then add the PDF.",
        ),
        (
            samples.program,
            "report.pdf",
            "it is a program, although its name ends in .pdf. "
            "Add a screenshot or a PDF of what it shows instead.",
        ),
        (
            lambda: b"\x7fELF\x02\x01\x01" + bytes(60),
            "tool",
            "it is a program. Add a screenshot or a PDF of what it shows instead.",
        ),
        (
            lambda: "words only",
            "setup.exe",
            "it is a program. Add a screenshot or a PDF of what it shows instead.",
        ),
        (
            samples.word_with_macros,
            "Kick-off.docx",
            "it contains macros, although its name ends in .docx. "
            f"Save it as .docx or PDF, {AGAIN}",
        ),
        (
            samples.word_with_macros,
            "Kick-off",
            f"it contains macros. Save it as .docx or PDF, {AGAIN}",
        ),
        (
            samples.workbook_with_macros,
            "kpi.xlsm",
            f"it contains macros. Save it as .xlsx or PDF, {AGAIN}",
        ),
        (
            samples.workbook_with_macros,
            "kpi.xlsx",
            "it contains macros, although its name ends in .xlsx. "
            f"Save it as .xlsx or PDF, {AGAIN}",
        ),
        (
            lambda: samples.ole("Root Entry", "WordDocument"),
            "old.doc",
            f"it is an older Word file (.doc). Save it as .docx or PDF, {AGAIN}",
        ),
        (
            lambda: samples.ole("Root Entry", "Workbook"),
            "old.xls",
            f"it is an older Excel file (.xls). Save it as .xlsx or PDF, {AGAIN}",
        ),
        (
            lambda: samples.ole("Root Entry", "PowerPoint Document"),
            "old.ppt",
            "it is an older PowerPoint file (.ppt). Save it as PDF, then add the PDF.",
        ),
        (
            lambda: samples.ole("Root Entry", "__substg1.0_0037001F"),
            "mail.msg",
            "it is a saved Outlook item. Print it to PDF, then add the PDF.",
        ),
        (lambda: samples.ole("Root Entry"), "thumbs.db", UNKNOWN),
        (
            lambda: samples.ole("EncryptionInfo", "EncryptedPackage"),
            "minutes.docx",
            f"it is protected by a password. Remove the password, {AGAIN}",
        ),
        (
            samples.locked_pdf,
            "plan.pdf",
            f"it is protected by a password. Remove the password, {AGAIN}",
        ),
        (
            lambda: r"{\rtf1 hello}",
            "notes.rtf",
            f"it is a Rich Text file (.rtf). Save it as .docx or PDF, {AGAIN}",
        ),
        (
            lambda: b"Rar!\x1a\x07\x01\x00" + bytes(40),
            "all.rar",
            "it is a RAR archive. Unpack it, then add the files one by one.",
        ),
        (
            lambda: b"7z\xbc\xaf\x27\x1c" + bytes(40),
            "all.7z",
            "it is a 7z archive. Unpack it, then add the files one by one.",
        ),
        (
            lambda: b"\x1f\x8b\x08\x00" + bytes(40),
            "all.tar.gz",
            "it is a compressed archive. Unpack it, then add the files one by one.",
        ),
        (
            lambda: b"\x00\x00\x00\x18ftypheic" + bytes(40),
            "IMG_0001.HEIC",
            f"it is an HEIC photo. Share it as JPEG, {AGAIN}",
        ),
        (
            lambda: b"\x00\x00\x00\x18ftypheic" + bytes(40),
            "IMG_0001.jpg",
            f"it is an HEIC photo, although its name ends in .jpg. Share it as JPEG, {AGAIN}",
        ),
        (
            lambda: samples.photo(60, 60, kind="GIF", mode="P"),
            "moving.gif",
            f"it is a picture of a kind that is not taken. Save it as JPEG or PNG, {AGAIN}",
        ),
        (
            lambda: samples.photo(60, 60, kind="WEBP"),
            "board.webp",
            f"it is a picture of a kind that is not taken. Save it as JPEG or PNG, {AGAIN}",
        ),
        (lambda: bytes(range(256)) * 8, "thing.bin", UNKNOWN),
        (lambda: b"words\x00with a nought", "notes.txt", UNKNOWN),
        (lambda: bytes(range(256)) * 8, "plan.pdf", DAMAGED),
        (
            lambda: "not a picture at all",
            "photo.jpg",
            "its content is plain text, although its name ends in .jpg. Open it on your device "
            "to see what it is, save it as PDF, then add the PDF.",
        ),
    ],
)
def test_what_is_not_on_the_list_is_refused_with_the_way_on(refused, make, name, sentence):
    assert refused(make(), name) == sentence


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda: samples.pdf()[:-600], CUT_OFF),
        (lambda: samples.pdf()[: len(samples.pdf()) // 2], CUT_OFF),
        (lambda: b"%PDF-1.7\nnothing here\n%%EOF\n", DAMAGED),
        (lambda: samples.blank_pdf(0), DAMAGED),
        (samples.holed_pdf, f"it is damaged: 30 of 40 pages could be read. {SAVED_AGAIN}"),
        (
            lambda: samples.cut_pdf(0.745),
            f"it is cut off: 27 of 40 pages could be read. {SAVED_AGAIN}",
        ),
    ],
)
def test_a_damaged_pdf_is_refused_with_how_much_of_it_is_there(refused, broken, sentence):
    assert refused(broken(), "plan.pdf") == sentence


def test_a_pdf_of_more_pages_than_the_limit_is_refused_with_both_numbers(refused):
    assert refused(samples.blank_pdf(501), "log.pdf") == (
        "it has 501 pages, and 500 is the most. Split it into parts, then add each part."
    )


def test_a_pdf_with_a_script_is_taken_because_only_its_pages_are_ever_shown(inspect):
    def add_script(document):
        action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        document.Root.OpenAction = action

    assert inspect(samples.pdf_with(add_script), "plan.pdf").kind == inspection.PDF


@pytest.mark.parametrize(
    ("whole", "name"),
    [
        (samples.photo, "photo.jpg"),
        (lambda: samples.photo(kind="PNG"), "shot.png"),
    ],
)
def test_a_picture_that_was_cut_off_is_refused(refused, whole, name):
    data = whole()

    assert refused(data[: len(data) * 2 // 3], name) == CUT_OFF
    assert refused(data[:20], name) == CUT_OFF


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(refused):
    assert refused(samples.huge_png(), "map.png") == (
        f"it has 400 megapixels, and 100 is the most. Save it at a smaller size, {AGAIN}"
    )


def test_a_pdf_that_swells_is_taken_in_no_time_and_no_memory(inspect):
    data = samples.swelling_pdf()
    started = time.monotonic()

    assert inspect(data, "plan.pdf").kind == inspection.PDF
    assert time.monotonic() - started < inspection.SECONDS


def test_the_sentence_shows_the_name_as_one_short_line():
    assert shown("C:\\Users\\amy\\plan.pdf") == "plan.pdf"
    assert shown("../../etc/plan\n.pdf\u202e") == "plan.pdf"
    assert shown("") == "This file"
    assert shown("a" * 200 + ".pdf") == "a" * 60 + "…" + "a" * 15 + ".pdf"


def test_every_refusal_is_one_thought_and_a_way_on():
    for what, way_on in REFUSALS.values():
        assert what[0].islower()
        assert not what.endswith(".")
        assert way_on[0].isupper()
        assert way_on.endswith(".")
