"""What do the minutes of kick-offs, stand-ups and weekly reviews say?"""

from datetime import date

from portfolio.demo import figures
from portfolio.demo.people import (
    AISHA,
    AMY,
    CALLUM,
    DEV,
    GRACE,
    HANNAH,
    HARBOUR,
    JOE,
    KERRY,
    LEANNE,
    LORNA,
    MAREK,
    MARIA,
    PRIYA,
    QUAYSIDE,
    SANJAY,
    TOM,
)
from portfolio.demo.word import Paper, docx, grid, line, section

ACTIONS = ("No.", "Action", "Who", "By", "State")
ACTION_WIDTHS = (1.1, 8.2, 3.2, 2.0, 2.1)


JANUARY, MARCH = figures.CALL_MONTHS[0], figures.CALL_MONTHS[2]
CALL_BACK_KICK_OFF = Paper(
    firm=HARBOUR,
    title="Call-back queue: kick-off meeting",
    author=KERRY,
    made=date(2026, 4, 23),
    facts=(
        ("Date and place", "Thursday 23 April 2026, 14:00 to 15:10, Portsmouth, room 2"),
        ("Chair, minutes", f"{AMY} (chair), {KERRY} (minutes)"),
        ("Present", ", ".join((AMY, DEV, PRIYA, MAREK, SANJAY, GRACE, KERRY, LEANNE))),
        ("Apologies", f"{TOM} (HR), sent comments by e-mail"),
    ),
    blocks=(
        section(
            "1  Why we change",
            f"{AMY} summed up the justification report that {DEV} agreed on 20 April. From "
            "January to March the share of abandoned calls rose from "
            f"{JANUARY[2] / JANUARY[1]:.1%} to {MARCH[2] / MARCH[1]:.1%}, the average wait from "
            f"{figures.SHOWN['clock'](JANUARY[3])} to {figures.SHOWN['clock'](MARCH[3])} minutes, "
            f"complaints about waiting from {JANUARY[4]} to {MARCH[4]} a month.",
            f"{DEV}: this serves two aims of the 2026 service plan, “answer first time” and CSAT "
            "of at least 78% by the end of September.",
        ),
        section(
            "2  Measures and targets, agreed before work starts",
            f"{PRIYA} measures weeks 18 to 21 as the baseline, before anything is switched. "
            "Nobody changes a definition afterwards without this group.",
        ),
        grid(
            ("Measure", "How counted", "Target"),
            [(m.name, m.definition, m.promise) for m in figures.call_measures()],
            (5.4, 6.2, 5.0),
        ),
        section(
            "3  Plan, people and money",
            f"{AMY} showed the draft Gantt chart: go-live Tuesday 26 May, review 16 July. Two of "
            f"14 advisers are ring-fenced for call-backs from 10:00 to 14:00. {DEV} released "
            f"£{figures.spent()[0]:,}.",
            f"{SANJAY}: the supplier needs ten working days for the licence. Risk noted (R2).",
        ),
        section(
            "4  What worries people",
            points=(
                f"{MAREK}: advisers will ask whether this is work on top. Wants the rota shown "
                "before training, not after.",
                f"{LEANNE}: depots must know that a call-back promises an hour, not a time.",
                f"{TOM} (by e-mail): breaks are in the contract; please show them in the rota.",
                f"{AMY}: one-to-one talks with all 14 advisers by 15 May; what is said goes into "
                "the risk register.",
            ),
        ),
        section("5  Actions"),
        grid(
            ACTIONS,
            (
                ("1", "Send plan version 1 to all", AMY, "24 Apr", "done"),
                ("2", "Order licence, confirm date in writing", SANJAY, "27 Apr", "open"),
                ("3", "Baseline sheet with definitions", PRIYA, "27 Apr", "open"),
                ("4", "Risk register, first ten risks scored", AMY, "30 Apr", "open"),
                ("5", "Communication plan to the group", AMY, "5 May", "open"),
                ("6", "Script and quality checklist, first draft", KERRY, "8 May", "open"),
                ("7", "Draft rota with breaks shown", GRACE, "12 May", "open"),
                ("8", "Note for depots: what we promise", LEANNE, "15 May", "open"),
            ),
            ACTION_WIDTHS,
        ),
        line(
            "Next meeting: Thursday 7 May 2026, 14:00. Agreed as a true record on 7 May 2026, A. "
            "Carter."
        ),
    ),
)


GO_LIVE, SECOND, THIRD = figures.CALL_WEEKS[5:8]
CALL_BACK_STAND_UPS = Paper(
    firm=HARBOUR,
    title="Call-back queue: stand-up reviews, weeks 23 to 25",
    author=AMY,
    made=date(2026, 6, 18),
    facts=(
        (
            "Held",
            "Wednesday 3 June, Wednesday 10 June, Thursday 18 June 2026, 08:45, at the board",
        ),
        ("Led by", AMY),
        ("Present", f"Advisers on shift (9, 11, 10), {GRACE}, {PRIYA} from 10 June"),
    ),
    blocks=(
        section(
            "Readiness before go-live",
            "Training: all 14 advisers came, in four groups, 20 to 29 May. Short test after it: "
            "13 of 14 at 8 of 10 or better; the fourteenth sat with Marek on 1 June. Score for "
            "the session itself: 4.4 of 5. Test calls: 20 of 20 came back within the hour.",
        ),
        section(
            "Wednesday 3 June, second day",
            points=(
                "Slots were full by 11:10; customers after that heard the old queue message.",
                "Four call-backs came late because both advisers were in long damage calls.",
                "Decided: call-back advisers take no damage calls during their turn.",
            ),
        ),
        section(
            f"Wednesday 10 June, figures of week {GO_LIVE.number}",
            f"Abandoned {GO_LIVE.abandoned / GO_LIVE.offered:.1%}, wait "
            f"{figures.SHOWN['clock'](GO_LIVE.wait)}, {GO_LIVE.booked} call-backs booked, "
            f"{GO_LIVE.kept} kept within the hour ({GO_LIVE.kept / GO_LIVE.booked:.0%}; promise "
            "90%).",
            points=(
                "Slots raised from 12 to 18 an hour from 10:00 to 12:00; a third turn from 11 "
                "June.",
                "Depot delays double the calls on Mondays: Leanne sends the late list at 09:30.",
                f"{MAREK} shows the “two-minute close” at the board each morning.",
            ),
        ),
        section(
            f"Thursday 18 June, figures of week {SECOND.number}",
            f"Abandoned {SECOND.abandoned / SECOND.offered:.1%}, wait "
            f"{figures.SHOWN['clock'](SECOND.wait)}, kept {SECOND.kept / SECOND.booked:.0%}. Week "
            f"{THIRD.number} so far is better again (dashboard at 17 June).",
            points=(
                "Handling time is inside its limit, so call-backs do not make calls longer.",
                "Customers ask for a text when we are about to ring. Trial from 22 June.",
                "Complaints fell, but nobody writes down why the rest complain: reason field "
                "added.",
            ),
        ),
        section("Actions"),
        grid(
            ACTIONS,
            (
                ("21", "No damage calls during call-back turns", GRACE, "4 Jun", "done"),
                (
                    "22",
                    "18 slots an hour, third turn 10:00–12:00",
                    f"{GRACE}, {SANJAY}",
                    "11 Jun",
                    "done",
                ),
                ("23", "Late list from depot at 09:30 on Mondays", LEANNE, "15 Jun", "done"),
                ("24", "Text before the call-back, one-week trial", SANJAY, "22 Jun", "open"),
                ("25", "Reason field for complaints about waiting", PRIYA, "24 Jun", "open"),
            ),
            ACTION_WIDTHS,
        ),
    ),
)


REFUND_KICK_OFF = Paper(
    firm=QUAYSIDE,
    title="Refunds at the front line: kick-off",
    author=AISHA,
    made=date(2026, 1, 8),
    facts=(
        ("Date and place", "Thursday 8 January 2026, 10:00 to 11:20, Plymouth and by video"),
        ("Chair, minutes", f"{JOE} (chair), {AISHA} (minutes)"),
        (
            "Present",
            ", ".join((JOE, MARIA, CALLUM, AISHA, LORNA, HANNAH)) + ", hotel managers of "
            "Falmouth, Weymouth and Poole",
        ),
    ),
    blocks=(
        section(
            "1  Why we change",
            "Guests wait more than six working days for a decision that a duty manager confirms "
            "in nearly all cases. Of 2,040 requests from October to December, "
            f"{figures.share_of_sizes(3):.0%} were for £75 or less.",
            f"{MARIA}: the board's aim for 2026 is “put it right before the guest leaves”.",
        ),
        section(
            "2  Measures and targets, agreed before work starts",
            f"{HANNAH} measures weeks 2 to 6 (5 January to 8 February) as the baseline.",
        ),
        grid(
            ("Measure", "How counted", "Target"),
            [(m.name, m.definition, m.promise) for m in figures.refund_measures()],
            (5.6, 6.0, 5.0),
        ),
        section(
            "3  Objections, taken as they came",
            points=(
                f"{CALLUM}: without a second pair of eyes, refunds drift upwards. Agreed: a "
                "limit, a reason code, a sample of one in ten, and refund per request as a KPI "
                "of its own.",
                f"{LORNA}: duty managers lose their say. Agreed: workshop on 20 January before "
                "any policy is written; duty managers become coaches and keep everything above "
                "the limit.",
                "Poole: part-time advisers fear blame. Agreed: honest mistakes within the guide "
                "are the firm's, not the adviser's. In writing, in the policy.",
            ),
        ),
        section(
            "4  Decisions",
            points=(
                "Pilot at Plymouth and Falmouth from 16 February with a limit of £50.",
                "All five hotels from 2 March if the pilot's figures allow.",
                "Joe leads; Maria decides where the group can't agree.",
            ),
        ),
        section("5  Actions"),
        grid(
            ACTIONS,
            (
                ("1", "Implementation plan version 1 to the group", JOE, "9 Jan", "done"),
                ("2", "Risk register, ten risks scored", f"{JOE}, {CALLUM}", "16 Jan", "open"),
                ("3", "Workshop with duty managers", f"{JOE}, {LORNA}", "20 Jan", "open"),
                ("4", "Refund authority policy, first issue", CALLUM, "30 Jan", "open"),
                ("5", "Decision guide on one page, reason codes", AISHA, "30 Jan", "open"),
                ("6", "Baseline sheet, weeks 2 to 6", HANNAH, "10 Feb", "open"),
            ),
            ACTION_WIDTHS,
        ),
    ),
)


def call_back_kick_off():
    """Minutes of Amy's kick-off on 23 April 2026, as DOCX."""
    return docx(CALL_BACK_KICK_OFF)


def call_back_stand_ups():
    """Notes of Amy's stand-ups of 3, 10 and 18 June 2026, as DOCX."""
    return docx(CALL_BACK_STAND_UPS)


def refund_kick_off():
    """Minutes of Joe's kick-off on 8 January 2026, as DOCX."""
    return docx(REFUND_KICK_OFF)
