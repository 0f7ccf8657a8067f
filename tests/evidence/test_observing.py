"""What an assessor saw or asked is a draft of the learner, marked as the assessor's."""

import pytest

from audit import trail
from audit.models import AuditEvent
from core.errors import RuleViolation
from evidence import authors, intake, mapping, observing, scanning, submission
from evidence.models import Artefact
from learners import enrolment as enrolling
from tests.people import judge, submit

SEEN = {
    "place": "Hull",
    "seen_on": "2026-05-03",
    "began": "",
    "ended": "",
    "seen": "<p>She counted all of it.</p>",
}


@pytest.fixture
def recorded(enrolment, ben, criteria):
    artefact = observing.record(
        enrolment, "observation", SEEN, [criteria["1.1"]], title="The May count", by=ben
    )
    scanning.scan(artefact.file_id)
    return Artefact.objects.get()


def test_is_a_draft_for_the_criteria_that_were_ticked(recorded, ben):
    assert (recorded.reference, recorded.state, recorded.kind) == ("E01", "draft", "observation")
    assert [r.criterion.number for r in recorded.cross_references.current()] == ["1.1"]
    assert authors.sentence(recorded) == "Observed and written by Ben, assessor."


def test_questioning_is_the_assessor_s_as_well(enrolment, ben, criteria):
    asked = {
        "asked_by": "Ben",
        "asked_on": "2026-05-03",
        "questions": [{"question": "Why?", "answer": "To know."}],
    }

    artefact = observing.record(enrolment, "questioning", asked, [], title="Why", by=ben)

    assert authors.sentence(artefact) == "Asked and written down by Ben, assessor."


def test_is_one_event_of_the_assessor(recorded, ben):
    event = AuditEvent.objects.get(act="observation.recorded")

    assert (event.by, event.data) == (ben, {"criteria": ["1.1"]})
    assert list(trail.verify()) == []


def test_twice_in_the_same_words_is_once(recorded, enrolment, ben, criteria):
    again = observing.record(
        enrolment, "observation", SEEN, [criteria["1.1"]], title="The May count", by=ben
    )

    assert again == recorded
    assert AuditEvent.objects.filter(act="observation.recorded").count() == 1


def test_refuses_own_work_other_units_and_a_break(enrolment, amy, ben, owen, criteria):
    with pytest.raises(RuleViolation, match="own work"):
        observing.record(enrolment, "observation", SEEN, [], title="Mine", by=amy)
    another = [enrolment.specification.units.get(code="order")]
    enrolling.choose_units(enrolment, another, by=owen)
    with pytest.raises(RuleViolation, match="own units"):
        observing.record(enrolment, "observation", SEEN, [criteria["1.1"]], title="It", by=ben)
    enrolling.pause(enrolment, because="Ill", by=owen)
    with pytest.raises(RuleViolation):
        observing.record(enrolment, "observation", SEEN, [], title="It", by=ben)
    assert Artefact.objects.count() == 0


def test_the_learner_can_not_change_its_words_or_what_it_is(recorded, amy):
    with pytest.raises(RuleViolation, match="Ben wrote E01"):
        intake.rewrite(recorded, {"kind": "observation"}, title="Better", by=amy)
    with pytest.raises(RuleViolation, match="can’t be that kind"):
        mapping.cross_reference(
            recorded, [], title=recorded.title, kind="reflective_account", by=amy
        )
    with pytest.raises(RuleViolation, match="Ben wrote E01, so its title stays"):
        mapping.cross_reference(recorded, [], title="Mine", kind="observation", by=amy)


def test_the_learner_may_withdraw_it_with_a_reason(recorded, amy):
    assert submission.withdraw(recorded, because="Another day", by=amy).state == "withdrawn"


def test_sent_by_the_learner_it_is_judged_by_who_wrote_it(recorded, enrolment, amy, ben):
    submit(enrolment, recorded, by=amy)

    judge(enrolment, ben, c11=True)

    recorded.refresh_from_db()
    assert recorded.state == "accepted"
    assert recorded.versions.get().submitted_by == amy
