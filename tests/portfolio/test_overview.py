"""The overview: the next steps in words, and whose turn it is since when."""

import datetime as dt

import pytest
from django.utils import timezone

from assessment import coverage
from evidence import submission
from portfolio import overview, progress
from qualifications.models import EvidenceType
from tests.people import DUE_ON, FOUND, add_artefact, find_virus_in, judge, map_to, submit


def steps(enrolment):
    return overview.next_steps(enrolment, coverage.of_enrolment(enrolment))


def turns(enrolment):
    found = overview.turns(enrolment, coverage.of_enrolment(enrolment), ["Ben"], learner="you")
    return {fact["label"]: fact["value"] for fact in found}


def sent_days_ago(artefact, days):
    """Let it have been sent at this time of day, whatever the clocks did since."""
    at = timezone.localtime() - dt.timedelta(days=days)
    artefact.versions.update(submitted_at=at)


@pytest.fixture
def kinds(unit, criteria):
    names = ("Change justification report", "KPI data (KPI report)", "KPI report", "Market trends")
    for position, name in enumerate(names, start=1):
        kind = EvidenceType.objects.create(
            unit=unit, code=f"E{position}", position=position, name=name, category="report"
        )
        kind.criteria.add(criteria["1.1"])


def test_a_gap_says_which_kinds_of_evidence_would_show_it(enrolment, kinds):
    first = steps(enrolment)[0]

    assert first.title == "Find evidence for 1.1"
    assert first.text == (
        "1.1 has no evidence: a change justification report, a KPI report or market trends "
        "would show it."
    )


def test_a_gap_without_known_kinds_says_what_to_show(enrolment):
    assert steps(enrolment)[0].text == "1.1 has no evidence: Plan the count"


def test_long_feedback_is_cut_and_leads_to_the_criterion_in_the_map(enrolment, sent, ben, criteria):
    judge(enrolment, ben, c11=True, c12="Say who was there. " * 20)

    step = steps(enrolment)[0]

    assert step.title == "Act on the feedback for 1.2"
    assert len(step.text) < 130
    assert step.text.endswith("…”")
    assert step.url.endswith(f"&criterion={criteria['1.2'].pk}#criterion-{criteria['1.2'].pk}")


def test_returned_evidence_is_not_offered_to_send_before_it_changes(enrolment, sent, ben, amy):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    assert "Send E01 to be judged" not in [step.title for step in steps(enrolment)]

    sent.refresh_from_db()
    map_to(sent, *(r.criterion for r in sent.cross_references.current()), by=amy, words="Anew.")

    assert "Send E01 to be judged" in [step.title for step in steps(enrolment)]


def test_many_artefacts_to_send_are_counted_in_the_title_and_named_below(enrolment, amy, criteria):
    for number in range(5):
        map_to(add_artefact(enrolment, by=amy, name=f"{number}.txt"), criteria["1.1"], by=amy)

    step = steps(enrolment)[0]

    assert step.title == "Send 5 artefacts to be judged"
    assert step.text.startswith("E01, E02, E03, E04 and E05 are mapped")


def test_it_says_whose_turn_it_is_and_since_when(enrolment, sent):
    sent_days_ago(sent, 4)

    assert turns(enrolment)["With you"] == "2.1 without evidence"
    assert turns(enrolment)["With Ben"] == "1.1 and 1.2, sent 4 days ago."


def test_of_several_that_wait_the_first_that_was_sent_counts(enrolment, sent, amy, criteria):
    sent_days_ago(sent, 4)
    later = map_to(add_artefact(enrolment, by=amy, name="b.txt"), criteria["2.1"], by=amy)
    submit(enrolment, later, by=amy)

    assert turns(enrolment)["With Ben"].endswith(", the first sent 4 days ago.")


def test_the_usual_answer_is_known_after_three_decisions(enrolment, sent, all_met, amy, criteria):
    for artefact in enrolment.artefacts.all():
        sent_days_ago(artefact, 5)
    again = map_to(add_artefact(enrolment, by=amy, name="more.txt"), criteria["1.1"], by=amy)
    submit(enrolment, again, by=amy)
    covered = coverage.of_enrolment(enrolment)

    assert overview.standing(progress.of(enrolment, covered), covered, ["Ben"]) == (
        "Every criterion is met. 1 criterion is with Ben, sent today. "
        "Answers have usually come within 5 days."
    )


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ((50, 4, 4, 1), "The upright line is today. The evidence is ahead of it; "
         "decisions are behind."),
        ((50, 4, 1, 1), "The upright line is today. Evidence and decisions are behind it."),
        ((5, 4, 0, 0), "The upright line is today. The time has only just begun, so nothing is "
         "late."),
        ((6, 4, 0, 0), "The upright line is today. Evidence and decisions are behind it."),
        ((100, 4, 4, 3), "The time is used up. 1 criterion is still open."),
        ((100, 4, 4, 4), "Every criterion is met."),
        ((50, 0, 0, 0), "The criteria of the chosen units are not known here, so there is nothing "
         "to count."),
    ],
)  # fmt: skip
def test_the_pace_is_told_in_words(done, said):
    assert overview.pace(progress.Progress(*done)) == said


def test_time_that_is_left_is_told_until_all_is_met(enrolment, all_met):
    assert "Time left" not in turns(all_met)


def test_time_that_is_over_is_not_left(enrolment):
    enrolment.starts_on, enrolment.due_on = DUE_ON - dt.timedelta(900), DUE_ON - dt.timedelta(800)

    assert "Time left" not in turns(enrolment)


def test_a_virus_that_is_found_comes_before_everything_else(own_storage, enrolment, sent, ben):
    judge(enrolment, ben, c12="Say who was there.")
    find_virus_in(sent.file)

    first, second = steps(enrolment)[:2]

    assert first == overview.Step(
        "Withdraw E01 and add a clean copy",
        f"{FOUND} Nobody can open it.",
        sent.get_absolute_url(),
        "Open E01",
    )
    assert second.title == "Act on the feedback for 1.2"


def test_a_virus_in_accepted_evidence_is_named_and_in_withdrawn_evidence_no_more(
    own_storage, enrolment, sent, amy, ben
):
    judge(enrolment, ben, c11=True, c12=True)
    find_virus_in(sent.file)
    before = steps(enrolment)[0].title
    submission.withdraw(sent, because="It has a virus.", by=amy)

    assert before == "Withdraw E01 and add a clean copy"
    assert [step.title for step in steps(enrolment) if "clean copy" in step.title] == []
