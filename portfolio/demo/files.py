"""Which files does the demo hold, whose are they and what makes them?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from evidence.models import EvidenceKind
from portfolio.demo import (
    call_back_case,
    communication,
    evaluation,
    exports,
    improvement,
    lessons,
    minutes,
    pictures,
    plans,
    refund_case,
    registers,
    reviews,
    sound,
    survey,
    testimony,
    words,
    workbooks,
)

PRODUCT, ACCOUNT = EvidenceKind.PRODUCT, EvidenceKind.ACCOUNT


@dataclass(frozen=True)
class DemoFile:
    """One file of a story: `maker` returns its bytes, the same each time it is called.

    A later version of another file has that file's key in `replaces`, and the same title and kind.
    """

    key: str
    learner: str
    title: str
    kind: EvidenceKind
    name: str
    maker: Callable[[], bytes]
    dated: date
    replaces: str = ""


AMY_FILES = (
    DemoFile(
        "amy-justification",
        "amy",
        "Why we need a call-back queue",
        PRODUCT,
        "Change justification report.pdf",
        call_back_case.call_back_case,
        date(2026, 4, 16),
    ),
    DemoFile(
        "amy-kick-off",
        "amy",
        "Kick-off meeting, 23 April",
        PRODUCT,
        "Minutes kick-off 2026-04-23.docx",
        minutes.call_back_kick_off,
        date(2026, 4, 23),
    ),
    DemoFile(
        "amy-plan-1",
        "amy",
        "Call-back project plan, version 1",
        PRODUCT,
        "Call-back plan v1.pdf",
        plans.call_back_plan_1,
        date(2026, 4, 24),
    ),
    DemoFile(
        "amy-risks",
        "amy",
        "Risk register",
        PRODUCT,
        "Risk register call-backs.xlsx",
        registers.call_back_risks,
        date(2026, 4, 30),
    ),
    DemoFile(
        "amy-communication",
        "amy",
        "Who hears what and when: communication plan",
        PRODUCT,
        "Communication plan.docx",
        communication.call_back_communication,
        date(2026, 5, 5),
    ),
    DemoFile(
        "amy-emails",
        "amy",
        "E-mails about the rota and the date",
        PRODUCT,
        "emails rota and date.txt",
        words.call_back_emails_1,
        date(2026, 5, 20),
    ),
    DemoFile(
        "amy-emails-2",
        "amy",
        "E-mails about the rota and the date",
        PRODUCT,
        "emails rota and date, with June.txt",
        words.call_back_emails_2,
        date(2026, 6, 12),
        replaces="amy-emails",
    ),
    DemoFile(
        "amy-plan-2",
        "amy",
        "Call-back project plan, adjusted",
        PRODUCT,
        "Call-back plan v2.pdf",
        plans.call_back_plan_2,
        date(2026, 5, 21),
    ),
    DemoFile(
        "amy-board",
        "amy",
        "Stand-up board, 10 June",
        PRODUCT,
        "IMG_20260610_092714.jpg",
        pictures.stand_up_board,
        date(2026, 6, 10),
    ),
    DemoFile(
        "amy-observation",
        "amy",
        "Amy leads the stand-up",
        EvidenceKind.OBSERVATION,
        "Observation record 10 June.pdf",
        testimony.call_back_observation,
        date(2026, 6, 12),
    ),
    DemoFile(
        "amy-dashboard",
        "amy",
        "Contact dashboard, 17 June",
        PRODUCT,
        "Screenshot 2026-06-17 160512.png",
        pictures.dashboard,
        date(2026, 6, 17),
    ),
    DemoFile(
        "amy-stand-ups",
        "amy",
        "Stand-up reviews, weeks 23 to 25",
        PRODUCT,
        "Stand-up reviews W23-25.docx",
        minutes.call_back_stand_ups,
        date(2026, 6, 18),
    ),
    DemoFile(
        "amy-kpis",
        "amy",
        "KPI report, baseline and after",
        PRODUCT,
        "KPI report July 2026.xlsx",
        workbooks.call_back_kpis,
        date(2026, 7, 14),
    ),
    DemoFile(
        "amy-export",
        "amy",
        "Weekly figures from the telephony system",
        PRODUCT,
        "contact_weekly_W18-W28.csv",
        exports.call_back_export,
        date(2026, 7, 13),
    ),
    DemoFile(
        "amy-survey",
        "amy",
        "What customers say: survey summary",
        PRODUCT,
        "Customer survey summary.pdf",
        survey.call_back_survey,
        date(2026, 7, 15),
    ),
    DemoFile(
        "amy-improvement",
        "amy",
        "Second try and shared notes: improvement report",
        PRODUCT,
        "Improvement report October 2026.pdf",
        improvement.call_back_improvement,
        date(2026, 10, 23),
    ),
    DemoFile(
        "amy-testimony",
        "amy",
        "Dev Malhotra, operations manager",
        EvidenceKind.TESTIMONY,
        "Witness testimony D Malhotra.pdf",
        testimony.call_back_witness,
        date(2026, 7, 20),
    ),
    DemoFile(
        "amy-discussion",
        "amy",
        "Professional discussion on planning (sample tones)",
        EvidenceKind.DISCUSSION,
        "Discussion 2026-11-13, sample tones.wav",
        sound.call_back_discussion,
        date(2026, 11, 13),
    ),
)
JOE_FILES = (
    DemoFile(
        "joe-justification",
        "joe",
        "Refunds at the front line: the case for change",
        PRODUCT,
        "Case for change.pdf",
        refund_case.refund_case,
        date(2025, 12, 18),
    ),
    DemoFile(
        "joe-kick-off",
        "joe",
        "Kick-off meeting, 8 January",
        PRODUCT,
        "Kick-off minutes.docx",
        minutes.refund_kick_off,
        date(2026, 1, 8),
    ),
    DemoFile(
        "joe-plan-1",
        "joe",
        "Implementation plan",
        PRODUCT,
        "Implementation plan v1.pdf",
        plans.refund_plan_1,
        date(2026, 1, 9),
    ),
    DemoFile(
        "joe-communication",
        "joe",
        "Communication plan",
        PRODUCT,
        "Communication plan refunds.docx",
        communication.refund_communication,
        date(2026, 1, 14),
    ),
    DemoFile(
        "joe-risks",
        "joe",
        "Risk register",
        PRODUCT,
        "Risks.xlsx",
        registers.refund_risks,
        date(2026, 1, 16),
    ),
    DemoFile(
        "joe-force-field",
        "joe",
        "Workshop with duty managers, whiteboard",
        PRODUCT,
        "IMG_20260120_154802.jpg",
        pictures.force_field,
        date(2026, 1, 20),
    ),
    DemoFile(
        "joe-plan-2",
        "joe",
        "Adjusted plan after the first week of pilot",
        PRODUCT,
        "Implementation plan v2.pdf",
        plans.refund_plan_2,
        date(2026, 2, 26),
    ),
    DemoFile(
        "joe-reviews",
        "joe",
        "Weekly reviews, weeks 8 to 11",
        PRODUCT,
        "Weekly reviews.docx",
        reviews.refund_reviews_1,
        date(2026, 3, 20),
    ),
    DemoFile(
        "joe-reviews-2",
        "joe",
        "Weekly reviews, weeks 8 to 11",
        PRODUCT,
        "Weekly reviews, complete.docx",
        reviews.refund_reviews_2,
        date(2026, 6, 5),
        replaces="joe-reviews",
    ),
    DemoFile(
        "joe-export",
        "joe",
        "Weekly figures from the booking system",
        PRODUCT,
        "refunds_W02-W16.csv",
        exports.refund_export,
        date(2026, 4, 20),
    ),
    DemoFile(
        "joe-kpis",
        "joe",
        "KPI report, baseline, pilot and after",
        PRODUCT,
        "KPI report refunds.xlsx",
        workbooks.refund_kpis,
        date(2026, 4, 28),
    ),
    DemoFile(
        "joe-evaluation",
        "joe",
        "Evaluation report",
        PRODUCT,
        "Evaluation.pdf",
        evaluation.refund_evaluation,
        date(2026, 4, 30),
    ),
    DemoFile(
        "joe-lessons",
        "joe",
        "Lessons learned, 7 May",
        PRODUCT,
        "Lessons learned.docx",
        lessons.refund_lessons,
        date(2026, 5, 7),
    ),
    DemoFile(
        "joe-testimony",
        "joe",
        "Maria Santos, guest relations manager",
        EvidenceKind.TESTIMONY,
        "Testimony M Santos.pdf",
        testimony.refund_witness,
        date(2026, 5, 11),
    ),
    DemoFile(
        "joe-expert",
        "joe",
        "Callum Reid, finance controller",
        EvidenceKind.EXPERT,
        "Expert witness C Reid.pdf",
        testimony.refund_expert,
        date(2026, 5, 12),
    ),
    DemoFile(
        "joe-account",
        "joe",
        "What I did, what I learned",
        ACCOUNT,
        "reflective account.txt",
        words.refund_account,
        date(2026, 5, 18),
    ),
    DemoFile(
        "joe-discussion",
        "joe",
        "Talk with Ben on reasons and models",
        EvidenceKind.DISCUSSION,
        "Professional discussion 19 May.pdf",
        testimony.refund_discussion,
        date(2026, 5, 19),
    ),
)
DEMO_FILES = AMY_FILES + JOE_FILES


def named(key):
    """Return the DemoFile with this key; raises KeyError when there is none."""
    return {file.key: file for file in DEMO_FILES}[key]
