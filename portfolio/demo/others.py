"""Who are the other learners at Harbour, how far are they, and what did they write?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portfolio.demo.steps import (
    OPERATIONAL_CHANGE,
    QUALITY_IMPROVEMENTS,
    TOLD_ON,
    Judge,
    Send,
    Shows,
    Verdict,
)

ANSWERED_AFTER = timedelta(days=3)
BREAK_BEGAN = datetime(2026, 10, 27, 11, 0, tzinfo=UTC)
"""When the one learner on a break paused."""
NOTES = ("case", "plan", "diary", "result")
"""One short text for each of the four outcomes, in their order."""

CRITERIA = {
    "case": ("1.1", "1.2"),
    "plan": ("2.1", "2.2"),
    "diary": ("3.1", "3.2"),
    "result": ("4.1", "4.2"),
}
IN_THE_SECOND_UNIT = {"plan": "1.1", "diary": "2.1", "result": "3.1"}
"""What a note shows beside that, when the learner chose quality improvements too."""
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

    The words: met, awaiting, returned, mapped, or nothing. `days` says how many days before
    TOLD_ON each note was added and sent. `state` is the enrolment's.
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
    progress: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    units: tuple[str, ...] = (OPERATIONAL_CHANGE,)
    state: str = "active"

    @property
    def notes(self):
        """Return [(kind, progress, moment)] of what was added, earliest first."""
        return [
            (kind, word, datetime.combine(TOLD_ON - timedelta(days), time(18, 30), tzinfo=UTC))
            for kind, word, days in zip(NOTES, self.progress, self.days, strict=False)
        ]


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
        ("met", "met", "awaiting"),
        (201, 118, 2),
        (OPERATIONAL_CHANGE, QUALITY_IMPROVEMENTS),
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
        date(2026, 12, 18),
        ("met", "returned"),
        (150, 5),
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
        ("met", "awaiting", "mapped"),
        (96, 5, 4),
        (OPERATIONAL_CHANGE, QUALITY_IMPROVEMENTS),
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
        (310, 205, 71, 11),
        (OPERATIONAL_CHANGE, QUALITY_IMPROVEMENTS),
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
        date(2026, 8, 31),
        date(2027, 8, 30),
        ("awaiting", "mapped"),
        (2, 1),
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
        date(2026, 12, 11),
        ("met", "met", "met", "met"),
        (290, 180, 88, 9),
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
        ("met", "met", "returned"),
        (240, 139, 62),
        state="paused",
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
        ("returned",),
        (20,),
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
        ("mapped",),
        (33,),
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
    ),
    Sketch(
        "femi",
        "Femi Adeola",
        "",
        "Bellwether Broadband",
        "one visit instead of two for a new line",
        "Planners and fitters each kept a list of their own.",
        "new lines that need a second visit",
        "29%",
        "12%",
        date(2026, 10, 26),
        date(2027, 10, 25),
        ("mapped",),
        (3,),
    ),
    Sketch(
        "noor",
        "Noor Siddiqui",
        "ben",
        "Ashdown Ferries",
        "delays told by text before people leave home",
        "The harbour office did not want to be the one who says it.",
        "calls an hour on a day with delays",
        "140",
        "75",
        date(2026, 11, 17),
        date(2027, 11, 16),
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


def shown_by(sketch, kind):
    """Return the cross-references of a note: two criteria, and one of the second unit if chosen."""
    title = TITLES[kind]
    shows = [Shows(number, 1, title) for number in CRITERIA[kind]]
    if QUALITY_IMPROVEMENTS in sketch.units and kind in IN_THE_SECOND_UNIT:
        shows.append(Shows(IN_THE_SECOND_UNIT[kind], 1, title, QUALITY_IMPROVEMENTS))
    return tuple(shows)


def sent(sketch, kind, progress, moment):
    """Return the steps after a note was added: sent, and judged, as far as `progress` says."""
    key = note_key(sketch, kind)
    sending = Send(moment, (key,))
    if progress == "mapped":
        return ()
    if progress == "awaiting":
        return (sending,)
    first, second, *more = shown_by(sketch, kind)
    good = [
        Verdict(shows.criterion, met=True, feedback=words, unit=shows.unit)
        for shows, words in ((first, FEEDBACK[kind]), *((shows, "") for shows in more))
    ]
    other = Verdict(second.criterion, met=True, feedback="")
    if progress == "returned":
        other = Verdict(
            second.criterion, met=False, feedback=RETURNED[kind], doubts=("sufficient",)
        )
    return sending, Judge(moment + ANSWERED_AFTER, sketch.assessor, (*good, other))


def note_key(sketch, kind):
    """The key of a note among the files of the demo."""
    return f"{sketch.login}-{kind}"
