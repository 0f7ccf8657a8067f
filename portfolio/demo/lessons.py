"""What did the people at Quayside Hotels learn from the change?"""

from datetime import date

from portfolio.demo import figures
from portfolio.demo.people import AISHA, CALLUM, EWA, HANNAH, JOE, MARIA, QUAYSIDE
from portfolio.demo.word import Paper, docx, grid, section

MEASURES = figures.refund_measures()
REFUND_LESSONS = Paper(
    firm=QUAYSIDE,
    title="Refunds at the front line: lessons learned",
    author=MARIA,
    made=date(2026, 5, 7),
    facts=(
        ("Held", "Thursday 7 May 2026, 14:00 to 15:30, Plymouth"),
        ("Led by", f"{MARIA} (so that Joe could speak as one of the team)"),
        (
            "Present",
            ", ".join((MARIA, JOE, AISHA, EWA, CALLUM, HANNAH)) + ", two advisers each "
            "from Poole and Torquay",
        ),
    ),
    blocks=(
        section(
            "1  Where we ended",
            f"{sum(m.reached for m in MEASURES)} of {len(MEASURES)} targets of 8 January were "
            "reached. Not reached: "
            f"{', '.join(m.name.lower() for m in MEASURES if not m.reached)} "
            f"({MEASURES[5].shown(MEASURES[5].after)}, target {MEASURES[5].sign}).",
        ),
        section("2  What we learned"),
        grid(
            ("What happened", "Why", "Next time", "Who carries it on"),
            (
                (
                    "Torquay worked round the new rule for a week",
                    "Workshop had 8 of 11 duty managers; the three absent ones read it in an "
                    "e-mail",
                    "No start at a site until its last manager has been spoken to",
                    JOE,
                ),
                (
                    "Limit of £50 was too low",
                    "Set from what felt safe, not from the refund sizes we had",
                    "Set limits from the distribution; show it in the justification",
                    f"{CALLUM}, {JOE}",
                ),
                (
                    "4 of 80 sampled cases had the wrong paperwork",
                    "Reason codes were written by us, not by the people who click them",
                    "Codes cut from 14 to 6 with four advisers, in use from 1 June",
                    AISHA,
                ),
                (
                    "Poole caught up within two weeks",
                    "Joe sat at the desk; colleagues from Plymouth came",
                    "Plan a visitor week at each site",
                    MARIA,
                ),
                (
                    "Pilot figures of one week were argued about",
                    "Too short to tell noise from change",
                    "Pilot of at least three weeks; agree beforehand what would stop it",
                    HANNAH,
                ),
            ),
            (4.2, 4.4, 5.0, 3.0),
        ),
        section(
            "3  On our way of leading change",
            "Kotter's eight steps served as a checklist, not as a timetable. Urgency (step 1) "
            "came from guests' own words more than from figures. A coalition (2) without Torquay "
            "was no coalition. Short-term wins (6) were read out at the Friday call. Lewin's "
            "force-field sketch of 20 January weighed habit rightly, and gave fear of blame two "
            "of five, though it turned out the strongest force; we drew it again in March.",
        ),
        section(
            "4  Handed over",
            points=(
                "Weekly figures become part of Hannah's monthly report; owner Maria.",
                "Finance keeps the sample of one in ten until three months in a row are at 2% or "
                "less.",
                "Next review of the limit: October 2026.",
            ),
        ),
    ),
)


def refund_lessons():
    """Joe's lessons learned of 7 May 2026, as DOCX."""
    return docx(REFUND_LESSONS)
