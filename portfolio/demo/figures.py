"""Which figures do all documents of the two demo stories share?"""

from dataclasses import dataclass
from datetime import date, timedelta

RESOLUTION_SAMPLE = 200
"""Contacts checked by hand each week for first-contact resolution."""


@dataclass(frozen=True)
class CallWeek:
    """One ISO week of 2026 in customer contact at Harbour Home Deliveries."""

    number: int
    offered: int
    abandoned: int
    wait: int
    handling: int
    surveyed: int
    satisfied: int
    complaints: int
    resolved: int
    booked: int = 0
    kept: int = 0


@dataclass(frozen=True)
class RefundWeek:
    """One ISO week of 2026 in guest relations at Quayside Hotels."""

    number: int
    requests: int
    at_once: int
    days: float
    surveyed: int
    satisfied: int
    complaints: int
    value: int
    checked: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Measure:
    """One KPI agreed before the change, with what was found before and after it."""

    name: str
    definition: str
    baseline: float | None
    target: float
    after: float
    form: str
    lower_is_better: bool
    agreed: str = ""

    @property
    def reached(self):
        """True when the figure after the change is at the target or better."""
        if self.lower_is_better:
            return self.after <= self.target
        return self.after >= self.target

    def shown(self, value):
        """A figure of this measure as people write it, such as 6:36 or 18.6%."""
        if value is None:
            return "not measured"
        return SHOWN[self.form](value)

    @property
    def promise(self):
        """The target as agreed before the baseline was known."""
        return self.agreed or self.sign

    @property
    def sign(self):
        """The target in words, such as "at most 10.0%"."""
        return f"{'at most' if self.lower_is_better else 'at least'} {self.shown(self.target)}"


SHOWN = {
    "share": lambda value: f"{value * 100:.1f}%",
    "clock": lambda value: f"{round(value) // 60}:{round(value) % 60:02d}",
    "count": lambda value: f"{value:.1f}",
    "days": lambda value: f"{value:.1f}",
    "pounds": lambda value: f"£{value:.2f}",
}

CALL_WEEKS = (
    CallWeek(18, 4310, 810, 402, 372, 212, 144, 31, 142),
    CallWeek(19, 3985, 733, 391, 368, 198, 136, 27, 143),
    CallWeek(20, 4260, 801, 398, 375, 221, 149, 33, 141),
    CallWeek(21, 4185, 762, 385, 370, 207, 141, 29, 142),
    CallWeek(22, 3960, 744, 404, 371, 190, 129, 30, 142),
    CallWeek(23, 4240, 610, 311, 381, 204, 145, 24, 141, 386, 274),
    CallWeek(24, 4180, 460, 241, 374, 206, 157, 17, 144, 512, 430),
    CallWeek(25, 4225, 401, 214, 372, 214, 169, 14, 146, 548, 499),
    CallWeek(26, 4090, 352, 195, 371, 199, 159, 12, 147, 531, 494),
    CallWeek(27, 4155, 341, 188, 373, 208, 170, 10, 146, 560, 526),
    CallWeek(28, 4035, 329, 182, 370, 203, 169, 11, 147, 544, 512),
)
CALLS_BEFORE = CALL_WEEKS[:5]
CALLS_GO_LIVE = CALL_WEEKS[5]
CALLS_AFTER = CALL_WEEKS[6:]

CALL_MONTHS = (
    # month, calls offered, abandoned, average wait in seconds, complaints about waiting, CSAT %
    ("January", 17650, 2965, 341, 98, 72),
    ("February", 16980, 2972, 362, 109, 70),
    ("March", 18240, 3320, 389, 131, 69),
)
COMPLAINT_REASONS = (
    ("Nobody answered before I gave up", 131),
    ("Waited more than ten minutes", 97),
    ("Rang again, told the story twice", 61),
    ("Passed between people", 31),
    ("Other", 18),
)
CALLS_BY_HOUR = (
    # hour of the day, calls offered, calls that the rota can answer (average weekday in March)
    (8, 52, 60),
    (9, 84, 72),
    (10, 118, 78),
    (11, 112, 78),
    (12, 88, 66),
    (13, 70, 62),
    (14, 62, 72),
    (15, 58, 76),
    (16, 64, 76),
    (17, 60, 68),
    (18, 34, 44),
)
CALL_BUDGET = (
    # what, planned £, spent £
    ("Telephony supplier: change request for the call-back queue", 1850, 1850),
    ("Training cover: 14 advisers for 2 hours each, 28 hours", 448, 448),
    ("Overtime in go-live week", 495, 363),
    ("Reserve for text messages and recording", 407, 215),
)

REFUND_WEEKS = (
    RefundWeek(2, 148, 34, 6.4, 61, 37, 9, 6290),
    RefundWeek(3, 155, 36, 6.1, 58, 35, 8, 6510),
    RefundWeek(4, 161, 37, 6.6, 64, 39, 11, 6850),
    RefundWeek(5, 158, 35, 6.2, 60, 36, 10, 6640),
    RefundWeek(6, 163, 38, 6.3, 62, 37, 9, 6930),
    RefundWeek(7, 150, 34, 6.3, 59, 36, 9, 6400),
    RefundWeek(8, 152, 62, 4.9, 60, 39, 8, 6480, 10, 1),
    RefundWeek(9, 157, 71, 4.4, 63, 43, 7, 6720, 10, 1),
    RefundWeek(10, 155, 76, 4.2, 61, 43, 7, 6610, 10, 0),
    RefundWeek(11, 159, 103, 3.1, 62, 45, 6, 6800, 16, 1),
    RefundWeek(12, 160, 119, 2.4, 64, 49, 4, 6850, 16, 2),
    RefundWeek(13, 165, 129, 2.1, 66, 53, 4, 7060, 16, 1),
    RefundWeek(14, 171, 138, 1.9, 68, 55, 3, 7330, 16, 1),
    RefundWeek(15, 168, 137, 1.8, 65, 54, 3, 7190, 16, 0),
    RefundWeek(16, 162, 134, 1.8, 63, 53, 2, 6930, 16, 0),
)
REFUNDS_BEFORE = REFUND_WEEKS[:5]
REFUNDS_PILOT = REFUND_WEEKS[6:9]
REFUNDS_AFTER = REFUND_WEEKS[10:]

REFUND_SIZES = (
    # band, requests of October to December 2025, share that duty managers approved %
    ("up to £25", 742, 98),
    ("£25.01 to £50", 586, 97),
    ("£50.01 to £75", 371, 96),
    ("£75.01 to £150", 238, 88),
    ("over £150", 103, 71),
)


def monday(week):
    """The Monday on which an ISO week of 2026 begins."""
    return date.fromisocalendar(2026, week, 1)


def sunday(week):
    """The Sunday on which an ISO week of 2026 ends."""
    return monday(week) + timedelta(days=6)


def total(weeks, name):
    """The sum of one field over weeks."""
    return sum(getattr(week, name) for week in weeks)


def rate(weeks, part, whole):
    """One field's sum divided by another's, or None where the other is nothing."""
    return total(weeks, part) / total(weeks, whole) if total(weeks, whole) else None


def mean_by(weeks, name, weight):
    """The mean of one field, each week counting by another."""
    weighed = sum(getattr(week, name) * getattr(week, weight) for week in weeks)
    return weighed / total(weeks, weight)


def a_week(weeks, name):
    """One field's mean over the weeks, each week counting once."""
    return total(weeks, name) / len(weeks)


def call_measures():
    """The six KPIs of Amy's change, agreed on 23 April 2026, in the order of the report."""
    return tuple(_measured(kpi, CALLS_BEFORE, CALLS_AFTER) for kpi in CALL_KPIS)


def call_backs_kept():
    """The share of booked call-backs that were made within the promised hour, weeks 24 to 28."""
    return rate(CALLS_AFTER, "kept", "booked")


def refund_measures():
    """The six KPIs of Joe's change, agreed on 8 January 2026, in the order of the report."""
    return tuple(_measured(kpi, REFUNDS_BEFORE, REFUNDS_AFTER) for kpi in REFUND_KPIS)


def share_of_sizes(bands):
    """The first so many bands of refund sizes as a share of all requests, October to December."""
    return sum(row[1] for row in REFUND_SIZES[:bands]) / sum(row[1] for row in REFUND_SIZES)


def spent():
    """Planned and spent pounds of Amy's change."""
    return sum(row[1] for row in CALL_BUDGET), sum(row[2] for row in CALL_BUDGET)


CALL_KPIS = (
    # name, how counted, form, at least or at most, target (None: 5% above baseline), reckoning
    (
        "Calls abandoned",
        "abandoned ÷ offered",
        "share",
        "most",
        0.10,
        lambda weeks: rate(weeks, "abandoned", "offered"),
    ),
    (
        "Average wait",
        "minutes until answered",
        "clock",
        "most",
        240,
        lambda weeks: mean_by(weeks, "wait", "offered"),
    ),
    (
        "Customer satisfaction (CSAT)",
        "answers 4 or 5 of 5 ÷ all answers",
        "share",
        "least",
        0.78,
        lambda weeks: rate(weeks, "satisfied", "surveyed"),
    ),
    (
        "Complaints about waiting",
        "a week",
        "count",
        "most",
        15,
        lambda weeks: a_week(weeks, "complaints"),
    ),
    (
        "Solved at first contact",
        f"of {RESOLUTION_SAMPLE} contacts checked a week",
        "share",
        "least",
        0.75,
        lambda weeks: a_week(weeks, "resolved") / RESOLUTION_SAMPLE,
    ),
    (
        "Average handling time",
        "minutes of talk and notes",
        "clock",
        "most",
        None,
        lambda weeks: mean_by(weeks, "handling", "offered"),
    ),
)
REFUND_KPIS = (
    (
        "Decided at first contact",
        "decided at once ÷ refund requests",
        "share",
        "least",
        0.75,
        lambda weeks: rate(weeks, "at_once", "requests"),
    ),
    (
        "Working days until decided",
        "mean over all requests",
        "days",
        "most",
        3.0,
        lambda weeks: mean_by(weeks, "days", "requests"),
    ),
    (
        "Guests satisfied with the outcome",
        "answers 4 or 5 of 5 ÷ all answers",
        "share",
        "least",
        0.75,
        lambda weeks: rate(weeks, "satisfied", "surveyed"),
    ),
    (
        "Complaints about refund delay",
        "a week",
        "count",
        "most",
        4,
        lambda weeks: a_week(weeks, "complaints"),
    ),
    (
        "Refund per request",
        "pounds refunded ÷ requests",
        "pounds",
        "most",
        None,
        lambda weeks: rate(weeks, "value", "requests"),
    ),
    (
        "Errors in finance’s sample",
        "wrong ÷ checked; a new check",
        "share",
        "most",
        0.02,
        lambda weeks: rate(weeks, "wrong", "checked"),
    ),
)


def _measured(kpi, before, after):
    name, definition, form, bound, target, reckon = kpi
    baseline = reckon(before)
    return Measure(
        name=name,
        definition=definition,
        baseline=baseline,
        target=baseline * 1.05 if target is None else target,
        after=reckon(after),
        form=form,
        lower_is_better=bound == "most",
        agreed="at most 5% above baseline" if target is None else "",
    )
