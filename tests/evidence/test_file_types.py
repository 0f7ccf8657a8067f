"""Does the one table of what is taken hold together, and does the documentation show it?"""

from pathlib import Path

import pytest

from evidence.door import file_type_tables, file_types
from evidence.door.file_types import CSV, DOCX, JPEG, MP4, PDF, TAKEN

ROOT = Path(__file__).resolve().parents[2]


def test_the_documentation_shows_the_tables_as_they_are():
    """Print them with `manage.py list_file_types` and put them between the marks."""
    text = (ROOT / "docs" / "uploads.md").read_text()
    start = text.index(file_type_tables.BEGIN)
    end = text.index(file_type_tables.END) + len(file_type_tables.END)

    assert text[start:end] == file_type_tables.markdown()


@pytest.mark.parametrize("kind", TAKEN, ids=lambda kind: kind.label)
def test_each_kind_agrees_with_its_own_name_and_claim(kind):
    assert kind.may_be_named(f".{kind.extension}")
    assert kind.may_be_claimed(kind.mime.lower())
    assert kind.may_be_named("")
    assert kind.may_be_claimed("application/octet-stream")
    assert not kind.may_be_named(".exe")
    assert not kind.may_be_claimed("text/html")


def test_every_kind_is_another_one():
    assert len({kind.mime for kind in TAKEN}) == len(TAKEN)
    assert all(ending.startswith(".") for kind in TAKEN for ending in kind.endings)
    assert all(claim == claim.lower() for kind in TAKEN for claim in kind.claims)


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("application/pdf", PDF),
        ("application/vnd.ms-excel", file_types.XLSX),
        ("text/csv", CSV),
        ("video/mp4", MP4),
        ("application/x-msdownload", None),
    ],
)
def test_a_claim_means_the_kind_that_has_it_as_its_own_first(mime, kind):
    assert file_types.named_by(mime) == kind


def test_the_file_chooser_offers_every_ending_once():
    offered = file_types.accepted().split(",")

    assert {".pdf", ".docm", ".pptx", ".tsv", ".jpeg", ".opus", ".mkv"} <= set(offered)
    assert len(set(offered)) == len(offered)


def test_the_line_of_help_names_what_is_taken_and_how_large_it_may_be():
    assert file_types.in_a_line(2048 * file_types.MB) == (
        "PDF, Word, Excel, PowerPoint up to 200 MB; photos up to 100 MB; "
        "text and CSV up to 50 MB; sound and film up to 2 GB"
    )
    assert file_types.in_a_line(80 * file_types.MB).startswith(
        "PDF, Word, Excel, PowerPoint up to 80 MB; photos up to 80 MB; text and CSV up to 50 MB"
    )


def test_a_word_document_may_be_sent_as_what_old_windows_calls_it():
    assert DOCX.may_be_claimed("application/msword")
    assert not JPEG.may_be_claimed("application/msword")
