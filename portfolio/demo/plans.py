"""What stands in the implementation plans beside their Gantt charts, first and adjusted?"""

from portfolio.demo import figures
from portfolio.demo.charts import gantt
from portfolio.demo.paper import bullets, letterhead, pdf, table
from portfolio.demo.people import (
    AISHA,
    AMY,
    CALLUM,
    DUNCAN,
    GRACE,
    HARBOUR,
    JOE,
    PRIYA,
    QUAYSIDE,
    SANJAY,
)
from portfolio.demo.schedules import (
    CALL_BACK_PLAN_1,
    CALL_BACK_PLAN_2,
    MAY_HOLIDAYS,
    REFUND_PLAN_1,
    REFUND_PLAN_2,
    on,
)

CALL_BACK_PEOPLE = (
    (AMY, "Leads; talks, training, stand-ups", "64", "Dev Malhotra, 20 April"),
    (SANJAY, "Sets up and tests the queue", "30", "IT service desk, 22 April"),
    (GRACE, "Rota: two of 14 advisers ring-fenced, 10:00 to 14:00", "18", "Dev, 23 April"),
    ("Marek Zielinski", "Champion; trains alongside Amy", "24", "Marek, 23 April"),
    (PRIYA, "Baseline, weekly figures, survey", "22", "Insight team, 23 April"),
    (
        "14 advisers",
        "Two hours of training each, in four groups",
        "28",
        "Grace, cover booked",
    ),
)
CALL_BACK_CONTROL = (
    "Go or no-go three working days before go-live: tests passed, 12 of 14 advisers trained.",
    "Risks: see the register (ten lines, reviewed weekly). Red risks go to Dev the same day.",
    "Who is told what and when: see the communication plan.",
    "Service continuity: the old queue stays switched on; Sanjay can turn call-backs off in five "
    "minutes if the wait passes 12 minutes.",
)
CALL_BACK_CHANGES = (
    (
        "Go-live",
        "Tue 26 May",
        "Tue 2 June",
        "The supplier's licence came a week late; the day after a bank holiday is also our "
        "busiest morning.",
        "Dev, 19 May",
    ),
    (
        "Baseline",
        "Weeks 18–21",
        "Weeks 18–22",
        "One more week before go-live, so five weeks can be compared with five.",
        "Priya, 19 May",
    ),
    (
        "Training",
        "18–22 May",
        "20–29 May",
        "Advisers asked for the rota first. Groups 1 and 2 swapped; nobody trains in a break.",
        "Amy, 20 May",
    ),
    (
        "Rota",
        "Two fixed advisers",
        "Call-back turns of two hours, by choice",
        "Listening session, 20 May: nine of 14 feared more work on top and lost breaks.",
        "Amy, Grace, Tom, 20 May",
    ),
    ("Test", "18–19 May", "26–27 May", "Follows the licence.", "Sanjay, 19 May"),
)
CALL_BACK_EFFECTS = (
    "Grace: six more hours for the new rota. Training cover unchanged: 28 hours.",
    "Money: still inside the £3,200. Overtime (30 hours) moves to go-live week, 2 to 7 June.",
    "Review stays on 16 July: weeks 24 to 28 are measured; week 23 is shown but not counted.",
)
CALL_BACK_RESISTANCE = (
    "“It is extra work on top.” Shown with figures: every call-back replaces a call that would "
    "have rung again. Promise: no more than six call-backs an hour each.",
    "“We lose our breaks.” Breaks are now fixed in the rota before call-back turns are placed.",
    "“Nobody asked us.” Marek and Kerry now sit in the Thursday review.",
)
REFUND_PEOPLE = (
    (JOE, "Leads; workshop, training, reviews", "70", "Maria Santos"),
    (CALLUM, "Refund authority policy, sample checks", "26", "Finance director"),
    (DUNCAN, "Permissions in the booking system, tested on a copy", "32", "IT board"),
    (AISHA, "Decision guide, reason codes, coach of the pilot", "40", "Maria Santos"),
    ("38 front desk advisers", "90 minutes of training each", "57", "Hotel managers"),
)
REFUND_MESSAGES = (
    "Duty managers first, in person (20 January); front desk in the shift briefing (9 February).",
    "Finance: weekly figures by e-mail each Monday; hotel managers: half-page every Friday.",
    "Guests: new line in the confirmation e-mail, from the day of go-live.",
)
REFUND_CHANGES = (
    (
        "Nearly one request in five lies just above £50 (October to December: 371 of 2,040 "
        "between £50 and £75)",
        "Limit rises to £75",
        "Policy second issue by 6 March; permission change tested 5 March",
        "Maria, Callum, 25 February",
    ),
    (
        "Callum's sample: one of ten without a reason code in week 8",
        "Half an hour more training; code becomes a required field",
        "2 to 6 March, Aisha; five hours of cover",
        "Joe, Aisha, 24 February",
    ),
    (
        "Finance fears drift when all hotels start",
        "Daily check of three cases until Easter",
        "Callum, 15 minutes a day",
        "Callum, Joe, 25 February",
    ),
    (
        "Torquay's duty managers still ask to be rung first",
        "Ewa Nowak runs the Torquay briefing herself",
        "All-hotel go-live moves from 2 to 9 March",
        "Ewa, Joe, 26 February",
    ),
)


def call_back_plan_1():
    """Amy's plan of 24 April 2026 as PDF: page 1 Gantt chart, page 2 resources and measures."""
    planned, _ = figures.spent()
    money = [(what, f"£{plan:,}") for what, plan, _ in figures.CALL_BUDGET]
    body = _chart_page(
        "Call-back queue: project plan",
        "Version 1 · 24 April 2026 · Amy Carter, team leader",
        gantt(
            CALL_BACK_PLAN_1,
            first=on(4, 13),
            last=on(7, 19),
            colour=HARBOUR.colour,
            today=on(4, 24),
            holidays=MAY_HOLIDAYS,
        ),
        HARBOUR,
    )
    body += '<div class="page"></div>' + letterhead(HARBOUR.name, HARBOUR.department)
    body += "<h1>Resources, milestones and measures</h1><h2>People and time</h2>"
    body += table(
        ("Who", "For what", "Hours", "Agreed with"),
        CALL_BACK_PEOPLE,
        numeric=(2,),
    )
    body += "<h2>Money</h2>" + table(
        ("For what", "Planned"), [*money, ("<b>Total</b>", f"<b>£{planned:,}</b>")], numeric=(1,)
    )
    body += "<h2>Success: agreed at kick-off, before work starts</h2>" + _targets()
    body += "<h2>How this plan is controlled</h2>" + bullets(CALL_BACK_CONTROL)
    return pdf(
        body,
        title="Call-back queue: project plan, version 1",
        author=AMY,
        made=on(4, 24),
        colour=HARBOUR.colour,
        foot="Call-back queue · plan v1",
    )


def call_back_plan_2():
    """Amy's adjusted plan of 21 May 2026 as PDF: page 1 Gantt chart, page 2 what changed, why."""
    body = _chart_page(
        "Call-back queue: project plan, adjusted",
        "Version 2 · 21 May 2026 · dashed outlines show version 1 · approved by Dev Malhotra",
        gantt(
            CALL_BACK_PLAN_2,
            first=on(4, 13),
            last=on(7, 19),
            colour=HARBOUR.colour,
            today=on(5, 21),
            holidays=MAY_HOLIDAYS,
        ),
        HARBOUR,
    )
    body += '<div class="page"></div>' + letterhead(HARBOUR.name, HARBOUR.department)
    body += "<h1>What changed since version 1, and why</h1>"
    body += table(
        ("What", "Version 1", "Version 2", "Why", "Decided"),
        CALL_BACK_CHANGES,
    )
    body += "<h2>Effect on resources</h2>" + bullets(CALL_BACK_EFFECTS)
    body += "<h2>Resistance: what I heard and what I did</h2>" + bullets(CALL_BACK_RESISTANCE)
    body += "<h2>Targets stay as agreed on 23 April</h2>" + _targets()
    return pdf(
        body,
        title="Call-back queue: project plan, version 2",
        author=AMY,
        made=on(5, 21),
        colour=HARBOUR.colour,
        foot="Call-back queue · plan v2",
    )


def refund_plan_1():
    """Joe's implementation plan of 9 January 2026 as PDF: Gantt chart, then everything else."""
    body = _chart_page(
        "Refunds at the front line: implementation plan",
        "Version 1 · 9 January 2026 · Joe Okafor, guest relations",
        gantt(
            REFUND_PLAN_1,
            first=on(12, 15, 2025),
            last=on(5, 3),
            colour=QUAYSIDE.colour,
            today=on(1, 9),
            holidays=((on(4, 3), "Easter"),),
        ),
        QUAYSIDE,
    )
    body += '<div class="page"></div>' + letterhead(QUAYSIDE.name, QUAYSIDE.department)
    body += "<h1>Resources, risks, communication, measures</h1><h2>Resources</h2>"
    body += table(
        ("Who", "For what", "Hours", "Agreed with"),
        REFUND_PEOPLE,
        numeric=(2,),
    )
    body += "<h2>The four risks that could stop us (register: ten lines)</h2>" + table(
        ("Risk", "Score", "What we do"),
        (
            ("Refunds given too freely", "12", "Limit; reason code; weekly value watched"),
            ("Duty managers block it", "12", "Workshop 20 January; new role as coach"),
            ("Permissions wrong in the system", "8", "Test on a copy; roll-back in ten minutes"),
            ("Sites differ in what they decide", "9", "Decision guide; Friday comparison call"),
        ),
        numeric=(1,),
    )
    body += "<h2>Communication in short</h2>" + bullets(REFUND_MESSAGES)
    body += "<h2>Success: agreed on 8 January, before work starts</h2>" + _targets(
        figures.refund_measures()
    )
    return pdf(
        body,
        title="Refunds at the front line: implementation plan",
        author=JOE,
        made=on(1, 9),
        colour=QUAYSIDE.colour,
        foot="Refunds at the front line · plan v1",
    )


def refund_plan_2():
    """Joe's adjusted plan of 26 February 2026 as PDF."""
    pilot = figures.rate(figures.REFUNDS_PILOT[:1], "at_once", "requests")
    before = figures.rate(figures.REFUNDS_BEFORE, "at_once", "requests")
    body = _chart_page(
        "Refunds at the front line: adjusted plan",
        "Version 2 · 26 February 2026 · dashed outlines show version 1 · agreed by Maria Santos",
        gantt(
            REFUND_PLAN_2,
            first=on(12, 29, 2025),
            last=on(5, 3),
            colour=QUAYSIDE.colour,
            today=on(2, 26),
            holidays=((on(4, 3), "Easter"),),
        ),
        QUAYSIDE,
    )
    body += '<div class="page"></div>' + letterhead(QUAYSIDE.name, QUAYSIDE.department)
    body += "<h1>What the pilot taught us, what we change</h1>"
    body += (
        f"<p>After one full week of pilot (week 8) {pilot:.1%} of requests were decided at first "
        f"contact, against {before:.1%} before. That is better, but below the course to 75%. Two "
        "causes were found in the review of 20 February and the sample.</p>"
    )
    body += table(
        ("Found", "Decision", "Effect on the plan", "Decided"),
        REFUND_CHANGES,
    )
    body += "<h2>Risk that this brings</h2>" + bullets(
        (
            "A week less before Easter (3 April). Accepted: Easter week is busy, and the new way "
            "should be a habit by then; a second trainer is on call.",
            "A higher limit may cost more. Watched weekly: refund per request may not pass £44.43.",
        )
    )
    body += "<h2>Told to whom</h2><p>Hotel managers by telephone on 26 February, front desk in the "
    body += "briefing of 27 February, finance in writing. Targets stay as agreed on 8 January.</p>"
    return pdf(
        body,
        title="Refunds at the front line: adjusted plan",
        author=JOE,
        made=on(2, 26),
        colour=QUAYSIDE.colour,
        foot="Refunds at the front line · plan v2",
    )


def _chart_page(title, line, chart, firm):
    return (
        '<section class="wide">'
        + letterhead(firm.name, firm.department)
        + f'<h1>{title}</h1><p class="meta">{line}</p>{chart}'
        + '<p class="caption">Light bar: planned. Dark bar: done so far. '
        "Diamond: milestone. Shaded day: holiday.</p></section>"
    )


def _targets(measures=None):
    rows = [(m.name, m.definition, m.promise) for m in measures or figures.call_measures()]
    return table(("Measure", "How counted", "Target"), rows, numeric=(2,))
