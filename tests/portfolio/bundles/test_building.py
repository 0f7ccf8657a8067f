"""Building: complete, once, whatever dies on the way."""

import datetime as dt
import errno
import hashlib
import os
import shutil
import zipfile
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from audit import fingerprints, trail
from audit.models import AuditEvent
from core import clock
from core.errors import RuleViolation
from evidence import storage
from evidence.cage import temporary
from portfolio.bundles import building, evidence_pages, gathering, requesting, tidying
from portfolio.models import Bundle, Edition
from tests.people import add_artefact


@pytest.fixture
def bundle(all_met, owen):
    return requesting.request(all_met, edition="centre", by=owen)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def path_of(bundle, name):
    """Return a path of a file of a finished bundle."""
    return storage.store().fetch(building.stored_name(bundle, name))


def left(bundle):
    """Return the names of all files that there are of a bundle, finished or not."""
    scratch = Path(settings.MEDIA_ROOT).glob(f"building/{bundle.pk}-*/*")
    stored = storage.store().entries(f"bundles/{bundle.pk}")
    return sorted([p.name for p in scratch] + [entry.name.split("/")[-1] for entry in stored])


def abandon(bundle, *, attempts):
    """Leave the bundle as a worker does that is killed in the middle."""
    long_ago = timezone.now() - dt.timedelta(minutes=5)
    Bundle.objects.filter(pk=bundle.pk).update(attempts=attempts, lease_until=long_ago)


def test_a_built_bundle_has_both_files_and_their_hashes(bundle):
    built = building.build(bundle.pk)

    assert (built.state, built.percent) == ("ready", 100)
    assert sha256(path_of(built, "portfolio.pdf")) == built.pdf_sha256
    assert sha256(path_of(built, "portfolio.zip")) == built.zip_sha256
    assert built.manifest_sha256 == fingerprints.of_value(built.manifest)
    assert left(built) == ["portfolio.pdf", "portfolio.zip"]
    assert built.lease_until is None


def test_another_worker_helps_with_what_has_to_be_made_beforehand(bundle, monkeypatch):
    shutil.rmtree(building.front_matter(), ignore_errors=True)
    monkeypatch.setattr(gathering, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(gathering, "ABOUT_A_SHARE", 1)
    called = []

    def note(*attempt):
        called.append(attempt)

    def help_at_once(*attempt):
        folder = Path(settings.MEDIA_ROOT) / "building" / f"{bundle.pk}-1" / gathering.SHARES
        before = len(list(folder.iterdir()))
        building.help_with(*attempt, call_for_help=note)
        assert len(list(folder.iterdir())) == before - 1

    built = building.build(bundle.pk, call_for_help=help_at_once)

    assert built.state == "ready"
    # Others were called before it began, and again when it was done.
    assert called == [(bundle.pk, 1)] * 2


def test_help_that_comes_too_late_calls_nobody(bundle):
    building.build(bundle.pk)

    building.help_with(bundle.pk, 1, call_for_help=pytest.fail)


def test_the_zip_holds_the_untouched_originals(bundle, sent):
    built = building.build(bundle.pk)

    with zipfile.ZipFile(path_of(built, "portfolio.zip")) as packed:
        evidence = [n for n in packed.namelist() if n.startswith("originals/E01 ")]
        assert [packed.read(name) for name in evidence] == [
            storage.original(sent.file.sha256).read_bytes()
        ]


def test_an_export_need_not_read_the_zip_again_for_its_crc(bundle):
    built = building.build(bundle.pk)

    assert built.zip_crc32 == zlib.crc32(path_of(built, "portfolio.zip").read_bytes())


def test_a_second_delivery_of_the_message_builds_nothing(bundle):
    building.build(bundle.pk)
    before = AuditEvent.objects.count()

    assert building.build(bundle.pk) is None
    assert AuditEvent.objects.count() == before


def test_asking_twice_gives_the_bundle_that_is_on_its_way(bundle, all_met, owen):
    assert requesting.request(all_met, edition="centre", by=owen) == bundle
    assert Bundle.objects.count() == 1


def test_while_nothing_changes_the_last_bundle_is_offered_at_once(bundle, all_met, owen):
    building.build(bundle.pk)

    with clock.standing_at(clock.now() + dt.timedelta(days=3)):
        assert requesting.request(all_met, edition="centre", by=owen) == bundle
    assert Bundle.objects.count() == 1


def change_the_evidence(enrolment, learner):
    add_artefact(enrolment, by=learner, name="more.txt")


def let_it_expire(enrolment, learner):
    enrolment.bundles.update(expires_at=timezone.now())


def change_how_bundles_look(enrolment, learner):
    made = enrolment.bundles.get()
    Bundle.objects.filter(pk=made.pk).update(manifest=made.manifest | {"imprint": "another"})


@pytest.mark.parametrize("act", [change_the_evidence, let_it_expire, change_how_bundles_look])
def test_after_a_change_a_new_bundle_is_made(bundle, all_met, amy, owen, act):
    building.build(bundle.pk)
    act(all_met, amy)

    assert requesting.request(all_met, edition="centre", by=owen).state == "requested"


def lose(path):
    path.unlink()


def cut_short(path):
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [lose, cut_short])
@pytest.mark.parametrize("name", ["portfolio.pdf", "portfolio.zip"])
def test_where_a_file_of_the_last_is_gone_a_new_bundle_is_made(bundle, all_met, owen, name, harm):
    harm(path_of(building.build(bundle.pk), name))

    assert requesting.request(all_met, edition="centre", by=owen).state == "requested"


def test_what_a_dead_worker_left_is_handed_back_and_built(bundle, own_worker_dies):
    own_worker_dies(bundle)
    building.hand_back_abandoned()
    bundle.refresh_from_db()
    assert (bundle.state, bundle.attempts) == ("requested", 1)

    built = building.build(bundle.pk)

    assert (built.state, built.attempts) == ("ready", 2)
    assert AuditEvent.objects.filter(act="bundle.finished").count() == 1


def test_after_three_deaths_it_has_failed_and_says_so(bundle, own_worker_dies):
    own_worker_dies(bundle)
    abandon(bundle, attempts=3)

    building.hand_back_abandoned()

    bundle.refresh_from_db()
    assert (bundle.state, bundle.reason) == ("failed", building.STOPPED_TOO_OFTEN)


def test_a_worker_that_speaks_up_at_the_last_moment_keeps_its_work(
    bundle, own_worker_dies, monkeypatch
):
    own_worker_dies(bundle)
    hold = Bundle.hold

    def speak_up_and_hold(seen):
        Bundle.objects.filter(pk=seen.pk).update(lease_until=timezone.now() + building.LEASE)
        hold(seen)

    monkeypatch.setattr(Bundle, "hold", speak_up_and_hold)
    building.hand_back_abandoned()

    bundle.refresh_from_db()
    assert (bundle.state, bundle.attempts) == ("building", 1)


def test_an_attempt_that_was_overtaken_puts_nothing_in_place(bundle, monkeypatch):
    """The first worker hangs, the sweeper hands its work on, then the first wakes up."""
    taken_over = []
    take = building.photographs.manifest.take

    def hang(enrolment_id, edition):
        if not taken_over:
            taken_over.append(True)
            abandon(bundle, attempts=1)
            building.hand_back_abandoned()
            assert building.build(bundle.pk).state == "ready"
        return take(enrolment_id, edition)

    monkeypatch.setattr(building.photographs.manifest, "take", hang)

    assert building.build(bundle.pk) is None

    bundle.refresh_from_db()
    assert (bundle.state, bundle.attempts) == ("ready", 2)
    assert sha256(path_of(bundle, "portfolio.pdf")) == bundle.pdf_sha256
    assert AuditEvent.objects.filter(act="bundle.finished").count() == 1


def test_a_bundle_called_off_while_it_is_built_leaves_nothing(bundle, owen, monkeypatch):
    take = building.photographs.manifest.take

    def cancelled_meanwhile(enrolment_id, edition):
        requesting.cancel(bundle, by=owen)
        return take(enrolment_id, edition)

    monkeypatch.setattr(building.photographs.manifest, "take", cancelled_meanwhile)

    assert building.build(bundle.pk) is None

    bundle.refresh_from_db()
    assert bundle.state == "cancelled"
    assert left(bundle) == []


def test_a_ready_bundle_is_not_called_off(bundle, owen):
    building.build(bundle.pk)

    with pytest.raises(RuleViolation, match="it is ready"):
        requesting.cancel(bundle, by=owen)


def test_bundles_are_kept_as_long_as_the_setting_says(bundle):
    built = building.build(bundle.pk)
    Bundle.objects.filter(pk=built.pk).update(expires_at=timezone.now() - dt.timedelta(days=1))
    expired = AuditEvent.objects.filter(act="bundle.expired")
    assert not expired.exists()

    building.expire()

    built.refresh_from_db()
    assert built.state == "expired"
    assert left(built) == []
    assert expired.count() == 1


def test_cached_parts_that_no_bundle_used_for_long_are_forgotten(own_storage, bundle, settings):
    building.build(bundle.pk)
    fresh, old = sorted(path for path in (own_storage / "front-matter").rglob("*.pdf"))[:2]
    long_ago = (timezone.now() - dt.timedelta(days=settings.BUNDLE_KEPT_DAYS + 1)).timestamp()
    os.utime(old, (long_ago, long_ago))

    tidying.forget_front_matter()

    assert fresh.exists()
    assert not old.exists()


def test_what_a_converter_reads_and_writes_just_now_is_left_alone(own_storage, settings):
    long_ago = (timezone.now() - dt.timedelta(days=settings.BUNDLE_KEPT_DAYS + 1)).timestamp()
    minutes_ago = (timezone.now() - dt.timedelta(minutes=5)).timestamp()
    printing = own_storage / "front-matter" / "prints" / ".making-1"
    setting = own_storage / "front-matter" / "setting-1"
    for folder in (printing, setting):
        folder.mkdir(parents=True)
    original = own_storage / "original"
    original.write_bytes(b"a document that was handed in long ago")
    os.utime(original, (long_ago, long_ago))
    (printing / "0.docx").symlink_to(original)
    os.utime(setting, (minutes_ago, minutes_ago))

    with temporary.held(setting), temporary.held(printing):
        tidying.forget_front_matter()
        tidying.forget_unfinished_front_matter()

    assert (printing / "0.docx").is_symlink()
    assert setting.exists()


def test_bundles_that_nobody_took_up_are_found(bundle):
    assert building.left_over() == []

    long_ago = timezone.now() - dt.timedelta(minutes=1)
    Bundle.objects.filter(pk=bundle.pk).update(requested_at=long_ago)

    assert building.left_over() == [bundle.pk]


def test_behind_a_long_queue_only_those_that_wait_longest_are_nudged(bundle, monkeypatch):
    monkeypatch.setattr(building, "NUDGED_AT_ONCE", 1)
    asked = timezone.now() - dt.timedelta(minutes=1)
    Bundle.objects.filter(pk=bundle.pk).update(requested_at=asked)
    first = Bundle.objects.create(
        enrolment=bundle.enrolment,
        edition=Edition.LEARNER,
        requested_at=asked - dt.timedelta(minutes=1),
    )

    assert building.left_over() == [first.pk]


def test_the_trail_holds_after_all_that(bundle):
    building.build(bundle.pk)

    assert list(trail.verify()) == []


@pytest.fixture
def own_worker_dies(monkeypatch):
    """Return a function that lets a worker die in the middle of a bundle."""

    class Killed(BaseException):
        pass

    def die(bundle):
        def dead(enrolment_id, edition):
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(building.photographs.manifest, "take", dead)
            with pytest.raises(Killed):
                building.build(bundle.pk)
        abandon(bundle, attempts=1)

    return die


def test_a_full_disk_is_told_in_words(bundle, monkeypatch):
    def full(*_args, **_named):
        raise OSError(28, "No space left on device", "/srv/storage/originals/ab")

    monkeypatch.setattr(building.archive, "_add_original", full)

    building.build(bundle.pk)

    bundle.refresh_from_db()
    assert (bundle.state, bundle.reason) == ("failed", building.DISK_FULL)


def test_a_disk_that_is_full_while_pages_are_held_makes_no_bundle_without_them(bundle, monkeypatch):
    def elsewhere(*_args, **_named):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    def full(*_args, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(evidence_pages.os, "link", elsewhere)
    monkeypatch.setattr(evidence_pages.shutil, "copyfile", full)

    building.build(bundle.pk)

    bundle.refresh_from_db()
    assert (bundle.state, bundle.reason) == ("failed", building.DISK_FULL)
    assert left(bundle) == []


def test_a_fault_of_the_program_is_told_after_three_attempts(bundle, monkeypatch, caplog):
    def faulty(*_args, **_named):
        raise ValueError("zip() argument 2 is shorter than argument 1")

    monkeypatch.setattr(building.pdf, "build", faulty)

    states = []
    for _ in range(3):
        building.build(bundle.pk)
        bundle.refresh_from_db()
        states.append(bundle.state)

    assert states == ["requested", "requested", "failed"]
    assert bundle.reason == building.OUR_FAULT
    assert left(bundle) == []
    assert "zip() argument 2" in caplog.text


def test_a_file_that_can_not_be_read_is_told_in_words(bundle, monkeypatch):
    def broken(*_args, **_named):
        raise OSError(5, "Input/output error", "/srv/storage/originals/ab")

    monkeypatch.setattr(building.archive.Packing, "finish", broken)

    building.build(bundle.pk)

    bundle.refresh_from_db()
    assert (bundle.state, bundle.reason) == ("failed", building.NOT_WRITTEN)


def test_a_database_that_restarts_meanwhile_costs_nobody_the_work(bundle, monkeypatch):
    renew, away = building._renew, []

    def gone_at_first(bundle, **progress):
        if progress.get("percent", 0) > 1 and len(away) < 3:
            away.append(progress)
            raise OperationalError("the server closed the connection unexpectedly")
        return renew(bundle, **progress)

    monkeypatch.setattr(building, "_renew", gone_at_first)
    monkeypatch.setattr(building.connection, "close", lambda: None)

    built = building.build(bundle.pk)

    assert (len(away), built.state, built.attempts) == (3, "ready", 1)


def test_files_that_could_not_be_removed_at_once_are_removed_by_the_next_sweep(bundle, monkeypatch):
    built = building.build(bundle.pk)
    Bundle.objects.filter(pk=built.pk).update(expires_at=timezone.now() - dt.timedelta(days=1))

    def stopped(*_args, **_named):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(building.storage, "store", stopped)
        with pytest.raises(SystemExit):
            building.expire()
    building.expire()

    built.refresh_from_db()
    assert built.state == "expired"
    assert left(built) == []
