"""What do the communication plans say?"""

from datetime import date

from portfolio.demo.people import (
    AISHA,
    AMY,
    CALLUM,
    DEV,
    GRACE,
    HANNAH,
    HARBOUR,
    JOE,
    LEANNE,
    MARIA,
    PRIYA,
    QUAYSIDE,
    SANJAY,
    TOM,
)
from portfolio.demo.word import Paper, docx, grid, section

HEADS = ("Who", "What they care about", "Message", "How and when", "Answer comes back by", "From")
WIDTHS = (2.4, 3.0, 3.7, 3.2, 2.7, 1.9)


CALL_BACK_COMMUNICATION = Paper(
    firm=HARBOUR,
    title="Call-back queue: communication plan",
    author=AMY,
    made=date(2026, 5, 5),
    facts=(
        ("Version", "1, 5 May 2026; looked at again in every Thursday review"),
        ("Owner", f"{AMY}; read by {DEV} and {TOM}"),
        (
            "Aim",
            "Everyone who is touched by the change hears of it from us first, can answer, and "
            "sees what became of the answer.",
        ),
    ),
    blocks=(
        section(
            "1  Stakeholders",
            "Placed by influence and interest with Dev on 24 April. High and high: advisers, "
            "Dev, resource planning. High influence, less interest: telephony, HR. Less "
            "influence, high interest: customers, depots.",
        ),
        grid(
            HEADS,
            (
                (
                    "14 advisers",
                    "Workload, breaks, being asked",
                    "Call-backs replace calls; your breaks come first in the rota",
                    "One-to-one, 28 April to 15 May; briefing Mondays",
                    "Board, anonymous card, Marek",
                    AMY,
                ),
                (
                    f"{DEV}, sponsor",
                    "CSAT, cost, no bad week",
                    "Where we stand against six targets",
                    "Half-page every Friday",
                    "Reply by Monday noon",
                    AMY,
                ),
                (
                    f"{GRACE}, planning",
                    "Rota that holds",
                    "Two turns of two hours, by choice",
                    "Weekly call, Tuesdays",
                    "Same call",
                    AMY,
                ),
                (
                    f"{TOM}, HR",
                    "Contract, fairness",
                    "Breaks fixed before turns are placed",
                    "Meeting 14 May, draft rota",
                    "Comments by 18 May",
                    AMY,
                ),
                (
                    f"{SANJAY}, telephony",
                    "Clear wishes, time",
                    "One list, one voice",
                    "Ticket, daily in test week",
                    "Ticket",
                    AMY,
                ),
                (
                    "Depots",
                    "What we promise in their name",
                    "An hour for the ring, not for the van",
                    "Note in the week before go-live, call with depot leads",
                    "Late list by 09:30",
                    LEANNE,
                ),
                (
                    "Customers",
                    "An answer, soon",
                    "Press 1 and we ring you within the hour",
                    "Queue message, web page, text",
                    "Survey, four questions",
                    PRIYA,
                ),
            ),
            WIDTHS,
        ),
        section(
            "2  What the queue says to customers",
            "“Sorry, we are busy. Press 1 and we will ring you back within one hour on this "
            "number. You keep your place. Or stay on the line.” To be recorded on 11 May; read "
            "to five customers at the Fareham counter first; “you keep your place” was added for "
            "them.",
        ),
        section(
            "3  Service standard and quality checklist (Kerry, final by 13 May)",
            points=(
                "Ring within 60 minutes, two tries five minutes apart, then a text with a direct "
                "number.",
                "Say who rings and why in the first sentence; never ask the customer to repeat "
                "the order.",
                "Close in the call: what happens next, by when, who is answerable.",
                "Quality: five call-backs a week are listened to against these three lines.",
            ),
        ),
        section(
            "4  If it is taken badly",
            "We expect doubts: the last queue change (2024) came by e-mail on a Friday. So: talk "
            "first, figures second, e-mail last. Doubts are written on the board with a name and "
            "a date by which they are answered. HEAT is used for upset customers.",
        ),
        section(
            "5  How we know that it worked",
            points=(
                "13 of 14 advisers can say the promise and their turn in the check of 29 May.",
                "No depot rings us in week 23 to ask what call-back means.",
                "Every doubt on the board answered within two working days.",
            ),
        ),
    ),
)


REFUND_COMMUNICATION = Paper(
    firm=QUAYSIDE,
    title="Refunds at the front line: communication plan",
    author=JOE,
    made=date(2026, 1, 14),
    facts=(
        ("Version", "1, 14 January 2026; second issue noted in the review of 27 February"),
        ("Owner", f"{JOE}; read by {MARIA}"),
        ("Aim", "Nobody learns from a guest that the rules have changed."),
    ),
    blocks=(
        section("1  Stakeholders, message, channel, way back"),
        grid(
            HEADS,
            (
                (
                    "11 duty managers",
                    "Standing, upset guests",
                    "You coach; everything above the limit stays yours",
                    "Workshop 20 January; Lorna's note",
                    "Workshop notes; Lorna",
                    JOE,
                ),
                (
                    "38 front desk advisers",
                    "Blame, time at the desk",
                    "One page decides; honest mistakes are ours",
                    "Shift briefing, training",
                    "Wednesday call",
                    AISHA,
                ),
                (
                    f"{CALLUM}, finance",
                    "Leakage, audit trail",
                    "Limit, code, sample, a KPI of its own",
                    "Figures every Monday",
                    "Friday review",
                    JOE,
                ),
                (
                    f"{MARIA}, sponsor",
                    "Satisfaction, cost",
                    "Six targets, one line each",
                    "Half-page every Friday",
                    "Same day",
                    JOE,
                ),
                (
                    "Hotel managers",
                    "Peace at the desk",
                    "What starts when at your house",
                    "Call a week before each start",
                    "Call",
                    JOE,
                ),
                (
                    "Reservations, IT",
                    "Clean data",
                    "Reason codes, permissions",
                    "Ticket, test day",
                    "Ticket",
                    HANNAH,
                ),
                (
                    "Guests",
                    "Money back, an apology",
                    "If something went wrong, tell the desk: we can put it right now",
                    "Confirmation e-mail, card in the room",
                    "Survey, desk",
                    MARIA,
                ),
            ),
            WIDTHS,
        ),
        section(
            "2  Order matters",
            "Duty managers hear first, in person, before the front desk hears anything: they "
            "carry the old rule. Front desk next, by the supervisor they know. Guests last, on "
            "the day when it is true.",
        ),
        section(
            "3  Resistance we expect, and the answer prepared",
            points=(
                "“Staff will give the shop away.” Value per request is measured each week, limit "
                "known.",
                "“We lose control.” Duty managers keep the larger cases and coach the smaller "
                "ones.",
                "“I will be blamed.” First line of the guide; Maria says it in the training "
                "herself.",
            ),
        ),
        section(
            "4  How we know that it worked",
            points=(
                "Three questions at the end of each training; 36 of 38 must answer all three.",
                "Calls to duty managers below the limit, counted each week, fall to fewer than "
                "five.",
                "No complaint that quotes the old rule after 31 March.",
            ),
        ),
    ),
)


def call_back_communication():
    """Amy's communication plan of 5 May 2026, as DOCX."""
    return docx(CALL_BACK_COMMUNICATION)


def refund_communication():
    """Joe's communication plan of 14 January 2026, as DOCX."""
    return docx(REFUND_COMMUNICATION)
