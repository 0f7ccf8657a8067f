"""What do Joe's weekly reviews say, as first handed in and as handed in again?"""

from datetime import date

from portfolio.demo import figures
from portfolio.demo.minutes import ACTION_WIDTHS, ACTIONS
from portfolio.demo.people import AISHA, CALLUM, EWA, HANNAH, JOE, QUAYSIDE
from portfolio.demo.word import Paper, docx, grid, line, section

WEEKS = figures.REFUND_WEEKS[6:10]
PROGRESS = (
    section("1  Progress against the targets"),
    grid(
        ("Week", "Requests", "At first contact", "Days", "Satisfied", "Complaints", "Wrong"),
        [
            (
                str(week.number),
                str(week.requests),
                f"{week.at_once} ({week.at_once / week.requests:.1%})",
                f"{week.days:.1f}",
                f"{week.satisfied / week.surveyed:.1%}",
                str(week.complaints),
                f"{week.wrong} of {week.checked}",
            )
            for week in WEEKS
        ],
        (1.5, 2.4, 3.6, 1.6, 2.5, 2.6, 2.2),
    ),
    line(
        "Weeks 8 to 10: pilot at Plymouth and Falmouth; the other three hotels still ask the "
        "duty manager. Week 11: all five hotels."
    ),
)
RESISTANCE_LEFT_OUT = (
    section(
        "2  Notes",
        points=(
            "20 February: pilot started on time, week 8 looks better than before.",
            "27 February: limit to be raised to £75, all-hotel start moved to 9 March.",
            "6 March: training finished at all hotels.",
            "13 March: first week with all five hotels, no standstill at any desk.",
        ),
    ),
)
RESISTANCE_TOLD = (
    section("2  Who was against it, what I did, what came of it"),
    grid(
        ("What I met", "What I did", "What came of it"),
        (
            (
                f"{EWA} and two more duty managers at Torquay told their desks to “ring first "
                "anyway” (found 20 February: Torquay staff on loan at Plymouth asked in 9 of 11 "
                "cases).",
                "Met Ewa alone on 23 February and listened first. She felt overruled, not "
                "informed. Asked her to write the part on upset guests and to lead the Torquay "
                "briefing.",
                "Ewa led it on 5 March. Calls to duty managers below the limit: 9 in the first "
                "week at Torquay, 2 in the third.",
            ),
            (
                f"{CALLUM} wanted the limit kept at £50: “we have one week of figures”.",
                "Showed him his own sample and the value per request by week. Offered a daily "
                "check of three cases until Easter and a stop at £44.43 per request.",
                "Agreed on 25 February. The daily check ended on 2 April as planned.",
            ),
            (
                "Part-time advisers at Poole passed requests on, afraid of blame.",
                "Sat at the desk for two shifts; put “honest mistakes are ours” on the guide’s "
                "first line.",
                "Decided at once at Poole: 31% in week 11, 74% in week 13.",
            ),
        ),
        (5.5, 5.7, 5.4),
    ),
    section(
        "3  How the plan was adjusted",
        points=(
            "Limit £50 to £75, decided 25 February, because nearly one request in five lay "
            "between.",
            "Start at all hotels from 2 to 9 March, so that Torquay and Poole were ready.",
            "Reason code became a required field after the sample of week 8.",
            "Service went on: the old way stayed open as a fallback until 20 March, used 14 times.",
        ),
    ),
    section(
        "4  How I kept watch",
        "Figures each Monday from Hannah, a ten-minute call on Wednesdays with the five desks, "
        "this review on Fridays. Two amber weeks in a row on one measure go to Maria; it "
        "happened once (sample errors, weeks 8 and 9).",
    ),
)
ACTION_LIST = (
    section("Actions"),
    grid(
        ACTIONS,
        (
            ("14", "Reason code a required field", "Duncan Muir", "5 Mar", "done"),
            ("15", "Half hour of training on reason codes", AISHA, "6 Mar", "done"),
            ("16", "Policy, second issue: limit £75", CALLUM, "6 Mar", "done"),
            ("17", "Friday comparison call of the five hotels", JOE, "13 Mar", "done"),
        ),
        ACTION_WIDTHS,
    ),
)


def refund_reviews_1():
    """Joe's weekly reviews as first handed in: progress only, as DOCX."""
    return _reviews(RESISTANCE_LEFT_OUT, made=date(2026, 3, 20))


def refund_reviews_2():
    """Joe's weekly reviews as handed in again, with resistance and adjustments, as DOCX."""
    return _reviews(RESISTANCE_TOLD, made=date(2026, 6, 5))


def _reviews(rest, *, made):
    return docx(
        Paper(
            firm=QUAYSIDE,
            title="Refunds at the front line: weekly reviews, weeks 8 to 11",
            author=JOE,
            made=made,
            facts=(
                ("Held", "Fridays at 09:30: 20 and 27 February, 6 and 13 March 2026"),
                ("Led by", f"{JOE}, guest relations team leader"),
                (
                    "Present",
                    f"{AISHA}, {HANNAH}, {CALLUM}, {EWA} (from 27 February), hotel managers",
                ),
            ),
            blocks=PROGRESS + rest + ACTION_LIST,
        )
    )
