"""Which rows of the evidence list does a portfolio show, and how are others asked for?"""

from urllib.parse import urlencode

from django.urls import reverse

from core.templatetags.portfolio_ui import state_word
from core.typed import whole_number, without_nul
from portfolio import evidence_list


def evidence_of(request, enrolment, unit, rows):
    """Return the chosen rows, as many as are shown at once, and the ways to see the others.

    `unit` is the UnitCoverage that the page shows, or None; the ways keep it.
    """
    words = without_nul(request.GET.get("q", "")).strip()
    counts = evidence_list.counts(rows)
    state = request.GET.get("evidence", "")
    if state not in dict(counts):
        state = ""
    shown = max(evidence_list.AT_ONCE, whole_number(request.GET.get("shown", "")) or 0)
    url = reverse("portfolio:portfolio-view", args=[enrolment.pk])
    kept = {"unit": unit.unit.pk if unit else "", "q": words}
    chosen = evidence_list.matching(rows, state=state, words=words)
    return {
        "artefacts": chosen[:shown],
        "found": len(chosen),
        "total": len(rows),
        "q": words,
        "evidence_state": state,
        "evidence_chips": _chips(rows, counts, state, url, kept),
        "may_search": len(rows) > evidence_list.AT_ONCE,
        **_more(chosen, shown, url, kept | {"evidence": state}),
    }


def _chips(rows, counts, state, url, kept):
    every = {"label": "All", "count": len(rows), "url": _at(url, kept), "current": not state}
    return [every] + [
        {
            "label": state_word(each),
            "count": count,
            "url": _at(url, kept | {"evidence": each}),
            "current": each == state,
            "state": each,
        }
        for each, count in counts
    ]


def _more(chosen, shown, url, kept):
    """Return how many rows come next, the way to them, and the first of them to land on."""
    if len(chosen) <= shown:
        return {}
    following = shown + evidence_list.AT_ONCE
    return {
        "more": len(chosen[shown:following]),
        "more_url": _at(url, kept | {"shown": following}),
        "more_lands": f"artefact-{chosen[shown]['pk']}",
    }


def _at(url, query):
    """Return the address with what of the query is not empty."""
    return f"{url}?{urlencode({key: value for key, value in query.items() if value})}"
