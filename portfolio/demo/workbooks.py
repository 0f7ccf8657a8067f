"""What do the KPI workbooks hold: baseline, after, summary and chart?"""

from datetime import date

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.styles import Font

from portfolio.demo import figures
from portfolio.demo.paper import saved
from portfolio.demo.people import AMY, HANNAH, HARBOUR, JOE, PRIYA, QUAYSIDE
from portfolio.demo.sheets import FONT, column_heads, headline, on_paper, widen, written

NUMBER_FORMATS = {
    "share": "0.0%",
    "clock": "[m]:ss",
    "count": "0.0",
    "days": "0.0",
    "pounds": "£0.00",
}
CALL_HEADS = (
    "Week",
    "From",
    "To",
    "Offered",
    "Abandoned",
    "Abandoned %",
    "Average wait",
    "Handling time",
    "Surveyed",
    "Satisfied",
    "CSAT %",
    "Complaints: waiting",
    "Solved at first contact (of 200)",
    "Call-backs booked",
    "Kept within the hour",
)
REFUND_HEADS = (
    "Week",
    "From",
    "To",
    "Requests",
    "Decided at once",
    "At once %",
    "Working days",
    "Surveyed",
    "Satisfied",
    "Satisfied %",
    "Complaints: delay",
    "Refunded £",
    "Refund per request £",
    "Sample checked",
    "Sample wrong",
)


def call_back_kpis():
    """Amy's KPI report of 14 July 2026 as XLSX: summary, baseline, go-live and after, chart."""
    book = Workbook()
    _summary(
        book.active,
        HARBOUR,
        "Call-back queue: KPI report",
        f"Prepared by {PRIYA} for {AMY}, 14 July 2026. Definitions and targets as agreed on 23 "
        "April 2026.",
        figures.call_measures(),
    )
    before = book.create_sheet("Baseline W18-22")
    _weeks(
        before,
        HARBOUR,
        "Baseline, 27 April to 31 May 2026: before the change",
        CALL_HEADS,
        [_call_row(week) for week in figures.CALLS_BEFORE],
    )
    after = book.create_sheet("After W23-28")
    _weeks(
        after,
        HARBOUR,
        "After go-live on 2 June 2026; week 23 is shown, not counted",
        CALL_HEADS,
        [_call_row(week) for week in figures.CALL_WEEKS[5:]],
    )
    chart = book.create_sheet("Chart")
    _series(
        chart,
        ("Week", "Abandoned %", "Target"),
        [(f"W{w.number}", w.abandoned / w.offered, 0.10) for w in figures.CALL_WEEKS],
        "Share of calls abandoned",
        "0%",
    )
    return saved(book, title="Call-back queue: KPI report", author=PRIYA, made=date(2026, 7, 14))


def refund_kpis():
    """Joe's KPI report of 28 April 2026 as XLSX: summary, baseline, pilot and after, chart."""
    book = Workbook()
    _summary(
        book.active,
        QUAYSIDE,
        "Refunds at the front line: KPI report",
        f"Prepared by {HANNAH} for {JOE}, 28 April 2026. Definitions and targets as agreed on 8 "
        "January 2026.",
        figures.refund_measures(),
    )
    for name, title, weeks in (
        ("Baseline W2-6", "Baseline, 5 January to 8 February 2026", figures.REFUNDS_BEFORE),
        (
            "Pilot W7-11",
            "Preparation (7), pilot at two hotels (8 to 10), all hotels (11)",
            figures.REFUND_WEEKS[5:10],
        ),
        (
            "After W12-16",
            "After, 16 March to 19 April 2026, all five hotels",
            figures.REFUNDS_AFTER,
        ),
    ):
        _weeks(
            book.create_sheet(name),
            QUAYSIDE,
            title,
            REFUND_HEADS,
            [_refund_row(week) for week in weeks],
        )
    _series(
        book.create_sheet("Chart"),
        ("Week", "Decided at first contact", "Target"),
        [(f"W{w.number}", w.at_once / w.requests, 0.75) for w in figures.REFUND_WEEKS],
        "Share of requests decided at first contact",
        "0%",
    )
    return saved(
        book, title="Refunds at the front line: KPI report", author=HANNAH, made=date(2026, 4, 28)
    )


def _call_row(w):
    return (
        w.number,
        figures.monday(w.number),
        figures.sunday(w.number),
        w.offered,
        w.abandoned,
        (w.abandoned / w.offered, "share"),
        (w.wait / 86400, "clock"),
        (w.handling / 86400, "clock"),
        w.surveyed,
        w.satisfied,
        (w.satisfied / w.surveyed, "share"),
        w.complaints,
        w.resolved,
        w.booked,
        w.kept,
    )


def _refund_row(w):
    return (
        w.number,
        figures.monday(w.number),
        figures.sunday(w.number),
        w.requests,
        w.at_once,
        (w.at_once / w.requests, "share"),
        (w.days, "days"),
        w.surveyed,
        w.satisfied,
        (w.satisfied / w.surveyed, "share"),
        w.complaints,
        w.value,
        (w.value / w.requests, "pounds"),
        w.checked,
        w.wrong,
    )


def _summary(sheet, firm, title, line, measures):
    sheet.title = "Summary"
    headline(sheet, firm, title, line)
    column_heads(
        sheet,
        4,
        firm,
        ("Measure", "How counted", "Baseline", "Target", "After", "Change", "Target reached"),
    )
    for at, measure in enumerate(measures, start=5):
        change = None if measure.baseline is None else measure.after - measure.baseline
        cells = [measure.name, measure.definition]
        cells += [
            None if value is None else _cell_value(measure.form, value)
            for value in (measure.baseline, measure.target, measure.after)
        ]
        shown = "new" if change is None else _change(measure, change)
        cells += [shown, "yes" if measure.reached else "no, see evaluation"]
        for column, value in enumerate(cells, start=1):
            cell = written(sheet, at, column, value)
            if column in (3, 4, 5):
                cell.number_format = NUMBER_FORMATS[measure.form]
            if column == 7:
                cell.font = Font(
                    name=FONT, bold=True, color="13613A" if measure.reached else "8A4000"
                )
        if measure.baseline is None:
            sheet.cell(at, 3, "not measured")
    widen(sheet, 5, (34, 34, 14, 12, 12, 14, 20))
    note = sheet.cell(
        5 + len(measures) + 1,
        1,
        "Baseline and after: five weeks each. Rates are computed from the sums of the weeks, not "
        "from the weeks' rates.",
    )
    note.font = Font(name=FONT, italic=True, color="4A5362")
    on_paper(sheet)


def _change(measure, change):
    sign = "+" if change >= 0 else "−"
    if measure.form == "share":
        return f"{sign}{abs(change) * 100:.1f} points"
    return sign + measure.shown(abs(change))


def _weeks(sheet, firm, title, heads, rows):
    headline(sheet, firm, title, "")
    column_heads(sheet, 4, firm, heads)
    for at, row in enumerate(rows, start=5):
        for column, value in enumerate(row, start=1):
            form = None
            if isinstance(value, tuple):
                value, form = value
            cell = written(sheet, at, column, value)
            if form:
                cell.number_format = NUMBER_FORMATS[form]
            elif isinstance(value, date):
                cell.number_format = "d mmm yyyy"
    widen(sheet, 5, (13,) * len(heads))
    sheet.row_dimensions[4].height = 48
    sheet.freeze_panes = "B5"
    on_paper(sheet)


def _series(sheet, heads, rows, title, form):
    for at, row in enumerate((heads, *rows), start=1):
        for column, value in enumerate(row, start=1):
            cell = written(sheet, at, column, value)
            if at > 1 and column > 1:
                cell.number_format = "0.0%"
    bars, target = BarChart(), LineChart()
    bars.title, bars.height, bars.width = title, 9, 19
    bars.add_data(
        Reference(sheet, min_col=2, min_row=1, max_row=len(rows) + 1), titles_from_data=True
    )
    bars.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=len(rows) + 1))
    target.add_data(
        Reference(sheet, min_col=3, min_row=1, max_row=len(rows) + 1), titles_from_data=True
    )
    bars.y_axis.number_format, bars.y_axis.delete, bars.x_axis.delete = form, False, False
    bars.y_axis.scaling.min = 0
    bars += target
    sheet.add_chart(bars, "E2")
    widen(sheet, 1, (8, 24, 10))
    on_paper(sheet)


def _cell_value(form, value):
    return value / 86400 if form == "clock" else value
