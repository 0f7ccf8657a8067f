"""Records: what is read as a day or a number, which JSON is a record, what its figures say."""

import json

import pytest

from evidence.records import kinds, kpi, parts, plan, reading, values
from evidence.records.reading import NotARecord

KPI = {
    "name": "Time to answer",
    "unit": "minutes",
    "better": "lower",
    "baseline": 6.2,
    "baseline_on": "2026-03-02",
    "target": 4.5,
    "change": "Call-backs moved to the morning.",
    "changed_on": "2026-04-01",
    "values": [{"on": "2026-06-01", "value": 4.1}, {"on": "2026-05-18", "value": 4.4}],
}
PLAN = {
    "tasks": [
        {"task": "Brief the team", "start": "2026-05-03", "end": "2026-05-05", "status": "done"},
        {"task": "Roll out", "start": "2026-05-06", "end": "2026-06-30", "status": "todo"},
    ]
}
IN_SITU = {
    "what": "A notice",
    "where": "Staff room",
    "why": "It hangs there.",
    "seen_by": "Paula Reed",
    "seen_as": "Manager",
    "seen_on": "2026-05-04",
}


def answers(module, said):
    return reading.answers_of(module.ASKS, said)


@pytest.mark.parametrize(
    "words", ["3 May 2026", "03/05/2026", "3.5.2026", "2026-05-03", "3rd may, 2026", "3-May-2026"]
)
def test_a_day_is_read_as_people_write_it(words):
    assert values.day(words) == "2026-05-03"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("soon", values.HOW_A_DAY),
        ("31 June 2026", f"There is no such day. {values.HOW_A_DAY}"),
        ("1 January 1949", "This is before 1950. Check the year."),
        ("1 January 2126", "This is after 2099. Check the year."),
    ],
)
def test_what_is_no_day_is_told_how_to_write_one(words, sentence):
    with pytest.raises(ValueError, match=rf"^{sentence}$"):
        values.day(words)


@pytest.mark.parametrize(
    ("words", "number"),
    [("4.5", 4.5), ("1,250", 1250), ("£1,250.50", 1250.5), ("-£4", -4), ("6.2%", 6.2), ("−3", -3)],
)
def test_a_number_is_read_with_its_signs(words, number):
    assert values.number(words) == number


@pytest.mark.parametrize("words", ["1e5", "nan", "inf", "six", "1,2", "", "9" * 400, "٣"])
def test_what_is_no_number_is_told_so(words):
    with pytest.raises(ValueError, match="^Write it as a number"):
        values.number(words)


@pytest.mark.parametrize(
    ("words", "time"), [("14:30", "14:30"), ("2.30 pm", "14:30"), ("12am", "00:00")]
)
def test_a_time_is_read_as_people_write_it(words, time):
    assert values.clock(words) == time


def test_a_moment_of_a_recording_is_kept_in_seconds():
    assert (values.moment("04:10"), values.moment("1:02:03")) == (250, 3723)
    with pytest.raises(ValueError, match="minutes and seconds"):
        values.moment("04:75")


def test_empty_answers_are_not_kept_so_that_the_same_words_are_the_same_bytes():
    said = answers(kpi, KPI)

    record = kinds.record("kpi_record", "Time", said)

    assert record["answers"] == KPI
    assert said["source_words"] == ""


def test_a_record_is_read_back_as_it_was_kept():
    record = kinds.record("plan", "Roll-out", answers(plan, PLAN))

    module, title, said = kinds.read(reading.load(json.dumps(record)))

    assert (module, title) == (plan, "Roll-out")
    assert said == answers(plan, PLAN)


@pytest.mark.parametrize(
    "change",
    [
        {"value": "4"},
        {"value": True},
        {"value": 1e308},
        {"value": None},
        {"value": [4]},
        {"on": 20260503},
        {"on": "soon"},
        {"on": "2026-05-03T00:00"},
        {"more": "answers"},
    ],
)
def test_a_row_of_another_shape_is_no_record(change):
    row = {"on": "2026-05-18", "value": 4.4} | change
    record = {"kind": "kpi_record", "title": "T", "answers": KPI | {"values": [row]}}

    with pytest.raises(NotARecord):
        kinds.read(record)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"kind": "plan", "title": "T"},
        {"kind": ["plan"], "title": "T", "answers": {}},
        {"kind": "unheard_of", "title": "T", "answers": {}},
        {"kind": "plan", "title": "T", "answers": {}},
        {"kind": "plan", "title": "T", "answers": {"tasks": [{}]}},
        {"kind": "plan", "title": "T", "answers": {"tasks": PLAN["tasks"] * 51}},
        {"kind": "in_situ", "title": "T" * 121, "answers": IN_SITU},
        {"kind": "in_situ", "title": "\ud800", "answers": IN_SITU},
        {"kind": "in_situ", "title": "T", "answers": IN_SITU | {"what": {"a": 1}}},
    ],
)
def test_other_json_is_no_record(value):
    with pytest.raises(NotARecord):
        kinds.read(value)


@pytest.mark.parametrize("text", ["", "{", "NaN", "[" * 100_000, '{"a": -Infinity}', "9" * 9000])
def test_what_is_no_json_is_no_record(text):
    with pytest.raises(NotARecord):
        kinds.read(reading.load(text))


def test_a_kpi_record_says_what_its_figures_show():
    assert kpi.sentences(answers(kpi, KPI)) == [
        "Baseline 6.2 minutes on 2 March 2026, latest 4.1 minutes on 1 June 2026: "
        "2.1 minutes lower, which is better.",
        "The target of 4.5 minutes was reached on 18 May 2026, in week 7 after the change.",
    ]


def test_a_value_of_the_baselines_own_day_stands_beside_it():
    said = answers(kpi, KPI | {"values": [{"on": "2026-03-02", "value": 5.9}]})

    assert kpi.series(said) == [("2026-03-02", 6.2), ("2026-03-02", 5.9)]
    drawing = next(part for part in kpi.shown(said) if part["sort"] == parts.DRAWING)
    assert drawing["draw"](760).count('class="chart-dot"') == 2
    table = next(part for part in kpi.shown(said) if part["sort"] == parts.TABLE)
    assert [[cell["text"] for cell in row] for row in table["rows"]] == [
        ["2 March 2026", "6.2 minutes", "Baseline"],
        ["2 March 2026", "5.9 minutes", ""],
    ]
    assert kpi.sentences(said)[0].startswith(
        "Baseline 6.2 minutes on 2 March 2026, latest 5.9 minutes on 2 March 2026"
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"target": 3}, "The target of 3 minutes is not reached yet."),
        ({"target": ""}, "No target was set."),
        (
            {"changed_on": "", "change": ""},
            "The target of 4.5 minutes was reached on 18 May 2026, in week 12 after the baseline.",
        ),
    ],
)
def test_a_kpi_record_says_how_the_target_stands(change, sentence):
    assert kpi.sentences(answers(kpi, KPI) | change)[1] == sentence


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [("£", 1250, "£1,250"), ("£", -3.5, "−£3.5"), ("%", 6.2, "6.2%"), ("calls", 3, "3 calls")],
)
def test_a_figure_stands_with_its_unit(unit, value, words):
    assert kpi.amount(value, unit) == words


def test_two_values_for_one_day_are_told_apart_by_row():
    rows = [{"on": "2026-05-18", "value": 4}, {"on": "2026-05-18", "value": 5}]

    found = kpi.problems(answers(kpi, KPI | {"values": rows}))

    assert found == [(("values", 1, "on"), "Row 1 has a value for this day already.")]


def test_a_task_that_ends_before_it_starts_is_told():
    late = PLAN["tasks"][0] | {"end": "2026-05-01"}

    found = plan.problems(answers(plan, {"tasks": [PLAN["tasks"][1], late]}))

    assert found == [(("tasks", 1, "end"), "The end is before the start.")]


def test_a_plan_says_how_much_is_planned_and_how_it_stands():
    said = plan.summary(answers(plan, PLAN))

    assert said == "2 tasks from 3 May 2026 to 30 June 2026: 1 not started, 1 done."


def test_prior_learning_lacks_its_date_until_it_is_given():
    given = {"achieved_on": "2024-05-03", "awarded_by": "City College"}

    assert kinds.missing("rpl", {}) == "Say when it was achieved first."
    assert kinds.missing("rpl", given) == ""
    assert kinds.missing("professional_discussion", {}) == ""
    assert kinds.missing("product_evidence", {}) == ""
