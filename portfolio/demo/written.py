"""What does Amy write in the portfolio itself: a figure, a plan, where something is kept?"""

from portfolio.demo import figures
from portfolio.demo.people import AMY, DEV, GRACE, LEANNE, MAREK, PRIYA, SANJAY, TOM

EVE_OF_GO_LIVE, GO_LIVE = "2026-06-01", "2026-06-02"


def average_wait():
    """The average wait of each week, before and after the call-back queue, as a KPI record says it.

    The baseline stands on the eve of go-live and is the mean of the five weeks before it.
    """
    wait = figures.call_measures()[1]
    return {
        "name": "Average wait until a call is answered",
        "unit": "seconds",
        "better": "lower",
        "baseline": round(wait.baseline),
        "baseline_on": EVE_OF_GO_LIVE,
        "target": wait.target,
        "changed_on": GO_LIVE,
        "change": (
            "Whoever waits can press 1 and is rung back within the hour. Two advisers make "
            "call-backs from 10:00 to 14:00, a third from 10:00 to 12:00 since week 24."
        ),
        "values": [
            {"on": figures.sunday(week.number).isoformat(), "value": week.wait}
            for week in figures.CALL_WEEKS
        ],
        "source_words": "Telephony system, weekly report, column average wait",
    }


def winter_plan():
    """The plan for call-backs from November to January, as it stood on 14 November 2026."""
    tasks = (
        ("Calls of last winter counted by hour", "2026-11-02", "2026-11-06", PRIYA, "done",
         "Peak is 10:00 to 12:00 again"),
        ("Rota for December, breaks first", "2026-11-05", "2026-11-13", GRACE, "done",
         "After 1; advisers chose their turns"),
        ("24 hours of overtime agreed", "2026-11-06", "2026-11-12", DEV, "late",
         "Asked on 6 November; answer promised for the 17th"),
        ("Queue message with the last delivery days", "2026-11-12", "2026-11-19", SANJAY, "doing",
         "Old message stays until it is tested"),
        ("Two advisers from returns trained", "2026-11-16", "2026-11-27", MAREK, "todo",
         "Two hours each, outside their breaks"),
        ("Depots told what customers will hear", "2026-11-23", "2026-11-27", LEANNE, "todo",
         "After 4; each depot answers by the 27th"),
        ("Peak, figure on the board each morning", "2026-11-30", "2026-12-24", AMY, "todo",
         "After 2, 3 and 5"),
        ("Review with the measures of April", "2027-01-11", "2027-01-15", AMY, "todo",
         "With Priya, counted as in June"),
    )  # fmt: skip
    risks = (
        ("Snow or strike: many late deliveries at once", "medium", "high", LEANNE,
         "Late list at 09:30; message says so, so that fewer ring"),
        ("Overtime is not granted", "medium", "medium", AMY,
         "Slots stay at 12 an hour; the promise becomes two hours, said before people book"),
        ("Two advisers ill on the same day", "high", "medium", GRACE,
         "One turn instead of two, as written down in May; nobody is called in from a break"),
        ("New advisers lose heart in the first week", "low", "medium", MAREK,
         "They sit beside somebody for a shift, then start with three slots an hour"),
    )  # fmt: skip
    task_columns = ("task", "start", "end", "owner", "status", "notes")
    risk_columns = ("risk", "likelihood", "impact", "owner", "action")
    return {
        "tasks": [dict(zip(task_columns, task, strict=True)) for task in tasks],
        "risks": [dict(zip(risk_columns, risk, strict=True)) for risk in risks],
    }


def notes_of_talks():
    """Where the notes of Amy's talks with single advisers are kept, and who saw them."""
    return {
        "what": (
            "My notes of five talks, each with one adviser who was against call-back turns: two "
            "in May, two in June, one in October. Each says what I heard, what I offered and "
            "what we agreed, with both our initials."
        ),
        "where": "HR office, Portsmouth, locked cabinet 2, folder “Call-back queue 2026”.",
        "why": (
            "They name people and say how they feel about their work. I promised that the notes "
            "stay with HR."
        ),
        "seen_by": TOM,
        "seen_as": "HR adviser",
        "seen_on": "2026-11-12",
    }
