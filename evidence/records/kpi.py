"""A KPI record: one figure before and after a change, against its target."""

from evidence.drawing import line_chart
from evidence.records import parts
from evidence.records.asking import CHOICE, DAY, FILE, NUMBER, WORDS, Ask, Rows
from evidence.records.values import day_in_words, number_in_words

HEADING = "Record a KPI"
LEAD = "One figure over time, before and after what you changed. It is drawn as a chart."
GOOD_FOR = "Figures before and after a change, with a target: drawn as a chart."
ICON = "up"
HINTS = (
    "The same figure, counted the same way, on both sides of the change.",
    "A baseline from before the change: without one, nobody can see what it did.",
    "A target that was set before the result was known.",
    "Where the figures come from, so that they can be checked.",
)
UNITS_BEFORE = ("£", "€", "$")
ASKS = (
    Ask("name", "What is measured", needed="Say what is measured.",
        help="Such as average time to answer"),
    Ask("unit", "Unit", needed="Say in which unit, such as %, minutes, £ or calls.", longest=30,
        help="Such as %, minutes, £ or calls"),
    Ask("better", "Better is", CHOICE, needed="Say which way is better.",
        choices=(("lower", "lower"), ("higher", "higher"))),
    Ask("baseline", "Baseline", NUMBER, needed="Give the figure from before the change.",
        help="The figure from before the change"),
    Ask("baseline_on", "Baseline taken on", DAY, needed="Say when the baseline was taken.",
        past=True, help="Such as 3 May 2026, 03/05/2026"),
    Ask("target", "Target", NUMBER, help="The figure that was to be reached"),
    Ask("changed_on", "Changed on", DAY, past=True, help="The day from which the change held"),
    Ask("change", "What changed", WORDS, longest=2000,
        help="What you changed to move the figure"),
    Rows(
        "values",
        "Values over time",
        (
            Ask("on", "Date", DAY, needed="Say when.", past=True,
                also=("day", "when", "week", "month", "week ending", "period")),
            Ask("value", "Value", NUMBER, needed="Give the value.",
                also=("figure", "result", "actual", "score", "number")),
        ),
        one="Value",
        needed="Give at least one value beside the baseline.",
        start=4,
        imports=True,
    ),
    Ask("source", "Where the figures come from", FILE,
        help="One of your files, kept with its fingerprint"),
    Ask("source_words", "Or in words", help="Such as the weekly report of the phone system"),
)  # fmt: skip


def problems(answers):
    """Return (where, sentence) of what doesn't fit together."""
    found, seen = [], {}
    for at, row in enumerate(answers["values"]):
        if row["on"] in seen:
            first = seen[row["on"]] + 1
            found.append((("values", at, "on"), f"Row {first} has a value for this day already."))
        seen.setdefault(row["on"], at)
    if answers["change"] and not answers["changed_on"]:
        found.append(("changed_on", "Say when it changed."))
    if answers["changed_on"] and not answers["change"]:
        found.append(("change", "Say what changed."))
    return found


def shown(answers):
    """Return the parts of the record: its figures in words, the chart, the table."""
    points = series(answers)
    unit = answers["unit"]

    def draw(width):
        return line_chart.drawn(
            points,
            width=width,
            amount=lambda value: amount(value, unit),
            target=answers["target"] if answers["target"] != "" else None,
            change_on=answers["changed_on"],
        )

    rows = [[day_in_words(on), amount(value, unit), word] for on, value, word in _listed(answers)]
    return [
        parts.said(*sentences(answers)),
        parts.drawing(answers["name"], draw, " ".join(sentences(answers))),
        parts.table("Values over time", ["Date", "Value", "Note"], rows, numbers=(1,)),
        parts.prose(answers["change"], "What changed") if answers["change"] else parts.said(),
        parts.facts(
            ("Measured", f"{answers['name']}, in {unit}; {answers['better']} is better"),
            ("Changed on", day_in_words(answers["changed_on"]) if answers["changed_on"] else ""),
            ("Source", _source(answers)),
            ("Fingerprint of the source (SHA-256)", (answers["source"] or {}).get("sha256", "")),
        ),
    ]


def sentences(answers):
    """Return what the figures say: baseline, latest, and when the target was reached."""
    latest_on, latest = series(answers)[-1]
    before = f"Baseline {_on(answers, answers['baseline'], answers['baseline_on'])}"
    now = f"latest {_on(answers, latest, latest_on)}"
    return [f"{before}, {now}: {_moved(answers, latest)}.", _against_target(answers)]


def series(answers):
    """Return the (day, value) pairs with the baseline among them, in the order of time.

    A value of the baseline's own day comes after it.
    """
    return [(on, value) for on, value, _ in _points(answers)]


def amount(value, unit):
    """Return a figure with its unit as people write it: £1,250, 6.2%, 4 minutes."""
    if unit in UNITS_BEFORE:
        sign = "−" if value < 0 else ""
        return f"{sign}{unit}{number_in_words(abs(value))}"
    return f"{number_in_words(value)}{'' if unit == '%' else ' '}{unit}"


def reached_on(answers):
    """Return the first day from the change on, else after the baseline, that met the target."""
    if answers["target"] == "":
        return ""
    start = answers["changed_on"] or answers["baseline_on"]
    return next((on for on, value in series(answers) if on >= start and _meets(answers, value)), "")


def _points(answers):
    """Return (day, value, whether it is the baseline) in the order of time."""
    points = [(row["on"], row["value"], False) for row in answers["values"]]
    baseline = (answers["baseline_on"], answers["baseline"], True)
    return sorted([baseline, *points], key=lambda point: (point[0], not point[2]))


def _listed(answers):
    """Yield (day, value, what is special about it), the baseline said as such."""
    reached = reached_on(answers)
    for on, value, is_baseline in _points(answers):
        words = ["Baseline"] if is_baseline else []
        words += ["Target reached"] if on == reached else []
        yield on, value, ", ".join(words)


def _moved(answers, latest):
    change = latest - answers["baseline"]
    if not change:
        return "no change"
    better = (change < 0) == (answers["better"] == "lower")
    by = amount(abs(round(change, 10)), answers["unit"])
    return f"{by} {'lower' if change < 0 else 'higher'}, which is {'better' if better else 'worse'}"


def _against_target(answers):
    if answers["target"] == "":
        return "No target was set."
    target, reached = amount(answers["target"], answers["unit"]), reached_on(answers)
    if not reached:
        return f"The target of {target} is not reached yet."
    start = answers["changed_on"] or answers["baseline_on"]
    after = "the change" if answers["changed_on"] else "the baseline"
    week = line_chart.days_between(start, reached) // 7 + 1
    on = day_in_words(reached)
    return f"The target of {target} was reached on {on}, in week {week} after {after}."


def _on(answers, value, day):
    return f"{amount(value, answers['unit'])} on {day_in_words(day)}"


def _meets(answers, value):
    if answers["better"] == "lower":
        return value <= answers["target"]
    return value >= answers["target"]


def _source(answers):
    file = answers["source"]
    named = f"{file['reference']} {file['title']}" if file else ""
    return "; ".join(words for words in (named, answers["source_words"]) if words)
