"""How far has each criterion come: the six states, each from its cause."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment import coverage
from assessment.states import Coverage
from evidence import intake, scanning, submission
from tests.people import add_artefact, enrolled, judge, map_to, submit


def states(enrolment):
    """Return {criterion number: state}."""
    return {
        covered.criterion.number: covered.state
        for covered in coverage.of_enrolment(enrolment).criteria
    }


def test_nothing_is_mapped_at_first(enrolment):
    assert states(enrolment) == dict.fromkeys(["1.1", "1.2", "2.1"], Coverage.UNMAPPED)


def test_a_draft_that_shows_a_criterion_makes_it_mapped(enrolment, amy, criteria):
    map_to(add_artefact(enrolment, by=amy), criteria["2.1"], by=amy)

    assert states(enrolment)["2.1"] == Coverage.MAPPED


def test_submitted_evidence_awaits_a_decision(enrolment, sent):
    assert states(enrolment) == {
        "1.1": Coverage.AWAITING,
        "1.2": Coverage.AWAITING,
        "2.1": Coverage.UNMAPPED,
    }


def test_decisions_make_criteria_met_or_not_yet_met(enrolment, sent, ben):
    judge(enrolment, ben, c11=True, c12="Say who was there.")

    assert states(enrolment) == {
        "1.1": Coverage.MET,
        "1.2": Coverage.NOT_YET_MET,
        "2.1": Coverage.UNMAPPED,
    }


def test_resubmitted_evidence_awaits_again_while_met_stays_met(enrolment, sent, ben, amy, criteria):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    submit(enrolment, sent, by=amy, answer="Names are on page 1 now.")

    assert states(enrolment) == {
        "1.1": Coverage.MET,
        "1.2": Coverage.AWAITING,
        "2.1": Coverage.UNMAPPED,
    }


def test_a_replaced_file_makes_what_it_showed_need_reconfirmation(all_met, sent, amy):
    intake.replace_file(sent, SimpleUploadedFile("better.txt", b"Better minutes."), by=amy)

    assert states(all_met) == {
        "1.1": Coverage.NEEDS_RECONFIRMATION,
        "1.2": Coverage.NEEDS_RECONFIRMATION,
        "2.1": Coverage.MET,
    }


def test_a_changed_page_makes_only_its_criterion_need_reconfirmation(all_met, sent, amy, criteria):
    claims = [criteria["1.1"], criteria["1.2"]]
    map_to(sent, *claims, by=amy)
    assert states(all_met)["1.1"] == Coverage.MET

    map_to(sent, claims[0], by=amy)

    assert states(all_met) == {
        "1.1": Coverage.MET,
        "1.2": Coverage.NEEDS_RECONFIRMATION,
        "2.1": Coverage.MET,
    }


def test_judged_again_after_a_change_it_is_met_again(all_met, sent, amy, ben):
    replaced = intake.replace_file(
        sent, SimpleUploadedFile("better.txt", b"Better minutes."), by=amy
    )
    scanning.scan(replaced.file_id)
    submit(all_met, sent, by=amy)
    judge(all_met, ben, c11=True, c12=True)

    assert set(states(all_met).values()) == {Coverage.MET}


def test_withdrawn_evidence_leaves_its_criterion_unmapped(enrolment, amy, criteria):
    artefact = map_to(add_artefact(enrolment, by=amy), criteria["2.1"], by=amy)
    submission.withdraw(artefact, because="Wrong file.", by=amy)

    assert states(enrolment)["2.1"] == Coverage.UNMAPPED


def test_another_learner_on_the_same_unit_is_not_touched(sent, centre, specification, owen):
    other = enrolled("zoe", centre=centre, specification=specification, by=owen)

    assert set(states(other).values()) == {Coverage.UNMAPPED}


def test_the_fingerprint_changes_with_what_is_covered(all_met, sent, amy, unit):
    before = coverage.of_enrolment(all_met).of_unit(unit.pk).fingerprint
    assert coverage.of_enrolment(all_met).of_unit(unit.pk).fingerprint == before

    intake.replace_file(sent, SimpleUploadedFile("better.txt", b"Better minutes."), by=amy)

    assert coverage.of_enrolment(all_met).of_unit(unit.pk).fingerprint != before


@pytest.fixture
def several(all_met, centre, specification, owen):
    return [
        all_met,
        *(
            enrolled(name, centre=centre, specification=specification, by=owen)
            for name in ("zoe", "yan")
        ),
    ]


def test_it_asks_as_often_for_three_learners_as_for_one(several):
    with CaptureQueriesContext(
        connection,
    ) as one:
        coverage.of_enrolments(several[:1])
    with CaptureQueriesContext(connection) as three:
        coverage.of_enrolments(several)

    assert len(three) == len(one)


@pytest.mark.parametrize("place", range(8))
def test_what_is_sent_and_judged_while_it_reads_breaks_nothing(
    enrolment, sent, amy, ben, criteria, place
):
    asked = []

    def come_in():
        other = add_artefact(enrolment, by=amy, name="other.txt")
        map_to(other, criteria["1.1"], by=amy)
        submit(enrolment, other, by=amy)
        judge(enrolment, ben, c11=True)

    def amid(execute, *query):
        asked.append(query)
        # What comes in asks as well, so this is true only once.
        if len(asked) == place + 1:
            come_in()
        return execute(*query)

    with connection.execute_wrapper(amid):
        first = states(enrolment)["1.1"]

    assert first in (Coverage.AWAITING, Coverage.MET)
    assert states(enrolment)["1.1"] == Coverage.MET
