"""Who are the ten other learners at Harbour, how far are they, and what did they write?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

LATEST = datetime(2026, 11, 17, 18, 30, tzinfo=UTC)
"""No note is sent after this moment."""
NOTES = ("case", "plan", "diary", "result")
"""One short text for each of the four outcomes, in their order."""

CRITERIA = {
    "case": ("1.1", "1.2"),
    "plan": ("2.1", "2.2"),
    "diary": ("3.1", "3.2"),
    "result": ("4.1", "4.2"),
}
TITLES = {
    "case": "Why we change",
    "plan": "Plan, people and risks",
    "diary": "Diary of the first weeks",
    "result": "Before and after",
}
FEEDBACK = {
    "case": "The reason is clear and has a figure behind it. Name your source each time.",
    "plan": "Dates, people, risks and messages are there. Say who agreed to the hours.",
    "diary": "You name a doubt and what you did about it. That is what this criterion asks for.",
    "result": "Before and after are counted the same way, and you say what did not work.",
}
RETURNED = {
    "case": "Tell me which figure made you act, and which aim of your firm it serves.",
    "plan": "I can see the steps but no risk. What could stop you, and what would you do then?",
    "diary": "It all goes smoothly here. Who was against it? Pick one person and tell me more.",
    "result": "There is a figure after the change but none before. What did you measure in "
    "advance?",
}


@dataclass(frozen=True)
class Sketch:
    """One learner in short; `progress` has a word for each of the four outcomes.

    The words: met, awaiting, returned, mapped, or nothing. `state` is the enrolment's.
    """

    login: str
    name: str
    assessor: str
    employer: str
    change: str
    trouble: str
    measure: str
    before: str
    after: str
    starts_on: date
    due_on: date
    progress: tuple[str, str, str, str]
    state: str = "active"


OTHERS = (
    Sketch(
        "aaliyah",
        "Aaliyah Hussain",
        "ben",
        "Penfold Opticians",
        "text reminders two days before an eye test",
        "The front desk thought that reminders would bring more changes than they save.",
        "missed appointments a week",
        "31",
        "17",
        date(2026, 2, 2),
        date(2027, 2, 1),
        ("met", "met", "awaiting", ""),
    ),
    Sketch(
        "siobhan",
        "Siobhan Murphy",
        "ben",
        "Larkhill Water",
        "one case owner for each leak report",
        "Two teams feared to be left with the other’s cases.",
        "days until a leak case is closed",
        "11.4",
        "6.8",
        date(2026, 3, 9),
        date(2027, 3, 8),
        ("met", "returned", "", ""),
    ),
    Sketch(
        "mateusz",
        "Mateusz Kowalski",
        "tess",
        "Brightwell Garden Centres",
        "a single till for returns and exchanges",
        "Weekend staff had not been told and sent customers back to the queue.",
        "minutes that a return takes",
        "14",
        "6",
        date(2026, 5, 4),
        date(2027, 5, 3),
        ("met", "awaiting", "mapped", ""),
    ),
    Sketch(
        "blessing",
        "Blessing Adebayo",
        "ben",
        "Orchard Row Housing",
        "repairs booked in the first call",
        "Contractors did not want their diaries opened.",
        "calls for one repair",
        "3.2",
        "1.6",
        date(2025, 11, 3),
        date(2026, 12, 4),
        ("met", "met", "met", "awaiting"),
    ),
    Sketch(
        "gurpreet",
        "Gurpreet Singh",
        "tess",
        "Castlegate Parking",
        "appeals answered by e-mail instead of letter",
        "The legal team wanted paper for everything.",
        "days until an appeal is answered",
        "19",
        "8",
        date(2026, 6, 1),
        date(2027, 5, 31),
        ("awaiting", "mapped", "", ""),
    ),
    Sketch(
        "elin",
        "Elin Rhys",
        "ben",
        "Gwynfor Dairy Deliveries",
        "an order line in Welsh and English with the same waiting time",
        "The evening shift had two Welsh speakers and felt the load.",
        "share of Welsh calls answered in Welsh",
        "54%",
        "91%",
        date(2025, 10, 6),
        date(2026, 10, 5),
        ("met", "met", "met", "met"),
    ),
    Sketch(
        "kwame",
        "Kwame Mensah",
        "ben",
        "Fourways Buses",
        "lost property logged by drivers on the day",
        "Drivers saw it as desk work.",
        "items given back within a week",
        "38%",
        "67%",
        date(2026, 1, 12),
        date(2027, 1, 11),
        ("met", "met", "returned", ""),
        "paused",
    ),
    Sketch(
        "andreea",
        "Andreea Popescu",
        "tess",
        "Willow and Finch Veterinary Group",
        "estimates sent before treatment",
        "Two vets found it a distrust of their word.",
        "disputed bills a month",
        "26",
        "9",
        date(2026, 7, 6),
        date(2027, 7, 5),
        ("returned", "", "", ""),
    ),
    Sketch(
        "xinyi",
        "Xin Yi Tan",
        "ben",
        "Kestrel Mobile Repairs",
        "a photograph of every telephone at drop-off",
        "Technicians said that it costs a minute they do not have.",
        "claims for scratches a month",
        "15",
        "4",
        date(2026, 8, 3),
        date(2027, 8, 2),
        ("mapped", "", "", ""),
    ),
    Sketch(
        "harriet",
        "Harriet Cole",
        "tess",
        "Saltmarsh Leisure",
        "class bookings moved from the desk to a telephone team",
        "Regulars over seventy missed a face they knew.",
        "calls that go unanswered on Mondays",
        "62",
        "23",
        date(2026, 10, 5),
        date(2027, 10, 4),
        ("", "", "", ""),
    ),
)

_TEXTS = {
    "case": """\
{title}
{name}, {employer}

Today: {measure}: {before}. I counted four weeks, every working day, from our own system.
I want to introduce {change}. It serves our aim to be easy to deal with,
which the firm measures by complaints and by the yearly survey. I compared three ways and talked
with two colleagues and one customer before I chose this one.
""",
    "plan": """\
{title}
{name}, {employer}

The change: {change}.
Week 1: agree the measure ({measure}, today {before}) with my manager.
Week 2: talk with everyone who is touched by it. Week 3: short training, half an hour each.
Week 4: start with one shift. Week 6: everyone. Week 12: look back.
People: me, four hours a week; one colleague for the figures, one hour.
Risk: {trouble} Answer: ask them first, change what can be changed, say what can't.
Who is told: team at the Monday briefing, manager by a half-page each Friday, customers by a notice.
""",
    "diary": """\
{title}
{name}, {employer}

First week. {trouble} I asked what would have to be different, and wrote it down.
Second week. We changed the order of two steps. The figure moved a little, then stayed.
Third week. I moved the start for everybody by four days, because training was not finished.
Fifth week. The colleague who had said no showed it to a new starter. I did not expect that.
""",
    "result": """\
{title}
{name}, {employer}

Measure, agreed before the start: {measure}. Before: {before}. After eight weeks: {after}.
What customers said: mostly good; three found the old way more personal, and we kept it for them.
What did not work: I measured one thing only, and can't say what it cost in time.
Next time: agree two measures, talk with the evening shift in the first week.
""",
}


def note(sketch, kind):
    """The bytes of one short text: `kind` is one of NOTES."""
    facts = {
        field: getattr(sketch, field)
        for field in ("name", "employer", "change", "trouble", "measure", "before", "after")
    }
    return _TEXTS[kind].format(title=TITLES[kind], **facts).encode()
