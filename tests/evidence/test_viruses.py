"""A real clamd with signatures of our own: what is found is quarantined, unscanned is said."""

import datetime as dt

import pytest
from django.utils import timezone

from audit import trail
from audit.models import AuditEvent
from core.errors import RuleViolation
from evidence import claims, intake, scanning, storage, viruses
from evidence.models import StoredFile
from evidence.tasks import sweep_files
from portfolio.bundles import building, requesting
from tests.evidence.clamd import FILE_BYTES, PROGRAM, STREAM_BYTES, Clamd, harmless
from tests.people import add_artefact, map_to, submit, text_file

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no clamd is installed; fails in CI")
FOUND = "ClamAV found Eicar-Signature.UNOFFICIAL in it."
NOWHERE = "tcp://127.0.0.1:1"
INFECTED = harmless().decode()


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    daemon = Clamd(tmp_path_factory.mktemp("clamd"))
    daemon.start()
    yield daemon
    daemon.stop()


@pytest.fixture
def scanner(clamd, settings, own_storage):
    settings.CLAMD_URL = clamd.url
    return clamd


@pytest.fixture
def late(settings, own_storage, enrolment, amy, criteria):
    """An infected artefact, mapped, that was checked while there was no scanner."""
    artefact = add_artefact(enrolment, by=amy, words=INFECTED)
    return map_to(artefact, criteria["1.1"], by=amy)


def test_a_file_without_a_find_is_shown_with_who_looked(scanner, enrolment, amy):
    file = add_artefact(enrolment, by=amy).file

    assert (file.state, file.pages) == ("clean", 1)
    assert file.scanned_with.startswith("ClamAV 1.")
    assert file.scanned_at is not None
    assert viruses.said_of(file) == f"Nothing found by {file.scanned_with}"


def test_a_find_is_quarantined_before_anything_is_made_of_it(scanner, enrolment, amy):
    file = add_artefact(enrolment, by=amy, words=INFECTED).file

    assert (file.state, file.reason, file.pages) == ("infected", FOUND, 0)
    assert not storage.original(file.sha256).exists()
    assert storage.store().exists(storage.quarantine_name(file.sha256))
    assert not list(storage.store().entries(storage.RENDITIONS))
    assert list(trail.verify()) == []


def test_the_same_bytes_again_are_in_quarantine_at_once(scanner, enrolment, amy):
    first = add_artefact(enrolment, by=amy, words=INFECTED)

    again = intake.replace_file(
        add_artefact(enrolment, by=amy, name="other.txt"), text_file(words=f"{INFECTED} "), by=amy
    )
    scanning.scan(again.file_id)
    again.refresh_from_db()

    for file in (first.file, again.file):
        assert file.state == "infected"
        assert not storage.original(file.sha256).exists()


def test_what_is_infected_can_not_be_sent(scanner, enrolment, amy, criteria):
    artefact = map_to(add_artefact(enrolment, by=amy, words=INFECTED), criteria["1.1"], by=amy)

    with pytest.raises(RuleViolation) as refusal:
        submit(enrolment, artefact, by=amy)

    told = f"{artefact}: Quarantined: {FOUND} Withdraw it and add a clean copy."
    assert refusal.value.message == told


def test_without_a_scanner_a_file_is_shown_and_said_to_be_not_scanned(late):
    assert late.file.state == "clean"
    assert late.file.scanned_with == ""
    assert viruses.said_of(late.file) == "Not scanned"


def test_while_the_scanner_is_away_a_file_is_shown_and_scanned_later(
    settings, own_storage, enrolment, amy, clamd, eager_tasks
):
    settings.CLAMD_URL = NOWHERE
    file = add_artefact(enrolment, by=amy).file
    assert (file.state, viruses.said_of(file)) == ("clean", "Not scanned yet")
    sweep_files()

    settings.CLAMD_URL = clamd.url
    sweep_files()

    file.refresh_from_db()
    assert file.scanned_with.startswith("ClamAV 1.")
    assert scanning.not_scanned() == []
    assert list(trail.verify()) == []


@pytest.fixture
def new(enrolment, amy):
    """A file that has just come in and waits for its first check."""
    return add_artefact(enrolment, by=amy, name="new.txt", checked=False).file


def test_new_files_come_before_those_that_are_shown_already(late, new, scanner, eager_tasks):
    scanning.look_into_old_files()
    late.file.refresh_from_db()
    before = late.file.scanned_at

    scanning.scan(new.pk)
    scanning.look_into_old_files()

    late.file.refresh_from_db()
    assert (before, late.file.state) == (None, "infected")


def test_a_new_file_that_can_not_be_checked_holds_nothing_up_for_ever(late, new, scanner):
    hours_ago = timezone.now() - dt.timedelta(hours=2)
    StoredFile.objects.filter(pk=new.pk).update(created_at=hours_ago)

    scanning.look_into_old_files()

    late.file.refresh_from_db()
    assert late.file.state == "infected"


def test_one_worker_at_a_time_looks_into_old_files(late, scanner):
    with claims.rescanned(late.file):
        scanning.look_into_old_files()
        late.file.refresh_from_db()
        during = late.file.scanned_at
    scanning.look_into_old_files()

    late.file.refresh_from_db()
    assert (during, late.file.state) == (None, "infected")


def test_what_is_found_later_goes_into_quarantine_and_back_to_the_learner(
    late, scanner, enrolment, amy, eager_tasks
):
    submit(enrolment, late, by=amy)

    sweep_files()

    late.refresh_from_db()
    assert (late.file.state, late.file.reason, late.state) == ("infected", FOUND, "returned")
    assert not storage.original(late.file.sha256).exists()
    assert list(trail.verify()) == []


def test_a_quarantine_that_broke_off_is_finished_by_the_sweep(
    late, scanner, monkeypatch, eager_tasks
):
    def die(_sha256):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(storage, "quarantine", die)
        with pytest.raises(KeyboardInterrupt):
            scanning.look_for_viruses(late.file_id)
    assert storage.original(late.file.sha256).exists()

    sweep_files()

    assert not storage.original(late.file.sha256).exists()


def test_a_second_scan_of_the_same_file_changes_nothing(scanner, enrolment, amy):
    file = add_artefact(enrolment, by=amy).file
    before = AuditEvent.objects.count()

    scanning.look_for_viruses(file.pk)

    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("size", [FILE_BYTES + 1, STREAM_BYTES + 1, 400 * STREAM_BYTES])
def test_a_file_that_is_larger_than_the_scanner_takes_is_said_to_be_not_scanned(
    scanner, tmp_path, size
):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(size)

    assert viruses.look_into(path) == viruses.Verdict("", "")


def test_a_file_that_is_too_large_is_not_asked_about_again(scanner, enrolment, amy):
    words = "We counted the stock. " * 1600
    file = add_artefact(enrolment, by=amy, words=words).file

    assert (file.scanned_with, scanning.not_scanned()) == ("", [])
    assert viruses.said_of(file) == "Not scanned: larger than the scanner takes"


def test_a_scanner_that_is_away_says_so(settings, own_storage):
    settings.CLAMD_URL = NOWHERE

    with pytest.raises(viruses.ScannerAway):
        viruses.scanner()


def test_a_bundle_says_that_it_is_quarantined_and_leaves_the_bytes_out(
    late, scanner, enrolment, amy
):
    scanning.look_for_viruses(late.file_id)
    made = building.build(requesting.request(enrolment, edition="learner", by=amy).pk)

    (artefact,) = made.manifest["artefacts"]
    assert made.state == "ready"
    assert artefact["problem"] == f"Quarantined: {FOUND}"
    assert artefact["quarantined"] is True
