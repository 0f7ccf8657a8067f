"""Are the demo's stories told in order, by the rules, and so that nothing waits for ever?"""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from accounts.models import Role
from evidence.models import CrossReference, EvidenceKind
from evidence.records import kinds
from evidence.submission import ANSWER_WITHIN_DAYS
from evidence.written import of_file
from learners.models import Enrolment
from portfolio.demo import figures, loading, others, specification, written
from portfolio.demo.amy import AMY
from portfolio.demo.files import named
from portfolio.demo.steps import (
    OPERATIONAL_CHANGE,
    TOLD_ON,
    Add,
    Ask,
    Confirm,
    Give,
    Judge,
    Map,
    Observe,
    Replace,
    Send,
    SignOff,
    Write,
)
from portfolio.demo.story import ASSESSORS, LEARNERS, PEOPLE, STORIES, person
from qualifications.validation import read_specification


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """What the specification of the demo says, checked as any other."""
    return read_specification(specification.write_to(tmp_path_factory.mktemp("demo"))).data


@pytest.fixture(scope="module")
def criteria(document):
    """The numbers of the criteria by the code of their unit."""
    return {
        unit["code"]: [c["number"] for outcome in unit["outcomes"] for c in outcome["criteria"]]
        for unit in document["units"]
    }


def test_the_specification_is_made_of_shipped_units_and_says_so(document):
    assert [unit["title"] for unit in document["units"]] == [
        "Initiate and implement operational change",
        "Implement quality improvements to customer service",
        "Manage customer service operations",
    ]
    assert document["criteria_origin"] == "centre-devised"
    assert document["qualification"]["number"] is None
    assert "Put together for the demo" in document["qualification"]["facts"][0]["note"]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.learner)
def test_a_story_runs_forward_and_files_are_dated_before_they_are_added(story):
    moments = [step.on for step in story.steps]
    assert moments == sorted(moments)
    assert moments[-1].date() < TOLD_ON
    for step in story.steps:
        if isinstance(step, Add):
            assert named(step.key).dated <= step.on.date()
        if isinstance(step, Replace):
            assert named(step.by_key).dated <= step.on.date()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.learner)
def test_only_what_was_sent_is_judged_and_a_return_says_what_is_missing(story):
    shown, waiting, met = defaultdict(set), set(), set()
    for step in story.steps:
        if isinstance(step, Add | Map | Write | Observe | Give):
            shown[step.key] |= {(step.key, shows.unit, shows.criterion) for shows in step.shows}
        if isinstance(step, Send):
            waiting |= set().union(*(shown[key] for key in step.keys)) - met
        if isinstance(step, Judge):
            decided = {(verdict.unit, verdict.criterion): verdict.met for verdict in step.verdicts}
            assert decided.keys() == {(unit, number) for _, unit, number in waiting}
            assert all(len(verdict.feedback) > 60 for verdict in step.verdicts)
            assert all(bool(verdict.doubts) != verdict.met for verdict in step.verdicts)
            met |= {sent for sent in waiting if decided[sent[1:]]}
            waiting = set()


def written_in(story):
    return [step for step in story.steps if isinstance(step, Write | Observe)]


@pytest.mark.parametrize("step", written_in(AMY), ids=lambda step: step.key)
def test_what_is_written_in_a_story_is_a_record_that_fits_together(step):
    module, title, answers = kinds.read(kinds.record(step.kind, step.title, step.answers))

    assert (title, module.problems(answers)) == (step.title, [])


def test_the_kpi_record_says_the_agreed_figures():
    wait, kept = figures.call_measures()[1], written.average_wait()

    assert wait.shown(kept["baseline"]) == wait.shown(wait.baseline) == "6:36"
    assert kept["target"] == wait.target
    assert [row["value"] for row in kept["values"]] == [w.wait for w in figures.CALL_WEEKS]


def test_who_gives_a_testimony_was_asked_for_it_and_one_is_still_asked():
    asked = {step.key: step for step in AMY.steps if isinstance(step, Ask)}
    given = {step.key: step for step in AMY.steps if isinstance(step, Give)}
    assert (set(asked) - set(given), set(given)) == ({"marek"}, {"tom"})
    assert given["tom"].answers["name"] == asked["tom"].name
    assert set(given["tom"].shows) < set(asked["tom"].shows)
    assert all(step.email.endswith(".example") for step in asked.values())


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.learner)
def test_a_story_says_where_each_criterion_of_its_units_ends(story, criteria):
    assert {unit: list(ends) for unit, ends in story.ends.items()} == {
        unit: criteria[unit] for unit in story.units
    }


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.learner)
def test_a_unit_is_signed_off_and_confirmed_where_all_is_met(story):
    complete = [unit for unit, ends in story.ends.items() if set(ends.values()) == {"met"}]
    assert [step.unit for step in story.steps if isinstance(step, SignOff)] == complete
    assert [step.unit for step in story.steps if isinstance(step, Confirm)] == complete


def test_all_states_of_coverage_appear_in_amys_first_unit():
    ends = next(story.ends for story in STORIES if story.learner == "amy")
    assert set(ends[OPERATIONAL_CHANGE].values()) == {
        "unmapped",
        "mapped",
        "awaiting",
        "not_yet_met",
        "met",
        "needs_reconfirmation",
    }


def test_everybody_has_an_address_of_their_own_and_learners_an_assessor_of_their_centre():
    assert len({somebody.email for somebody in PEOPLE}) == len(PEOPLE)
    assert person("amy").email == "amy@harbour.example"
    assert person("dan").email == "dan@northgate.example"
    without = {somebody.login for somebody in LEARNERS} - set(ASSESSORS)
    assert without == {"femi"}
    for learner, assessor in ASSESSORS.items():
        assert person(assessor).role == Role.ASSESSOR
        assert person(assessor).centre == person(learner).centre


def test_the_others_write_different_texts_and_differ_in_progress():
    texts = [others.note(sketch, kind) for sketch in others.OTHERS for kind in others.NOTES]
    assert (len(others.OTHERS), len(set(texts))) == (12, 48)
    words = Counter(word for sketch in others.OTHERS for word in sketch.progress)
    assert set(words) == {"met", "awaiting", "returned", "mapped"}
    assert sum(len(sketch.units) > 1 for sketch in others.OTHERS) == 3


@pytest.mark.parametrize("sketch", others.OTHERS, ids=lambda sketch: sketch.login)
def test_what_the_others_sent_lies_between_their_start_and_the_day_before_loading(sketch):
    assert len(sketch.days) == len(sketch.progress)
    began = sketch.starts_on
    for kind, progress, moment in sketch.notes:
        steps = others.sent(sketch, kind, progress, moment)
        ended = max([moment, *(step.on for step in steps)]).date()
        assert began <= moment.date() <= ended < TOLD_ON
        began = moment.date()


def test_nobody_waits_for_a_decision_longer_than_two_weeks_and_one_too_long():
    waits = sorted(
        (TOLD_ON - moment.date()).days
        for sketch in others.OTHERS
        for _, progress, moment in sketch.notes
        if progress == "awaiting"
    )
    assert waits[-1] <= 13
    assert [days for days in waits if days > ANSWER_WITHIN_DAYS] == waits[-1:]


@pytest.mark.django_db
def test_the_whole_story_moves_with_the_day_of_loading():
    later = timedelta(days=100)
    femi = next(sketch for sketch in others.OTHERS if sketch.login == "femi")
    ((kind, _, moment),) = femi.notes
    tellers = loading.enrol_everybody({others.note_key(femi, kind): ("n.txt", b"x")}, later=later)
    loading.tell_sketch(tellers["femi"], femi)

    enrolled = Enrolment.objects.get(learner__user__email="femi@harbour.example")
    assert (enrolled.starts_on, enrolled.due_on) == (femi.starts_on + later, femi.due_on + later)
    mapped = enrolled.artefacts.get().cross_references.values_list("created_at", flat=True)
    assert set(mapped) == {moment + later}


@pytest.mark.django_db
def test_what_is_written_in_a_story_is_told_through_the_acts(mailoutbox):
    export = next(step for step in AMY.steps if isinstance(step, Add) and step.key == "amy-export")
    told = (Write, Observe, Ask, Give)
    steps = [step for step in AMY.steps if step == export or isinstance(step, told)]
    later = timedelta(days=30)
    amy = loading.enrol_everybody({"amy-export": ("weeks.csv", b"week,wait\n")}, later=later)["amy"]

    for step in steps:
        amy.tell(step)

    artefacts = {a.kind: a for a in amy.enrolment.artefacts.select_related("file", "uploaded_by")}
    for step in (step for step in steps if isinstance(step, Write | Observe)):
        assert artefacts[step.kind].uploaded_at == step.on + later
    assert artefacts[EvidenceKind.QUESTIONING].uploaded_by == amy.users["ben"]
    testimony = of_file(artefacts[EvidenceKind.TESTIMONY].file).answers
    assert testimony["signed_on"] == "2026-12-10"
    source = of_file(artefacts[EvidenceKind.KPI].file).answers["source"]
    assert source["reference"] == artefacts[EvidenceKind.PRODUCT].reference
    assert [
        asked.witness_name for asked in amy.enrolment.testimony_requests.filter(artefact=None)
    ] == ["Marek Zielinski"]
    shown = CrossReference.objects.current().filter(artefact__kind=EvidenceKind.QUESTIONING)
    assert [reference.criterion.number for reference in shown] == ["2.2"]
    assert mailoutbox == []
