"""What do customers say about the call-back queue?"""

from datetime import date

from portfolio.demo import figures
from portfolio.demo.charts import Line, line_chart
from portfolio.demo.paper import bullets, letterhead, pdf, table
from portfolio.demo.people import HARBOUR, PRIYA

QUESTIONS = (
    # question, share of 4 or 5 among those rung back in weeks 24 to 28
    ("It was easy to book a call-back", 91),
    ("You rang when you said you would", 88),
    ("I did not have to tell my story again", 74),
    ("My question was solved", 79),
)
THEMES = (
    ("Glad not to hold", 83, "good"),
    ("Rung when promised", 41, "good"),
    ("Had to tell it again", 27, "bad"),
    ("Missed the ring, no second try", 19, "bad"),
    ("Friendly, solved", 12, "good"),
    ("Wants to choose the hour", 6, "wish"),
)
LIMITS = (
    "The same questions were asked before and after; people differ from week to week.",
    "Customers who were rung back are not a chance sample: they chose it.",
    "June is quieter for furniture, busier for garden goods; calls offered were almost equal "
    f"({figures.total(figures.CALLS_BEFORE, 'offered'):,} and "
    f"{figures.total(figures.CALLS_AFTER, 'offered'):,} in five weeks).",
)


def call_back_survey():
    """Priya's summary of the customer survey, 15 July 2026, as a PDF of two pages."""
    body = _answers() + _words()
    return pdf(
        body,
        title="Call-back queue: what customers say",
        author=PRIYA,
        made=date(2026, 7, 15),
        colour=HARBOUR.colour,
        foot="Survey summary · P. Nair · 15.07.2026",
    )


def _answers():
    before, after = figures.call_measures()[2].baseline, figures.call_measures()[2].after
    asked = [
        (weeks, figures.total(group, "surveyed"), figures.total(group, "satisfied"))
        for weeks, group in (
            ("18 to 22, before", figures.CALLS_BEFORE),
            ("24 to 28, after", figures.CALLS_AFTER),
        )
    ]
    return (
        letterhead(HARBOUR.name, "Customer Insight · Portsmouth")
        + "<h1>Call-back queue: what customers say</h1>"
        '<p class="meta">Survey summary · Priya Nair, customer insight analyst · 15 July 2026</p>'
        "<h2>Overall satisfaction</h2>"
        + table(
            ("Weeks", "Answers", "4 or 5 of 5", "CSAT"),
            [(weeks, all_, good, f"{good / all_:.1%}") for weeks, all_, good in asked],
            numeric=(1, 2, 3),
        )
        + line_chart(
            [f"W{w.number}" for w in figures.CALL_WEEKS],
            [
                Line(
                    "CSAT by week, %",
                    tuple(w.satisfied / w.surveyed * 100 for w in figures.CALL_WEEKS),
                    HARBOUR.colour,
                )
            ],
            low=60,
            high=100,
            form=lambda v: f"{v:.0f}%",
            marks=((5, "go-live, 2 June"),),
        )
        + f'<p class="caption">CSAT rose from {before:.1%} to {after:.1%}. Text survey after the '
        "contact; about one in twenty answers.</p><h2>Those who were rung back</h2>"
        + table(("Statement", "4 or 5 of 5"), [(q, f"{v}%") for q, v in QUESTIONS], numeric=(1,))
        + '<p class="caption">412 answers, weeks 24 to 28.</p>'
    )


def _words():
    return (
        '<div class="page"></div><h1>In their own words</h1>'
        "<p>188 free texts of weeks 24 to 28, read and sorted by Priya Nair and Kerry Lloyd, "
        "each on their own; they agreed on 171.</p>"
        + table(
            ("Theme", "Mentions", "Tone"),
            THEMES,
            numeric=(1,),
        )
        + '<p class="quote">“Rang me in forty minutes while I fed the baby. Perfect.”</p>'
        '<p class="quote">“You rang, I was driving, that was it. Ring twice?”</p>'
        '<p class="quote">“Second person did not know what the first one had promised.”</p>'
        "<h2>What the figures can and can’t tell</h2>"
        + bullets(LIMITS)
        + "<h2>Suggested next steps</h2>"
        + bullets(
            (
                "Second try after five minutes on every missed ring (rule is there; kept in 7 of "
                "10 checks).",
                "Notes of the first contact shown to whoever rings back.",
                "Ask again in October.",
            )
        )
    )
