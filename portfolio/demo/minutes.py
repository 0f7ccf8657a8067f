"""What do the minutes of kick-offs, stand-ups and weekly reviews say?"""

from datetime import date

from portfolio.demo import figures
from portfolio.demo.people import (
    AISHA,
    AMY,
    CALLUM,
    DEV,
    EWA,
    GRACE,
    HANNAH,
    HARBOUR,
    JOE,
    KERRY,
    LEANNE,
    MAREK,
    MARIA,
    PRIYA,
    QUAYSIDE,
    ROLES,
    SANJAY,
    TOM,
)
from portfolio.demo.word import closed, grid, opened, section

ACTIONS = ("No.", "Action", "Who", "By", "State")
ACTION_WIDTHS = (1.1, 8.2, 3.2, 2.0, 2.1)


def call_back_kick_off():
    """Minutes of Amy's kick-off on 23 April 2026, as DOCX."""
    title = "Call-back queue: kick-off meeting"
    document = opened(HARBOUR, title, (
        ("Date and place", "Thursday 23 April 2026, 14:00 to 15:10, Portsmouth, room 2"),
        ("Chair, minutes", f"{AMY} (chair), {KERRY} (minutes)"),
        ("Present", ", ".join((AMY, DEV, PRIYA, MAREK, SANJAY, GRACE, KERRY, LEANNE))),
        ("Apologies", f"{TOM} (HR), sent comments by e-mail"),
    ))
    january, march = figures.CALL_MONTHS[0], figures.CALL_MONTHS[2]
    section(document, "1  Why we change",
            f"{AMY} summed up the justification report that {DEV} agreed on 20 April. From January "
            f"to March the share of abandoned calls rose from {january[2] / january[1]:.1%} to "
            f"{march[2] / march[1]:.1%}, the average wait from "
            f"{figures.SHOWN['clock'](january[3])} to {figures.SHOWN['clock'](march[3])} minutes, "
            f"complaints about waiting from {january[4]} to {march[4]} a month.",
            f"{DEV}: this serves two aims of the 2026 service plan, “answer first time” and CSAT of "
            "at least 78% by the end of September.")
    section(document, "2  Measures and targets, agreed before work starts",
            f"{PRIYA} measures weeks 18 to 21 as the baseline, before anything is switched. Nobody "
            "changes a definition afterwards without this group.")
    grid(document, HARBOUR, ("Measure", "How counted", "Target"),
         [(m.name, m.definition, m.promise) for m in figures.call_measures()], (5.4, 6.2, 5.0))
    section(document, "3  Plan, people and money",
            f"{AMY} showed the draft Gantt chart: go-live Tuesday 26 May, review 16 July. Two of 14 "
            "advisers are ring-fenced for call-backs from 10:00 to 14:00. "
            f"{DEV} released £{figures.spent()[0]:,}.",
            f"{SANJAY}: the supplier needs ten working days for the licence. Risk noted (R2).")
    section(document, "4  What worries people",
            points=(f"{MAREK}: advisers will ask whether this is work on top. Wants the rota shown "
                    "before training, not after.",
                    f"{LEANNE}: depots must know that a call-back promises an hour, not a time.",
                    f"{TOM} (by e-mail): breaks are in the contract; please show them in the rota.",
                    f"{AMY}: one-to-one talks with all 14 advisers by 15 May; what is said goes "
                    "into the risk register."))
    section(document, "5  Actions")
    grid(document, HARBOUR, ACTIONS, (
        ("1", "Send plan version 1 to all", AMY, "24 Apr", "done"),
        ("2", "Order licence, confirm date in writing", SANJAY, "27 Apr", "open"),
        ("3", "Baseline sheet with definitions", PRIYA, "27 Apr", "open"),
        ("4", "Risk register, first ten risks scored", AMY, "30 Apr", "open"),
        ("5", "Communication plan to the group", AMY, "5 May", "open"),
        ("6", "Script and quality checklist, first draft", KERRY, "8 May", "open"),
        ("7", "Draft rota with breaks shown", GRACE, "12 May", "open"),
        ("8", "Note for depots: what we promise", LEANNE, "15 May", "open"),
    ), ACTION_WIDTHS)
    document.add_paragraph("Next meeting: Thursday 7 May 2026, 14:00. Agreed as a true record on "
                           "7 May 2026, A. Carter.")
    return closed(document, title=title, author=KERRY, made=date(2026, 4, 23))


def call_back_stand_ups():
    """Notes of Amy's stand-ups of 3, 10 and 18 June 2026, as DOCX."""
    title = "Call-back queue: stand-up reviews, weeks 23 to 25"
    document = opened(HARBOUR, title, (
        ("Held", "Wednesday 3 June, Wednesday 10 June, Thursday 18 June 2026, 08:45, at the board"),
        ("Led by", AMY),
        ("Present", f"Advisers on shift (9, 11, 10), {GRACE}, {PRIYA} from 10 June"),
    ))
    go_live, second, third = figures.CALL_WEEKS[5:8]
    section(document, "Readiness before go-live",
            "Training: all 14 advisers came, in four groups, 20 to 29 May. Short test after it: "
            "13 of 14 at 8 of 10 or better; the fourteenth sat with Marek on 1 June. Score for the "
            "session itself: 4.4 of 5. Test calls: 20 of 20 came back within the hour.")
    section(document, "Wednesday 3 June, second day", points=(
        "Slots were full by 11:10; customers after that heard the old queue message.",
        "Four call-backs came late because both advisers were in long damage calls.",
        "Decided: call-back advisers take no damage calls during their turn."))
    section(document, f"Wednesday 10 June, figures of week {go_live.number}",
            f"Abandoned {go_live.abandoned / go_live.offered:.1%}, wait "
            f"{figures.SHOWN['clock'](go_live.wait)}, {go_live.booked} call-backs booked, "
            f"{go_live.kept} kept within the hour ({go_live.kept / go_live.booked:.0%}; promise "
            "90%).", points=(
        "Slots raised from 12 to 18 an hour from 10:00 to 12:00; a third turn from 11 June.",
        "Depot delays double the calls on Mondays: Leanne sends the late list at 09:30.",
        f"{MAREK} shows the “two-minute close” at the board each morning."))
    section(document, f"Thursday 18 June, figures of week {second.number}",
            f"Abandoned {second.abandoned / second.offered:.1%}, wait "
            f"{figures.SHOWN['clock'](second.wait)}, kept {second.kept / second.booked:.0%}. "
            f"Week {third.number} so far is better again (dashboard at 17 June).", points=(
        "Handling time is inside its limit, so call-backs do not make calls longer.",
        "Customers ask for a text when we are about to ring. Trial from 22 June.",
        "Complaints fell, but nobody writes down why the rest complain: reason field added."))
    section(document, "Actions")
    grid(document, HARBOUR, ACTIONS, (
        ("21", "No damage calls during call-back turns", GRACE, "4 Jun", "done"),
        ("22", "18 slots an hour, third turn 10:00–12:00", f"{GRACE}, {SANJAY}", "11 Jun", "done"),
        ("23", "Late list from depot at 09:30 on Mondays", LEANNE, "15 Jun", "done"),
        ("24", "Text before the call-back, one-week trial", SANJAY, "22 Jun", "open"),
        ("25", "Reason field for complaints about waiting", PRIYA, "24 Jun", "open"),
    ), ACTION_WIDTHS)
    return closed(document, title=title, author=AMY, made=date(2026, 6, 18))


def refund_kick_off():
    """Minutes of Joe's kick-off on 8 January 2026, as DOCX."""
    title = "Refunds at the front line: kick-off"
    document = opened(QUAYSIDE, title, (
        ("Date and place", "Thursday 8 January 2026, 10:00 to 11:20, Plymouth and by video"),
        ("Chair, minutes", f"{JOE} (chair), {AISHA} (minutes)"),
        ("Present", ", ".join((JOE, MARIA, CALLUM, AISHA, EWA, HANNAH)) + ", hotel managers of "
         "Falmouth, Weymouth and Poole"),
    ))
    section(document, "1  Why we change",
            f"Guests wait more than six working days for a decision that a duty manager confirms in "
            f"nearly all cases. Of 2,040 requests from October to December, "
            f"{figures.share_of_sizes(3):.0%} were for £75 or less.",
            f"{MARIA}: the board's aim for 2026 is “put it right before the guest leaves”.")
    section(document, "2  Measures and targets, agreed before work starts",
            f"{HANNAH} measures weeks 2 to 6 (5 January to 8 February) as the baseline.")
    grid(document, QUAYSIDE, ("Measure", "How counted", "Target"),
         [(m.name, m.definition, m.promise) for m in figures.refund_measures()], (5.6, 6.0, 5.0))
    section(document, "3  Objections, taken as they came", points=(
        f"{CALLUM}: without a second pair of eyes, refunds drift upwards. Agreed: a limit, a "
        "reason code, a sample of one in ten, and refund per request as a KPI of its own.",
        f"{EWA}: duty managers lose their say. Agreed: workshop on 20 January before any policy "
        "is written; duty managers become coaches and keep everything above the limit.",
        "Poole: part-time advisers fear blame. Agreed: honest mistakes within the guide are the "
        "firm's, not the adviser's. In writing, in the policy."))
    section(document, "4  Decisions", points=(
        "Pilot at Plymouth and Falmouth from 16 February with a limit of £50.",
        "All five hotels from 2 March if the pilot's figures allow.",
        "Joe leads; Maria decides where the group can't agree."))
    section(document, "5  Actions")
    grid(document, QUAYSIDE, ACTIONS, (
        ("1", "Implementation plan version 1 to the group", JOE, "9 Jan", "done"),
        ("2", "Risk register, ten risks scored", f"{JOE}, {CALLUM}", "16 Jan", "open"),
        ("3", "Workshop with duty managers", f"{JOE}, {EWA}", "20 Jan", "open"),
        ("4", "Refund authority policy, first issue", CALLUM, "30 Jan", "open"),
        ("5", "Decision guide on one page, reason codes", AISHA, "30 Jan", "open"),
        ("6", "Baseline sheet, weeks 2 to 6", HANNAH, "10 Feb", "open"),
    ), ACTION_WIDTHS)
    return closed(document, title=title, author=AISHA, made=date(2026, 1, 8))


def refund_reviews_1():
    """Joe's weekly reviews as first handed in: progress only, as DOCX."""
    return _refund_reviews(_resistance_left_out, made=date(2026, 3, 20))


def refund_reviews_2():
    """Joe's weekly reviews as handed in again, with resistance and adjustments, as DOCX."""
    return _refund_reviews(_resistance_told, made=date(2026, 6, 5))


def _refund_reviews(rest, *, made):
    title = "Refunds at the front line: weekly reviews, weeks 8 to 11"
    document = opened(QUAYSIDE, title, (
        ("Held", "Fridays at 09:30: 20 and 27 February, 6 and 13 March 2026"),
        ("Led by", f"{JOE}, {ROLES[JOE].lower()}"),
        ("Present", f"{AISHA}, {HANNAH}, {CALLUM}, {EWA} (from 27 February), hotel managers"),
    ))
    section(document, "1  Progress against the targets")
    weeks = [week for week in figures.REFUND_WEEKS if 8 <= week.number <= 11]
    grid(document, QUAYSIDE,
         ("Week", "Requests", "At first contact", "Days", "Satisfied", "Complaints", "Wrong"),
         [(str(w.number), str(w.requests), f"{w.at_once} ({w.at_once / w.requests:.1%})",
           f"{w.days:.1f}", f"{w.satisfied / w.surveyed:.1%}", str(w.complaints),
           f"{w.wrong} of {w.checked}") for w in weeks],
         (1.5, 2.1, 3.6, 1.6, 2.6, 2.6, 2.4))
    document.add_paragraph("Weeks 8 to 10: pilot at Plymouth and Falmouth; the other three hotels "
                           "still ask the duty manager. Week 11: all five hotels.")
    rest(document)
    section(document, "Actions")
    grid(document, QUAYSIDE, ACTIONS, (
        ("14", "Reason code a required field", "Duncan Muir", "5 Mar", "done"),
        ("15", "Half hour of training on reason codes", AISHA, "6 Mar", "done"),
        ("16", "Policy, second issue: limit £75", CALLUM, "6 Mar", "done"),
        ("17", "Friday comparison call of the five hotels", JOE, "13 Mar", "done"),
    ), ACTION_WIDTHS)
    return closed(document, title=title, author=JOE, made=made)


def _resistance_left_out(document):
    section(document, "2  Notes", points=(
        "20 February: pilot started on time, 62 requests decided at once in week 8.",
        "27 February: limit to be raised to £75, all-hotel start moved to 9 March.",
        "6 March: training finished at all hotels.",
        "13 March: first week with all five hotels, no standstill at any desk."))


def _resistance_told(document):
    section(document, "2  Who was against it, what I did, what came of it")
    grid(document, QUAYSIDE, ("What I met", "What I did", "What came of it"), (
        (f"{EWA} and two more duty managers at Torquay told their desks to “ring first anyway” "
         "(found 20 February: Torquay staff on loan at Plymouth asked in 9 of 11 cases).",
         "Met Ewa alone on 23 February and listened first. She felt overruled, not informed. "
         "Asked her to write the part on upset guests and to lead the Torquay briefing.",
         "Ewa led it on 5 March. Calls to duty managers below the limit: 9 in the first week at "
         "Torquay, 2 in the third."),
        (f"{CALLUM} wanted the limit kept at £50: “we have one week of figures”.",
         "Showed him his own sample and the value per request by week. Offered a daily check of "
         "three cases until Easter and a stop at £44.43 per request.",
         "Agreed on 25 February. The daily check ended on 2 April as planned."),
        ("Part-time advisers at Poole passed requests on, afraid of blame.",
         "Sat at the desk for two shifts; put “honest mistakes are ours” on the guide's first line.",
         "Decided at once at Poole: 31% in week 11, 74% in week 13."),
    ), (5.5, 5.7, 5.4))
    section(document, "3  How the plan was adjusted", points=(
        "Limit £50 to £75, decided 25 February, because nearly one request in five lay between.",
        "Start at all hotels from 2 to 9 March, so that Torquay and Poole were ready.",
        "Reason code became a required field after the sample of week 8.",
        "Service went on: the old way stayed open as a fallback until 20 March, used 14 times."))
    section(document, "4  How I kept watch",
            "Figures each Monday from Hannah, a ten-minute call on Wednesdays with the five desks, "
            "this review on Fridays. Two amber weeks in a row on one measure go to Maria; it "
            "happened once (sample errors, weeks 8 and 9).")
