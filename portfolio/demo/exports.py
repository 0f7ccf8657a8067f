"""What stands in the weekly CSV exports of the telephony and booking systems?"""

import csv
import io

from portfolio.demo import figures

CALL_COLUMNS = (
    "week",
    "week_from",
    "queue",
    "calls_offered",
    "calls_abandoned",
    "avg_wait_seconds",
    "avg_handling_seconds",
    "csat_surveyed",
    "csat_4_or_5",
    "complaints_waiting",
    "fcr_checked",
    "fcr_solved",
    "callback_booked",
    "callback_within_60min",
)
REFUND_COLUMNS = (
    "week",
    "week_from",
    "refund_requests",
    "decided_first_contact",
    "passed_to_duty_manager",
    "mean_working_days",
    "survey_answers",
    "survey_4_or_5",
    "complaints_refund_delay",
    "refunded_gbp",
    "finance_checked",
    "finance_wrong",
)


def call_back_export():
    """The weekly export of the telephony system, weeks 18 to 28, as CSV."""
    heads = CALL_COLUMNS
    return _csv(
        heads,
        [
            (
                f"2026-W{w.number}",
                figures.monday(w.number).isoformat(),
                "CUSTOMER-CONTACT",
                w.offered,
                w.abandoned,
                w.wait,
                w.handling,
                w.surveyed,
                w.satisfied,
                w.complaints,
                figures.RESOLUTION_SAMPLE,
                w.resolved,
                w.booked,
                w.kept,
            )
            for w in figures.CALL_WEEKS
        ],
    )


def refund_export():
    """The weekly export of the booking system, weeks 2 to 16, as CSV."""
    heads = REFUND_COLUMNS
    return _csv(
        heads,
        [
            (
                f"2026-W{w.number:02d}",
                figures.monday(w.number).isoformat(),
                w.requests,
                w.at_once,
                w.requests - w.at_once,
                w.days,
                w.surveyed,
                w.satisfied,
                w.complaints,
                w.value,
                w.checked,
                w.wrong,
            )
            for w in figures.REFUND_WEEKS
        ],
    )


def _csv(heads, rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
