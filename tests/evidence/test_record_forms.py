"""The forms of records: each answer and each row is looked at, and no word is lost."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from evidence.forms.records import RecordForm, typed_of
from evidence.records import account, discussion, in_situ, kpi, plan
from tests.evidence.test_records import IN_SITU, KPI, PLAN, answers

FILES = [{"reference": "E03", "title": "Phone report", "sha256": "a" * 64}]


def typed(module, said, title="Title"):
    return typed_of(module.ASKS, answers(module, said), title=title)


def test_what_is_typed_becomes_the_answers_again():
    form = RecordForm(kpi, typed(kpi, KPI) | {"source": "E03"}, files=FILES)

    assert form.is_valid(), form.errors
    assert form.answers() == answers(kpi, KPI) | {"source": FILES[0]}


def test_a_plan_with_its_rows_comes_back_the_same():
    form = RecordForm(plan, typed(plan, PLAN))

    assert form.is_valid(), form.errors
    assert form.answers() == answers(plan, PLAN)


def test_each_answer_that_is_needed_says_so_in_its_own_words():
    form = RecordForm(in_situ, {})

    assert form.errors == {
        "title": ["Give it a title."],
        "what": ["Say what it is."],
        "where": ["Say where it is kept."],
        "why": ["Say why it can’t be uploaded."],
        "seen_by": ["Name the person who saw it."],
        "seen_as": ["Say what they do."],
        "seen_on": ["Say when it was seen."],
    }


def test_a_day_that_has_not_come_was_not_seen_yet():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    form = RecordForm(in_situ, typed(in_situ, IN_SITU) | {"seen_on": tomorrow.isoformat()})

    assert form.errors == {"seen_on": ["This day has not come yet. Check the date."]}


def test_wrong_rows_are_told_by_their_number_and_keep_their_words():
    data = typed(plan, PLAN) | {
        "tasks-6-task": "Late",
        "tasks-6-start": "5 May 2026",
        "tasks-6-end": "31 June 2026",
    }
    form = RecordForm(plan, data)

    assert form.non_field_errors() == ["Tasks: look at what is marked below."]
    table = form.table("tasks")
    assert table.wrong == [
        "Row 3: there is no such day. Write the day as 3 May 2026, 03/05/2026 or 2026-05-03."
    ]
    end = table.lines()[2]["cells"][2]
    assert (end["value"], end["error"][:13]) == ("31 June 2026", "There is no s")


def test_rows_that_contradict_themselves_are_told_once_they_can_be_read():
    data = typed(plan, PLAN) | {"tasks-1-end": "1 May 2026"}
    form = RecordForm(plan, data)

    assert not form.is_valid()
    assert form.table("tasks").wrong == ["Row 2: the end is before the start."]


def test_empty_rows_between_others_keep_the_numbers_right():
    data = {"title": "T", "tasks-0-task": "", "tasks-1-task": "Roll out"}
    form = RecordForm(plan, data)

    assert not form.is_valid()
    assert form.table("tasks").wrong == ["Row 2: say when it starts.", "Row 2: say when it ends."]


def test_a_choice_that_a_spreadsheet_writes_is_taken_and_another_kept_to_be_seen():
    data = typed(plan, PLAN) | {"tasks-0-status": "Under way", "tasks-1-status": "Parked"}
    form = RecordForm(plan, data)

    assert not form.is_valid()
    first, second = (line["cells"][4] for line in form.table("tasks").lines()[:2])
    assert (first["value"], first["error"]) == ("doing", "")
    assert second["choices"][-1] == ("Parked", "Parked")
    assert second["error"] == "Choose not started, under way, done or late."


def test_more_than_a_hundred_rows_are_refused():
    rows = {f"marks-{n}-at": f"{n // 60}:{n % 60:02}" for n in range(101)}
    rows |= {f"marks-{n}-about": "Something" for n in range(101)}
    form = RecordForm(discussion, rows, titled=False)

    assert not form.is_valid()
    assert form.table("marks").wrong == ["These are 101 rows, and 100 is the most."]


def test_more_rows_are_offered_up_to_the_most():
    form = RecordForm(plan, typed=typed(plan, PLAN), more="tasks")
    full = {f"tasks-{n}-task": "Task" for n in range(99)}

    assert len(form.table("tasks").lines()) == 5
    assert len(RecordForm(plan, typed=full, more="tasks").table("tasks").lines()) == 100


def test_words_are_counted_without_their_tags():
    long = "<p><strong>" + "a" * 100_000 + "</strong></p>"

    assert RecordForm(account, {"title": "T", "account": long}).is_valid()
    errors = RecordForm(account, {"title": "T", "account": long + "<p>b</p>"}).errors
    assert errors["account"] == ["Keep it to 100,000 letters; these are 100,002."]


def test_an_account_of_nothing_but_tags_is_not_written_yet():
    form = RecordForm(account, {"title": "T", "account": "<p><br></p><p>&nbsp;</p>"})

    assert form.errors == {"account": ["Write the account first."]}


def test_a_box_without_scripts_shows_words_and_no_tags():
    form = RecordForm(account, typed={"account": "<p>I <strong>did</strong> it</p>"})

    html = str(form["account"])
    assert ">\nI **did** it</textarea>" in html
    assert 'data-html="&lt;p&gt;I &lt;strong&gt;did' in html


def test_the_draft_holds_what_was_typed_and_nothing_else():
    form = RecordForm(kpi, typed(kpi, KPI) | {"values-1-value": "six", "evil": "x", "read": "y"})

    kept = form.as_draft()
    assert kept["values-1-value"] == "six"
    assert kept["baseline"] == "6.2"
    assert not {"evil", "read"} & kept.keys()
    assert RecordForm(kpi, typed=kept).as_draft() == kept


def test_a_file_of_somebody_else_can_not_be_named():
    form = RecordForm(kpi, typed(kpi, KPI) | {"source": "E99"}, files=FILES)

    assert list(form.errors) == ["source"]


@pytest.mark.parametrize("name", ["title", "what", "seen_by"])
def test_nul_characters_do_no_harm(name):
    form = RecordForm(in_situ, typed(in_situ, IN_SITU) | {name: "One\x00two"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data[name] == "Onetwo"


@pytest.mark.parametrize("letter", ["x", "<p>x</p>", "*", "> "])
def test_a_huge_paste_costs_nothing_and_is_told_at_its_field(letter):
    words = letter * (10_000_000 // len(letter))
    started = time.process_time()

    form = RecordForm(account, {"title": "Title", "account": words})
    shown = str(form["account"])

    assert form.errors == {
        "account": [
            "With its formatting this is longer than 1,000,000 letters. Paste it as plain text, "
            "or keep to what matters."
        ]
    }
    assert len(shown) > len(words)
    assert time.process_time() - started < 2


def test_more_formatting_than_is_kept_is_told_before_it_is_lost():
    words = "<p><strong><em>x</em></strong></p>" * 20_000

    form = RecordForm(account, {"title": "Title", "account": words})

    told = "There is too much formatting in it. Paste it as plain text."
    assert form.errors == {"account": [told]}
