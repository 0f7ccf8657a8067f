"""Intake: bytes kept once and untouched, references in order, refusals that name the file."""

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit import trail
from audit.models import AuditEvent
from core.errors import RuleViolation
from evidence import intake, storage, submission
from evidence.models import Artefact, StoredFile
from learners import enrolment as enrolling
from tests.people import add_artefact, enrolled, text_file

pytestmark = pytest.mark.usefixtures("own_storage")


ACCOUNT = {"kind": "reflective_account", "title": "What I learnt", "answers": {"account": "A."}}


def write(enrolment, *, by, kind="reflective_account"):
    return intake.write(enrolment, ACCOUNT, kind=kind, title="What I learnt", by=by)


def incoming(folder):
    return list((folder / "incoming").iterdir())


def test_a_file_becomes_a_draft_with_the_next_reference(enrolment, amy):
    first = intake.receive(enrolment, text_file("Kick-off_minutes.txt", "One."), by=amy)
    second = intake.receive(enrolment, text_file("two.txt", "Two."), by=amy)

    assert [(a.reference, a.title, a.file_name, a.state) for a in (first, second)] == [
        ("E01", "Kick off minutes", "Kick-off_minutes.txt", "draft"),
        ("E02", "two", "two.txt", "draft"),
    ]


def test_the_bytes_are_kept_untouched_under_their_hash(enrolment, amy):
    words = "Agreed: count on Friday.\r\n\ttabs and ends of line stay"
    artefact = intake.receive(enrolment, text_file(words=words), by=amy)

    assert storage.original(artefact.file.sha256).read_bytes() == words.encode()
    assert artefact.file.sha256 == hashlib.sha256(words.encode()).hexdigest()
    assert artefact.file.size == len(words)


def test_the_same_bytes_of_two_learners_are_stored_once(
    enrolment, amy, centre, specification, owen, own_storage
):
    other = enrolled("zoe", centre=centre, specification=specification, by=owen)
    intake.receive(enrolment, text_file(words="The same."), by=amy)
    intake.receive(other, text_file(words="The same."), by=other.learner.user)

    assert (Artefact.objects.count(), StoredFile.objects.count()) == (2, 1)
    assert len(list((own_storage / "originals").glob("*/*/*"))) == 1


def test_the_inside_of_what_somebody_wrote_does_not_pass_for_an_upload(enrolment, amy, owen):
    written = write(enrolment, by=amy)
    inside = storage.original(written.file.sha256).read_text()
    submission.withdraw(written, because="To be added again.", by=amy)

    with pytest.raises(RuleViolation, match="the inside of something written here"):
        intake.receive(enrolment, text_file(words=inside), by=amy)

    assert enrolment.artefacts.current().count() == 0


def test_the_same_file_twice_in_one_portfolio_is_refused_with_its_reference(enrolment, amy):
    intake.receive(enrolment, text_file("a.txt", "The same."), by=amy)

    with pytest.raises(
        RuleViolation, match=r"^b\.txt was not added: you added this file on .* as E01\."
    ):
        intake.receive(enrolment, text_file("b.txt", "The same."), by=amy)


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(enrolment, amy, settings, own_storage):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    big = SimpleUploadedFile("big.txt", b"x" * (1024 * 1024 + 1))

    with pytest.raises(RuleViolation, match=r"^big\.txt was not added: it is larger than 1 MB\."):
        intake.receive(enrolment, big, by=amy)

    assert incoming(own_storage) == []
    assert Artefact.objects.count() == 0


def test_a_refused_type_leaves_no_bytes(enrolment, amy, own_storage):
    page = SimpleUploadedFile("notes.txt", b"<!doctype html><script>alert(1)</script>")

    with pytest.raises(RuleViolation, match=r"^notes\.txt was not added"):
        intake.receive(enrolment, page, by=amy)

    assert incoming(own_storage) == []
    assert not (own_storage / "originals").exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\amy\\minutes.txt", "minutes.txt"),
        ("Übersicht – März.txt", "Übersicht – März.txt"),
        ("line\nbreak.txt", "line break.txt"),
    ],
)
def test_the_name_is_kept_as_text_and_never_as_a_path(enrolment, amy, given, kept):
    upload = text_file()
    upload._name = given

    assert intake.receive(enrolment, upload, by=amy).file_name == kept


def test_what_was_written_is_evidence_like_any_file(enrolment, amy):
    artefact = write(enrolment, by=amy)

    assert (artefact.kind, artefact.file_name) == ("reflective_account", "what-i-learnt.json")
    assert artefact.file.content_type == "application/vnd.portfolio.record+json"
    assert json.loads(storage.original(artefact.file.sha256).read_text()) == ACCOUNT


def test_written_twice_in_the_same_words_it_is_one_artefact(enrolment, amy):
    first = write(enrolment, by=amy)

    assert write(enrolment, by=amy) == first
    assert enrolment.artefacts.count() == 1


def test_a_title_stands_on_one_line_wherever_it_was_copied_from(enrolment, amy):
    title = " Minutes\u2028of\r\n4 March\u2029"

    received = intake.receive(enrolment, text_file("one.txt", "One."), by=amy, title=title)
    written = intake.write(enrolment, ACCOUNT, kind="reflective_account", title=title, by=amy)

    assert [a.title for a in (received, written)] == ["Minutes of 4 March"] * 2


def test_words_written_here_are_changed_by_who_wrote_them(enrolment, amy, ben):
    artefact = write(enrolment, by=ben, kind="observation")

    with pytest.raises(RuleViolation, match="^Ben wrote E01, and nobody else can change its"):
        intake.rewrite(artefact, {"other": "words"}, title="Mine", by=amy)
    changed = intake.rewrite(artefact, {"other": "words"}, title="Better", by=ben)

    assert (changed.title, changed.uploaded_by) == ("Better", ben)


def test_no_file_takes_the_place_of_what_was_written_here(enrolment, amy, own_storage):
    artefact = write(enrolment, by=amy)

    with pytest.raises(RuleViolation, match="was written here, so no file can take its place"):
        intake.replace_file(artefact, text_file("v2.txt", "Second version."), by=amy)

    artefact.refresh_from_db()
    assert artefact.file_name == "what-i-learnt.json"
    assert incoming(own_storage) == []


def test_a_new_file_for_an_accepted_artefact_makes_it_a_draft_again(all_met, sent, amy):
    replaced = intake.replace_file(sent, text_file("v2.txt", "Second version."), by=amy)

    assert (replaced.state, replaced.file_name) == ("draft", "v2.txt")
    assert replaced.versions.get().file_name == "minutes.txt"


def test_nothing_comes_in_during_a_break_in_learning(enrolment, amy, owen):
    enrolling.pause(enrolment, because="Parental leave", by=owen)

    with pytest.raises(RuleViolation, match="it is paused"):
        add_artefact(enrolment, by=amy)


def test_bytes_that_are_known_already_are_written_down_once(
    enrolment, amy, other_centre, specification, dan, own_storage
):
    first = add_artefact(enrolment, by=amy, checked=False)
    other = enrolled("zoe", centre=other_centre, specification=specification, by=dan)

    second = add_artefact(other, by=other.learner.user, checked=False)

    label = f"evidence.storedfile:{first.file_id}"
    assert second.file_id == first.file_id
    events = AuditEvent.objects.filter(act="artefact.received").order_by("pk")
    assert [label in event.rows for event in events] == [True, False]


def test_what_can_not_come_in_leaves_no_bytes(enrolment, amy, owen, sent, own_storage):
    enrolling.pause(enrolment, because="Parental leave", by=owen)

    with pytest.raises(RuleViolation, match="it is paused"):
        intake.receive(enrolment, text_file("new.txt"), by=amy)
    with pytest.raises(RuleViolation, match="it is paused"):
        write(enrolment, by=amy)
    with pytest.raises(RuleViolation, match="it is paused"):
        intake.replace_file(sent, text_file("v2.txt", "Second version."), by=amy)

    originals = [path for path in own_storage.glob("originals/*/*/*") if path.is_file()]
    assert originals == [storage.original(sent.file.sha256)]


def test_formulas_are_named_when_a_table_comes_whose_bytes_came_as_text(
    enrolment, amy, other_centre, specification, dan
):
    bea = enrolled("bea", centre=other_centre, specification=specification, by=dan)
    words = "week,wait\n1,=1+1\n"
    first = intake.receive(enrolment, text_file("figures.txt", words), by=amy).file
    before = first.found_in_words

    now = intake.receive(bea, text_file("figures.csv", words), by=bea.learner.user).file

    assert (now, before) == (first, [])
    assert now.found_in_words == ["Formulas are shown as text and never worked out."]
    assert list(trail.verify()) == []
