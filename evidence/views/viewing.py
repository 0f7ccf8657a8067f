"""What does the viewer show of an artefact beside its pages: words, marks, tables, a stretch?"""

import json
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import requires
from accounts.permissions import Permission
from core.typed import whole_number, without_nul
from evidence import contents
from evidence.door.file_types import TEXT, type_named
from evidence.models import Artefact
from evidence.places import Place
from evidence.states import FileState
from evidence.views import handing_out
from evidence.views.files import A4

TABLE = "table"
MOST_QUOTES = 50
MOST_HITS_LISTED = 30


@requires(Permission.EVIDENCE_VIEW, Artefact)
def words_read(request, artefact):
    return give_words(request, artefact.file)


@requires(Permission.EVIDENCE_VIEW, Artefact)
def version_words_read(request, artefact, number):
    version = get_object_or_404(artefact.versions.select_related("file"), number=number)
    return give_words(request, version.file)


def place_asked(request):
    """Return the Place that an address names with page, area, quote, from and to."""
    asked = request.GET
    page = whole_number(asked.get("page", "")) or None
    sides = [whole_number(side) for side in asked.get("area", "").split(",")]
    is_area = page and len(sides) == 4 and None not in sides
    return Place(
        page,
        tuple(sides) if is_area else None,
        _phrase(asked.get("quote", "")),
        whole_number(asked.get("from", "")),
        whole_number(asked.get("to", "")),
    )


def reading_of(request, artefact, pages, current, *, version=None, claims=(), query=""):
    """Return what the component viewer takes as `reading`.

    `pages` are those of `pages_of` and `current` the number of the one that is open; `claims`
    are (label, Place) of what is claimed of this file; `query` is kept in every address.
    """
    told, words_url = version or artefact, _words_url(artefact, version)
    return reading_at(request, told, words_url, pages, current, claims=claims, query=query)


def reading_at(request, told, words_url, pages, current, *, claims=(), query=""):
    """Return what `reading_of` does; `told` has a StoredFile as `file`, and its `file_name`.

    The words of a page are read at `words_url`.
    """
    file = told.file
    here, find = place_asked(request), _phrase(request.GET.get("find", ""))
    mime = type_named(file.content_type, told.file_name)
    tables = contents.tables_of(file) if mime != TEXT.mime else []
    claims = [(label, place) for label, place in claims if place.is_fine]
    size = (pages[current - 1]["width"], pages[current - 1]["height"]) if pages else A4
    return {
        "words_url": words_url,
        "claims": json.dumps([{"label": label, **_kept(place)} for label, place in claims]),
        "here": json.dumps(_kept(here)),
        "marks": _marks(file, current, size, claims, here, find) if pages else [],
        "find": find,
        "kept": parse_qsl(query),
        **_found(file, current, find, query),
        **_tables(request, tables, here, find, query),
        "stretch": here.as_fragment(),
        "stretches": _stretches(claims, here, query),
    }


def give_words(request, file):
    """Answer with the words of a page, and where what is sought and quoted stands on it."""
    if file.state != FileState.CLEAN:
        raise Http404
    page = whole_number(request.GET.get("page", "")) or 1
    words = contents.words_of(file, page)
    find = _phrase(request.GET.get("find", ""))
    quotes = request.GET.getlist("quote")[:MOST_QUOTES]
    found = contents.search(file, find) if find else []
    answer = {
        "known": words is not None,
        "words": [[w.text, w.left, w.top, w.width, w.height] for w in words or []],
        "found": _places_of(words, find),
        "quoted": [_places_of(words, _phrase(quote))[:1] for quote in quotes],
        "pages": found,
    }
    return handing_out.sealed(JsonResponse(answer), mime="application/json")


def _words_url(artefact, version):
    if version:
        return reverse("evidence:version-words-read", args=[artefact.pk, version.number])
    return reverse("evidence:words-read", args=[artefact.pk])


def _phrase(text):
    return " ".join(without_nul(text)[: contents.LONGEST_PHRASE].split())


def _places_of(words, phrase):
    """Return for each time that `phrase` comes the boxes of the lines that it covers."""
    words = words or []
    return [contents.boxes(words, passage) for passage in contents.passages(words, phrase)]


def _kept(place):
    return {name: value for name, value in place.as_kept().items() if value is not None}


def _marks(file, current, size, claims, here, find):
    """Return [{kind, label, boxes}] of the open page, the boxes in dots of its picture."""
    claimed = [(label, place) for label, place in claims if place.page == current]
    needs_words = find or any(place.quote for _, place in [*claimed, ("", here)])
    words = contents.words_of(file, current) if needs_words else None
    marks = [("claim", label, _boxes_of(place, words)) for label, place in claimed if place != here]
    if here.page in (None, current):
        labels = ", ".join(label for label, place in claimed if place == here)
        marks.append(("here", labels, _boxes_of(here, words)))
    marks += [("found", "", boxes) for boxes in _places_of(words, find)]
    return [
        {"kind": kind, "label": label, "boxes": [_in_dots(box, size) for box in boxes]}
        for kind, label, boxes in marks
        if boxes
    ]


def _boxes_of(place, words):
    quoted = _places_of(words, place.quote)[:1] if place.quote else []
    return ([list(place.area)] if place.area else []) + [box for boxes in quoted for box in boxes]


def _in_dots(box, size):
    width, height = size
    left, top, wide, high = box
    return {
        "x": left * width // 1000,
        "y": top * height // 1000,
        "width": wide * width // 1000,
        "height": high * height // 1000,
    }


def _found(file, current, find, query):
    """Return which pages hold what is sought, how often, and in words where one is."""
    found = contents.search(file, find) if find else []
    listed = [
        {
            "page": page,
            "times": times,
            "url": f"?{query}{urlencode({'page': page, 'find': find})}",
            "current": page == current,
        }
        for page, times in found[:MOST_HITS_LISTED]
    ]
    return {"found": listed, "times": sum(times for _, times in found)}


def _tables(request, tables, here, find, query):
    """Return the sheet that is open as a table, and the addresses of the others."""
    asked = request.GET.get("sheet", "")
    number = min(max(whole_number(asked) or 1, 1), len(tables)) if tables else 0
    points = here.page or find or request.GET.get("as") == "pages"
    as_table = bool(tables) and (bool(asked) or not points)
    return {
        "has_table": bool(tables),
        "as_table": as_table,
        "table": tables[number - 1] if as_table else None,
        "sheets": [
            {
                "name": table["name"] or "Table",
                "url": f"?{query}sheet={position}",
                "current": as_table and position == number,
            }
            for position, table in enumerate(tables, start=1)
        ],
        "pages_url": f"?{query}as=pages",
    }


def _stretches(claims, here, query):
    """Return the stretches of a recording that are claimed, in the order of their time."""
    timed = sorted(
        ((label, place) for label, place in claims if place.start is not None),
        key=lambda claim: claim[1].start,
    )
    return [
        {
            "label": label,
            "place": place.in_short(),
            "url": place.in_address(f"?{query}"),
            "start": place.start,
            "end": place.end,
            "current": place == here,
        }
        for label, place in timed
    ]
