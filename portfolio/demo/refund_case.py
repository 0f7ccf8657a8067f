"""Why does Quayside Hotels change: what does the justification report say?"""

from datetime import date

from portfolio.demo import figures
from portfolio.demo.charts import Line, bar_chart
from portfolio.demo.paper import bullets, letterhead, pdf, table
from portfolio.demo.people import JOE, QUAYSIDE

TRIGGERS = (
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
        "Three of four neighbouring hotels settle small sums at the desk (asked by telephone, "
        "November)",
    ),
    (
        "Card rules",
        "outside",
        "Disputes opened by guests: 17 in the quarter, £15 fee each",
    ),
)
OBJECTIVES = (
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
)
OPTIONS = (
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
)


def refund_case():
    """Joe's change justification report of 18 December 2025, as a PDF of three pages."""
    body = _today() + _analysis() + _proposal()
    return pdf(
        body,
        title="Refunds at the front line: the case for change",
        author=JOE,
        made=date(2025, 12, 18),
        colour=QUAYSIDE.colour,
        foot="Refunds at the front line · the case · J. Okafor · 18.12.2025",
    )


def _today():
    requests = sum(row[1] for row in figures.REFUND_SIZES)
    return (
        letterhead(QUAYSIDE.name, QUAYSIDE.department) + "<h1>Refunds at the front line</h1>"
        '<p class="meta">The case for change · Joe Okafor, guest relations team leader · 18 '
        "December 2025 · for Maria Santos, guest relations manager</p>"
        '<div class="box"><b>Proposal.</b> Front desk advisers decide refunds up to a limit '
        "themselves, with a one-page guide. Duty managers keep what is above and coach. Aim: "
        "three of four requests decided while the guest is still there.</div><h2>1  What happens "
        f"today</h2><p>From October to December 2025 our five hotels had {requests:,} refund "
        "requests. Each one, even for a £6 breakfast, waits for a duty manager, then for the "
        "Tuesday or Friday finance run. Guests have left by then. Counts of four weeks in "
        "autumn: six to seven working days from asking to answer; fewer than one in four "
        "answered at once.</p>"
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


def _analysis():
    return (
        '<div class="page"></div><h1>2  Reasons and rationale</h1>'
        "<h2>2.1  Triggers</h2>"
        + table(
            ("Trigger", "Kind", "Evidence"),
            TRIGGERS,
        )
        + "<h2>2.2  Causes, asked five times</h2>"
        "<p>Why do guests complain? The answer comes late. Why late? It waits for approval. Why "
        "approval? The rule of 2011 says so for any sum. Why any sum? Till and booking system "
        "were separate then, and nothing recorded who gave what. Is that still so? No: since "
        "2023 each refund carries name, reason and card.</p><h2>2.3  Alignment with the firm’s "
        "aims</h2>"
        + table(
            ("Aim for 2026", "How it is served", "Measured by"),
            OBJECTIVES,
        )
        + "<h2>2.4  In their words</h2>"
        '<p class="quote">“Everyone agreed I was owed £18. Nobody could give it to me.” (guest, '
        "Torquay)</p>"
        '<p class="quote">“I sign forty of these a week without reading the second page.” (duty '
        "manager)</p>"
        '<p class="quote">“I would rather say yes myself than send them away.” (adviser, '
        "Falmouth)</p>"
    )


def _proposal():
    return (
        '<div class="page"></div><h1>3  Options, risks, first steps</h1>'
        + table(
            ("Option", "For", "Against", "Choice"),
            OPTIONS,
        )
        + "<h2>3.1  Risks seen so far</h2>"
        + bullets(
            (
                "<b>Leakage</b>: finance fears it. Limit, reason code, weekly value, stop rule.",
                "<b>Standing</b>: duty managers may feel pushed aside. They are asked before a "
                "policy is written, and become coaches.",
                "<b>Blame</b>: advisers may pass everything on. Honest mistakes are the firm’s.",
            )
        )
        + "<h2>3.2  People and means</h2>"
        "<p>No licence is needed. Training: 38 advisers, 90 minutes each. IT: about 32 hours for "
        "permissions. Finance: a sample of one in ten.</p><h2>3.3  How change may "
        "go</h2><p>Kotter’s first steps (urgency, coalition) fit: I need finance and duty "
        "managers on the same side before the desks hear of it. His model runs from the top "
        "down; our advisers know the cases best, so the guide is written by them. For the "
        "workshop I use Lewin’s force field, because it asks what holds people back and not only "
        "what pushes.</p><h2>3.4  Next</h2>"
        + table(
            ("Step", "Who", "When"),
            (
                ("Agree the case", "Maria Santos", "22 December 2025 (agreed)"),
                ("Kick-off, measures and targets", "Joe Okafor", "8 January 2026"),
                ("Baseline, five weeks", "Hannah Price", "5 January to 8 February 2026"),
            ),
        )
    )
