"""Storage: whole or absent, and every difference between record and disk is named."""

import pytest
from django.core.management import call_command

from evidence import storage
from evidence.models import StoredFile
from tests.people import add_artefact


def problems():
    return list(storage.check(StoredFile.objects.all()))


@pytest.fixture
def stored(own_storage, enrolment, amy):
    return add_artefact(enrolment, by=amy, checked=False).file


def test_bytes_that_break_off_leave_nothing(own_storage):
    def broken():
        yield b"first piece"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.receive(broken())

    assert list((own_storage / "incoming").iterdir()) == []


def test_an_untouched_storage_holds(stored, capsys):
    call_command("check_storage")

    assert capsys.readouterr().out == "Storage holds: 1 files.\n"


def test_a_missing_original_is_named(stored):
    storage.original(stored.sha256).unlink()

    assert problems() == [f"File {stored.sha256}: the original is missing."]


def test_a_changed_original_is_named(stored):
    path = storage.original(stored.sha256)
    path.chmod(0o600)
    path.write_bytes(bytes(reversed(path.read_bytes())))

    assert problems() == [f"File {stored.sha256}: the bytes were changed."]


def test_a_shortened_original_is_named(stored):
    path = storage.original(stored.sha256)
    path.chmod(0o600)
    path.write_bytes(b"short")

    assert problems() == [f"File {stored.sha256}: 5 bytes, but {stored.size} came in."]


def test_bytes_without_a_record_are_named(stored):
    kept = storage.keep(storage.receive([b"nobody's"]))

    assert problems() == [f"File {kept.name}: on disk, but no record of it."]


def test_check_storage_exits_with_1_when_something_is_wrong(stored):
    storage.original(stored.sha256).unlink()

    with pytest.raises(SystemExit) as stop:
        call_command("check_storage")

    assert stop.value.code == 1
