"""A plan: tasks with their times and owners, and what could go wrong."""

from evidence.drawing import gantt
from evidence.records import parts
from evidence.records.asking import CHOICE, DAY, Ask, Rows
from evidence.records.values import day_in_words

HEADING = "Write a plan"
LEAD = "Tasks with their dates and owners, and the risks. It is drawn as a Gantt chart."
GOOD_FOR = "Tasks, dates, owners and risks: drawn as a Gantt chart."
ICON = "list"
HINTS = (
    "A task has one owner, somebody who can be asked.",
    "What has to be done before, so that a delay can be followed.",
    "Keep the dates that were planned; say in the notes what came of them.",
    "A risk needs an action, not only a worry.",
)
STATUSES = (("todo", "Not started"), ("doing", "Under way"), ("done", "Done"), ("late", "Late"))
GRADES = (("low", "Low"), ("medium", "Medium"), ("high", "High"))
STATUS_WORDS, GRADE_WORDS = dict(STATUSES), dict(GRADES)
ASKS = (
    Rows(
        "tasks",
        "Tasks",
        (
            Ask("task", "Task", needed="Name the task.", also=("activity", "action", "what")),
            Ask("start", "Start", DAY, needed="Say when it starts.",
                also=("starts", "from", "begin", "begins", "start date", "planned start")),
            Ask("end", "End", DAY, needed="Say when it ends.",
                also=("ends", "to", "finish", "due", "until", "end date", "planned end")),
            Ask("owner", "Owner", longest=100, also=("who", "lead", "responsible", "person")),
            Ask("status", "Status", CHOICE, choices=STATUSES, also=("state", "progress")),
            Ask("notes", "Depends on, notes", longest=300,
                also=("depends on", "notes", "comment", "dependency", "dependencies")),
        ),
        one="Task",
        needed="Write at least one task with its dates.",
        start=3,
        imports=True,
    ),
    Rows(
        "risks",
        "Risks",
        (
            Ask("risk", "Risk", needed="Name the risk.", longest=300),
            Ask("likelihood", "Likelihood", CHOICE, choices=GRADES, also=("probability", "chance")),
            Ask("impact", "Impact", CHOICE, choices=GRADES, also=("severity",)),
            Ask("owner", "Owner", longest=100, also=("who", "lead", "responsible")),
            Ask("action", "What is done about it", longest=300,
                also=("action", "mitigation", "response", "control")),
        ),
        one="Risk",
        start=2,
        imports=True,
    ),
)  # fmt: skip


def problems(answers):
    """Return (where, sentence) of what doesn't fit together."""
    return [
        (("tasks", at, "end"), "The end is before the start.")
        for at, task in enumerate(answers["tasks"])
        if task["start"] and task["end"] and task["end"] < task["start"]
    ]


def shown(answers):
    """Return the parts of the record: the plan in words, its chart, its tables."""
    tasks = answers["tasks"]
    bars = [(task["task"], task["start"], task["end"], task["status"]) for task in tasks]
    shown_parts = [
        parts.said(summary(answers)),
        *(
            parts.drawing(f"The plan{which}", draw, summary(answers))
            for which, draw in gantt.sheets(bars)
        ),
        parts.table(
            "Tasks",
            ["No.", "Task", "Start", "End", "Owner", "Status", "Depends on, notes"],
            [_task(number, task) for number, task in enumerate(tasks, 1)],
            numbers=(0,),
        ),
    ]
    if answers["risks"]:
        head = ["Risk", "Likelihood", "Impact", "Owner", "What is done about it"]
        shown_parts.append(parts.table("Risks", head, [_risk(risk) for risk in answers["risks"]]))
    return shown_parts


def summary(answers):
    """Return in a sentence how much is planned, from when to when, and how it stands."""
    tasks = answers["tasks"]
    first = day_in_words(min(task["start"] for task in tasks))
    last = day_in_words(max(task["end"] for task in tasks))
    counted = f"{len(tasks)} task{'' if len(tasks) == 1 else 's'} from {first} to {last}"
    states = [
        f"{number} {label.lower()}"
        for value, label in STATUSES
        if (number := sum(task["status"] == value for task in tasks))
    ]
    return f"{counted}{': ' if states else ''}{', '.join(states)}."


def _task(number, task):
    return [
        str(number), task["task"], day_in_words(task["start"]), day_in_words(task["end"]),
        task["owner"], STATUS_WORDS.get(task["status"], ""), task["notes"],
    ]  # fmt: skip


def _risk(risk):
    likelihood, impact = (GRADE_WORDS.get(risk[name], "") for name in ("likelihood", "impact"))
    return [risk["risk"], likelihood, impact, risk["owner"], risk["action"]]
