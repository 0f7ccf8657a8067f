"""Is there room for what a ZIP unpacks, and does a full disk leave nothing and say so?"""

import pytest

from core.errors import RuleViolation
from evidence import storage
from evidence.door import allowance
from portfolio.imports import importing, opening
from portfolio.models import ImportedPortfolio
from tests.full_disk import files_no_larger_than
from tests.portfolio.imports.test_importing import everything, forget_files, set_original

MB = 1024 * 1024
MAKE_ROOM = "Tell whoever runs this system to make room, then import the ZIP again."


def refusal_of(read_zip, learner, by):
    with pytest.raises(RuleViolation) as caught:
        importing.bring_in(read_zip, learner, by=by)
    assert not ImportedPortfolio.objects.exists()
    return caught.value.message


@pytest.fixture
def nothing_stays(own_storage):
    """Let a test leave no file and no row."""
    forget_files()
    before = everything()
    kept = sorted(own_storage.rglob("originals/*/*/*"))
    yield
    assert everything() == before
    assert list(storage.incoming("").glob("*")) == []
    assert sorted(own_storage.rglob("originals/*/*/*")) == kept


def large(unpacked, size, **facts):
    """Return a sealed ZIP, read, whose first original has so many bytes."""
    told = unpacked.manifest
    told["artefacts"][0] |= facts
    set_original(unpacked, told, 0, b"Words.\n" * (size // 7))
    return opening.read(unpacked.seal())


def test_without_room_nothing_is_unpacked(unpacked, amy_there, dan, nothing_stays, monkeypatch):
    read_zip = large(unpacked, 3 * MB)
    monkeypatch.setattr(allowance, "LEFT_FREE", 10**18)

    said = refusal_of(read_zip, amy_there, dan)

    assert said == (
        "There is no room on the disk for the 3.1 MB that this portfolio takes. "
        f"Nothing was imported. {MAKE_ROOM}"
    )


def test_a_disk_that_fills_meanwhile_leaves_nothing(unpacked, amy_there, dan, nothing_stays):
    read_zip = large(unpacked, 3 * MB)

    with files_no_larger_than(2 * MB):
        said = refusal_of(read_zip, amy_there, dan)

    assert said == (
        "There was no room left on the disk for the files of this portfolio. "
        f"Nothing was imported. {MAKE_ROOM}"
    )


@pytest.mark.parametrize(
    ("size", "content_type", "words"),
    [
        (51 * MB, "text/plain", "it is 51 MB, and 50 MB is the most for this kind of file"),
        (61 * MB, "audio/mpeg", "it is 61 MB, and 60 MB is the most for this kind of file"),
    ],
)
def test_what_is_larger_than_its_kind_may_be_is_refused_before_it_is_unpacked(
    unpacked, amy_there, dan, nothing_stays, settings, size, content_type, words
):
    settings.EVIDENCE_MAX_BYTES = 60 * MB
    read_zip = large(unpacked, size, content_type=content_type)

    with files_no_larger_than(2 * MB):
        said = refusal_of(read_zip, amy_there, dan)

    assert said.startswith(read_zip.originals[0].name)
    assert words in said
