"""Wording: what the specification names, in the middle of a sentence."""

import pytest

from portfolio.wording import beginning_small, in_a_sentence, listed, shortened


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Change justification report", "a change justification report"),
        ("Action plan", "an action plan"),
        ("Stakeholder feedback", "stakeholder feedback"),
        ("Meeting minutes", "meeting minutes"),
        ("Lessons learned", "lessons learned"),
        ("Customer feedback from staff", "customer feedback from staff"),
        ("Gantt chart", "a Gantt chart"),
        ("CRM system record", "a CRM system record"),
        ("SLA of the team", "an SLA of the team"),
        ("Variance analysis", "a variance analysis"),
        ("Success criteria", "success criteria"),
        ("Unit plan", "a unit plan"),
    ],
)
def test_a_name_gets_its_article_and_a_small_letter(name, said):
    assert in_a_sentence(name) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Evaluation of the change's impact (evaluation report)", "an evaluation report"),
        ("Adjusted plan (revision)", "an adjusted plan"),
        ("Structured change plan (objectives, timelines)", "a structured change plan"),
        ("KPI: response times", "response times"),
        ("Predefined KPIs / measurable success criteria", "predefined KPIs"),
    ],
)
def test_brackets_and_asides_are_left_out_unless_they_hold_the_usual_name(name, said):
    assert in_a_sentence(name) == said


def test_a_sentence_in_a_sentence_begins_small():
    assert beginning_small("Leaving people out.") == "leaving people out."
    assert beginning_small("KPIs are missing.") == "KPIs are missing."


def test_a_long_text_ends_with_a_whole_word():
    assert shortened("Say who was there", 12) == "Say who was\N{NO-BREAK SPACE}…"
    assert shortened("Say who", 12) == "Say who"


def test_words_are_listed_with_and_before_the_last():
    assert [listed(["E01"]), listed(["E01", "E02", "E03"])] == ["E01", "E01, E02 and E03"]
