"""Drawings: SVG that any reader takes, whatever the figures and the words are."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from evidence.drawing import gantt, line_chart
from evidence.records import kpi

SVG = "{http://www.w3.org/2000/svg}"
FIRST = dt.date(2026, 3, 2)


def points(*values, every=7):
    return [((FIRST + dt.timedelta(at * every)).isoformat(), v) for at, v in enumerate(values)]


def chart(found, **more):
    options = {"width": 760, "amount": lambda value: kpi.amount(value, "<b>&")} | more
    return ElementTree.fromstring(line_chart.drawn(found, **options))


def places(drawn):
    return [(float(dot.get("cx")), float(dot.get("cy"))) for dot in drawn.iter(f"{SVG}circle")]


def is_inside(drawn):
    width, height = float(drawn.get("width")), float(drawn.get("height"))
    return all(0 <= x <= width and 0 <= y <= height for x, y in places(drawn))


@pytest.mark.parametrize(
    "values",
    [
        [4.1],
        [0],
        [-3],
        [5, 5, 5],
        [0, 0],
        [-5, 5],
        [-5, -4.9],
        [1e12, -1e12],
        [1e-9, 2e-9],
        [1000000, 1000001],
    ],
)
@pytest.mark.parametrize("width", [340, 760])
def test_any_figures_are_drawn_inside_the_frame(values, width):
    drawn = chart(points(*values), width=width, target=values[0])

    assert len(places(drawn)) == len(values)
    assert is_inside(drawn)


def test_lower_values_stand_lower_and_later_ones_further_right():
    (left, high), (right, low) = places(chart(points(6.2, 4.1)))

    assert left < right
    assert high < low


def test_days_without_a_value_leave_their_room():
    found = [("2026-01-01", 1), ("2026-01-02", 2), ("2026-12-31", 3)]

    first, second, third = (x for x, _ in places(chart(found)))

    assert third - second > 100 * (second - first)


def test_three_hundred_values_are_one_line_without_a_crowd_of_dots():
    drawn = chart(points(*range(300), every=1))

    line = drawn.find(f"{SVG}polyline")
    assert len(line.get("points").split()) == 300
    assert len(places(drawn)) == 2
    assert len(list(drawn.iter(f"{SVG}text"))) < 30


def test_target_and_change_are_named():
    drawn = chart(points(6, 4), target=4.5, change_on="2026-03-05")

    said = {text.text for text in drawn.iter(f"{SVG}text")}
    assert {"Target 4.5 <b>&", "Changed"} <= said


def test_a_target_far_away_is_inside_too():
    drawn = chart(points(6, 4), target=100)

    lines = [line for line in drawn.iter(f"{SVG}line") if line.get("class") == "chart-target"]
    assert 0 < float(lines[0].get("y1")) < 300


def test_no_drawing_carries_style_or_script_of_its_own():
    svg = gantt.sheets([("<script>a</script>", "2026-05-03", "2026-05-05", "done")])[0][1](760)

    assert "style=" not in svg
    assert "<style" not in svg
    assert "<script" not in svg


def bars(svg):
    return list(ElementTree.fromstring(svg).iter(f"{SVG}rect"))


@pytest.mark.parametrize("width", [340, 760])
def test_each_task_is_a_bar_as_long_as_it_takes(width):
    tasks = [
        ("One", "2026-05-01", "2026-05-02", "done"),
        ("Two", "2026-05-03", "2026-05-06", ""),
    ]
    [(which, draw)] = gantt.sheets(tasks)

    first, second = bars(draw(width))
    assert which == ""
    assert float(second.get("width")) == pytest.approx(2 * float(first.get("width")), abs=0.2)
    assert float(second.get("x")) + float(second.get("width")) <= width


def test_a_plan_of_one_day_and_one_of_eighty_years_are_drawn():
    for start, end in (("2026-05-03", "2026-05-03"), ("1999-01-01", "2080-12-31")):
        [(_, draw)] = gantt.sheets([("Task", start, end, "todo")])
        assert len(bars(draw(760))) == 1


def test_a_long_plan_is_drawn_on_several_sheets_and_counted_through():
    tasks = [(f"Task {n}", "2026-05-01", "2026-05-02", "") for n in range(1, 101)]

    sheets = gantt.sheets(tasks)

    assert [which for which, _ in sheets] == [
        ", tasks 1 to 24", ", tasks 25 to 48", ", tasks 49 to 72", ", tasks 73 to 96",
        ", tasks 97 to 100",
    ]  # fmt: skip
    assert [len(bars(draw(760))) for _, draw in sheets] == [24, 24, 24, 24, 4]
    assert "100. Task 100" in sheets[-1][1](760)


def test_hostile_words_stay_text():
    name = 'a"><script>alert(1)</script>\x00\x1b&'
    [(_, draw)] = gantt.sheets([(name, "2026-05-01", "2026-05-02", "done")])

    said = [text.text for text in ElementTree.fromstring(draw(760)).iter(f"{SVG}text")]

    assert any('a"><script>' in words for words in said)
