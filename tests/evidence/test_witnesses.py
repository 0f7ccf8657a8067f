"""A witness is asked under a one-time link, and what the witness signs becomes evidence once."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from audit import trail
from audit.models import AuditEvent
from core import clock
from core.errors import RuleViolation
from evidence import intake, models, scanning, submission, written
from evidence.models import Artefact, StoredFile, Witness
from evidence.states import FileState
from evidence.testimony import links, witnesses
from learners import enrolment as enrolling

ANSWERS = {
    "name": "Paula Reed",
    "job_title": "Operations Manager",
    "relation": "Her line manager",
    "standing": "expert",
    "competence": "Twenty years in the warehouse.",
    "seen_when": "May 2026",
    "seen_where": "Hull",
    "seen": "She counted all of it.\n\nNothing was missing.",
}


def ask(enrolment, amy, criteria, *numbers, email="paula@firm.example", about="The May count"):
    return witnesses.ask(
        enrolment,
        name="Paula Reed",
        email=email,
        about=about,
        criteria=[criteria[number] for number in numbers or ("1.1", "1.2")],
        by=amy,
    )


def give(asked, criteria, *numbers, **other):
    confirmed = [criteria[number] for number in numbers]
    return witnesses.give(asked, ANSWERS | other, confirmed, by=None)


@pytest.fixture
def asked(enrolment, amy, criteria):
    return ask(enrolment, amy, criteria)[0]


class TestAsking:
    def test_only_the_hash_of_the_secret_is_kept(self, enrolment, amy, criteria):
        asked, secret = ask(enrolment, amy, criteria)

        kept = models.TestimonyRequest.objects.values().get()
        assert len(secret) == 43
        assert secret not in str(kept)
        assert links.found(secret) == asked
        assert links.found(kept["secret_sha256"]) is None

    def test_two_links_are_never_alike(self):
        assert links.new_secret() != links.new_secret()

    def test_twice_for_the_same_is_once(self, enrolment, amy, criteria):
        first, secret = ask(enrolment, amy, criteria)

        again, no_secret = ask(enrolment, amy, criteria, email="PAULA@firm.example")

        assert (again, no_secret) == (first, "")
        assert links.found(secret) == first

    def test_is_one_event(self, enrolment, amy, asked):
        event = AuditEvent.objects.order_by("-pk").first()

        assert (event.act, event.by) == ("testimony.asked", amy)
        assert event.data == {"witness": "Paula Reed", "criteria": ["1.1", "1.2"]}
        assert list(trail.verify()) == []

    def test_refuses_the_learner_as_own_witness(self, enrolment, amy, criteria):
        with pytest.raises(RuleViolation, match="your own address"):
            ask(enrolment, amy, criteria, email=amy.email.upper())

    def test_refuses_who_judges_the_learner(self, enrolment, amy, ben, criteria):
        with pytest.raises(RuleViolation, match="Ben is your Assessor here"):
            ask(enrolment, amy, criteria, email=ben.email)

    def test_refuses_no_criterion_and_those_of_other_units(self, enrolment, amy, criteria, owen):
        with pytest.raises(RuleViolation, match="Tick what the witness can confirm"):
            witnesses.ask(
                enrolment, name="P", email="p@firm.example", about="It", criteria=[], by=amy
            )
        choose_another_unit(enrolment, by=owen)
        with pytest.raises(RuleViolation, match="from your own units"):
            ask(enrolment, amy, criteria)

    def test_refuses_the_twenty_first_open_request(self, enrolment, amy, criteria):
        for number in range(witnesses.MOST_OPEN):
            ask(enrolment, amy, criteria, email=f"w{number}@firm.example")

        with pytest.raises(RuleViolation, match="20 people are asked"):
            ask(enrolment, amy, criteria)

        witnesses.take_back(models.TestimonyRequest.objects.first(), by=amy)
        assert ask(enrolment, amy, criteria)[1]

    def test_refuses_in_a_break(self, enrolment, amy, owen, criteria):
        enrolling.pause(enrolment, because="Ill", by=owen)

        with pytest.raises(RuleViolation):
            ask(enrolment, amy, criteria)


class TestAskingAgain:
    def test_the_old_link_ends_and_the_days_begin_anew(self, enrolment, amy, criteria):
        asked, old = ask(enrolment, amy, criteria)
        lapse(asked)

        with clock.standing_at(asked.asked_at + witnesses.BETWEEN_LETTERS):
            again, new = witnesses.ask_again(asked, by=amy)

        assert links.found(old) is None
        assert links.found(new) == asked
        assert links.standing(again) == links.OPEN

    def test_a_second_click_sends_no_second_letter(self, enrolment, amy, criteria):
        asked, link = ask(enrolment, amy, criteria)

        with pytest.raises(RuleViolation, match="was sent a link a moment ago"):
            witnesses.ask_again(asked, by=amy)

        assert links.found(link) == asked

    def test_refuses_what_is_written_or_taken_back(self, enrolment, amy, criteria, asked):
        other, _ = ask(enrolment, amy, criteria, email="sam@firm.example")
        witnesses.take_back(other, by=amy)
        give(asked, criteria, "1.1")

        with pytest.raises(RuleViolation, match="Paula Reed has written it already: E01"):
            witnesses.ask_again(asked, by=amy)
        with pytest.raises(RuleViolation, match="Ask again"):
            witnesses.ask_again(other, by=amy)


class TestTakingBack:
    def test_the_link_ends_and_what_was_typed_goes(self, asked, amy, criteria):
        witnesses.keep_draft(asked, {"seen": "She"})

        witnesses.take_back(asked, by=amy)
        witnesses.take_back(asked, by=amy)

        asked.refresh_from_db()
        assert links.standing(asked) == links.WITHDRAWN
        assert asked.draft == {}
        assert AuditEvent.objects.filter(act="testimony.taken_back").count() == 1
        assert witnesses.keep_draft(asked, {"seen": "She"}) == 0
        with pytest.raises(RuleViolation, match="was withdrawn"):
            give(asked, criteria, "1.1")


class TestGiving:
    def test_becomes_a_draft_of_the_learner_for_what_was_confirmed(self, asked, criteria):
        artefact = give(asked, criteria, "1.2")

        assert (artefact.reference, artefact.state, artefact.kind) == (
            "E01", "draft", "expert_witness",
        )  # fmt: skip
        assert artefact.title == "Expert testimony of Paula Reed"
        assert (artefact.author, artefact.uploaded_by) == ("Paula Reed", None)
        assert [r.criterion.number for r in artefact.cross_references.current()] == ["1.2"]
        assert models.TestimonyRequest.objects.get().artefact == artefact

    def test_of_somebody_from_outside_is_no_expert_s(self, asked, criteria):
        artefact = give(asked, criteria, "1.1", standing="other")

        assert (artefact.kind, artefact.title) == ("witness_testimony", "Testimony of Paula Reed")

    def test_keeps_the_witness_and_every_word_that_was_signed(self, asked, criteria):
        artefact = give(asked, criteria, "1.1", "1.2")

        record = written.of_file(artefact.file)
        confirmed = [
            {"unit": "Count the stock", "number": n, "criterion": criteria[n].text}
            for n in ("1.1", "1.2")
        ]
        assert record.answers == ANSWERS | {
            "asked_for": "The May count",
            "confirmed": confirmed,
            "declaration": "I saw this work myself. What I wrote is true, and in my own words.",
            "signed_on": localdate().isoformat(),
        }
        witness = Witness.objects.values("name", "email", "role", "relation", "competence").get()
        assert witness == {
            "name": "Paula Reed",
            "email": "paula@firm.example",
            "role": "Operations Manager",
            "relation": "Her line manager",
            "competence": "Twenty years in the warehouse.",
        }

    def test_is_one_event_of_nobody_with_the_name_in_it(self, asked, criteria):
        before = AuditEvent.objects.count()

        artefact = give(asked, criteria, "1.1")

        event = AuditEvent.objects.order_by("-pk").first()
        assert AuditEvent.objects.count() == before + 1
        assert (event.act, event.by) == ("testimony.given", None)
        assert event.subject == f"evidence.artefact:{artefact.pk}"
        assert event.data == {"witness": "Paula Reed", "criteria": ["1.1"]}
        assert list(trail.verify()) == []

    def test_twice_is_once_even_in_other_words(self, asked, criteria):
        first = give(asked, criteria, "1.1")

        assert give(asked, criteria, "1.2", seen="Something else.") == first
        assert (Artefact.objects.count(), Witness.objects.count()) == (1, 1)

    def test_refuses_when_the_time_is_over(self, asked, criteria):
        lapse(asked)

        with pytest.raises(RuleViolation, match="time for this testimony is over"):
            give(asked, criteria, "1.1")
        assert nothing_was_kept()

    def test_refuses_in_a_break(self, asked, criteria, enrolment, owen):
        enrolling.pause(enrolment, because="Ill", by=owen)

        with pytest.raises(RuleViolation):
            give(asked, criteria, "1.1")
        assert nothing_was_kept()

    def test_refuses_no_tick_and_ticks_that_nobody_asked_for(self, asked, criteria):
        with pytest.raises(RuleViolation, match="Tick at least one"):
            give(asked, criteria)
        with pytest.raises(RuleViolation, match="Tick only what you were asked"):
            give(asked, criteria, "2.1")
        assert nothing_was_kept()

    def test_refuses_the_same_words_under_another_request(self, enrolment, amy, criteria, asked):
        other, _ = ask(enrolment, amy, criteria, email="paula@home.example")
        give(asked, criteria, "1.1")

        with pytest.raises(RuleViolation, match="word for word"):
            give(other, criteria, "1.1")
        assert Artefact.objects.count() == 1

    def test_a_criterion_of_a_unit_that_left_is_confirmed_but_not_mapped(
        self, asked, criteria, enrolment, owen
    ):
        choose_another_unit(enrolment, by=owen)

        artefact = give(asked, criteria, "1.1")

        assert artefact.cross_references.count() == 0
        assert [c["number"] for c in written.of_file(artefact.file).answers["confirmed"]] == ["1.1"]


class TestWhatTheLearnerMayDo:
    def test_the_words_can_not_be_changed(self, asked, criteria, amy):
        artefact = give(asked, criteria, "1.1")

        with pytest.raises(RuleViolation, match="Paula Reed wrote E01"):
            intake.rewrite(artefact, {"kind": "expert_witness"}, title="Better", by=amy)

    def test_it_can_be_withdrawn(self, asked, criteria, amy):
        artefact = give(asked, criteria, "1.1")

        assert submission.withdraw(artefact, because="Not needed", by=amy).state == "withdrawn"


def test_a_testimony_has_pages(asked, criteria):
    artefact = give(asked, criteria, "1.1", seen="She <b>counted</b> & wrote it down.")

    scanning.scan(artefact.file_id)

    file = StoredFile.objects.get(pk=artefact.file_id)
    assert (file.state, file.reason, file.pages) == (FileState.CLEAN, "", 1)


def choose_another_unit(enrolment, *, by):
    units = [enrolment.specification.units.get(code="order")]
    enrolling.choose_units(enrolment, units, by=by)


def lapse(asked):
    models.TestimonyRequest.objects.filter(pk=asked.pk).update(
        expires_at=clock.now() - dt.timedelta(seconds=1)
    )
    asked.refresh_from_db()


def nothing_was_kept():
    return not (Artefact.objects.exists() or Witness.objects.exists())
