"""How do all learners of a centre stand, and which of them were asked for?"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from accounts.access import permissions_of, requires
from accounts.models import Centre, Role, User, running_now
from accounts.permissions import Permission
from core.typed import whole_number, without_nul
from learners.models import Enrolment, UnitChoice
from portfolio import standings
from qualifications.models import Unit

ON_ONE_PAGE = 25
SHOWN = {
    "": ("All", lambda row: True),
    "at-risk": ("At risk", lambda row: row.is_at_risk),
    "waiting": ("Waiting", lambda row: row.is_waiting),
    "no-assessor": ("No assessor", lambda row: row.is_alone),
}
SAID = {
    "at-risk": "at risk",
    "waiting": "waiting for a decision",
    "no-assessor": "without an assessor",
}
URGENT = "risk"
SORTED_BY = {
    "learner": ("Learner", lambda row: row.enrolment.learner.user.name.casefold()),
    "assessor": ("Assessor", lambda row: (not row.assessors, row.assessors.casefold())),
    URGENT: ("Why at risk", lambda row: row.urgency),
    "": ("Mapped and met against time", None),
    "active": ("Last active", lambda row: (bool(row.active_at), row.active_at)),
    "until": ("Until", lambda row: row.enrolment.due_on),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for: words, an assessor, a unit, which learners, and in which order.

    What makes no sense is as if it had not been asked for. `sort` with a minus turns the order.
    """

    q: str = ""
    assessor: str = ""
    unit: str = ""
    show: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query):
        """Return what the GET parameters of a request ask for."""
        given = {name: without_nul(query.get(name, "")).strip() for name in cls.__annotations__}
        for name in ("assessor", "unit"):
            given[name] = given[name] if whole_number(given[name]) is not None else ""
        if given["show"] not in SHOWN:
            given["show"] = ""
        if given["sort"] in (URGENT, "-") or given["sort"].removeprefix("-") not in SORTED_BY:
            given["sort"] = ""
        return cls(**given)

    def url(self, **changes):
        """Return the address with these changes, from its question mark on."""
        asked = {name: changes.get(name, value) for name, value in vars(self).items()}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def given(self):
        """What leaves learners out, as (name, value)."""
        return [(name, value) for name, value in vars(self).items() if value and name != "sort"]

    @property
    def is_plain(self):
        """Whether no learner is left out but by words."""
        return not (self.assessor or self.unit or self.show)


@requires(Permission.LEARNER_LIST, Centre)
@vary_on_headers("HX-Request")
def learner_list(request, centre):
    asked = Asked.of(request.GET)
    rows = standings.of(_enrolments(centre, asked))
    shown = _sorted([row for row in rows if SHOWN[asked.show][1](row)], asked.sort)
    page = Paginator(shown, ON_ONE_PAGE).get_page(request.GET.get("page"))
    context = {
        "centre": centre,
        "asked": asked,
        "is_filtered": asked.url(sort="") != "?",
        "page": page,
        "query": asked.url()[1:] + "&" if asked.url() != "?" else "",
        "chips": _chips(rows, asked),
        "columns": _columns(asked),
        "selects": _selects(centre, asked),
        "unenrolled": _unenrolled(centre, asked),
        "may_export": Permission.EXPORT_REQUEST in permissions_of(request.user, centre),
    }
    if not request.htmx:
        return render(request, "portfolio/learner_list.html", context)
    number = f"&page={page.number}" if page.number > 1 else ""
    here = f"{request.path}{asked.url()}{number}".rstrip("?")
    return push_url(render(request, "portfolio/_learners.html", context), here)


def chosen(centre, asked):
    """Return the enrolments of a centre that the list shows for what was Asked, on all its pages.

    They have their learner, user and qualification with them.
    """
    rows = standings.of(_enrolments(centre, asked))
    return [row.enrolment for row in rows if SHOWN[asked.show][1](row)]


def in_words(asked):
    """Return a sentence that says which learners were Asked for."""
    told = []
    if asked.show:
        told.append(SAID[asked.show])
    if assessor := User.objects.filter(pk=asked.assessor or None).first():
        told.append(f"assessed by {assessor}")
    if unit := Unit.objects.filter(pk=asked.unit or None).first():
        told.append(f"with the unit “{unit.title}”")
    if asked.q:
        told.append(f"found by “{asked.q}”")
    return f"Learners {', '.join(told)}." if told else "All learners."


def _enrolments(centre, asked):
    enrolments = _matching(
        Enrolment.objects.filter(learner__centre=centre), asked.q, "learner__user"
    )
    if asked.assessor:
        enrolments = enrolments.filter(
            pk__in=standings.with_people(asked.assessor, Role.ASSESSOR).values("pk")
        )
    if asked.unit:
        choices = UnitChoice.objects.current().filter(unit=asked.unit)
        enrolments = enrolments.filter(pk__in=choices.values("enrolment"))
    return enrolments


def _unenrolled(centre, asked):
    """Return the learners without an enrolment, where the list is not about enrolments alone."""
    learners = centre.learners.filter(enrolments__isnull=True).select_related("user")
    return _matching(learners, asked.q, "user") if asked.is_plain else learners.none()


def _matching(rows, words, person):
    """Keep the rows whose person's name holds the words, or whose e-mail begins with them.

    What many addresses share, the part after the @, is looked at only when an @ was asked for.
    """
    how = "icontains" if "@" in words else "istartswith"
    return rows.filter(
        Q(**{f"{person}__name__icontains": words}) | Q(**{f"{person}__email__{how}": words})
    )


def _sorted(rows, sort):
    """Return the rows by one column, the names of equals in order; most urgent first if none."""
    _, key = SORTED_BY[sort.removeprefix("-") or URGENT]
    return sorted(rows, key=key, reverse=sort.startswith("-"))


def _chips(rows, asked):
    return [
        {
            "id": f"show-{show or 'all'}",
            "label": label,
            "count": sum(belongs(row) for row in rows),
            "url": asked.url(show=show),
            "current": show == asked.show,
        }
        for show, (label, belongs) in SHOWN.items()
    ]


def _columns(asked):
    """Return the heads of the table; a second press on one turns its order."""
    now = asked.sort.removeprefix("-") or URGENT
    columns = []
    for name, (label, _) in SORTED_BY.items():
        column = {"label": label}
        if name:
            turned = asked.sort.startswith("-")
            again = f"-{name}" if name == now and not turned else name
            column |= {"id": f"by-{name}", "url": asked.url(sort=again if again != URGENT else "")}
            if name == now:
                downwards = turned != (name == URGENT)
                column["direction"] = "descending" if downwards else "ascending"
        columns.append(column)
    return [*columns, {"label": "Ways on", "is_hidden": True}]


def _selects(centre, asked):
    assessors = User.objects.filter(
        running_now("allocations__"),
        allocations__enrolment__learner__centre=centre,
        allocations__role=Role.ASSESSOR,
    ).distinct()
    units = Unit.objects.filter(
        choices__enrolment__learner__centre=centre, choices__withdrawn_at__isnull=True
    ).distinct()
    return [
        {
            "name": name,
            "label": label,
            "any": every,
            "value": getattr(asked, name),
            "options": [(str(pk), said) for pk, said in options],
        }
        for name, label, every, options in (
            ("assessor", "Assessor", "All assessors", assessors.values_list("pk", "name")),
            ("unit", "Unit", "All units", units.order_by("title").values_list("pk", "title")),
        )
    ]
