"""Building: complete, once, whatever dies on the way."""

import datetime as dt
import hashlib
import os
import zipfile

import pytest
from django.utils import timezone

from audit import fingerprints, trail
from audit.models import AuditEvent
from core.errors import RuleViolation
from evidence import storage
from portfolio.bundles import building, requesting
from portfolio.models import Bundle


@pytest.fixture
def bundle(all_met, owen):
    return requesting.request(all_met, by=owen)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def abandon(bundle, *, attempts):
    """Leave the bundle as a worker does that is killed in the middle."""
    long_ago = timezone.now() - dt.timedelta(minutes=5)
    Bundle.objects.filter(pk=bundle.pk).update(attempts=attempts, lease_until=long_ago)


def test_a_built_bundle_has_both_files_and_their_hashes(bundle):
    built = building.build(bundle.pk)

    folder = building.folder(built)
    assert (built.state, built.percent) == ("ready", 100)
    assert sha256(folder / "portfolio.pdf") == built.pdf_sha256
    assert sha256(folder / "portfolio.zip") == built.zip_sha256
    assert built.manifest_sha256 == fingerprints.of_value(built.manifest)
    assert sorted(path.name for path in folder.iterdir()) == ["portfolio.pdf", "portfolio.zip"]


def test_the_zip_holds_the_untouched_originals(bundle, sent):
    built = building.build(bundle.pk)

    with zipfile.ZipFile(building.folder(built) / "portfolio.zip") as packed:
        evidence = [n for n in packed.namelist() if n.startswith("evidence/E01 ")]
        assert [packed.read(name) for name in evidence] == [
            storage.original(sent.file.sha256).read_bytes()
        ]


def test_a_second_delivery_of_the_message_builds_nothing(bundle):
    building.build(bundle.pk)
    before = AuditEvent.objects.count()

    assert building.build(bundle.pk) is None
    assert AuditEvent.objects.count() == before


def test_asking_twice_gives_the_bundle_that_is_on_its_way(bundle, all_met, owen):
    assert requesting.request(all_met, by=owen) == bundle
    assert Bundle.objects.count() == 1


def test_after_a_bundle_is_ready_a_new_one_can_be_asked_for(bundle, all_met, owen):
    building.build(bundle.pk)

    assert requesting.request(all_met, by=owen) != bundle


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


def test_an_attempt_that_was_overtaken_puts_nothing_in_place(bundle, monkeypatch):
    """The first worker hangs, the sweeper hands its work on, then the first wakes up."""
    taken_over = []
    take = building.manifest.take

    def hang(enrolment_id):
        if not taken_over:
            taken_over.append(True)
            abandon(bundle, attempts=1)
            building.hand_back_abandoned()
            assert building.build(bundle.pk).state == "ready"
        return take(enrolment_id)

    monkeypatch.setattr(building.manifest, "take", hang)

    assert building.build(bundle.pk) is None

    bundle.refresh_from_db()
    assert (bundle.state, bundle.attempts) == ("ready", 2)
    assert sha256(building.folder(bundle) / "portfolio.pdf") == bundle.pdf_sha256
    assert AuditEvent.objects.filter(act="bundle.finished").count() == 1


def test_a_bundle_called_off_while_it_is_built_leaves_nothing(bundle, owen, monkeypatch):
    take = building.manifest.take

    def cancelled_meanwhile(enrolment_id):
        requesting.cancel(bundle, by=owen)
        return take(enrolment_id)

    monkeypatch.setattr(building.manifest, "take", cancelled_meanwhile)

    assert building.build(bundle.pk) is None

    bundle.refresh_from_db()
    assert bundle.state == "cancelled"
    assert list(building.folder(bundle).iterdir()) == []


def test_a_ready_bundle_is_not_called_off(bundle, owen):
    building.build(bundle.pk)

    with pytest.raises(RuleViolation, match="it is ready"):
        requesting.cancel(bundle, by=owen)


def test_an_original_that_was_changed_makes_the_bundle_fail_with_a_sentence(
    own_storage, bundle, sent
):
    path = storage.original(sent.file.sha256)
    path.chmod(0o600)
    path.write_bytes(bytes(reversed(path.read_bytes())))

    building.build(bundle.pk)

    bundle.refresh_from_db()
    assert bundle.state == "failed"
    assert sent.reference in bundle.reason


def test_bundles_are_kept_as_long_as_the_setting_says(bundle):
    built = building.build(bundle.pk)
    Bundle.objects.filter(pk=built.pk).update(expires_at=timezone.now() - dt.timedelta(days=1))
    expired = AuditEvent.objects.filter(act="bundle.expired")
    assert not expired.exists()

    building.expire()

    built.refresh_from_db()
    assert built.state == "expired"
    assert not building.folder(built).exists()
    assert expired.count() == 1


def test_cached_parts_that_no_bundle_used_for_long_are_forgotten(own_storage, bundle, settings):
    building.build(bundle.pk)
    fresh, old = sorted(path for path in (own_storage / "front-matter").rglob("*.pdf"))[:2]
    long_ago = (timezone.now() - dt.timedelta(days=settings.BUNDLE_KEPT_DAYS + 1)).timestamp()
    os.utime(old, (long_ago, long_ago))

    building.forget_front_matter()

    assert fresh.exists()
    assert not old.exists()


def test_bundles_that_nobody_took_up_are_found(bundle):
    assert building.left_over() == []

    long_ago = timezone.now() - dt.timedelta(minutes=1)
    Bundle.objects.filter(pk=bundle.pk).update(requested_at=long_ago)

    assert building.left_over() == [bundle.pk]


def test_the_trail_holds_after_all_that(bundle):
    building.build(bundle.pk)

    assert list(trail.verify()) == []


@pytest.fixture
def own_worker_dies(monkeypatch):
    """Return a function that lets a worker die in the middle of a bundle."""

    class Killed(BaseException):
        pass

    def die(bundle):
        def dead(enrolment_id):
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(building.manifest, "take", dead)
            with pytest.raises(Killed):
                building.build(bundle.pk)
        abandon(bundle, attempts=1)

    return die


def test_a_full_disk_is_told_in_words(bundle, monkeypatch):
    def full(*_args, **_named):
        raise OSError(28, "No space left on device", "/srv/storage/originals/ab")

    monkeypatch.setattr(building.archive, "build", full)

    building.build(bundle.pk)

    bundle.refresh_from_db()
    assert (bundle.state, bundle.reason) == ("failed", building.NOT_WRITTEN)


def test_files_that_could_not_be_removed_at_once_are_removed_by_the_next_sweep(bundle, monkeypatch):
    built = building.build(bundle.pk)
    Bundle.objects.filter(pk=built.pk).update(expires_at=timezone.now() - dt.timedelta(days=1))

    def stopped(*_args, **_named):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(building.shutil, "rmtree", stopped)
        with pytest.raises(SystemExit):
            building.expire()
    building.expire()

    built.refresh_from_db()
    assert built.state == "expired"
    assert not building.folder(built).exists()
