"""The worker's part: pending files become clean with pages, or say why they can't be shown."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from audit import trail
from audit.models import AuditEvent
from evidence import claims, previews, scanning, storage
from evidence.cage import cage
from evidence.models import StoredFile
from evidence.renditions import asking
from evidence.tasks import sweep_files
from portfolio.bundles import building, requesting
from tests.people import add_artefact, map_to, submit

BROKE_OFF = (
    "Its pages could not be made: the converter broke off twice. "
    "The original is kept and can be downloaded."
)


@pytest.fixture
def pending(own_storage, enrolment, amy):
    """A file that nobody has checked yet, and that has waited for some minutes."""
    file = add_artefact(enrolment, by=amy, checked=False).file
    long_ago = timezone.now() - dt.timedelta(minutes=5)
    StoredFile.objects.filter(pk=file.pk).update(created_at=long_ago)
    return file


@pytest.fixture
def killing(monkeypatch):
    """Let each converter kill itself as soon as it has begun, as a hostile file would have it."""
    code = "import os; os.write(1, b'ready\\n'); os.kill(os.getpid(), 9)"
    real = cage.run

    def run(command, **more):
        return real([command[0], "-c", code], **more)

    monkeypatch.setattr(cage, "run", run)


def no_cage(*_command, **_more):
    raise cage.CageError("bwrap can't start")


def no_room(*_command, **_more):
    raise OSError(28, "No space left on device")


def lease_runs_out(file):
    """Let the time pass that a worker has without a heartbeat."""
    long_ago = timezone.now() - dt.timedelta(seconds=1)
    StoredFile.objects.filter(pk=file.pk).update(taken_until=long_ago)


def test_a_pending_file_becomes_clean_with_its_pages(enrolment, amy):
    file = add_artefact(enrolment, by=amy).file

    folder = storage.rendition(file.sha256, file.rendered_with)
    assert (file.state, file.pages) == ("clean", 1)
    assert (folder / "pages.pdf").is_file()


def test_a_second_delivery_of_the_same_message_changes_nothing(enrolment, amy):
    file = add_artefact(enrolment, by=amy).file
    before = AuditEvent.objects.count()

    scanning.scan(file.pk)

    assert AuditEvent.objects.count() == before


def test_a_file_that_cannot_be_rendered_says_why(pending):
    StoredFile.objects.filter(pk=pending.pk).update(content_type="application/pdf")

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert pending.state == "unreadable"
    assert pending.reason != ""


def test_files_that_nobody_took_up_are_found(own_storage, enrolment, amy):
    fresh = add_artefact(enrolment, by=amy, checked=False).file
    assert claims.left_over() == []

    long_ago = timezone.now() - dt.timedelta(minutes=5)
    StoredFile.objects.filter(pk=fresh.pk).update(created_at=long_ago)

    assert claims.left_over() == [fresh.pk]


def test_one_worker_has_a_file_and_the_other_leaves_it_alone(pending):
    mine = claims.take(pending.pk)

    assert (mine.pk, mine.tries) == (pending.pk, 1)
    assert claims.take(pending.pk) is None
    assert claims.left_over() == []


def test_a_file_whose_worker_is_silent_can_be_taken_by_another(pending):
    claims.take(pending.pk)
    lease_runs_out(pending)

    assert claims.left_over() == [pending.pk]
    assert claims.take(pending.pk).tries == 2


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_keeps_the_file_for_as_long_as_the_work_takes(pending, monkeypatch):
    beaten, renew = threading.Event(), claims._renew

    def tell(stored):
        renewed = renew(stored)
        beaten.set()
        return renewed

    monkeypatch.setattr(claims, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(claims, "_renew", tell)
    mine = claims.take(pending.pk)
    lease_runs_out(pending)

    with claims.kept(mine):
        assert beaten.wait(10)

    assert claims.take(pending.pk) is None


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_once_are_one_check(pending):
    def scan():
        scanning.scan(pending.pk)
        connection.close()

    both = [threading.Thread(target=scan) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    pending.refresh_from_db()
    assert (pending.state, pending.tries) == ("clean", 1)
    assert AuditEvent.objects.filter(act="file.checked").count() == 1
    assert list(trail.verify()) == []


def test_a_file_that_kills_its_converter_twice_is_unreadable_and_left_in_peace(pending, killing):
    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert (pending.state, claims.left_over()) == ("pending", [pending.pk])

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert (pending.state, pending.reason, pending.tries) == ("unreadable", BROKE_OFF, 2)
    assert claims.left_over() == []


def test_a_file_that_kills_the_worker_twice_is_unreadable_too(pending):
    for _ in range(2):
        claims.take(pending.pk)
        lease_runs_out(pending)

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert (pending.state, pending.reason) == ("unreadable", BROKE_OFF)


@pytest.mark.parametrize("fault", [no_cage, no_room])
def test_a_fault_of_the_machine_never_counts_against_the_file(pending, monkeypatch, fault):
    with monkeypatch.context() as broken:
        broken.setattr(cage, "run", fault)
        for _ in range(3):
            with pytest.raises((cage.CageError, OSError)):
                scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert (pending.state, pending.tries) == ("pending", 0)
    assert claims.left_over() == [pending.pk]

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert pending.state == "clean"


def test_a_fault_of_our_own_is_not_tried_for_ever(pending, monkeypatch):
    def stumble(*_file, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(previews, "render", stumble)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            scanning.scan(pending.pk)

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert (pending.state, pending.reason) == ("unreadable", BROKE_OFF)


def test_the_sweep_takes_up_what_was_left(pending, eager_tasks):
    sweep_files()

    pending.refresh_from_db()
    assert pending.state == "clean"


@pytest.mark.parametrize(
    "answer",
    [
        b'{"images": [{"name": "page-001.webp", "width": NaN, "height": 1}]}',
        b'{"images": [{"name": "page-001.webp", "width": 1e999, "height": 1}]}',
        b'{"images": [{"name": "page-001.webp", "width": "9", "height": 1}]}',
        b'{"images": [{"name": "page-001.webp", "width": -4, "height": 1}]}',
        b'{"images": [{"name": "page-001.webp"}]}',
        b'{"images": [7]}',
        b'{"images": "page-001.webp"}',
        b'{"problem": ["too many pages"], "number": 501}',
        b'{"problem": "too many pages", "number": "many"}',
        b'{"problem": "too many pages", "number": 1e400}',
        b'{"problem": 17}',
        b"[" * 60_000,
        b"7" * 5000,
        b"[]",
        b"",
    ],
)
def test_whatever_a_taken_over_cage_answers_the_file_is_unreadable_and_nothing_breaks(
    pending, monkeypatch, answer
):
    monkeypatch.setattr(cage, "run_python", lambda *_module, **_more: asking.READY + answer)

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert (pending.state, pending.tries) == ("unreadable", 1)


@pytest.mark.parametrize(
    "answer",
    [
        b'{"form": "wav", "seconds": NaN}',
        b'{"form": "wav", "seconds": 1e999}',
        b'{"form": "wav", "seconds": "3"}',
        b'{"form": "wav", "seconds": 99999999999}',
        b'{"form": ["wav"], "seconds": 3}',
        b'{"form": "wav"}',
        b"{}",
    ],
)
def test_a_recording_whose_cage_lies_is_unreadable(pending, monkeypatch, answer):
    def lie(_module, *, output, **_more):
        (output / "recording").write_bytes(b"RIFF")
        return asking.READY + answer

    StoredFile.objects.filter(pk=pending.pk).update(content_type="audio/wav")
    monkeypatch.setattr(cage, "run_python", lie)

    scanning.scan(pending.pk)

    pending.refresh_from_db()
    assert pending.state == "unreadable"


@pytest.fixture
def older(enrolment, amy, monkeypatch):
    """A file whose pages were made before the recipe changed."""
    file = add_artefact(enrolment, by=amy).file
    monkeypatch.setattr(previews, "RECIPE", previews.RECIPE + 1)
    previews.converter_key.cache_clear()
    yield file
    previews.converter_key.cache_clear()


def test_the_sweep_makes_pages_anew_when_the_recipe_changed(older, eager_tasks):
    key = previews.converter_key()

    sweep_files()
    before = AuditEvent.objects.count()
    sweep_files()

    now = StoredFile.objects.get(pk=older.pk)
    assert (now.rendered_with, now.state, now.pages) == (key, "clean", 1)
    assert previews.stored(storage.rendition(now.sha256, key)).pages == 1
    assert previews.stored(storage.rendition(older.sha256, older.rendered_with)).pages == 1
    assert AuditEvent.objects.count() == before
    assert list(trail.verify()) == []


class Killed(BaseException):
    """The end of a worker."""


@pytest.fixture
def begun(monkeypatch):
    """What the converter was begun with, which can't make pages any more; `ends_with` says how."""

    class Begun(list):
        ends_with = previews.Unreadable("Not any more.")

    begun = Begun()

    def fail(original, *_told, **_more):
        begun.append(original)
        raise begun.ends_with

    monkeypatch.setattr(previews, "render", fail)
    return begun


def sweep_again():
    """Let another worker look for old pages, after the time that it waits for."""
    StoredFile.objects.update(tried_at=timezone.now() - claims.AGAIN_AFTER)
    scanning.render_anew()


def test_pages_that_cannot_be_made_anew_stay_and_are_tried_twice(older, begun):
    for _ in range(4):
        sweep_again()

    now = StoredFile.objects.get(pk=older.pk)
    assert (now.rendered_with, now.state, len(begun)) == (older.rendered_with, "clean", 2)


def test_a_file_that_ends_the_worker_is_tried_anew_twice_and_never_again(older, begun):
    begun.ends_with = Killed()

    for _ in range(2):
        with pytest.raises(Killed):
            sweep_again()
    sweep_again()

    assert len(begun) == 2


def test_a_second_try_to_make_pages_anew_waits_whichever_worker_asks(older, begun):
    for _ in range(3):
        scanning.render_anew()

    assert len(begun) == 1


def test_a_fault_of_the_machine_counts_no_try_to_make_pages_anew(older, begun):
    begun.ends_with = OSError("The disk is full.")

    for _ in range(4):
        sweep_again()

    assert len(begun) == 4


def test_a_new_recipe_begins_anew(older, begun, monkeypatch):
    for _ in range(3):
        sweep_again()
    monkeypatch.setattr(previews, "RECIPE", previews.RECIPE + 1)
    previews.converter_key.cache_clear()

    scanning.render_anew()

    assert len(begun) == 3


def test_a_bundle_is_whole_while_pages_are_of_another_recipe(older, enrolment, amy, criteria):
    artefact = map_to(enrolment.artefacts.get(), criteria["1.1"], by=amy, page=1)
    submit(enrolment, artefact, by=amy)

    built = building.build(requesting.request(enrolment, edition="learner", by=amy).pk)

    assert (built.state, built.manifest["artefacts"][0]["pages"]) == ("ready", 1)
