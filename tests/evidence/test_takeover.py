"""Whatever a converter that was taken over leaves, the worker opens nothing that harms it."""

import json
import os
import socket
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import RuleViolation
from evidence import previews, scanning
from evidence.cage import cage, takeover
from evidence.door.file_types import CSV, DOCX, TEXT
from evidence.forms.records import Table
from evidence.models import StoredFile
from evidence.records import importing, plan
from evidence.renditions import asking, office
from evidence.renditions.telling import Problem
from tests.evidence import samples
from tests.people import add_artefact

TABLE = {"name": "Weeks", "head": ["Week"], "rows": [["1"]], "said": []}


def pipe(path):
    os.mkfifo(path)


def link(path):
    """Lead to a file that is there, and that the worker may read."""
    other = path.parent.parent / "another learner's file"
    other.write_bytes(b"%PDF [[]] secret")
    path.symlink_to(other)


def link_to_nothing(path):
    path.symlink_to("/nowhere/at/all")


def link_to_itself(path):
    path.symlink_to(path)


def folder(path):
    path.mkdir()


def listener(path):
    with socket.socket(socket.AF_UNIX) as unix:
        here = os.getcwd()
        os.chdir(path.parent)
        try:
            unix.bind(path.name)
        finally:
            os.chdir(here)


def nothing(path):
    path.unlink(missing_ok=True)


LEFT = [pipe, link, link_to_nothing, link_to_itself, folder, listener, nothing]


@pytest.mark.parametrize("leave", LEFT)
def test_only_a_regular_file_is_opened(tmp_path, leave):
    made = tmp_path / "made"
    made.mkdir()
    leave(made / "left")

    with pytest.raises(Problem, match="damaged"), takeover.opened(made / "left"):
        pass


def test_a_file_in_a_folder_that_is_a_link_is_not_opened(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "left").write_bytes(b"%PDF")
    (tmp_path / "made").symlink_to(tmp_path / "other")

    with pytest.raises(Problem), takeover.opened(tmp_path / "made" / "left"):
        pass


def test_a_file_that_is_too_large_is_not_opened(tmp_path):
    path = samples.write(tmp_path / "left", b"12345678")

    with takeover.opened(path, most=8) as file:
        assert file.read() == b"12345678"
    with pytest.raises(Problem), takeover.opened(path, most=7):
        pass


@pytest.fixture
def leaving(monkeypatch):
    """Let the cage leave something in the place of what it was asked for, and say all is well."""

    def leaving(leave, name, answer=b"{}"):
        def run(_module, *, output, **_more):
            leave(Path(output) / name)
            return asking.READY + answer

        monkeypatch.setattr(cage, "run_python", run)

    return leaving


@pytest.fixture
def pending(enrolment, amy, request):
    """Return a file that waits for its pages, of bytes that no other test has made pages of."""
    return add_artefact(enrolment, by=amy, words=request.node.nodeid, checked=False).file


@pytest.mark.parametrize("leave", LEFT)
@pytest.mark.parametrize("kind", [TEXT, CSV])
def test_what_a_converter_leaves_in_the_place_of_a_pdf_makes_the_file_unreadable(
    pending, leaving, leave, kind
):
    StoredFile.objects.filter(pk=pending.pk).update(content_type=kind.mime)
    leaving(leave, "made.pdf")

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert (pending.state, pending.tries) == ("unreadable", 1)


@pytest.mark.parametrize("leave", LEFT)
def test_what_is_left_in_the_place_of_a_recording_makes_the_file_unreadable(
    pending, leaving, leave
):
    StoredFile.objects.filter(pk=pending.pk).update(content_type="audio/wav")
    leaving(leave, "recording", b'{"form": "wav", "seconds": 3}')

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert (pending.state, pending.tries) == ("unreadable", 1)


@pytest.mark.parametrize("side", [0, True, 1.5, 100_001, None])
def test_pages_whose_sides_are_rubbish_make_the_file_unreadable(pending, leaving, side):
    StoredFile.objects.filter(pk=pending.pk).update(content_type="application/pdf")

    def leave(path):
        path.write_bytes(b"%PDF")
        for name in ("page-001.webp", "small-001.webp"):
            (path.parent / name).write_bytes(b"RIFF")
        (path.parent / "words.jsonl").write_bytes(b"[]\n")

    images = [{"name": "page-001.webp", "width": side, "height": 9}]
    leaving(leave, "pages.pdf", json.dumps({"images": images}).encode())

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert pending.state == "unreadable"


def test_libreoffice_may_not_choose_where_the_pages_go(tmp_path, monkeypatch):
    """The folder that the next converter writes is none that this one could have replaced."""
    outputs = []

    def run(*_command, output, **_more):
        outputs.append(output)
        return b""

    monkeypatch.setattr(office, "version", lambda: "7")
    monkeypatch.setattr(cage, "run", run)
    original = samples.write(tmp_path / "original", samples.word())
    scratch = tmp_path / "scratch"
    (scratch / "made").mkdir(parents=True)

    with pytest.raises(asking.Problem):
        previews._as_pdf(original, DOCX, scratch)

    assert scratch / "printed" in outputs
    assert scratch not in outputs


@pytest.mark.parametrize("leave", [pipe, link, link_to_nothing, link_to_itself])
def test_no_pdf_of_libreoffice_is_a_link_or_a_pipe(tmp_path, monkeypatch, leave):
    monkeypatch.setattr(
        cage, "run", lambda *_all, output, **_more: leave(output / "office" / "0.pdf")
    )
    monkeypatch.setattr(office, "_command", lambda *_paths: [])

    assert office.convert(samples.write(tmp_path / "original", b"x"), "docx", tmp_path) is None


@pytest.mark.parametrize(
    "left",
    [
        b"[" * 100_000,
        b"7" * 5000,
        b"[7]",
        b"[[7]]",
        b"[[[7]]]",
        b'{"a": [["b"]]}',
        b'"rows"',
        b"\xff",
        b"[" + b" " * 17_000_000 + b"]",
    ],
)
def test_rows_of_another_shape_are_told_as_a_spreadsheet_that_cannot_be_read(
    own_storage, leaving, left
):
    leaving(lambda path: path.write_bytes(left), "rows.json")

    with pytest.raises(RuleViolation, match="^This spreadsheet can’t be read"):
        into(b"Task,Start\nOne,a\n")


@pytest.mark.parametrize("leave", LEFT)
def test_what_is_left_in_the_place_of_rows_is_not_opened(own_storage, leaving, leave):
    leaving(leave, "rows.json")

    with pytest.raises(RuleViolation, match="^This spreadsheet can’t be read"):
        into(b"Task,Start\nOne,a\n")


def into(data):
    table = Table(next(ask for ask in plan.ASKS if ask.name == "tasks"), {})
    return importing.into(table, upload=SimpleUploadedFile("plan.csv", data))


@pytest.mark.parametrize(
    ("tables", "fits"),
    [
        ([TABLE] * 20, True),
        ([TABLE] * 21, False),
        ([TABLE | {"rows": [["1"] * 10] * 999}], True),
        ([TABLE | {"rows": [["1"] * 11] * 999}], False),
        ([TABLE | {"rows": [["1"]] * 1001}], False),
        ([TABLE | {"rows": [["1"] * 31]}], False),
        ([TABLE | {"rows": [["1" * 2001]]}], False),
        ([TABLE | {"said": ["So."] * 11}], False),
    ],
)
def test_tables_are_no_larger_than_a_browser_can_lay_out(tmp_path, tables, fits):
    path = samples.write(tmp_path / "tables.json", json.dumps(tables))

    assert takeover.holds_tables(path) is fits


def test_no_word_is_longer_than_words_are_read(tmp_path):
    words = samples.write(tmp_path / "words.jsonl", json.dumps([["w" * 101, 1, 2, 3, 4]]) + "\n")

    assert not takeover.holds_words(words, pages=1)
