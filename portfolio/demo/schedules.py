"""Which tasks, dates and owners stand in the four Gantt charts?"""

from datetime import date

from portfolio.demo.charts import Task
from portfolio.demo.people import (
    AISHA,
    AMY,
    CALLUM,
    DUNCAN,
    GRACE,
    HANNAH,
    JOE,
    KERRY,
    LEANNE,
    MARIA,
    PRIYA,
    SANJAY,
)

MAY_HOLIDAYS = ((date(2026, 5, 4), "bank hol."), (date(2026, 5, 25), "bank hol."))


def on(month, day, year=2026):
    """A day of 2026, unless another year is given."""
    return date(year, month, day)


CALL_BACK_PLAN_1 = (
    Task(
        "Justification read and agreed",
        f"{AMY}, D. Malhotra",
        on(4, 16),
        on(4, 20),
        100,
        "1  Prepare",
    ),
    Task("Kick-off: KPIs and targets agreed", AMY, on(4, 23), on(4, 23), 0, "1  Prepare"),
    Task("Baseline measured, weeks 18–21", PRIYA, on(4, 27), on(5, 24), 0, "1  Prepare"),
    Task("Risk register, first review", AMY, on(4, 27), on(4, 30), 0, "1  Prepare"),
    Task("One-to-one talks with all advisers", AMY, on(4, 28), on(5, 15), 0, "1  Prepare"),
    Task("Call-back queue set up", SANJAY, on(5, 5), on(5, 15), 0, "2  Build"),
    Task("Rota with ring-fenced slots", GRACE, on(5, 6), on(5, 18), 0, "2  Build"),
    Task("Script and quality checklist", KERRY, on(5, 5), on(5, 13), 0, "2  Build"),
    Task("Test: 20 calls to ourselves", SANJAY, on(5, 18), on(5, 19), 0, "2  Build"),
    Task(
        "Training, four groups",
        f"{AMY}, M. Zielinski",
        on(5, 18),
        on(5, 22),
        0,
        "3  Train and tell",
    ),
    Task("Notice to depots, web page", LEANNE, on(5, 18), on(5, 22), 0, "3  Train and tell"),
    Task("Go-live", AMY, on(5, 26), on(5, 26), 0, "4  Run and review"),
    Task("Daily stand-up", AMY, on(5, 26), on(6, 12), 0, "4  Run and review"),
    Task("Weekly KPI review", PRIYA, on(6, 1), on(7, 10), 0, "4  Run and review"),
    Task("Review with sponsor", AMY, on(7, 16), on(7, 16), 0, "4  Run and review"),
)
CALL_BACK_PLAN_2 = (
    Task(
        "Justification read and agreed",
        f"{AMY}, D. Malhotra",
        on(4, 16),
        on(4, 20),
        100,
        "1  Prepare",
    ),
    Task("Kick-off: KPIs and targets agreed", AMY, on(4, 23), on(4, 23), 0, "1  Prepare"),
    Task(
        "Baseline measured, weeks 18–22",
        PRIYA,
        on(4, 27),
        on(5, 31),
        70,
        "1  Prepare",
        (on(4, 27), on(5, 24)),
    ),
    Task(
        "Risk register, weekly review",
        AMY,
        on(4, 27),
        on(6, 19),
        45,
        "1  Prepare",
        (on(4, 27), on(4, 30)),
    ),
    Task("One-to-one talks with all advisers", AMY, on(4, 28), on(5, 15), 100, "1  Prepare"),
    Task(
        "NEW  Listening session, rota", f"{AMY}, T. Fielding", on(5, 20), on(5, 20), 0, "1  Prepare"
    ),
    Task(
        "Call-back queue set up", SANJAY, on(5, 5), on(5, 22), 85, "2  Build", (on(5, 5), on(5, 15))
    ),
    Task(
        "Rota with ring-fenced slots",
        GRACE,
        on(5, 6),
        on(5, 26),
        80,
        "2  Build",
        (on(5, 6), on(5, 18)),
    ),
    Task("Script and quality checklist", KERRY, on(5, 5), on(5, 13), 100, "2  Build"),
    Task(
        "Test: 20 calls to ourselves",
        SANJAY,
        on(5, 26),
        on(5, 27),
        0,
        "2  Build",
        (on(5, 18), on(5, 19)),
    ),
    Task(
        "Training, four groups",
        f"{AMY}, M. Zielinski",
        on(5, 20),
        on(5, 29),
        25,
        "3  Train and tell",
        (on(5, 18), on(5, 22)),
    ),
    Task(
        "Notice to depots, web page",
        LEANNE,
        on(5, 26),
        on(5, 29),
        0,
        "3  Train and tell",
        (on(5, 18), on(5, 22)),
    ),
    Task("Go-live", AMY, on(6, 2), on(6, 2), 0, "4  Run and review", (on(5, 26), on(5, 26))),
    Task(
        "Daily stand-up", AMY, on(6, 2), on(6, 19), 0, "4  Run and review", (on(5, 26), on(6, 12))
    ),
    Task(
        "Weekly KPI review",
        PRIYA,
        on(6, 8),
        on(7, 14),
        0,
        "4  Run and review",
        (on(6, 1), on(7, 10)),
    ),
    Task("Review with sponsor", AMY, on(7, 16), on(7, 16), 0, "4  Run and review"),
)
REFUND_PLAN_1 = (
    Task(
        "Justification agreed",
        f"{JOE}, M. Santos",
        on(12, 18, 2025),
        on(12, 22, 2025),
        100,
        "1  Prepare",
    ),
    Task("Kick-off: KPIs and targets agreed", JOE, on(1, 8), on(1, 8), 0, "1  Prepare"),
    Task("Baseline measured, weeks 2–6", HANNAH, on(1, 5), on(2, 8), 10, "1  Prepare"),
    Task("Risk register and reviews", JOE, on(1, 12), on(3, 20), 0, "1  Prepare"),
    Task("Workshop with duty managers", JOE, on(1, 20), on(1, 20), 0, "1  Prepare"),
    Task("Refund authority policy, limit £50", CALLUM, on(1, 12), on(1, 30), 0, "2  Build"),
    Task("Permissions in booking system", DUNCAN, on(1, 19), on(2, 6), 0, "2  Build"),
    Task("Decision guide, reason codes", AISHA, on(1, 19), on(1, 30), 0, "2  Build"),
    Task(
        "Training, two pilot hotels", f"{JOE}, A. Khan", on(2, 9), on(2, 13), 0, "3  Train and tell"
    ),
    Task(
        "Training, other three hotels",
        f"{JOE}, A. Khan",
        on(2, 16),
        on(2, 27),
        0,
        "3  Train and tell",
    ),
    Task("Pilot: Plymouth and Falmouth", AISHA, on(2, 16), on(3, 1), 0, "4  Run and review"),
    Task("Go-live, all five hotels", JOE, on(3, 2), on(3, 2), 0, "4  Run and review"),
    Task("Weekly KPI review", HANNAH, on(2, 16), on(4, 19), 0, "4  Run and review"),
    Task("Review with sponsor", MARIA, on(4, 30), on(4, 30), 0, "4  Run and review"),
)
REFUND_PLAN_2 = (
    Task("Baseline measured, weeks 2–6", HANNAH, on(1, 5), on(2, 8), 100, "1  Prepare"),
    Task(
        "Risk register and reviews",
        JOE,
        on(1, 12),
        on(4, 17),
        50,
        "1  Prepare",
        (on(1, 12), on(3, 20)),
    ),
    Task("Workshop with duty managers", JOE, on(1, 20), on(1, 20), 0, "1  Prepare"),
    Task("Refund authority policy, limit £50", CALLUM, on(1, 12), on(1, 30), 100, "2  Build"),
    Task("NEW  Policy: limit £75, daily check", CALLUM, on(2, 26), on(3, 6), 20, "2  Build"),
    Task("Permissions in booking system", DUNCAN, on(1, 19), on(2, 6), 100, "2  Build"),
    Task(
        "Training, two pilot hotels",
        f"{JOE}, A. Khan",
        on(2, 9),
        on(2, 13),
        100,
        "3  Train and tell",
    ),
    Task(
        "Training, other three hotels",
        f"{JOE}, A. Khan",
        on(2, 16),
        on(3, 6),
        60,
        "3  Train and tell",
        (on(2, 16), on(2, 27)),
    ),
    Task("NEW  Half hour on reason codes", AISHA, on(3, 2), on(3, 6), 0, "3  Train and tell"),
    Task(
        "Pilot: Plymouth and Falmouth",
        AISHA,
        on(2, 16),
        on(3, 8),
        52,
        "4  Run and review",
        (on(2, 16), on(3, 1)),
    ),
    Task(
        "Go-live, all five hotels",
        JOE,
        on(3, 9),
        on(3, 9),
        0,
        "4  Run and review",
        (on(3, 2), on(3, 2)),
    ),
    Task("Weekly KPI review", HANNAH, on(2, 16), on(4, 19), 17, "4  Run and review"),
    Task("Review with sponsor", MARIA, on(4, 30), on(4, 30), 0, "4  Run and review"),
)
