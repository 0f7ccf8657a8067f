"""What do the two risk registers look like?"""

from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from portfolio.demo.paper import saved
from portfolio.demo.people import AMY, HARBOUR, JOE, QUAYSIDE
from portfolio.demo.risks import CALL_RISKS, REFUND_RISKS
from portfolio.demo.sheets import FONT, column_heads, headline, on_paper, widen, written

RISK_HEADS = (
    "No.",
    "Risk",
    "Caused by",
    "Likely 1–5",
    "Impact 1–5",
    "Score",
    "What we do",
    "Owner",
    "Score after",
    "State, last look",
)
RISK_SCALE = (
    (1, "hardly ever", "a few customers notice"),
    (2, "once in a project", "an hour of trouble"),
    (3, "may well happen", "a day of trouble, complaints"),
    (4, "probable", "target of the week missed"),
    (5, "almost sure", "service stands still"),
)


def call_back_risks():
    """Amy's risk register as XLSX."""
    return _register(
        HARBOUR,
        "Call-back queue: risk register",
        AMY,
        CALL_RISKS,
        date(2026, 4, 30),
        "First scored 30 April 2026 with Dev Malhotra, Grace Adeyemi and Kerry Lloyd; reviewed "
        "weekly, last 28 May 2026",
    )


def refund_risks():
    """Joe's risk register as XLSX."""
    return _register(
        QUAYSIDE,
        "Refunds at the front line: risk register",
        JOE,
        REFUND_RISKS,
        date(2026, 1, 16),
        "First scored 16 January 2026 with Callum Reid and Aisha Khan; reviewed on Fridays, last "
        "13 March 2026",
    )


def _register(firm, title, author, risks, made, line):
    book = Workbook()
    sheet = book.active
    sheet.title = "Risk register"
    headline(sheet, firm, title, line)
    column_heads(
        sheet,
        4,
        firm,
        RISK_HEADS,
    )
    shades = ((15, "F6C9C4"), (8, "FBE3C0"), (0, "D9EEDF"))
    for at, risk in enumerate(risks, start=5):
        score, rest = risk.likely * risk.impact, risk.likely_after * risk.impact_after
        values = (
            risk.number,
            risk.what,
            risk.cause,
            risk.likely,
            risk.impact,
            score,
            risk.answer,
            risk.owner,
            rest,
            risk.state,
        )
        for column, value in enumerate(values, start=1):
            cell = written(sheet, at, column, value)
            if column in (6, 9):
                colour = next(shade for least, shade in shades if value >= least)
                cell.fill = PatternFill("solid", fgColor=colour)
                cell.font = Font(name=FONT, bold=True)
    widen(sheet, 5, (6, 30, 28, 10, 10, 8, 42, 16, 9, 32))
    sheet.freeze_panes = "C5"
    on_paper(sheet)
    _scale(book.create_sheet("Scale"), firm)
    return saved(book, title=title, author=author, made=made)


def _scale(scale, firm):
    on_paper(scale)
    headline(scale, firm, "How we score", "")
    for at, row in enumerate(
        RISK_SCALE,
        start=5,
    ):
        for column, value in enumerate(row, start=1):
            written(scale, at, column, value)
    column_heads(scale, 4, firm, ("Score", "Likely", "Impact"))
    widen(scale, 5, (8, 22, 32))
    scale["A11"] = (
        "Likely × impact. 15 and more: to the sponsor the same day. 8 to 14: every week. Below 8: "
        "watched."
    )
    scale["A11"].font = Font(name=FONT, italic=True, color="4A5362")
