"""Where no pages are kept, they are printed together; what is found is noted in the manifest."""

import pikepdf
import pytest

from evidence import previews, storage
from evidence.models import StoredFile
from portfolio.bundles import front_matter, gathering, manifest
from portfolio.bundles.press import Press
from tests.people import add_artefact


def no_report(percent, step):
    pass


@pytest.fixture
def unkept(enrolment, amy):
    """Two artefacts whose pages are kept nowhere: a text, and one that breaks its maker."""
    text = add_artefact(enrolment, by=amy, name="words.txt")
    other = add_artefact(enrolment, by=amy, name="more.txt", words="More words.")
    for artefact in (text, other):
        folder = storage.rendition(artefact.file.sha256, previews.converter_key())
        if previews.stored(folder):
            storage.clear_folder(folder)
    StoredFile.objects.update(state="clean", pages=9)
    return text, other


@pytest.fixture
def gather(enrolment, tmp_path):
    """Return a function that gathers the pages of a photograph taken now, and returns both."""

    def gather():
        photograph = manifest.take(enrolment.pk, "centre")
        paths = gathering.gather(
            photograph, cache=tmp_path / "cache", scratch=tmp_path, report=no_report
        )
        return photograph, paths

    return gather


def pages_of(path):
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def test_pages_that_are_not_kept_are_printed_and_counted(unkept, gather, tmp_path):
    photograph, paths = gather()

    assert [a["pages"] for a in photograph["artefacts"]] == [1, 1]
    assert {path.parent for path in paths.values()} == {tmp_path / "cache" / "prints"}
    assert [pages_of(path) for path in paths.values()] == [1, 1]
    assert [a["rendition"] for a in photograph["artefacts"]] == ["text", "text"]


def test_prints_that_are_there_are_used_again(unkept, gather):
    _, before = gather()
    made = {path: path.stat().st_ino for path in before.values()}

    _, after = gather()

    assert {path: path.stat().st_ino for path in after.values()} == made


def test_long_parts_before_the_evidence_are_set_in_the_same_go(
    unkept, gather, tmp_path, monkeypatch
):
    monkeypatch.setattr(gathering, "WORTH_A_PROCESS", 0)
    StoredFile.objects.update(pages=1, rendition="text")

    photograph, _ = gather()

    parts, press = front_matter.parts(photograph), Press(tmp_path / "cache")
    assert len(parts) > 3
    assert press.wanting(parts) == {}


def test_where_all_is_printed_the_longest_part_is_set_beside_the_others(
    unkept, gather, tmp_path, monkeypatch
):
    gather()
    monkeypatch.setattr(gathering, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(gathering, "_letters", lambda documents: min(1, len(documents)))

    photograph, _ = gather()

    assert Press(tmp_path / "cache").wanting(front_matter.parts(photograph)) == {}


def test_a_file_that_was_changed_in_the_store_is_named_and_the_rest_is_there(unkept, gather):
    text, other = unkept
    path = storage.original(text.file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"something else")

    photograph, paths = gather()

    damaged, whole = photograph["artefacts"]
    assert (damaged["damaged"], damaged["pages"]) == (True, 0)
    assert list(paths) == [other.file.sha256] == [whole["sha256"]]
