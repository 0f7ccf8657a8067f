"""How far has Amy come: what did she send, what was judged, what is open?"""

from datetime import date

from portfolio.demo import words
from portfolio.demo.steps import Add, Draft, Judge, Replace, Send, Shows, Story, Verdict, at

ADDED = (
    Add(
        at(7, 13, 19, 2),
        "amy-justification",
        (
            Shows(
                "1.1", 1, "Section 1: what made the change necessary, with the quarter’s figures"
            ),
            Shows("1.2", 3, "Sections 3 and 4: analysis by hour and cause; how it serves our aims"),
        ),
    ),
    Add(
        at(7, 13, 19, 6),
        "amy-kick-off",
        (Shows("2.1", 1, "Item 2: measures and targets agreed before work starts"),),
    ),
    Add(
        at(7, 13, 19, 9),
        "amy-plan-1",
        (Shows("2.1", 1, "Gantt chart with owners and dates; page 2: people, hours and money"),),
    ),
    Add(
        at(7, 13, 19, 11),
        "amy-risks",
        (
            Shows(
                "2.1", None, "Ten risks scored before and after, each with an owner and an answer"
            ),
        ),
    ),
    Add(
        at(7, 13, 19, 14),
        "amy-communication",
        (Shows("2.1", 1, "Who is told what, when and how, and how the answer comes back"),),
    ),
    Add(
        at(9, 6, 15, 20),
        "amy-emails",
        (Shows("3.2", None, "Marek’s warning of 18 May, the session of 20 May, what I changed"),),
    ),
    Add(
        at(9, 6, 15, 24),
        "amy-plan-2",
        (
            Shows("3.1", 1, "Plan adjusted on 21 May: go-live moved a week, outlines show the old"),
            Shows("3.2", 2, "What I heard from the team and what I did about it"),
        ),
    ),
    Add(
        at(9, 6, 15, 31),
        "amy-board",
        (Shows("3.1", None, "Stand-up board of 10 June: 71% kept against a promise of 90%"),),
    ),
    Add(
        at(9, 6, 15, 36),
        "amy-stand-ups",
        (Shows("3.1", 1, "Progress reviewed three times, actions with names and dates"),),
    ),
    Add(
        at(11, 15, 20, 3),
        "amy-testimony",
        (Shows("2.2", 1, "Dev saw the risk register work, resources agreed and messages kept"),),
    ),
    Add(
        at(11, 15, 20, 8),
        "amy-observation",
        (Shows("2.2", 1, "Ben saw turns, slots and overtime checked against the plan"),),
    ),
    Add(
        at(11, 19, 18, 40),
        "amy-dashboard",
        (Shows("3.1", None, "Figures that I looked at each morning; week 24 against its targets"),),
    ),
    Add(
        at(11, 19, 18, 44),
        "amy-kpis",
        (Shows("4.1", None, "Summary: baseline and after, five of six targets reached"),),
    ),
    Add(
        at(11, 19, 18, 47),
        "amy-export",
        (Shows("4.1", None, "The weekly figures that the KPI report is made of"),),
    ),
    Add(
        at(11, 19, 18, 51),
        "amy-survey",
        (Shows("4.1", 2, "What 188 customers wrote, good and bad, beside the scores"),),
    ),
)
FIRST_ROUND = Judge(
    at(7, 21, 16, 31),
    "ben",
    (
        Verdict(
            "1.1",
            True,
            "You show what made the change necessary with three months of figures and with what "
            "customers wrote. The chart by hour on page 2 is the strongest part: it explains why "
            "more people would not have helped.",
        ),
        Verdict(
            "1.2",
            True,
            "Clear line from data to aims: each objective of the service plan has its own "
            "measure. Scoring four options, with doing nothing among them, makes the choice fair.",
        ),
        Verdict(
            "2.1",
            True,
            "All four parts are there and fit each other: dates with owners, hours agreed with "
            "each manager, ten scored risks, a message for every group. I checked R2 against the "
            "minutes: you saw the late licence coming on 23 April.",
        ),
    ),
    "A strong start, Amy. Planning is told by documents that you really used. For outcome 3, "
    "show me people as well as dates: who was against it, and what did you do?",
)
SECOND_ROUND = Judge(
    at(9, 16, 16, 40),
    "ben",
    (
        Verdict(
            "3.1",
            False,
            "Monitoring and adjusting are shown well: 71% on the board, a third turn the next "
            "day, 84% a week later. What is missing is the middle part, how you dealt with "
            "resistance while the queue was running. The stand-up notes say what was decided, "
            "not who was against it. Write a page about one person or one doubt: what you heard, "
            "what you tried, what came of it. Dev or the adviser could confirm it in two lines.",
            ("sufficient",),
        ),
        Verdict(
            "3.2",
            True,
            "You acted before it grew: rota before training, paid time for the session, 17 "
            "points written down and answered. Admitting in an e-mail to all that they were "
            "right takes courage, and it shows in the numbers of 28 May (12 of 14 chose turns).",
        ),
    ),
    "3.2 is met. For 3.1 one page is enough; you have lived it already, now tell it. If a change "
    "model helped you, say where, and also where it did not fit your team.",
)
STEPS = (
    *ADDED[:5],
    Send(
        at(7, 14, 8, 5),
        ("amy-justification", "amy-kick-off", "amy-plan-1", "amy-risks", "amy-communication"),
    ),
    FIRST_ROUND,
    *ADDED[5:9],
    Send(at(9, 9, 12, 30), ("amy-emails", "amy-plan-2", "amy-board", "amy-stand-ups")),
    SECOND_ROUND,
    Replace(at(11, 12, 8, 2), "amy-emails", "amy-emails-2"),
    *ADDED[9:11],
    Send(at(11, 18, 20, 14), ("amy-testimony", "amy-observation")),
    *ADDED[11:],
    Draft(
        at(11, 20, 21, 17),
        "Leading the call-back queue: resistance",
        words.call_back_account(),
    ),
)
AMY = Story(
    learner="amy",
    starts_on=date(2026, 4, 6),
    due_on=date(2027, 4, 5),
    steps=STEPS,
    ends={
        "1.1": "met",
        "1.2": "met",
        "2.1": "met",
        "2.2": "awaiting",
        "3.1": "not_yet_met",
        "3.2": "needs_reconfirmation",
        "4.1": "mapped",
        "4.2": "unmapped",
    },
)
