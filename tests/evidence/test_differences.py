"""check_storage: what was planted is found, by name, and nothing else; on disk and in a bucket."""

import datetime as dt
import hashlib
import os

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from core import clock
from evidence import intake, previews, storage
from evidence.models import StoredFile
from evidence.states import FileState
from evidence.stores import Entry, differences, leftovers
from tests.people import add_artefact, text_file

TEN = range(10)
LONG_AGO = dt.timedelta(days=2)
FRESH = dt.timedelta(minutes=1)
WORDS = "These are the minutes of meeting {number:02}."


@pytest.fixture(params=["own_storage", "bucket"])
def store(request):
    """Each of the two stores, empty."""
    request.getfixturevalue(request.param)
    return storage.store()


@pytest.fixture
def files(store, db):
    """Fifty files that came in and are well."""
    return [come_in(WORDS.format(number=number)) for number in range(50)]


def come_in(words):
    """Take bytes in as intake does, and return their StoredFile."""
    received = storage.receive([words.encode()])
    storage.keep(received)
    return intake.stored_file(intake.Kept(received, "text/plain"))[0]


def overwrite(stored, data):
    """Put other bytes in an original's place, past all that guards it."""
    write(storage.original_name(stored.sha256), data)


def write(name, data):
    """Write bytes into a store as somebody does who has its keys."""
    store = storage.store()
    store.delete(name)
    if hasattr(store, "client"):
        store.client.put_object(Bucket=store.bucket_name, Key=name, Body=data)
    else:
        store.save(name, ContentFile(data))


def flipped(data):
    """Return the bytes with one bit of the middle turned over."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def found(until=None):
    return sorted(differences.differences(until or clock.now() + dt.timedelta(minutes=1)))


def test_ten_of_each_are_found_and_nothing_else(files, capsys):
    contents = [WORDS.format(number=number).encode() for number in range(50)]
    expected = []
    for number in TEN:
        storage.store().delete(storage.original_name(files[number].sha256))
        expected.append(f"File {files[number].sha256}: the original is missing.")
    for number in range(10, 20):
        overwrite(files[number], flipped(contents[number]))
        expected.append(f"File {files[number].sha256}: the bytes were changed.")
    for number in range(20, 30):
        other = 20 + (number - 19) % 10
        overwrite(files[number], contents[other])
        expected.append(
            f"File {files[number].sha256}: it holds the bytes of {files[other].sha256}."
        )
    for number in TEN:
        data = f"Nobody's, {number}.".encode()
        name = storage.original_name(hashlib.sha256(data).hexdigest())
        write(name, data)
        expected.append(f"File {name}: in the store, but no record of it.")

    assert found() == sorted(expected)

    with pytest.raises(SystemExit) as stop:
        call_command("check_storage", settled=0)
    said = capsys.readouterr().err.splitlines()
    assert stop.value.code == 1
    assert said[-1] == "40 found wrong, in 50 files, 0 bundles."
    assert sorted(said[:-1]) == sorted(expected)


def test_a_store_that_is_well_says_so(files, capsys):
    call_command("check_storage", settled=0)

    assert capsys.readouterr().out == "Storage holds: 50 files, 0 bundles.\n"


def test_a_shortened_original_is_named_with_both_lengths(store, db):
    stored = come_in("These are the minutes.")
    overwrite(stored, b"short")

    assert found() == [f"File {stored.sha256}: 5 bytes, but 22 came in."]


def test_a_swapped_file_is_named_as_people_know_it(own_storage, enrolment, amy):
    first, second = (
        add_artefact(enrolment, by=amy, name=name, checked=False).file
        for name in ("minutes.txt", "report.txt")
    )
    overwrite(first, b"These are report.txt.")

    assert found() == [
        f"File {first.sha256} (minutes.txt): it holds the bytes of {second.sha256} (report.txt)."
    ]


def test_what_comes_in_while_it_is_checked_is_no_false_alarm(store, db):
    received = storage.receive([b"its record follows"])
    storage.keep(received)

    assert found(until=clock.now() - dt.timedelta(minutes=15)) == []


def test_pages_that_are_missing_or_were_changed_are_named(store, enrolment, amy):
    one, other, well = (
        add_artefact(enrolment, by=amy, name=f"{name}.txt").file
        for name in ("one", "other", "well")
    )
    folder = storage.rendition(one.sha256, one.rendered_with)
    storage.clear_folder(folder)
    folder = storage.rendition(other.sha256, other.rendered_with)
    image = storage.name_in(folder, "page-001.webp")
    write(image, flipped(b"".join(storage.store().read(image))))
    storage.store().delete(storage.name_in(folder, "small-001.webp"))

    assert found() == sorted(
        [
            f"File {one.sha256} (one.txt): its pages are missing.",
            f"File {other.sha256} (other.txt): page-001.webp of its pages was changed.",
            f"File {other.sha256} (other.txt): small-001.webp of its pages is missing.",
        ]
    )
    assert previews.stored(storage.rendition(well.sha256, well.rendered_with)).pages == 1


def test_pages_of_nobody_and_what_stands_among_pages_are_named(store, enrolment, amy):
    file = add_artefact(enrolment, by=amy, name="one.txt").file
    folder = storage.rendition(file.sha256, file.rendered_with)
    nobodys = f"{storage.RENDITIONS}/00/{'0' * 64}"
    write(f"{nobodys}/4-abc/page-001.webp", b"RIFF")
    write(f"{nobodys}/4-abc/meta.json", b"{}")
    write(storage.name_in(folder, "page-009.webp"), b"RIFF")
    write(f"{storage.RENDITIONS}/{file.sha256[:2]}/{file.sha256}/notes.txt", b"Notes.")
    write(f"{storage.RENDITIONS}/notes.txt", b"Notes.")

    assert found() == sorted(
        [
            f"Pages {nobodys}: in the store, but no record of their file.",
            f"Pages {storage.RENDITIONS}/notes.txt: in the store, but no record of their file.",
            f"File {file.sha256} (one.txt): notes.txt stands among its pages, but is none of them.",
            f"File {file.sha256} (one.txt): page-009.webp stands among its pages, "
            "but is none of them.",
        ]
    )
    assert found(until=clock.now() - dt.timedelta(minutes=15)) == []


def test_pages_of_an_older_recipe_are_no_fault_but_told(store, enrolment, amy, capsys):
    file = add_artefact(enrolment, by=amy, name="one.txt").file
    older = f"{storage.RENDITIONS}/{file.sha256[:2]}/{file.sha256}/1-abc"
    write(f"{older}/page-001.webp", b"R" * 1500)
    write(f"{older}/meta.json", b"{}" * 250)

    call_command("check_storage", settled=0)

    assert capsys.readouterr().out == (
        "Pages of older recipes: 1 folder, 2 KB.\nStorage holds: 1 file, 0 bundles.\n"
    )


def test_an_infected_file_belongs_in_quarantine(store, db):
    infected, escaped, lost = (come_in(f"harmful {number}") for number in range(3))
    StoredFile.objects.update(state=FileState.INFECTED)
    storage.quarantine(infected.sha256)
    storage.store().delete(storage.original_name(lost.sha256))

    assert found() == sorted(
        [
            f"File {escaped.sha256}: it is infected, but not in quarantine.",
            f"File {lost.sha256}: the original is missing.",
        ]
    )


def test_what_a_crash_left_is_removed_after_a_day_unless_a_record_knows_it(store, files):
    kept = storage.receive([b"a crash left this"])
    storage.keep(kept)

    assert leftovers.remove() == 0
    assert storage.store().exists(storage.original_name(kept.sha256))

    with clock.standing_at(clock.now() + LONG_AGO):
        assert leftovers.remove() == 1

    assert not storage.store().exists(storage.original_name(kept.sha256))
    assert found() == []
    assert StoredFile.objects.count() == 50


def test_bytes_that_a_crash_left_are_put_afresh_when_they_come_again(own_storage, enrolment, amy):
    """Else the sweep, which asks how old they are, could take them before their record is there."""
    words = "We agreed to count the stock on Friday."
    left = storage.receive([words.encode()])
    path = storage.keep(left)
    long_ago = (clock.now() - LONG_AGO).timestamp()
    os.utime(path, (long_ago, long_ago))

    intake.receive(enrolment, text_file(words=words), by=amy)

    assert clock.now() - storage.store().came_at(storage.original_name(left.sha256)) < FRESH
    assert leftovers.remove() == 0


def test_the_sweep_looks_again_before_it_takes_what_it_found_old(store, db, monkeypatch):
    listed = [Entry(storage.original_name(come_in("It came again.").sha256), 1, clock.now())]
    StoredFile.objects.all().delete()
    monkeypatch.setattr(differences, "unknown", lambda *_asked: listed)

    assert leftovers.remove() == 0
    assert storage.store().exists(listed[0].name)


def test_intake_asks_the_store_nothing_in_its_transaction(enrolment, amy, store_kept_out):
    artefact = intake.receive(enrolment, text_file(), by=amy)
    intake.replace_file(artefact, text_file("better.txt", "Better."), by=amy)
    intake.write(enrolment, {"kind": "account"}, kind="reflective_account", title="A", by=amy)

    assert store_kept_out
