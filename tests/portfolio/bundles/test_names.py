"""Are the names in the ZIP clear, and safe on every system?"""

import pytest

from portfolio.bundles.names import Names, extension_for, name_files, portfolio_name, safe


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Call-back project plan", "Call-back project plan"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("  ..dots and spaces.. ", "dots and spaces"),
        ("-rf", "rf"),
        ("CON", "CON file"),
        ("lpt1.notes", "lpt1 file.notes"),
        ("Con. Smith", "Con file. Smith"),
        ("A\x00\u0301", "Á"),
        ("line\nbreak\ttab", "line break tab"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("Z\u0307o\u0301l\u0301c\u0301", "Żóĺć"),
        ("", "file"),
        ("///", "file"),
    ],
)
def test_a_name_is_made_safe(given, expected):
    assert safe(given) == expected


def test_a_long_name_is_cut_to_what_every_system_takes():
    assert len(safe("x" * 500)) == 80
    assert len(safe("客" * 500).encode()) <= 160


def test_names_differ_whatever_the_case_and_the_way_accents_are_written():
    names = Names()

    given = [
        names.give("originals/", "Plan é", ".pdf"),
        names.give("originals/", "PLAN É", ".pdf"),
        names.give("originals/", "plan e\u0301", ".pdf"),
    ]

    assert given == ["originals/Plan é.pdf", "originals/PLAN É (2).pdf", "originals/plan é (3).pdf"]


@pytest.mark.parametrize(
    ("content_type", "file_name", "expected"),
    [
        ("application/pdf", "plan.pdf", ".pdf"),
        ("application/pdf", "plan.exe", ".pdf"),
        ("image/jpeg", "IMG.JPEG", ".jpeg"),
        ("image/jpeg", "IMG", ".jpg"),
        ("text/plain", "figures.csv", ".csv"),
        ("video/x-unknown", "film.MKV", ".mkv"),
        ("video/x-unknown", "film.m k/v", ".bin"),
    ],
)
def test_the_extension_fits_what_the_file_is(content_type, file_name, expected):
    assert extension_for(content_type, file_name) == expected


def test_files_are_named_by_reference_and_title(whole):
    names, earlier = name_files(whole.manifest)

    assert names[:4] == [
        "originals/E01 Call-back project plan.pdf",
        "originals/E02 Gantt chart.pdf",
        "originals/E03 Minutes of 4 March.docx",
        "originals/E04 Role play.mp4",
    ]
    assert earlier == ["originals/earlier versions/E01 version 1 Call-back project plan.pdf"]


def test_the_title_does_not_say_the_extension_twice(example):
    example.add_artefact("Plan.PDF", data=b"x")

    assert name_files(example.manifest)[0] == ["originals/E01 Plan.pdf"]


def test_the_portfolio_is_named_after_learner_and_day(whole):
    assert portfolio_name(whole.manifest, ".pdf") == "Amy Carter – portfolio 2026-11-22.pdf"

    whole.manifest["learner"]["name"] = "../Amy: Carter?"

    assert portfolio_name(whole.manifest, ".zip") == "Amy Carter – portfolio 2026-11-22.zip"
