"""Pages of records: words, charts and tables on paper; hostile JSON ends in a word, no harm."""

import json

import pikepdf
import pypdfium2
import pytest

from evidence import scanning, storage
from evidence.models import StoredFile
from evidence.records import account, in_situ, kinds, kpi, plan
from evidence.renditions import record
from evidence.renditions.telling import Problem
from tests.evidence.test_records import IN_SITU, KPI, PLAN, answers

SCRIPT = (
    '"><script src=http://127.0.0.1:9/x></script><img src="http://127.0.0.1:9/y"><style>@import'
)


def kept(kind, module, said, title="Title"):
    return json.dumps(kinds.record(kind, title, answers(module, said))).encode()


def scanned(data, own_storage):
    """Return the StoredFile of a record after the worker had it."""
    received = storage.receive([data])
    storage.keep(received)
    file = StoredFile.objects.create(
        sha256=received.sha256,
        size=received.size,
        content_type="application/vnd.portfolio.record+json",
    )
    scanning.scan(file.pk)
    file.refresh_from_db()
    return file


def words_on(file):
    folder = storage.rendition(file.sha256, file.rendered_with)
    document = pypdfium2.PdfDocument(folder / "pages.pdf")
    said = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(said.split())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "module", "said", "words"),
    [
        ("kpi_record", kpi, KPI, ["in week 7 after the change.", "Target 4.5 minutes", "Changed"]),
        ("plan", plan, PLAN, ["1. Brief the team", "2. Roll out", "6 May 2026"]),
        ("in_situ", in_situ, IN_SITU, ["Staff room", "Paula Reed, Manager", "4 May 2026"]),
        ("reflective_account", account, {"account": "<p>I <em>led</em> it.</p>"}, ["I led it."]),
    ],
)
def test_a_record_gets_pages_with_its_words(kind, module, said, words, own_storage):
    file = scanned(kept(kind, module, said, title="What it is"), own_storage)

    assert (file.state, file.pages) == ("clean", 1)
    text = words_on(file)
    assert [word for word in ["What it is", *words] if word not in text] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"kind": NaN}',
        b"\xff\xfe",
        b'{"kind": "plan", "title": "T", "answers": {"tasks": 5}}',
        kept("kpi_record", kpi, KPI).replace(b"4.1", b"1e308"),
        kept("kpi_record", kpi, KPI).replace(b"4.1", b"Infinity"),
    ],
    ids=["empty", "half", "deep", "nan", "no text", "no rows", "huge", "endless"],
)
def test_what_is_no_record_is_unreadable_and_says_so(data, own_storage):
    file = scanned(data, own_storage)

    assert file.state == "unreadable"
    assert file.reason.startswith("This record could not be shown as pages: it is damaged")


@pytest.mark.django_db
def test_markup_in_every_field_stays_text_and_nothing_is_fetched(own_storage):
    rows = [{"on": "2026-05-18", "value": 4}]
    said = KPI | {"name": SCRIPT, "unit": "<b>", "change": SCRIPT, "values": rows}

    file = scanned(kept("kpi_record", kpi, said | {"source_words": SCRIPT}, SCRIPT), own_storage)

    assert file.state == "clean"
    assert "<script" in words_on(file)
    folder = storage.rendition(file.sha256, file.rendered_with)
    with pikepdf.open(folder / "pages.pdf") as pdf:
        assert all("/Annots" not in page or not len(page.Annots) for page in pdf.pages)


def test_formatted_words_are_cleaned_again_whatever_was_kept():
    said = {"account": f"<p onclick=x>One</p>{SCRIPT}<iframe src=file:///etc/passwd></iframe>"}
    data = json.dumps({"kind": "reflective_account", "title": "T", "answers": said}).encode()

    html = record.html_of(data)

    assert "<p>One</p>" in html
    assert not any(bad in html for bad in ("<script", "<img", "<iframe", "onclick", "file:"))


def test_a_record_that_is_far_too_long_is_refused_unread(tmp_path):
    path = tmp_path / "record"
    path.write_bytes(b" " * (record.LARGEST + 1))

    with pytest.raises(Problem):
        record.convert(str(path), str(tmp_path / "out.pdf"))


@pytest.mark.django_db
def test_a_hundred_tasks_are_drawn_over_several_pages(own_storage):
    rows = [PLAN["tasks"][0] | {"task": f"Task {n}"} for n in range(1, 101)]

    file = scanned(kept("plan", plan, {"tasks": rows}), own_storage)

    assert (file.state, file.pages > 4) == ("clean", True)
    assert "100. Task 100" in words_on(file)
