"""How did Joe finish: what did he send, what came back, what was signed?"""

from datetime import date

from portfolio.demo.steps import (
    OPERATIONAL_CHANGE,
    Add,
    Confirm,
    Judge,
    Replace,
    Send,
    Shows,
    SignOff,
    Story,
    Verdict,
    at,
)

UNDERSTAND_AND_PLAN = (
    Add(
        at(5, 19, 18, 1),
        "joe-justification",
        (
            Shows("1.1", 1, "83% of requests are £75 or less and nearly all approved, a week late"),
            Shows("1.2", 2, "Triggers with evidence; each aim of 2026 has its measure"),
        ),
    ),
    Add(
        at(5, 19, 18, 5),
        "joe-discussion",
        (
            Shows("1.1", 1, "04:10, why the rule of 2011 had lost its reason"),
            Shows("1.2", 1, "09:30, how the change serves the board’s aim, and what I left out"),
        ),
    ),
    Add(
        at(5, 19, 18, 9),
        "joe-kick-off",
        (Shows("2.1", 1, "Targets agreed on 8 January, objections taken, actions with dates"),),
    ),
    Add(
        at(5, 19, 18, 12),
        "joe-plan-1",
        (
            Shows("2.1", 1, "Gantt chart with owners; page 2: hours, risks, messages, targets"),
            Shows("2.2", 2, "Each hour agreed with the hotel that gives it"),
        ),
    ),
    Add(
        at(5, 19, 18, 16),
        "joe-risks",
        (Shows("2.2", None, "Ten risks scored with finance, answers, state at 13 March"),),
    ),
    Add(
        at(5, 19, 18, 19),
        "joe-communication",
        (Shows("2.2", 1, "Duty managers first: who hears what, and how it comes back"),),
    ),
    Add(
        at(5, 19, 18, 24),
        "joe-expert",
        (Shows("2.2", 1, "Finance confirms the risk assessment and the stop rule"),),
    ),
)
MANAGE = (
    Add(
        at(5, 23, 10, 2),
        "joe-reviews",
        (Shows("3.1", 1, "Weekly figures against the targets, decisions, actions"),),
    ),
    Add(
        at(5, 23, 10, 6),
        "joe-plan-2",
        (Shows("3.2", 2, "Four findings of the pilot and what we changed"),),
    ),
    Add(
        at(5, 23, 10, 9),
        "joe-force-field",
        (Shows("3.2", None, "Force field with duty managers before any policy was written"),),
    ),
    Add(
        at(5, 23, 10, 13),
        "joe-testimony",
        (Shows("3.2", 1, "Maria saw Torquay and the talk with finance of 25 February"),),
    ),
)
ANSWER = (
    Replace(at(6, 5, 17, 30), "joe-reviews", "joe-reviews-2"),
    Add(
        at(6, 5, 17, 36),
        "joe-account",
        (
            Shows(
                "3.1",
                None,
                "How I met Ewa, Callum and the Poole desk, and what I changed in myself",
            ),
        ),
    ),
)
EVALUATE = (
    Add(
        at(6, 20, 9, 0),
        "joe-evaluation",
        (
            Shows("4.1", 3, "Before and after on page 1; page 3: what guests and staff say"),
            Shows("4.2", 1, "Six KPIs of 8 January against weeks 12 to 16; lessons on page 4"),
        ),
    ),
    Add(
        at(6, 20, 9, 4),
        "joe-kpis",
        (Shows("4.2", None, "Baseline, pilot and after, week by week, with targets"),),
    ),
    Add(
        at(6, 20, 9, 7),
        "joe-export",
        (Shows("4.2", None, "The booking system’s own figures behind the KPI report"),),
    ),
    Add(
        at(6, 20, 9, 11),
        "joe-lessons",
        (Shows("4.1", 1, "Five lessons with cause, next time and who carries it on"),),
    ),
)
PLANNING_JUDGED = Judge(
    at(5, 22, 15, 10),
    "ben",
    (
        Verdict(
            "1.1",
            True,
            "You went behind the complaint to the rule of 2011 and asked whether it still had a "
            "reason. The table of sizes carries the argument by itself.",
        ),
        Verdict(
            "1.2",
            True,
            "Data, triggers and aims meet in one table. In our talk you also said what you left "
            "out, and why. That is what a rationale is.",
        ),
        Verdict(
            "2.1",
            True,
            "A full plan on two pages: time, hours, risks, messages, targets. Targets agreed "
            "before the baseline was known is good practice; keep doing that.",
        ),
        Verdict(
            "2.2",
            True,
            "Risks scored with the person who feared them most, hours signed for by those who "
            "give them, messages in an order that you can defend. Callum’s statement backs it.",
        ),
    ),
    "Outcomes 1 and 2 are complete. For outcome 3 look for the moments when it nearly went wrong.",
)
MANAGING_JUDGED = Judge(
    at(5, 29, 14, 25),
    "ben",
    (
        Verdict(
            "3.1",
            False,
            "The figures show that you followed progress every week, and the start was moved for "
            "a reason. But the notes read as if everybody agreed. Maria’s testimony mentions "
            "Torquay; your own record does not. Add who was against it, what you did, and what "
            "came of it, and say which of your changes to the plan followed from that.",
            ("sufficient",),
        ),
        Verdict(
            "3.2",
            True,
            "The workshop before the policy is resistance met early, and the limit of £75 with a "
            "daily check is a real adaptation, made from your own pilot’s figures.",
        ),
    ),
    "One criterion to go back to, Joe. You have the material: it is in what you told me over "
    "coffee. Write it down.",
)
RESISTANCE_JUDGED = Judge(
    at(6, 12, 11, 0),
    "ben",
    (
        Verdict(
            "3.1",
            True,
            "Now I can see all three: Monday figures and Friday reviews, Ewa, Callum and Poole "
            "each met in their own way, and three changes to the plan with dates and reasons. "
            "Your account is honest about Torquay. Well done.",
        ),
    ),
)
EVALUATING_JUDGED = Judge(
    at(6, 26, 10, 45),
    "ben",
    (
        Verdict(
            "4.1",
            True,
            "Figures and voices side by side, and page 3 says what the voices add. You name the "
            "target that was missed first. The lessons have owners and dates.",
        ),
        Verdict(
            "4.2",
            True,
            "All six KPIs of 8 January are held against five weeks each. I recalculated two "
            "rates from the export and got yours. Easter and Weymouth as checks: good thinking.",
        ),
    ),
    "All eight criteria are met. I will sign the unit off next week.",
)


def _keys(additions):
    return tuple(step.key for step in additions)


JOE = Story(
    learner="joe",
    starts_on=date(2026, 1, 5),
    due_on=date(2026, 12, 31),
    steps=(
        *UNDERSTAND_AND_PLAN,
        Send(at(5, 20, 7, 50), _keys(UNDERSTAND_AND_PLAN)),
        PLANNING_JUDGED,
        *MANAGE,
        Send(at(5, 23, 10, 20), _keys(MANAGE)),
        MANAGING_JUDGED,
        *ANSWER,
        Send(
            at(6, 6, 8, 15),
            ("joe-reviews", "joe-account"),
            "You were right, I had left out the people. Section 2 of the reviews now tells of "
            "Torquay, finance and Poole; the account says what I learned from it.",
        ),
        RESISTANCE_JUDGED,
        *EVALUATE,
        Send(at(6, 20, 9, 20), _keys(EVALUATE)),
        EVALUATING_JUDGED,
        SignOff(at(6, 30, 9, 30), "ben"),
        Confirm(at(7, 1, 19, 5)),
    ),
    ends={
        OPERATIONAL_CHANGE: dict.fromkeys(
            ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2"), "met"
        )
    },
)
