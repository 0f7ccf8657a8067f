"""Why does Harbour Home Deliveries change: what does the justification report say?"""

from datetime import date

from portfolio.demo import figures
from portfolio.demo.charts import Line, bar_chart, line_chart, ranked_bars
from portfolio.demo.paper import bullets, letterhead, pdf, table
from portfolio.demo.people import AMY, HARBOUR

AMBER = "#c2651b"
TRIGGERS = (
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
        "Largest retailer asks for “answered or called back within an hour” from October",
        "Letter of 3 March",
    ),
)
OBJECTIVES = (
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
)
STAKEHOLDERS = (
    "<b>Customers</b>: keep their place without holding. Those without a phone that can be rung "
    "(payphone, withheld number) keep the old queue.",
    "<b>14 advisers</b>: a new kind of turn; fear of extra work. They are asked first.",
    "<b>Planning, telephony, depots, HR, retailers</b>: see the communication plan to come.",
)
OPTIONS = (
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
        f"<b>£{figures.spent()[0]:,} once</b>",
        "Moves calls into quiet hours; customers ask for it",
        "Promise may be broken; team must want it",
        "<b>9</b>",
    ),
)
RISKS_SEEN = (
    "The hour is not kept. Then a call-back is worse than a queue: slots are limited at first, "
    "and there is a switch to stop.",
    "Advisers do not want it. Then it will fail in silence. Talks come before training.",
    "Figures can’t be compared. Definitions and targets are agreed before anything starts, and "
    "five weeks are measured before.",
)


def call_back_case():
    """Amy's change justification report of 16 April 2026, as a PDF of four pages."""
    body = _problem() + _analysis() + _triggers() + _options()
    return pdf(
        body,
        title="Why we need a call-back queue",
        author=AMY,
        made=date(2026, 4, 16),
        colour=HARBOUR.colour,
        foot="Why we need a call-back queue · A. Carter · 16.04.2026",
    )


def _problem():
    first, _, last = figures.CALL_MONTHS
    clock, share = figures.SHOWN["clock"], figures.SHOWN["share"]
    points = (
        f"One caller in six gave up in January; in March it was {share(last[2] / last[1])}, "
        "nearly one in five.",
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
        "up, and CSAT of at least 78%.</div><h2>1  The problem</h2>"
        + bullets(points)
        + _quarter()
        + "<h2>2  What it does to customers</h2>"
        "<p>A customer with a fridge on a van does not ring for pleasure. Who gives up rings "
        "again: in a count of 400 abandoned calls in March, 232 numbers (58%) rang again the "
        "same day. The second call is longer and angrier. The team feels it: two advisers named "
        "the queue as a reason in their leaving talks.</p>"
    )


def _quarter():
    clock, share = figures.SHOWN["clock"], figures.SHOWN["share"]
    months = [row[0] for row in figures.CALL_MONTHS]
    lost = tuple(row[2] / row[1] * 100 for row in figures.CALL_MONTHS)
    heads = ("2026", "Calls offered", "Abandoned", "Share", "Average wait", "Complaints", "CSAT")
    rows = [
        (name, f"{offered:,}", f"{lost:,}", share(lost / offered), clock(wait), unhappy, f"{csat}%")
        for name, offered, lost, wait, unhappy, csat in figures.CALL_MONTHS
    ]
    return (
        line_chart(
            months,
            [Line("Calls abandoned, % of calls offered", lost, AMBER)],
            low=14,
            high=20,
            form="{:.1f}%".format,
            height=190,
        )
        + '<p class="caption">Figure 1. Source: telephony system, monthly export of 2 April '
        "2026. Complaints: those about waiting.</p>" + table(heads, rows, numeric=range(1, 7))
    )


def _analysis():
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
        "quiet hours. That covers more than half of the gap; a smaller queue remains.</p><h2>3.2 "
        " What the complaints say</h2>"
        + ranked_bars(figures.COMPLAINT_REASONS, colour=HARBOUR.colour)
        + f'<p class="caption">Figure 3. {sum(v for _, v in figures.COMPLAINT_REASONS)} complaints '
        "about waiting, January to March, read and sorted by Kerry Lloyd and me.</p><p>Two "
        "thirds are about not getting through or waiting beyond ten minutes. Both are what a "
        "call-back is made for. “Told the story twice” is not: it needs better notes, and is "
        "therefore a KPI of its own (solved at first contact).</p><h2>3.3  In customers’ "
        "words</h2>"
        '<p class="quote">“I am a nurse. I can’t hold a phone for seven minutes.” (complaint 2207, '
        "11 March)</p>"
        '<p class="quote">“Just ring me back like the bank does.” (survey, week 12)</p>'
    )


def _triggers():
    return (
        '<div class="page"></div><h1>4  Why now, and what it serves</h1>'
        "<h2>4.1  Triggers from inside and outside</h2>"
        + table(
            ("Trigger", "Kind", "What we see", "Source"),
            TRIGGERS,
        )
        + "<h2>4.2  How it serves our objectives</h2>"
        + table(
            ("Objective, service plan 2026", "How the change serves it", "Measured by"),
            OBJECTIVES,
        )
        + "<h2>4.3  Change, not polish</h2>"
        "<p>We have tuned the rota three times since autumn. Each step helped for two weeks. "
        "This is a different promise to customers, a different day for advisers and new settings "
        "in the telephony: a change that needs a plan, not another tweak. Small improvements "
        "(PDCA) come afterwards, in the Thursday reviews.</p>"
        "<h2>4.4  Who is touched</h2>" + bullets(STAKEHOLDERS)
    )


def _options():
    planned = figures.spent()[0]
    return (
        '<div class="page"></div><h1>5  Options and proposal</h1>'
        + table(
            ("Option", "Cost", "For", "Against", "Score"),
            OPTIONS,
            numeric=(4,),
        )
        + '<p class="caption">Score: effect on customers (0–4), cost (0–3), time to effect '
        "(0–3). Scored with Priya Nair and Grace Adeyemi on 14 April.</p><h2>5.1  What could go "
        "wrong</h2>" + bullets(RISKS_SEEN) + "<h2>5.2  How I mean to lead it</h2>"
        "<p>Lewin’s three phases give the frame: unfreeze (figures and customers’ words at the "
        "board), change (training, turns, daily stand-up), refreeze (rota and checklist as the "
        "new normal). Lewin says little about who resists and why, so I borrow from Kotter: a "
        "coalition with Marek and Grace, early wins shown each morning. I leave out a grand "
        "vision: for a change of this size one sentence is enough: <i>nobody who needs us gives "
        "up.</i></p><h2>5.3  Decision asked for</h2>"
        + table(
            ("Decision", "By", "Decided"),
            (
                ("Go ahead with option D", "20 April", "Agreed, D. Malhotra, 20 April 2026"),
                (f"Release £{planned:,}", "23 April", "Agreed, D. Malhotra, 23 April 2026"),
                ("KPIs and targets at the kick-off", "23 April", "For the kick-off"),
            ),
        )
    )
