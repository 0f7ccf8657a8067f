"""What does the list of a centre's learners show, leave out, put first and refuse?"""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from learners import allocation, registration
from learners import enrolment as enrolling
from learners.models import Enrolment
from portfolio.views import learners
from qualifications.models import Unit
from tests.people import enrolled
from tests.web.asking import HTMX, lacking, page_of, queries_of


@pytest.fixture
def url(centre):
    return reverse("portfolio:learner-list", args=[centre.pk])


@pytest.fixture
def bea(centre, specification, owen):
    """One more learner, without an assessor."""
    return enrolled("bea", centre=centre, specification=specification, by=owen)


@pytest.fixture
def names_of(client_of, owen, url):
    """Return a function that gives the names in the list, in its order, for what is asked."""

    def names(**asked):
        page = client_of(owen).get(url, asked).context["page"]
        return [str(row.enrolment.learner) for row in page]

    return names


def begun(days):
    """Let every enrolment of a year have begun so many days ago."""
    start = timezone.localdate() - dt.timedelta(days=days)
    Enrolment.objects.update(starts_on=start, due_on=start + dt.timedelta(days=365))


class TestShows:
    def test_how_each_learner_stands(self, sent, owen, url, client_of):
        page = page_of(client_of(owen), url)

        words = ("Amy", "Ben", "67% mapped, 0% met", "Add a learner", "Bundles", "Enrolment")
        assert lacking(page, *words) == []

    def test_why_a_learner_is_at_risk(self, bea, owen, url, client_of):
        begun(60)

        page = page_of(client_of(owen), url)

        assert lacking(page, "No assessor yet", "Nothing mapped after six weeks") == []

    def test_a_state_only_where_it_is_not_active(self, enrolment, owen, url, client_of):
        assert lacking(page_of(client_of(owen), url), "Active") == ["Active"]

        enrolling.pause(enrolment, because="Parental leave", by=owen)

        assert lacking(page_of(client_of(owen), url), "Paused") == []

    def test_who_is_registered_but_not_enrolled(self, centre, owen, url, client_of):
        registration.add_learner(centre, name="Bea", email="bea@x.example", uln="", by=owen)
        client = client_of(owen)

        page = page_of(client, url)

        assert lacking(page, "Registered, but not enrolled", "bea@x.example", "Enrol") == []
        assert lacking(page_of(client, f"{url}?show=at-risk"), "Bea") == ["Bea"]

    def test_that_it_is_empty_and_what_to_do(self, owen, url, client_of):
        client = client_of(owen)

        assert lacking(page_of(client, url), "No learners yet") == []
        assert lacking(page_of(client, f"{url}?q=x"), "No enrolled learner is like that") == []


class TestLeavesOut:
    @pytest.fixture(autouse=True)
    def both(self, sent, bea):
        begun(1)

    def test_by_name_or_e_mail(self, names_of, client_of, owen, url):
        assert names_of(q="bea") == ["Bea"]
        assert names_of(q="AMY@x") == ["Amy"]
        assert names_of(q="@x.example") == ["Bea", "Amy"]
        assert names_of(q="example") == []
        assert lacking(page_of(client_of(owen), f"{url}?q=bea"), 'value="bea"') == []

    def test_nul_and_what_is_no_number(self, names_of):
        assert names_of(q="am\x00y") == ["Amy"]
        assert names_of(assessor="²", unit="9" * 30, show="?", sort="?") == ["Bea", "Amy"]

    def test_by_assessor(self, names_of, ben, una):
        assert names_of(assessor=ben.pk) == ["Amy"]
        assert names_of(assessor=una.pk) == []

    def test_by_unit(self, names_of, enrolment, unit, owen):
        more = Unit.objects.get(code="order")
        enrolling.choose_units(enrolment, [unit, more], by=owen)

        assert names_of(unit=unit.pk) == ["Bea", "Amy"]
        assert names_of(unit=more.pk) == ["Amy"]

    def test_by_an_assessor_who_assesses_here_now(self, client_of, owen, ben, una, url, bea):
        held = allocation.allocate(bea, una, role=Role.ASSESSOR, by=owen)

        def offered():
            (assessors, _) = client_of(owen).get(url).context["selects"]
            return assessors["options"]

        assert offered() == [(str(ben.pk), "Ben"), (str(una.pk), "Una")]
        allocation.end_allocation(held, by=owen)
        assert offered() == [(str(ben.pk), "Ben")]

    def test_by_a_chip_that_says_how_many_it_shows(self, names_of, client_of, owen, url):
        chips = client_of(owen).get(url).context["chips"]

        assert [(chip["label"], chip["count"]) for chip in chips] == [
            ("All", 2), ("At risk", 1), ("Waiting", 1), ("No assessor", 1),
        ]  # fmt: skip
        assert names_of(show="at-risk") == names_of(show="no-assessor") == ["Bea"]
        assert names_of(show="waiting") == ["Amy"]

    def test_and_every_link_keeps_what_was_asked_for(self, client_of, owen, ben, url):
        asked = {"q": "a", "assessor": ben.pk, "show": "waiting", "sort": "until"}

        response = client_of(owen).get(url, asked)

        at_risk = response.context["chips"][1]["url"]
        assert at_risk == f"?q=a&assessor={ben.pk}&show=at-risk&sort=until"
        (by_name, *_) = response.context["columns"]
        assert by_name["url"] == f"?q=a&assessor={ben.pk}&show=waiting&sort=learner"
        hidden = re.findall(r'name="(\w+)" value="([\w-]+)" form="find"', response.content.decode())
        assert hidden == [("show", "waiting"), ("sort", "until")]


class TestPutsFirst:
    @pytest.fixture(autouse=True)
    def three(self, enrolment, bea, centre, specification, owen, una):
        zoe = enrolled("zoe", centre=centre, specification=specification, by=owen)
        allocation.allocate(zoe, una, role=Role.ASSESSOR, by=owen)
        begun(1)
        Enrolment.objects.filter(pk=zoe.pk).update(due_on=timezone.localdate())

    @pytest.mark.parametrize(
        ("sort", "names"),
        [
            ("", ["Bea", "Zoe", "Amy"]),
            ("-risk", ["Amy", "Zoe", "Bea"]),
            ("learner", ["Amy", "Bea", "Zoe"]),
            ("-learner", ["Zoe", "Bea", "Amy"]),
            ("assessor", ["Amy", "Zoe", "Bea"]),
            ("until", ["Zoe", "Amy", "Bea"]),
        ],
    )
    def test_what_a_column_says(self, names_of, sort, names):
        assert names_of(sort=sort) == names

    def test_who_was_active_longest_ago(self, names_of, amy, sent):
        assert names_of(sort="-active")[0] == "Amy"
        assert names_of(sort="active")[-1] == "Amy"

    def test_a_second_press_turns_the_order(self, client_of, owen, url):
        def head(sort):
            columns = client_of(owen).get(url, {"sort": sort}).context["columns"]
            return next(column for column in columns if column["label"] == "Learner")

        assert "direction" not in head("")
        assert (head("learner")["direction"], head("learner")["url"]) == (
            "ascending", "?sort=-learner",
        )  # fmt: skip
        assert (head("-learner")["direction"], head("-learner")["url"]) == (
            "descending", "?sort=learner",
        )  # fmt: skip

    def test_and_says_the_order_aloud(self, client_of, owen, url):
        page = page_of(client_of(owen), url)

        assert re.findall(r'aria-sort="(\w+)"><a class="sort" id="([\w-]+)"', page) == [
            ("descending", "by-risk")
        ]


class TestTurnsPages:
    @pytest.fixture(autouse=True)
    def one_a_page(self, monkeypatch, enrolment, bea):
        monkeypatch.setattr(learners, "ON_ONE_PAGE", 1)

    def test_and_keeps_what_was_asked_for(self, client_of, owen, url, names_of):
        page = page_of(client_of(owen), f"{url}?q=%40x.example&sort=learner")

        words = ("1 to 1 of 2 learners", "?q=%40x.example&amp;sort=learner&amp;page=2")
        assert lacking(page, *words) == []
        assert names_of(sort="learner", page=2) == ["Bea"]

    def test_and_shows_the_nearest_for_one_that_is_not_there(self, names_of):
        assert names_of(sort="learner", page="9" * 30) == ["Bea"]


class TestAsAPart:
    def test_it_is_what_the_page_holds(self, sent, owen, url, client_of):
        client = client_of(owen)

        part = page_of(client, url, **HTMX)

        assert "<html" not in part
        assert part.strip() in page_of(client, url)

    def test_it_gives_the_browser_an_address_without_what_is_empty(
        self, enrolment, owen, url, client_of
    ):
        asked = {"q": "am", "assessor": "", "unit": "", "sort": "risk"}

        response = client_of(owen).get(url, asked, headers=HTMX)

        assert response["HX-Push-Url"] == f"{url}?q=am"
        assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 403), ("cara", 403), ("amy", 404), ("dan", 404)]
)
def test_it_is_for_the_centre_s_admin(sent, url, who, status, client_of, request):
    assert client_of(request.getfixturevalue(who)).get(url).status_code == status


def test_it_holds_nobody_of_another_centre(
    sent, other_centre, specification, dan, owen, url, client_of
):
    enrolled("nia", centre=other_centre, specification=specification, by=dan)

    assert lacking(page_of(client_of(owen), url), "Nia") == ["Nia"]


def test_it_asks_as_much_for_three_as_for_one(sent, centre, specification, owen, url, client_of):
    client = client_of(owen)
    one = queries_of(client, url)
    for name in ("bea", "cem"):
        enrolled(name, centre=centre, specification=specification, by=owen)

    assert queries_of(client, url) == one
