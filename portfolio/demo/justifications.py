"""Why do the two firms change: what do the justification reports say?"""

from datetime import date

from portfolio.demo import figures
from portfolio.demo.charts import Line, bar_chart, line_chart, ranked_bars
from portfolio.demo.paper import bullets, letterhead, pdf, table
from portfolio.demo.people import AMY, HARBOUR, JOE, QUAYSIDE

AMBER = "#c2651b"


def call_backs():
    """Amy's change justification report of 16 April 2026, as a PDF of four pages."""
    body = _call_case() + _call_analysis() + _call_triggers() + _call_options()
    return pdf(
        body,
        title="Why we need a call-back queue",
        author=AMY,
        made=date(2026, 4, 16),
        colour=HARBOUR.colour,
        foot="Why we need a call-back queue · A. Carter · 16.04.2026",
    )


def refunds():
    """Joe's change justification report of 18 December 2025, as a PDF of three pages."""
    body = _refund_case() + _refund_analysis() + _refund_proposal()
    return pdf(
        body,
        title="Refunds at the front line: the case for change",
        author=JOE,
        made=date(2025, 12, 18),
        colour=QUAYSIDE.colour,
        foot="Refunds at the front line · the case · J. Okafor · 18.12.2025",
    )


def _call_case():
    first, _, last = figures.CALL_MONTHS
    clock, share = figures.SHOWN["clock"], figures.SHOWN["share"]
    points = (
        f"One caller in six gave up in January; in March it was {share(last[2] / last[1])}, nearly "
        "one in five.",
        f"Those who stayed waited {clock(first[3])} minutes in January and {clock(last[3])} in "
        "March.",
        f"Complaints about waiting went from {first[4]} to {last[4]} a month. Satisfaction (CSAT) "
        f"went from {first[5]}% to {last[5]}%.",
    )
    return (
        letterhead(HARBOUR.name, HARBOUR.department) + "<h1>Why we need a call-back queue</h1>"
        '<p class="meta">Change justification report · Amy Carter, team leader · 16 April 2026 · '
        "for Dev Malhotra, operations manager</p>"
        '<div class="box"><b>What I ask for.</b> Agree that customers who ring at busy times may '
        "choose to be rung back within one hour, from the end of May. Cost: "
        f"£{figures.spent()[0]:,} once, nothing a month. Aim: fewer than one caller in ten gives "
        "up, and CSAT of at least 78%.</div>"
        "<h2>1  The problem</h2>"
        + bullets(points)
        + line_chart(
            [row[0] for row in figures.CALL_MONTHS],
            [
                Line(
                    "Calls abandoned, % of calls offered",
                    tuple(row[2] / row[1] * 100 for row in figures.CALL_MONTHS),
                    AMBER,
                )
            ],
            low=14,
            high=20,
            form=lambda value: f"{value:.1f}%",
            height=190,
        )
        + '<p class="caption">Figure 1. Source: telephony system, monthly export of 2 April '
        "2026.</p>"
        + table(
            (
                "2026",
                "Calls offered",
                "Abandoned",
                "Share",
                "Average wait",
                "Complaints: waiting",
                "CSAT",
            ),
            [
                (
                    name,
                    f"{offered:,}",
                    f"{lost:,}",
                    share(lost / offered),
                    clock(wait),
                    unhappy,
                    f"{csat}%",
                )
                for name, offered, lost, wait, unhappy, csat in figures.CALL_MONTHS
            ],
            numeric=(1, 2, 3, 4, 5, 6),
        )
        + "<h2>2  What it does to customers</h2>"
        "<p>A customer with a fridge on a van does not ring for pleasure. Who gives up rings "
        "again: "
        "in a count of 400 abandoned calls in March, 232 numbers (58%) rang again the same day. "
        "The second call is longer and angrier. The team feels it: two advisers named the queue "
        "as a reason in their leaving talks.</p>"
    )


def _call_analysis():
    offered = tuple(row[1] for row in figures.CALLS_BY_HOUR)
    able = tuple(row[2] for row in figures.CALLS_BY_HOUR)
    short = sum(max(0, row[1] - row[2]) for row in figures.CALLS_BY_HOUR)
    spare = sum(max(0, row[2] - row[1]) for row in figures.CALLS_BY_HOUR)
    return (
        '<div class="page"></div><h1>3  Analysis</h1>'
        "<h2>3.1  We have the people, at the wrong hours</h2>"
        + bar_chart(
            [f"{row[0]}:00" for row in figures.CALLS_BY_HOUR],
            [
                Line("Calls offered", offered, AMBER),
                Line("Calls the rota can answer", able, HARBOUR.colour),
            ],
            height=230,
        )
        + '<p class="caption">Figure 2. Average weekday in March 2026.</p>'
        f"<p>Over a day {sum(offered)} calls meet room for {sum(able)}. From 9:00 to 14:00 we are "
        f"short of {short} calls; at the other hours {spare} places stay empty. More people would "
        "not help at 16:00; moving calls would. A call-back moves a call from the peak into the "
        "quiet hours. That covers more than half of the gap; a smaller queue remains.</p>"
        "<h2>3.2  What the complaints say</h2>"
        + ranked_bars(figures.COMPLAINT_REASONS, colour=HARBOUR.colour)
        + f'<p class="caption">Figure 3. {sum(v for _, v in figures.COMPLAINT_REASONS)} complaints '
        "about waiting, January to March, read and sorted by Kerry Lloyd and me.</p>"
        "<p>Two thirds are about not getting through or waiting beyond ten minutes. Both are what "
        "a call-back is made for. “Told the story twice” is not: it needs better notes, and is "
        "therefore a KPI of its own (solved at first contact).</p>"
        "<h2>3.3  In customers’ words</h2>"
        '<p class="quote">“I am a nurse. I can’t hold a phone for seven minutes.” (complaint 2207, '
        "11 March)</p>"
        '<p class="quote">“Just ring me back like the bank does.” (survey, week 12)</p>'
    )


def _call_triggers():
    return (
        '<div class="page"></div><h1>4  Why now, and what it serves</h1>'
        "<h2>4.1  Triggers from inside and outside</h2>"
        + table(
            ("Trigger", "Kind", "What we see", "Source"),
            (
                (
                    "Calls up 3% in the quarter, team unchanged at 14",
                    "inside",
                    "Rising share abandoned",
                    "Telephony export",
                ),
                (
                    "Two advisers left, both named the queue",
                    "inside",
                    "Recruiting costs £1,900 each",
                    "HR, leaving talks",
                ),
                (
                    "Customers expect it",
                    "outside",
                    "41 of 180 free-text answers ask to be rung back",
                    "Survey, weeks 9–12",
                ),
                (
                    "Market",
                    "outside",
                    "Two of the three carriers that share our retail customers offer call-backs",
                    "Visits to their pages, April",
                ),
                (
                    "Contract",
                    "outside",
                    "Largest retailer asks for “answered or called back within an "
                    "hour” from October",
                    "Letter of 3 March",
                ),
            ),
        )
        + "<h2>4.2  How it serves our objectives</h2>"
        + table(
            ("Objective, service plan 2026", "How the change serves it", "Measured by"),
            (
                (
                    "Answer first time",
                    "Fewer give up and ring again",
                    "Calls abandoned ≤ 10%; solved at first contact ≥ 75%",
                ),
                (
                    "CSAT at least 78% by September",
                    "Time belongs to the customer again",
                    "CSAT ≥ 78%",
                ),
                ("Halve complaints about waiting", "No dead wait at the peak", "≤ 15 a week"),
                (
                    "No higher cost per contact",
                    "Moves work, adds none",
                    "Handling time ≤ 5% above baseline",
                ),
            ),
        )
        + "<h2>4.3  Change, not polish</h2>"
        "<p>We have tuned the rota three times since autumn. Each step helped for two weeks. This "
        "is a different promise to customers, a different day for advisers and new settings in the "
        "telephony: a change that needs a plan, not another tweak. Small improvements (PDCA) come "
        "afterwards, in the Thursday reviews.</p>"
        "<h2>4.4  Who is touched</h2>"
        + bullets(
            (
                "<b>Customers</b>: keep their place without holding. Those without a phone that "
                "can "
                "be rung (payphone, withheld number) keep the old queue.",
                "<b>14 advisers</b>: a new kind of turn; fear of extra work. They are asked first.",
                "<b>Planning, telephony, depots, HR, retailers</b>: see the communication plan "
                "to come.",
            )
        )
    )


def _call_options():
    planned = figures.spent()[0]
    return (
        '<div class="page"></div><h1>5  Options and proposal</h1>'
        + table(
            ("Option", "Cost", "For", "Against", "Score"),
            (
                ("A  Do nothing", "£0", "No effort", "Trend goes on; contract clause missed", "3"),
                (
                    "B  Two more advisers",
                    "£51,000 a year",
                    "Shorter wait all day",
                    "Stand idle after 14:00; four months to recruit",
                    "5",
                ),
                (
                    "C  Longer opening",
                    "£14,500 a year",
                    "Spreads calls a little",
                    "Peak stays; survey shows little wish for it",
                    "4",
                ),
                (
                    "<b>D  Call-back queue</b>",
                    f"<b>£{planned:,} once</b>",
                    "Moves calls into quiet hours; customers ask for it",
                    "Promise may be broken; team must want it",
                    "<b>9</b>",
                ),
            ),
            numeric=(4,),
        )
        + '<p class="caption">Score: effect on customers (0–4), cost (0–3), time to effect '
        "(0–3). Scored with Priya Nair and Grace Adeyemi on 14 April.</p>"
        "<h2>5.1  What could go wrong</h2>"
        + bullets(
            (
                "The hour is not kept. Then a call-back is worse than a queue: slots are limited "
                "at "
                "first, and there is a switch to stop.",
                "Advisers do not want it. Then it will fail in silence. Talks come before "
                "training.",
                "Figures can’t be compared. Definitions and targets are agreed before anything "
                "starts, "
                "and five weeks are measured before.",
            )
        )
        + "<h2>5.2  How I mean to lead it</h2>"
        "<p>Lewin’s three phases give the frame: unfreeze (figures and customers’ words at the "
        "board), change (training, turns, daily stand-up), refreeze (rota and checklist as the new "
        "normal). Lewin says little about who resists and why, so I borrow from Kotter: a "
        "coalition "
        "with Marek and Grace, early wins shown each morning. I leave out a grand vision: for a "
        "change of this size one sentence is enough: <i>nobody who needs us gives up.</i></p>"
        "<h2>5.3  Decision asked for</h2>"
        + table(
            ("Decision", "By", "Decided"),
            (
                ("Go ahead with option D", "20 April", "Agreed, D. Malhotra, 20 April 2026"),
                (f"Release £{planned:,}", "23 April", "Agreed, D. Malhotra, 23 April 2026"),
                ("KPIs and targets at the kick-off", "23 April", "For the kick-off"),
            ),
        )
    )


def _refund_case():
    requests = sum(row[1] for row in figures.REFUND_SIZES)
    return (
        letterhead(QUAYSIDE.name, QUAYSIDE.department) + "<h1>Refunds at the front line</h1>"
        '<p class="meta">The case for change · Joe Okafor, guest relations team leader · 18 '
        "December 2025 · for Maria Santos, guest relations manager</p>"
        '<div class="box"><b>Proposal.</b> Front desk advisers decide refunds up to a limit '
        "themselves, with a one-page guide. Duty managers keep what is above and coach. Aim: three "
        "of four requests decided while the guest is still there.</div>"
        "<h2>1  What happens today</h2>"
        f"<p>From October to December 2025 our five hotels had {requests:,} refund requests. Each "
        "one, even for a £6 breakfast, waits for a duty manager, then for the Tuesday or Friday "
        "finance run. Guests have left by then. Counts of four weeks in autumn: six to seven "
        "working days from asking to answer; fewer than one in four answered at once.</p>"
        + table(
            ("Size of request", "Requests", "Share", "Approved by duty manager"),
            [
                (band, number, f"{number / requests:.0%}", f"{approved}%")
                for band, number, approved in figures.REFUND_SIZES
            ],
            numeric=(1, 2, 3),
        )
        + bar_chart(
            [row[0] for row in figures.REFUND_SIZES],
            [
                Line(
                    "Requests, October to December 2025",
                    tuple(row[1] for row in figures.REFUND_SIZES),
                    QUAYSIDE.colour,
                )
            ],
            height=200,
        )
        + '<p class="caption">Figure 1. Source: booking system, 12 December 2025.</p>'
        f"<p>{figures.share_of_sizes(3):.0%} of the requests are for £75 or less, and of these "
        "nearly all are approved as asked. The second look changes almost nothing and costs the "
        "guest a week.</p>"
    )


def _refund_analysis():
    return (
        '<div class="page"></div><h1>2  Reasons and rationale</h1>'
        "<h2>2.1  Triggers</h2>"
        + table(
            ("Trigger", "Kind", "Evidence"),
            (
                (
                    "Complaints about refund delay",
                    "inside",
                    "Nine to ten a week; the largest group of complaints since September",
                ),
                (
                    "Duty managers’ time",
                    "inside",
                    "About 120 approvals a week at six minutes: 12 hours",
                ),
                ("Reviews", "outside", "Of 96 reviews of two stars or fewer, 33 name a refund"),
                (
                    "Market",
                    "outside",
                    "Three of four neighbouring hotels settle small sums at the desk "
                    "(asked by telephone, November)",
                ),
                (
                    "Card rules",
                    "outside",
                    "Disputes opened by guests: 17 in the quarter, £15 fee each",
                ),
            ),
        )
        + "<h2>2.2  Causes, asked five times</h2>"
        "<p>Why do guests complain? The answer comes late. Why late? It waits for approval. Why "
        "approval? The rule of 2011 says so for any sum. Why any sum? Till and booking system were "
        "separate then, and nothing recorded who gave what. Is that still so? No: since 2023 each "
        "refund carries name, reason and card.</p>"
        "<h2>2.3  Alignment with the firm’s aims</h2>"
        + table(
            ("Aim for 2026", "How it is served", "Measured by"),
            (
                (
                    "Put it right before the guest leaves",
                    "Decision at the desk",
                    "≥ 75% at first contact; ≤ 3 working days",
                ),
                (
                    "Guest satisfaction with problems ≥ 75%",
                    "Answer while it matters",
                    "Survey, answers 4 or 5",
                ),
                ("Complaints halved", "No dead wait", "≤ 4 a week"),
                (
                    "No leakage",
                    "Limit, reason code, sample",
                    "Refund per request ≤ 5% above baseline; sample errors ≤ 2%",
                ),
            ),
        )
        + "<h2>2.4  In their words</h2>"
        '<p class="quote">“Everyone agreed I was owed £18. Nobody could give it to me.” (guest, '
        "Torquay)</p>"
        '<p class="quote">“I sign forty of these a week without reading the second page.” (duty '
        "manager)</p>"
        '<p class="quote">“I would rather say yes myself than send them away.” (adviser, '
        "Falmouth)</p>"
    )


def _refund_proposal():
    return (
        '<div class="page"></div><h1>3  Options, risks, first steps</h1>'
        + table(
            ("Option", "For", "Against", "Choice"),
            (
                ("A  Daily finance run", "Simple", "Approval still waits; guest has left", "no"),
                ("B  One more duty manager a hotel", "Quicker answers", "£140,000 a year", "no"),
                (
                    "C  Desk decides up to a limit",
                    "Answer at once; frees 12 hours a week",
                    "Needs trust, training, checks",
                    "<b>yes</b>",
                ),
                (
                    "D  Desk decides everything",
                    "Simplest rule",
                    "Large sums need a second look",
                    "no",
                ),
            ),
        )
        + "<h2>3.1  Risks seen so far</h2>"
        + bullets(
            (
                "<b>Leakage</b>: finance fears it. Limit, reason code, weekly value, stop rule.",
                "<b>Standing</b>: duty managers may feel pushed aside. They are asked before a "
                "policy "
                "is written, and become coaches.",
                "<b>Blame</b>: advisers may pass everything on. Honest mistakes are the firm’s.",
            )
        )
        + "<h2>3.2  People and means</h2>"
        "<p>No licence is needed. Training: 38 advisers, 90 minutes each. IT: about 32 hours for "
        "permissions. Finance: a sample of one in ten.</p>"
        "<h2>3.3  How change may go</h2>"
        "<p>Kotter’s first steps (urgency, coalition) fit: I need finance and duty managers on the "
        "same side before the desks hear of it. His model runs from the top down; our advisers "
        "know the cases best, so the guide is written by them. For the workshop I use Lewin’s "
        "force field, because it asks what holds people back and not only what pushes.</p>"
        "<h2>3.4  Next</h2>"
        + table(
            ("Step", "Who", "When"),
            (
                ("Agree the case", "Maria Santos", "22 December 2025 (agreed)"),
                ("Kick-off, measures and targets", "Joe Okafor", "8 January 2026"),
                ("Baseline, five weeks", "Hannah Price", "5 January to 8 February 2026"),
            ),
        )
    )
