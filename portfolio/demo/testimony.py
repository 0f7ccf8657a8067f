"""What do witnesses and assessors record and sign about the two learners?"""

import random
from dataclasses import dataclass
from datetime import date

from portfolio.demo.paper import bullets, letterhead, pdf, table
from portfolio.demo.people import (
    AMY,
    CALLUM,
    DEV,
    HARBOUR,
    JOE,
    MARIA,
    QUAYSIDE,
    Firm,
)

CENTRE = Firm("Harbour Skills Centre", "Assessment record", "#1d4f9f")
ASSESSOR = "Ben Whitfield"


@dataclass(frozen=True)
class Record:
    """One signed page: whose, about what, the statements and who signs when."""

    firm: Firm
    title: str
    learner: str
    facts: tuple
    sections: tuple
    signed: tuple
    made: date
    note: str


CALL_BACK_WITNESS = Record(
    HARBOUR,
    "Witness testimony",
    AMY,
    (
        ("Witness", f"{DEV}, operations manager, Harbour Home Deliveries"),
        (
            "Relationship",
            "Line manager of Amy Carter since February 2024; sponsor of the call-back queue",
        ),
        (
            "What I saw, when",
            "20 April to 16 July 2026: planning talks, Friday half-pages, go-live on 2 June, "
            "stand-ups of 10 and 18 June, review of 16 July",
        ),
    ),
    (
        (
            "Planning",
            (
                "Amy scored ten risks with planning and quality before anything was built. On 19 "
                "May the licence, her risk R2, did come late; she had the answer ready and moved "
                "go-live from 26 May to 2 June within a day.",
                "She told me on one page whom she needed for how many hours, got each name "
                "agreed by the person’s own manager, and stayed inside £3,200 (£2,876 spent).",
                "Her communication plan was kept. I had my half-page every Friday, and no depot "
                "rang me to ask what a call-back is.",
            ),
        ),
        (
            "Managing",
            (
                "In the first week just 71% of call-backs were on time. She said so herself at "
                "the board, with the figure, and changed slots and turns the next day.",
                "Nine of 14 advisers were against it in May. She did not argue: she asked, wrote "
                "the doubts up with dates, and changed the rota with Grace and HR. On 16 July "
                "one adviser was still unhappy, and Amy could tell me why.",
            ),
        ),
        (
            "Result",
            (
                "Five of six targets are reached. Amy named the sixth, solved at first contact "
                "(73.0% against 75.0%), before I did.",
            ),
        ),
    ),
    ((DEV, "Operations manager", date(2026, 7, 20)),),
    date(2026, 7, 20),
    "I have seen what I describe myself. I am not an assessor of this qualification.",
)


CALL_BACK_OBSERVATION = Record(
    CENTRE,
    "Observation record",
    AMY,
    (
        ("Observed by", f"{ASSESSOR}, assessor"),
        (
            "Place and time",
            "Harbour Home Deliveries, Portsmouth, Wednesday 10 June 2026, 08:40 to 09:25",
        ),
        (
            "Activity",
            "Stand-up of the call-back queue, week 24, with eleven advisers, planner and "
            "analyst; then ten minutes at the rota with Grace Adeyemi",
        ),
    ),
    (
        (
            "What I saw",
            (
                "08:45 Amy opens with the week’s figure on the board: 71% kept. She says: “We "
                "promised an hour to 386 people and let 112 down. Where did it jam?”",
                "08:52 An adviser says turns are too long. Amy asks what would do; they agree on "
                "a third person from 10:00 to 12:00. Grace checks the rota on the spot.",
                "09:01 Marek shows his two-minute close. Amy thanks him by name, asks Kerry to "
                "add it to the checklist.",
                "09:04 One adviser stays silent, arms folded. Amy goes to her afterwards, alone.",
                "09:10 At the rota: breaks are placed first, then turns; 18 slots an hour; hours "
                "checked against the plan and the overtime left.",
            ),
        ),
        (
            "What it shows",
            (
                "Resources are shared out against a plan and adjusted with the people concerned.",
                "Risk R3 (promised hour not kept) is watched by a figure agreed beforehand.",
                "What I did not see: how the silent adviser was won over. Worth an account.",
            ),
        ),
        (
            "Questions I asked",
            (
                "“What would make you stop it?” – Wait above 12 minutes for those who hold, or "
                "two weeks under 80% kept. Sanjay can switch it off in five minutes.",
            ),
        ),
    ),
    ((ASSESSOR, "Assessor", date(2026, 6, 10)), (AMY, "Learner", date(2026, 6, 12))),
    date(2026, 6, 12),
    "Written during and directly after the observation.",
)


REFUND_WITNESS = Record(
    QUAYSIDE,
    "Witness testimony",
    JOE,
    (
        ("Witness", f"{MARIA}, guest relations manager, Quayside Hotels"),
        ("Relationship", "Line manager of Joe Okafor since 2022; sponsor of the change"),
        (
            "What I saw, when",
            "18 December 2025 to 7 May 2026: kick-off, four Friday reviews, two trainings, "
            "review meeting, lessons learned",
        ),
    ),
    (
        (
            "Planning",
            (
                "Joe agreed measures and targets with finance and all hotels on 8 January, "
                "before the baseline was known. Nobody could say later that he chose his figures.",
                "Resources, risks and messages were in one plan; each hour was agreed with the "
                "hotel that gave it.",
            ),
        ),
        (
            "Managing resistance",
            (
                "Finance wanted £50, the desks wanted no limit. Joe brought the refund sizes and "
                "Callum’s own sample to one table on 25 February. £75 and a daily check came out.",
                "At Torquay he was angry, and did not show it there. He went to Ewa alone, and "
                "she led the briefing in the end. I was in the room on 5 March.",
            ),
        ),
        (
            "Evaluation",
            (
                "Five of six targets reached; the sixth, sample errors (5.0% against 2.0%), is "
                "the first thing on page 1 of his summary, not hidden.",
                "He asked me to lead the lessons-learned meeting so that people could be frank "
                "about him. They were.",
            ),
        ),
    ),
    ((MARIA, "Guest relations manager", date(2026, 5, 11)),),
    date(2026, 5, 11),
    "I have seen what I describe myself. I am not an assessor of this qualification.",
)


REFUND_EXPERT = Record(
    QUAYSIDE,
    "Expert witness statement",
    JOE,
    (
        ("Expert witness", f"{CALLUM}, finance controller, chartered accountant"),
        (
            "Competence",
            "14 years in hotel finance; briefed by the centre as expert witness on 6 February 2026",
        ),
        (
            "Subject",
            "Risk assessment and controls of the refund change, January to April 2026",
        ),
    ),
    (
        (
            "Risk assessment",
            (
                "I scored the register with Joe on 16 January. Leakage and staff fraud were his "
                "own entries. He asked for a stop rule before I did.",
            ),
        ),
        (
            "Monitoring",
            (
                "I drew 126 sample cases (weeks 8 to 16); 7 had a wrong or missing code, none a "
                "wrong sum. Refund per request stayed between £42.20 and £42.90 after roll-out.",
                "Joe published errors by hotel each Friday, his own included.",
            ),
        ),
        (
            "Adaptation",
            (
                "I was against £75. What changed my mind was a stop at 5% above baseline and a "
                "daily check that cost me 15 minutes. Both were his offer.",
            ),
        ),
    ),
    ((CALLUM, "Finance controller", date(2026, 5, 12)),),
    date(2026, 5, 12),
    "Statement on matters within my own field, from records that I keep.",
)


REFUND_DISCUSSION = Record(
    CENTRE,
    "Professional discussion",
    JOE,
    (
        ("Held by", f"{ASSESSOR}, assessor, with {JOE}"),
        ("Place and time", "Quayside Hotels, Plymouth, 19 May 2026, 13:05 to 13:41"),
        ("Plan agreed", "12 May: reasons, alignment, models, what he would do again"),
    ),
    (
        (
            "Reasons for the change (04:10)",
            (
                "Joe explains without notes why the 2011 rule had lost its reason, and which "
                "figures convinced Maria: the share of small sums, not the complaints.",
            ),
        ),
        (
            "Alignment (09:30)",
            (
                "Names the board’s aim, and what he left out: refunds for events, since another "
                "department owns the contracts.",
            ),
        ),
        (
            "Models (15:20)",
            (
                "Used Lewin’s force field with duty managers; redrew it in March when blame "
                "turned out stronger than habit. Of Kotter’s steps: coalition and early wins. "
                "Says that a vision statement “would have been for me, not for them”.",
            ),
        ),
        (
            "Evaluation (24:45)",
            (
                "Explains why five weeks each, why sums and not mean of means, and what "
                "Weymouth’s late start shows. Sees that the after period is short; asks for "
                "figures in July.",
                "Would ask about fear of blame in the first talk.",
            ),
        ),
    ),
    ((ASSESSOR, "Assessor", date(2026, 5, 19)), (JOE, "Learner", date(2026, 5, 19))),
    date(2026, 5, 19),
    "Notes agreed by both on the day; times refer to the recording.",
)


def call_back_witness():
    """Dev Malhotra's witness testimony about Amy, 20 July 2026, as PDF."""
    return _page(CALL_BACK_WITNESS)


def call_back_observation():
    """The assessor's observation of Amy's stand-up on 10 June 2026, as PDF."""
    return _page(CALL_BACK_OBSERVATION)


def refund_witness():
    """Maria Santos's witness testimony about Joe, 11 May 2026, as PDF."""
    return _page(REFUND_WITNESS)


def refund_expert():
    """Callum Reid's expert witness statement about Joe's controls, 12 May 2026, as PDF."""
    return _page(REFUND_EXPERT)


def refund_discussion():
    """Record of a professional discussion with Joe, 19 May 2026, as PDF."""
    return _page(REFUND_DISCUSSION)


def _page(record):
    body = letterhead(record.firm.name, record.firm.department)
    body += f"<h1>{record.title}</h1>"
    rows = [("<b>Learner</b>", record.learner)]
    rows += [(f"<b>{name}</b>", value) for name, value in record.facts]
    body += table(("About", "Details"), rows)
    for heading, statements in record.sections:
        body += f"<h2>{heading}</h2>" + bullets(statements)
    body += f'<p class="caption">{record.note}</p><table style="margin-top:3mm"><tr>'
    for name, role, day in record.signed:
        body += f"<td>{_ink(name)}<b>{name}</b><br>{role}<br>Signed on {day:%-d %B %Y}</td>"
    body += "</tr></table>"
    return pdf(
        body,
        title=f"{record.title}: {record.learner}",
        author=record.signed[0][0],
        made=record.made,
        colour=record.firm.colour,
        foot=f"{record.title} · {record.learner} · {record.made:%d.%m.%Y}",
    )


def _ink(name):
    """A signature-like stroke, always the same for the same name, with an initial to read."""
    chance = random.Random(name)  # noqa: S311 - a drawing, nothing secret
    x, path = 26.0, "M26 30"
    for _ in range(len(name)):
        step = chance.uniform(6, 13)
        tall = chance.choice((6, 9, 9, 12, 22))
        path += (
            f" c{step * 0.2:.1f} {-tall:.1f} {step * 0.7:.1f} {-tall:.1f} {step * 0.6:.1f} "
            f"{chance.uniform(-2, 2):.1f} s{step * 0.2:.1f} {tall * 0.6:.1f} {step * 0.5:.1f} "
            f"{chance.uniform(-3, 3):.1f}"
        )
        x += step * 1.1
    flourish = f"M14 40 q{x * 0.5:.0f} {chance.randint(-12, -4)} {x:.0f} {chance.randint(-8, 2)}"
    return (
        '<svg viewBox="0 0 240 52" width="58mm" height="12.6mm">'
        f'<text x="4" y="36" font-size="34" font-style="italic" fill="#1b2f7a" '
        f'font-family="DejaVu Serif, serif">{name[0]}</text>'
        f'<path d="{path}" fill="none" stroke="#1b2f7a" stroke-width="1.6" '
        'stroke-linecap="round"/>'
        f'<path d="{flourish}" fill="none" stroke="#1b2f7a" stroke-width="1.1"/></svg>'
    )
