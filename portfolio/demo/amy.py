"""How far has Amy come: what did she send, what was judged, what is open?"""

from datetime import date

from evidence.models import EvidenceKind
from portfolio.demo import people, witnessed, words, written
from portfolio.demo.steps import (
    MANAGE_OPERATIONS,
    OPERATIONAL_CHANGE,
    QUALITY_IMPROVEMENTS,
    Add,
    Ask,
    Confirm,
    Draft,
    Give,
    Judge,
    Map,
    Observe,
    Replace,
    Send,
    Shows,
    SignOff,
    Story,
    Verdict,
    Write,
    at,
)


def _improves(criterion, page, claim):
    return Shows(criterion, page, claim, QUALITY_IMPROVEMENTS)


def _improved(criterion, feedback):
    return Verdict(criterion, True, feedback, unit=QUALITY_IMPROVEMENTS)


def _manages(criterion, page, claim):
    return Shows(criterion, page, claim, MANAGE_OPERATIONS)


def _keys(steps):
    return tuple(step.key for step in steps)


JULY = (
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
)
OCTOBER = (
    Add(
        at(10, 6, 15, 20),
        "amy-emails",
        (Shows("3.2", None, "Marek’s warning of 18 May, the session of 20 May, what I changed"),),
    ),
    Add(
        at(10, 6, 15, 24),
        "amy-plan-2",
        (
            Shows("3.1", 1, "Plan adjusted on 21 May: go-live moved a week, outlines show the old"),
            Shows("3.2", 2, "What I heard from the team and what I did about it"),
        ),
    ),
    Add(
        at(10, 6, 15, 31),
        "amy-board",
        (Shows("3.1", None, "Stand-up board of 10 June: 71% kept against a promise of 90%"),),
    ),
    Add(
        at(10, 6, 15, 36),
        "amy-stand-ups",
        (Shows("3.1", 1, "Progress reviewed three times, actions with names and dates"),),
    ),
)
IMPROVEMENT = (
    Add(
        at(10, 24, 10, 12),
        "amy-survey",
        (
            _improves("1.1", 2, "What customers wrote in July, and the next steps I planned from"),
            _improves("3.1", 1, "Before: 74% did not have to tell their story again"),
        ),
    ),
    Add(
        at(10, 24, 10, 17),
        "amy-kpis",
        (_improves("3.1", None, "Before: solved at first contact 73.0%, against a target of 75%"),),
    ),
    Add(
        at(10, 24, 10, 20),
        "amy-improvement",
        (
            _improves("1.1", 1, "Sections 2 and 3: four goals and 45 hours, agreed on 30 July"),
            _improves("2.1", 1, "Section 4: who heard what from July to October; what came back"),
            _improves("3.1", 2, "Section 5: before and after, and what moved each figure"),
            _improves("4.1", 2, "Sections 6 and 7: held against the goals of 30 July; lessons"),
        ),
    ),
    Map(
        at(10, 24, 10, 31),
        "amy-communication",
        (_improves("2.1", 1, "Section 3: the standard with its two tries, told to all in May"),),
    ),
)
WITNESS = (
    Ask(
        at(11, 2, 18, 30),
        "tom",
        people.TOM,
        "tom.fielding@harbour-home.example",
        witnessed.TOM_ASKED,
        (Shows("3.1"), Shows("3.2")),
    ),
    Give(at(11, 10, 12, 45), "tom", witnessed.TOM_ANSWERS, (Shows("3.1"),)),
)
NOVEMBER = (
    Observe(
        at(11, 13, 17, 40),
        "ben",
        "amy-questions",
        EvidenceKind.QUESTIONING,
        "Questions on planning, 13 November",
        witnessed.QUESTIONS,
        (Shows("2.2"),),
    ),
    Write(
        at(11, 14, 10, 25),
        "amy-winter",
        EvidenceKind.PLAN,
        "Call-backs in the winter peak",
        written.winter_plan(),
        (Shows("2.2", 1, "The same way of planning again: hours, four risks, who is told when"),),
    ),
    Add(
        at(11, 15, 20, 3),
        "amy-testimony",
        (
            Shows(
                "2.2",
                1,
                "Dev saw the risk register work, resources agreed and messages kept",
                quote="stayed inside £3,200 (£2,876 spent)",
            ),
        ),
    ),
    Add(
        at(11, 15, 20, 8),
        "amy-observation",
        (
            Shows(
                "2.2",
                1,
                "Ben saw turns, slots and overtime checked against the plan",
                area=(88, 484, 830, 42),
            ),
        ),
    ),
    Add(
        at(11, 15, 20, 14),
        "amy-discussion",
        (
            Shows(
                "2.2", None, "How hours were agreed: a sample in tones, no speech", start=4, end=8
            ),
        ),
        witnessed.DISCUSSED,
    ),
)
NOT_SENT = (
    Ask(
        at(11, 18, 20, 30),
        "marek",
        people.MAREK,
        "marek.zielinski@harbour-home.example",
        witnessed.MAREK_ASKED,
        (Shows("3.1"),),
    ),
    Add(
        at(11, 19, 18, 40),
        "amy-dashboard",
        (Shows("3.1", None, "Figures that I looked at each morning; week 24 against its targets"),),
    ),
    Add(
        at(11, 19, 18, 44),
        "amy-export",
        (
            Shows("4.1", None, "The weekly figures that the KPI report is made of"),
            _manages("4.1", None, "Eleven weeks of calls, waits and satisfaction"),
        ),
    ),
    Map(
        at(11, 19, 18, 47),
        "amy-kpis",
        (
            Shows("4.1", None, "Summary: baseline and after, five of six targets reached"),
            _manages("4.1", None, "Six measures, weeks 18 to 28; the action plan is still to come"),
        ),
    ),
    Map(
        at(11, 19, 18, 51),
        "amy-plan-2",
        (_manages("1.1", 1, "Operational plan with dates; page 2: people, hours, targets"),),
    ),
    Write(
        at(11, 19, 19, 20),
        "amy-wait",
        EvidenceKind.KPI,
        "Average wait, weeks 18 to 28",
        written.average_wait(),
        (
            Shows(
                "4.1", 1, "396 seconds before, 182 in week 28; the target was reached in week 25"
            ),
            _manages("4.1", 1, "One measure week by week, with its target and its source"),
        ),
        "amy-export",
    ),
    Write(
        at(11, 20, 20, 45),
        "amy-talks",
        EvidenceKind.IN_SITU,
        "Notes of five talks with advisers",
        written.notes_of_talks(),
        (Shows("3.1", None, "What I heard from those who were against it, and what I offered"),),
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
    at(10, 16, 16, 40),
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
IMPROVEMENT_ROUND = Judge(
    at(10, 30, 15, 20),
    "ben",
    (
        _improved(
            "1.1",
            "Clear from the first page: two ideas out of four, chosen from what customers wrote, "
            "with four goals and the hours behind them agreed before anything was changed.",
        ),
        _improved(
            "2.1",
            "I can follow it from July to October, from the review to the depots. What convinces "
            "me is the last column: people answered, and two changes came from them.",
        ),
        _improved(
            "3.1",
            "Same definitions before and after, five weeks, and a reason for each difference. You "
            "checked that an easier mix of calls is not behind it. Few people think of that.",
        ),
        _improved(
            "4.1",
            "Held against each goal, the missed one first, and you say that it was your planning. "
            "The lesson about goals that follow from a count is worth telling the others.",
        ),
    ),
    "All four criteria are met, Amy, and it is a pleasure to read. I will sign the unit off "
    "next week. You can use the same report for what you learned in the change unit.",
)
STEPS = (
    *JULY,
    Send(at(7, 14, 8, 5), _keys(JULY)),
    FIRST_ROUND,
    *OCTOBER,
    Send(at(10, 9, 12, 30), _keys(OCTOBER)),
    SECOND_ROUND,
    *IMPROVEMENT,
    Send(at(10, 25, 19, 45), _keys(IMPROVEMENT)),
    IMPROVEMENT_ROUND,
    SignOff(at(11, 2, 9, 30), "ben", QUALITY_IMPROVEMENTS),
    WITNESS[0],
    Confirm(at(11, 3, 19, 10), QUALITY_IMPROVEMENTS),
    WITNESS[1],
    Replace(at(11, 12, 8, 2), "amy-emails", "amy-emails-2"),
    *NOVEMBER,
    Send(at(11, 18, 20, 14), _keys(NOVEMBER)),
    *NOT_SENT,
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
        OPERATIONAL_CHANGE: {
            "1.1": "met",
            "1.2": "met",
            "2.1": "met",
            "2.2": "awaiting",
            "3.1": "not_yet_met",
            "3.2": "needs_reconfirmation",
            "4.1": "mapped",
            "4.2": "unmapped",
        },
        QUALITY_IMPROVEMENTS: dict.fromkeys(("1.1", "2.1", "3.1", "4.1"), "met"),
        MANAGE_OPERATIONS: {
            "1.1": "mapped",
            "2.1": "unmapped",
            "3.1": "unmapped",
            "4.1": "mapped",
            "4.2": "unmapped",
        },
    },
)
