"""Which criteria does the mapping page list, which of them are in view, what stands beside each?"""

from dataclasses import dataclass
from urllib.parse import urlencode

from core.typed import whole_number, without_nul
from evidence.models import CrossReference
from qualifications.models import Guidance

THIS_UNIT, ALL, TICKED, NO_EVIDENCE = "unit", "all", "ticked", "none"
LABELS = {
    THIS_UNIT: "This unit",
    ALL: "All units",
    TICKED: "Ticked",
    NO_EVIDENCE: "No evidence yet",
}
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Look:
    """What the learner wants to see: one of LABELS, of which unit, with which words."""

    show: str = ALL
    unit: int | None = None
    words: str = ""

    def takes(self, row, unit):
        """Return whether a criterion's row is in view."""
        in_scope = {
            THIS_UNIT: unit.pk == self.unit,
            ALL: True,
            TICKED: row["chosen"],
            NO_EVIDENCE: not (row["also"] or row["chosen"]),
        }
        said = row["words"].lower()
        return in_scope[self.show] and all(word in said for word in self.words.lower().split())

    def takes_bare(self, unit):
        """Return whether the line of a unit without known criteria is in view."""
        in_scope = self.show == ALL or (self.show == THIS_UNIT and unit.pk == self.unit)
        return in_scope and not self.words

    def query(self):
        """Return the end of an address that asks for the same again."""
        asked = {"show": self.show, "unit": self.unit, "q": self.words}
        return urlencode({name: value for name, value in asked.items() if value})


def look_of(asked, units):
    """Return the Look that a QueryDict asks for; what it leaves out, or gets wrong, is all."""
    numbers = [unit.pk for unit in units]
    unit = whole_number(asked.get("unit", ""))
    show = asked.get("show", THIS_UNIT if unit in numbers else ALL)
    return Look(
        show=show if show in LABELS else ALL,
        unit=unit if unit in numbers else next(iter(numbers), None),
        words=without_nul(asked.get("q", ""))[:LONGEST_SEARCH],
    )


def rows_of(units, artefact, form, look):
    """Return the units with their outcomes and a row for each criterion, in view or hidden.

    What is out of view stays in the form, so that its tick is posted too.
    """
    others = shown_by_others(artefact)
    return [_unit(unit, others, form, look) for unit in units]


def chips_of(rows, look):
    """Return what the component filter_chips offers: each part of the list with its count."""
    found = [
        (unit["unit"], row)
        for unit in rows
        for outcome in unit["outcomes"]
        for row in outcome["criteria"]
    ]
    labels = LABELS if len(rows) > 1 else {**LABELS, ALL: "All"}
    shown = {show: label for show, label in labels.items() if len(rows) > 1 or show != THIS_UNIT}
    return [
        {
            "value": show,
            "label": label,
            "count": sum(Look(show, look.unit).takes(row, unit) for unit, row in found),
            "current": show == look.show,
        }
        for show, label in shown.items()
    ]


def shown_by_others(artefact):
    """Return {criterion: references of the learner's other artefacts that show it now}."""
    others = (
        CrossReference.objects.current()
        .filter(artefact__in=artefact.enrolment.artefacts.current().exclude(pk=artefact.pk))
        .select_related("artefact")
        .order_by("artefact__number")
    )
    found = {}
    for other in others:
        found.setdefault(other.criterion_id, []).append(other.artefact.reference)
    return found


def guide_of(criterion):
    """Return what the component guide shows beside a criterion, from prefetched guidance."""
    missed = [
        guidance.text
        for guidance in criterion.guidance.all()
        if guidance.kind == Guidance.Kind.COMMON_MISTAKE
    ]
    return {
        "looks_for": criterion.looks_for,
        "shown_by": [kind.name for kind in criterion.evidence_types.all()],
        "missed": missed[:2],
    }


def _unit(unit, others, form, look):
    outcomes = [_outcome(outcome, unit, others, form, look) for outcome in unit.outcomes.all()]
    rows = [row for outcome in outcomes for row in outcome["criteria"]]
    return {
        "unit": unit,
        "outcomes": outcomes,
        "criteria": len(rows),
        "shown": _with_evidence(rows),
        "hidden": all(row["hidden"] for row in rows) if rows else not look.takes_bare(unit),
    }


def _outcome(outcome, unit, others, form, look):
    rows = [_row(criterion, outcome, unit, others, form) for criterion in outcome.criteria.all()]
    for row in rows:
        row["hidden"] = not look.takes(row, unit)
    return {
        "outcome": outcome,
        "shown": _with_evidence(rows),
        "criteria": rows,
        "hidden": all(row["hidden"] for row in rows),
    }


def _row(criterion, outcome, unit, others, form):
    guide = guide_of(criterion)
    words = [criterion.number, criterion.text, outcome.title, unit.title, *guide["shown_by"]]
    return {
        "criterion": criterion,
        "guide": guide,
        "words": " ".join(words),
        "also": others.get(criterion.pk, []),
        **form.answer(criterion),
    }


def _with_evidence(rows):
    return sum(bool(row["also"] or row["chosen"]) for row in rows)
