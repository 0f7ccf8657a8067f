"""Importing: the rows of a spreadsheet in a form, whatever its columns are called and where."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import RuleViolation
from evidence.forms.records import Table
from evidence.records import importing, kpi, plan

pytestmark = pytest.mark.usefixtures("own_storage")


@pytest.fixture
def tasks():
    return table_of(plan, {})


def table_of(module, typed):
    ask = next(ask for ask in module.ASKS if ask.name in ("tasks", "values"))
    return Table(ask, typed)


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rows_of(found, *columns):
    """Return the rows of what would be typed, as lists of `columns`."""
    count = 1 + max(int(name.split("-")[1]) for name in found)
    return [[found[f"{next(iter(found)).split('-')[0]}-{at}-{column}"] for column in columns]
            for at in range(count)]  # fmt: skip


def test_columns_are_found_by_the_names_that_people_give_them(tasks):
    pasted = "Activity;Lead;From;Until;Comment\nBrief;Amy;3 May 2026;05/05/2026;First\n"

    found = importing.into(tasks, pasted=pasted)

    assert rows_of(found, "task", "start", "end", "owner", "status", "notes") == [
        ["Brief", "3 May 2026", "05/05/2026", "Amy", "", "First"]
    ]


def test_rows_without_a_head_are_taken_in_the_order_of_the_form(tasks):
    found = importing.into(tasks, pasted="Brief\t2026-05-03\t2026-05-05\tAmy")

    assert rows_of(found, "task", "start", "end", "owner") == [
        ["Brief", "2026-05-03", "2026-05-05", "Amy"]
    ]


def test_a_title_above_the_head_and_empty_lines_are_passed_over(tasks):
    found = importing.into(tasks, pasted="My plan\n\nTask,Start,End\nOne,a,b\n,,\nTwo,c,d\n")

    assert rows_of(found, "task", "start") == [["One", "a"], ["Two", "c"]]


def test_rows_that_were_typed_stay_and_come_first():
    table = table_of(kpi, {"values-0-on": "1 May 2026", "values-0-value": "5"})

    found = importing.into(table, pasted="Week,Result\n8 May 2026,4\n")

    assert rows_of(found, "on", "value") == [["1 May 2026", "5"], ["8 May 2026", "4"]]


def test_the_sheet_of_a_workbook_that_fits_best_is_read(tasks):
    data = workbook(
        Notes=[["Written in May"]],
        Plan=[["Task", "Start", "End"], ["Brief", dt.date(2026, 5, 3), dt.date(2026, 5, 5)]],
    )

    found = importing.into(tasks, upload=SimpleUploadedFile("plan.xlsx", data))

    assert rows_of(found, "task", "start", "end") == [["Brief", "2026-05-03", "2026-05-05"]]


def test_a_csv_file_is_read_in_its_own_encoding(tasks):
    data = "Task,Start,End\nZoë’s café,3 May 2026,5 May 2026\n".encode("cp1252")

    found = importing.into(tasks, upload=SimpleUploadedFile("plan.csv", data))

    assert rows_of(found, "task") == [["Zoë’s café"]]


def test_a_formula_is_never_worked_out(tasks):
    data = workbook(Plan=[["Task", "Start", "End"], ["=1+1", "a", "b"]])

    found = importing.into(tasks, upload=SimpleUploadedFile("plan.xlsx", data))

    assert rows_of(found, "task", "start") == [["", "a"]]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "^Choose a spreadsheet, or paste its rows"),
        ({"pasted": "Task,Start,End\n"}, "^No rows were found"),
        ({"pasted": "Task\tStart\n" + "One\t1 May 2026\n" * 101}, "^That makes 101 rows"),
        ({"upload": ("note.pdf", b"%PDF-1.4 broken")}, "was not added"),
        ({"upload": ("plan.xlsx", b"PK\x03\x04 broken")}, "was not added"),
    ],
)
def test_what_holds_no_rows_is_told_with_the_way_on(tasks, given, sentence, own_storage):
    if "upload" in given:
        given = {"upload": SimpleUploadedFile(*given["upload"])}

    with pytest.raises(RuleViolation, match=sentence):
        importing.into(tasks, **given)

    assert [path for path in own_storage.glob("**/*") if path.is_file()] == []


def test_another_kind_of_file_is_told_apart(tasks):
    data = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
        b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\r\xefF\xb8\x00\x00\x00\x00IEND\xaeB`\x82"
    )

    with pytest.raises(RuleViolation, match="^This is not a spreadsheet"):
        importing.into(tasks, upload=SimpleUploadedFile("plan.png", data))
