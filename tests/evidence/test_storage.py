"""Storage: whole or absent, written once, and what is quarantined is out of reach."""

import os

import pytest

from evidence import storage
from evidence.stores import nearby


def kept(words):
    """Keep some bytes and return what was received."""
    received = storage.receive([words])
    storage.keep(received)
    return received


def test_bytes_that_break_off_leave_nothing(own_storage):
    def broken():
        yield b"first piece"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.receive(broken())

    assert list((own_storage / "incoming").iterdir()) == []


def test_what_is_kept_stands_under_its_hash_and_nowhere_else(own_storage):
    received = kept(b"minutes")

    assert storage.original(received.sha256).read_bytes() == b"minutes"
    assert not received.path.exists()


def test_an_original_is_written_once(own_storage):
    first = storage.original(kept(b"minutes").sha256)
    before = first.stat().st_ino

    again = storage.original(kept(b"minutes").sha256)

    assert again.stat().st_ino == before
    assert list((own_storage / "incoming").iterdir()) == []


def test_a_name_that_is_taken_is_not_taken_over(own_storage, tmp_path):
    sent = [tmp_path / name for name in ("first", "second")]
    for path in sent:
        path.write_bytes(path.name.encode())

    storage.store().add("originals/name", sent[0])
    with pytest.raises(FileExistsError):
        storage.store().add("originals/name", sent[1])

    assert (own_storage / "originals/name").read_bytes() == b"first"


def test_a_stump_makes_room_for_the_whole(own_storage):
    received = kept(b"minutes")
    path = storage.original(received.sha256)
    path.write_bytes(b"min")

    kept(b"minutes")

    assert path.read_bytes() == b"minutes"


def test_a_quarantined_original_is_out_of_reach_also_when_it_comes_again(own_storage):
    received = kept(b"harmful")

    for _ in range(2):
        storage.quarantine(received.sha256)
        assert not storage.original(received.sha256).exists()
        assert storage.store().exists(storage.quarantine_name(received.sha256))
        kept(b"harmful")

    assert not storage.original(received.sha256).exists()
    assert list((own_storage / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("first", "last", "part"), [(0, None, b"0123456789"), (3, None, b"3456789"), (2, 4, b"234")]
)
def test_a_part_is_read_without_the_rest(own_storage, first, last, part):
    name = storage.original_name(kept(b"0123456789").sha256)

    assert b"".join(storage.store().read(name, first, last)) == part


def test_copies_that_were_not_used_for_longest_make_room(settings, tmp_path):
    settings.STORAGE_CACHE = tmp_path
    for name in ("old", "older", "in-use"):
        (tmp_path / name).write_bytes(b"x" * 10)
    set_used("old", ago=2 * nearby.IN_USE_SECONDS)
    set_used("older", ago=3 * nearby.IN_USE_SECONDS)

    nearby.trim(most=20)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in-use", "old"]

    nearby.trim(most=0)
    assert [path.name for path in tmp_path.iterdir()] == ["in-use"]


def set_used(name, *, ago):
    """Let a copy have been used that many seconds ago."""
    path = nearby.place(name)
    moment = path.stat().st_mtime - ago
    os.utime(path, (moment, moment))
