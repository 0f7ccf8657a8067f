"""Uploads in pieces: what is on disk is the beginning of the file, and becomes one artefact."""

import datetime as dt
import hashlib
import os
import shutil

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from audit.models import AuditEvent
from core import clock
from core.errors import RuleViolation
from evidence import forgetting, storage, uploads
from evidence.cage import cage
from evidence.intake import Given
from evidence.models import Artefact, StoredFile, Upload
from tests.evidence import samples
from tests.people import add_artefact

WORDS = b"".join(b"Line %d: we agreed to count the stock.\n" % n for n in range(40))
WHOLE = len(WORDS)


@pytest.fixture
def begun(enrolment, amy, own_storage):
    return uploads.begin(enrolment, Given("minutes.txt", "text/plain"), WHOLE, by=amy)


def send(upload, body, offset, **more):
    return uploads.append(upload, iter([body]), offset=offset, size=len(body), **more)


def on_disk(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


class TestAppending:
    def test_what_breaks_off_keeps_what_came(self, begun):
        there = uploads.append(begun, iter([WORDS[:100]]), offset=0, size=500)

        assert (there, uploads.here(begun)) == (100, 100)

    def test_what_breaks_off_under_a_checksum_counts_for_nothing(self, begun, own_storage):
        expected = "sha256", hashlib.sha256(WORDS[:500]).digest()
        with pytest.raises(uploads.Damaged):
            uploads.append(begun, iter([WORDS[:100]]), offset=0, size=500, checksum=expected)

        assert uploads.here(begun) == 0
        assert on_disk(own_storage) == [begun.token]

    def test_a_second_writer_is_told_to_wait(self, begun):
        def pieces():
            yield WORDS[:10]
            with pytest.raises(uploads.Busy):
                send(begun, b"from elsewhere", 0)
            with pytest.raises(uploads.Busy):
                uploads.finish(begun, by=begun.sent_by)
            yield WORDS[10:20]

        assert uploads.append(begun, pieces(), offset=0, size=20) == 20
        assert storage.incoming(begun.token).read_bytes() == WORDS[:20]

    def test_no_transaction_is_open_while_a_body_comes_in(self, begun, django_assert_num_queries):
        with django_assert_num_queries(0):
            send(begun, WORDS, 0)

    def test_whoever_goes_on_gets_the_full_time_again(self, begun):
        begun.expires_at = clock.now() + dt.timedelta(days=2)
        begun.save()

        send(begun, WORDS[:10], 0)

        begun.refresh_from_db()
        assert begun.expires_at > clock.now() + dt.timedelta(days=6, hours=23)

    def test_no_more_files_are_on_their_way_than_may_be_added_at_once(
        self, begun, enrolment, amy, settings
    ):
        settings.EVIDENCE_MAX_FILES = 2
        uploads.begin(enrolment, Given("two.txt"), 9, by=amy)

        with pytest.raises(RuleViolation, match="^2 files are on their way already"):
            uploads.begin(enrolment, Given("three.txt"), 9, by=amy)

    def test_nothing_stands_in_the_trail_before_it_is_evidence(self, begun, amy):
        before = AuditEvent.objects.count()
        send(begun, WORDS, 0)
        between = AuditEvent.objects.count()
        uploads.finish(begun, by=amy)

        events = AuditEvent.objects.order_by("pk")[before:]
        assert (between, [event.act for event in events]) == (before, ["artefact.received"])


WAITS, COMPUTES = "time.sleep(60)", "exec('while True: pass')"
KILLED, CRASHES = "os.kill(os.getpid(), 9)", "signal.signal(6, signal.SIG_DFL); os.abort()"
SAFE = "The check could not finish just now. Your file is safe; try again in a minute."


class TestChecks:
    @pytest.fixture
    def whole(self, enrolment, amy, own_storage):
        """A PDF that is all here, and not looked at yet."""
        data = samples.pdf()
        upload = uploads.begin(enrolment, Given("plan.pdf"), len(data), by=amy)
        send(upload, data, 0)
        return upload

    @pytest.mark.parametrize(("line", "limits"), [(WAITS, {"seconds": 1}), (KILLED, {})])
    def test_a_busy_machine_tries_once_more_and_keeps_the_bytes(
        self, whole, amy, checks, line, limits, monkeypatch
    ):
        begun = checks(line, **limits)
        with pytest.raises(uploads.Unchecked) as said:
            uploads.finish(whole, by=amy)

        (left,) = uploads.unfinished(whole.enrolment, amy)
        assert (str(said.value), len(begun), left.is_whole) == (SAFE, 2, True)
        monkeypatch.undo()
        assert uploads.finish(whole, by=amy).file_name == "plan.pdf"

    def test_a_check_that_broke_off_once_goes_well_the_second_time(self, whole, amy, checks):
        begun = checks(KILLED, first=1)

        assert (uploads.finish(whole, by=amy).reference, len(begun)) == ("E01", 2)

    def test_a_check_that_can_not_start_keeps_the_bytes(self, whole, amy, monkeypatch):
        def no_cage(*_command, **_more):
            raise cage.CageError("bwrap can't start")

        monkeypatch.setattr(cage, "run", no_cage)
        with pytest.raises(uploads.Unchecked):
            uploads.finish(whole, by=amy)

        assert storage.incoming(whole.token).stat().st_size == whole.length

    @pytest.mark.parametrize(
        ("line", "limits", "tries"), [(COMPUTES, {"processor": 1}, 1), (CRASHES, {}, 2)]
    )
    def test_a_file_that_is_too_heavy_or_breaks_its_check_is_refused(
        self, whole, amy, checks, line, limits, tries, own_storage
    ):
        begun = checks(line, **limits)
        with pytest.raises(RuleViolation, match="^plan.pdf was not added: it takes too much time"):
            uploads.finish(whole, by=amy)

        assert (len(begun), on_disk(own_storage)) == (tries, [])


class TestAfterACrash:
    """The process ended at once at this point; the next request goes on from there."""

    def test_between_keeping_the_bytes_and_the_record(self, begun, amy, own_storage):
        send(begun, WORDS, 0)
        storage.keep(storage.received(storage.incoming(begun.token)))

        artefact = uploads.finish(begun, by=amy)

        assert on_disk(own_storage) == [artefact.file.sha256]
        assert storage.original(artefact.file.sha256).read_bytes() == WORDS

    def test_while_the_bytes_were_looked_at(self, begun, amy, own_storage):
        send(begun, WORDS, 0)
        storage.received(storage.incoming(begun.token))

        artefact = uploads.finish(begun, by=amy)

        assert on_disk(own_storage) == [artefact.file.sha256]

    def test_after_the_record_and_before_the_answer(self, begun, amy, own_storage):
        send(begun, WORDS, 0)
        path = storage.incoming(begun.token)
        shutil.copy(path, path.with_name("aside"))
        first = uploads.finish(begun, by=amy)
        path.with_name("aside").rename(path)

        assert uploads.finish(begun, by=amy) == first
        assert Artefact.objects.count() == 1
        assert on_disk(own_storage) == [first.file.sha256]

    def test_the_sweep_says_when_it_does_not_see_the_folder_that_bytes_come_into(
        self, begun, amy, settings, tmp_path, caplog
    ):
        forgetting.sweep()
        quiet = caplog.messages.copy()
        settings.MEDIA_ROOT = tmp_path / "another machine"
        forgetting.sweep()

        (said,) = caplog.messages
        assert quiet == []
        assert said.startswith("The bytes of 1 unfinished uploads are not in ")

    def test_what_nobody_goes_on_with_is_swept(self, begun, amy, own_storage):
        add_artefact(begun.enrolment, by=amy, checked=False)
        kept = on_disk(own_storage / "originals")
        send(begun, WORDS, 0)
        storage.received(storage.incoming(begun.token))
        long_ago = clock.now().timestamp() - 2 * 24 * 3600
        for path in (own_storage / "incoming").iterdir():
            os.utime(path, (long_ago, long_ago))

        forgetting.sweep()
        with_row = on_disk(own_storage / "incoming")
        Upload.objects.update(expires_at=clock.now())
        forgetting.sweep()

        assert with_row == [begun.token]
        assert on_disk(own_storage) == kept


class Killed(BaseException):
    """The process ends here."""


class OneUpload(RuleBasedStateMachine):
    """A file, a bad line, an impatient person and two tabs."""

    enrolment = folder = None

    @initialize(checked=st.booleans())
    def begin(self, checked):
        self.undone = transaction.atomic()
        self.undone.__enter__()
        shutil.rmtree(self.folder, ignore_errors=True)
        amy = self.enrolment.learner.user
        self.upload = uploads.begin(self.enrolment, Given("a.txt"), WHOLE, by=amy)
        self.checked, self.by = checked, amy
        self.safe, self.state = 0, "coming"

    def is_coming(self):
        return self.state == "coming"

    def sum_of(self, body):
        return ("sha256", hashlib.sha256(body).digest()) if self.checked else None

    @precondition(is_coming)
    @rule(size=st.integers(0, WHOLE))
    def send_on(self, size):
        body = WORDS[self.safe : self.safe + size]
        assert send(self.upload, body, self.safe, checksum=self.sum_of(body)) == self.safe + len(
            body
        )
        self.safe += len(body)

    @precondition(is_coming)
    @rule()
    def send_the_rest(self):
        self.send_on(WHOLE)

    @precondition(is_coming)
    @rule(size=st.integers(1, WHOLE), arrived=st.integers(0, WHOLE), killed=st.booleans())
    def break_off(self, size, arrived, killed):
        body = WORDS[self.safe : self.safe + size]
        came = body[: min(arrived, len(body) - 1)] if body else b""

        def pieces():
            yield came
            if killed:
                raise Killed

        try:
            uploads.append(
                self.upload, pieces(), offset=self.safe, size=len(body), checksum=self.sum_of(body)
            )
        except (Killed, uploads.Damaged):
            if self.checked:
                return
        self.safe += len(came)

    @precondition(is_coming)
    @rule(offset=st.integers(0, WHOLE))
    def send_to_another_place(self, offset):
        if offset != self.safe:
            with pytest.raises(uploads.Misplaced):
                send(self.upload, b"x", offset)

    @precondition(is_coming)
    @rule()
    def send_wrong_bytes(self):
        body = WORDS[self.safe : self.safe + 10]
        with pytest.raises(uploads.Damaged):
            send(self.upload, body, self.safe, checksum=("sha1", b"not this"))

    @precondition(is_coming)
    @rule()
    def send_too_much(self):
        with pytest.raises(uploads.TooMuch):
            send(self.upload, WORDS[self.safe :] + b"x", self.safe)

    @precondition(is_coming)
    @rule()
    def two_at_once(self):
        def pieces():
            with pytest.raises(uploads.Busy):
                send(self.upload, WORDS[self.safe : self.safe + 5], self.safe)
            yield WORDS[self.safe : self.safe + 3]

        size = len(WORDS[self.safe : self.safe + 3])
        self.safe = uploads.append(self.upload, pieces(), offset=self.safe, size=size)

    @precondition(lambda self: self.state == "coming" and self.safe == WHOLE)
    @rule()
    def die_while_finishing(self):
        storage.keep(storage.received(storage.incoming(self.upload.token)))
        self.state = "coming"

    @rule()
    def finish(self):
        if self.state == "done" or (self.state == "coming" and self.safe == WHOLE):
            artefact = uploads.finish(self.upload, by=self.by)
            assert (artefact.file_name, artefact.file.size) == ("a.txt", WHOLE)
            self.state = "done"
        else:
            expected = uploads.Misplaced if self.state == "coming" else uploads.Gone
            with pytest.raises(expected):
                uploads.finish(self.upload, by=self.by)

    @rule()
    def forget(self):
        forgetting.forget(self.upload, by=self.by)
        self.state = "gone" if self.state == "coming" else self.state

    @rule()
    def let_it_expire(self):
        Upload.objects.update(expires_at=clock.now())
        forgetting.sweep()
        self.state = {"coming": "gone", "done": "swept"}.get(self.state, self.state)

    @invariant()
    def the_bytes_are_the_beginning_of_the_file(self):
        if self.state == "coming":
            assert storage.incoming(self.upload.token).read_bytes() == WORDS[: self.safe]
            assert uploads.here(self.upload) == self.safe

    @invariant()
    def it_is_one_artefact_or_none(self):
        became = self.state in ("done", "swept")
        assert self.enrolment.artefacts.count() == (1 if became else 0)
        assert StoredFile.objects.count() == (1 if became else 0)

    @invariant()
    def no_bytes_are_left_behind(self):
        if self.state in ("done", "swept"):
            assert on_disk(self.folder) == [hashlib.sha256(WORDS).hexdigest()]
        else:
            assert len(on_disk(self.folder / "incoming")) == (self.state == "coming")

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def test_whatever_happens_it_is_the_beginning_of_the_file_or_one_artefact(enrolment, own_storage):
    class Machine(OneUpload):
        pass

    Machine.enrolment, Machine.folder = enrolment, own_storage
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            # Making a failure small takes minutes: every step asks the database.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
