"""What does the map of one unit show, and what is behind the criterion that is open in it?"""

from urllib.parse import urlencode

from django.urls import reverse

from assessment.states import Coverage
from assessment.views.marking import attempts_of, criterion_of
from core.typed import whole_number
from evidence.views.choosing import guide_of

ORDER = (
    Coverage.MET,
    Coverage.AWAITING,
    Coverage.MAPPED,
    Coverage.NOT_YET_MET,
    Coverage.NEEDS_RECONFIRMATION,
    Coverage.UNMAPPED,
)
COLUMNS = {1: "two", 2: "two", 3: "three"}


def map_of(request, enrolment, unit, rows):
    """Return the map of a UnitCoverage with content: chips that filter, outcomes, what is open.

    `rows` are those of the evidence list; the drawer says with them where each artefact is.
    """
    here = f"{reverse('portfolio:portfolio-view', args=[enrolment.pk])}?unit={unit.unit.pk}"
    wanted = request.GET.get("state", "")
    if wanted not in Coverage.values:
        wanted = ""
    stay = f"{here}&{urlencode({'state': wanted})}" if wanted else here
    opened = _opened(unit, whole_number(request.GET.get("criterion", "")), wanted)
    outcomes = [_outcome(outcome, stay, opened, wanted) for outcome in unit.outcomes]
    most = max(len(outcome.criteria) for outcome in unit.outcomes)
    return {
        "outcomes": [outcome for outcome in outcomes if outcome["criteria"]],
        "columns": COLUMNS.get(most, ""),
        "chips": _chips(unit, here, wanted),
        "open": opened and opened.criterion.pk,
        "opened": opened and _drawer(enrolment, unit, opened, stay, rows),
    }


def _opened(unit, asked, wanted):
    """Return the criterion that was asked for, unless the filter leaves it out."""
    return next(
        (
            covered
            for covered in unit.criteria
            if covered.criterion.pk == asked and (not wanted or covered.state == wanted)
        ),
        None,
    )


def _chips(unit, here, wanted):
    counts = unit.counts
    every = {"label": "All", "count": len(unit.criteria), "url": here, "current": not wanted}
    return [every] + [
        {
            "label": state.label,
            "count": counts[state],
            "url": f"{here}&state={state}",
            "current": wanted == state,
            "state": state,
        }
        for state in ORDER
        if counts[state]
    ]


def _outcome(outcome, here, opened, wanted):
    """Return one outcome; `folded` says that a phone may hide its criteria, all of them met."""
    return {
        "pk": outcome.outcome.pk,
        "number": outcome.outcome.number,
        "title": outcome.outcome.title,
        "met": outcome.met,
        "total": len(outcome.criteria),
        "folds": outcome.met == len(outcome.criteria) and not wanted,
        "unfolded": opened in outcome.criteria,
        "criteria": [
            _cell(covered, here, is_open=covered is opened)
            for covered in outcome.criteria
            if not wanted or covered.state == wanted
        ],
    }


def _cell(covered, here, *, is_open):
    """Return one cell; following its link opens the criterion, or closes the open one."""
    pk = covered.criterion.pk
    return criterion_of(covered) | {
        "url": here if is_open else f"{here}&criterion={pk}",
        "lands": f"cell-{pk}" if is_open else f"criterion-{pk}",
        "references": [
            {"reference": ref.artefact.reference, "place": ref.place.in_short()}
            for ref in covered.references
        ],
    }


def _drawer(enrolment, unit, covered, here, rows):
    """Return everything that is known of the open criterion, the latest decision first."""
    pk = covered.criterion.pk
    where = {row["pk"]: row for row in rows}
    with_content = next(
        criterion
        for outcome in unit.unit.outcomes.all()
        for criterion in outcome.criteria.all()
        if criterion.pk == pk
    )
    decisions = attempts_of(covered)[::-1]
    unit_url = reverse("assessment:unit-view", args=[enrolment.pk, unit.unit.pk])
    return {
        "close": here,
        "evidence": [_evidence(ref, where[ref.artefact_id]) for ref in covered.references],
        "decision": decisions[0] if decisions else None,
        "earlier": decisions[1:],
        "guide": guide_of(with_content),
        "unit_url": f"{unit_url}#criterion-{pk}",
        "to_judge": covered.to_judge,
        "judge_url": reverse("assessment:enrolment-judge", args=[enrolment.pk]) + f"#decision-{pk}",
    }


def _evidence(reference, row):
    return {
        "reference": row["reference"],
        "place": reference.place.in_short(),
        "title": row["title"],
        "url": reference.place.in_address(row["url"]),
        "claim": reference.claim,
        "quote": reference.quote,
        "state": row["state"],
        "state_label": row["state_label"],
    }
