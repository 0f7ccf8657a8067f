"""What do the parts of a portfolio show, and can each be asked for by itself?"""

import re

import pytest
from django.urls import reverse

from accounts.models import Role
from evidence import mapping
from learners import allocation
from learners import enrolment as enrolling
from portfolio.bundles import building, requesting
from tests.people import add_artefact, enrolled, judge, map_to, submit
from tests.web.asking import HTMX, lacking, page_of, queries_of

MAP = {**HTMX, "HX-Target": "unit-map"}
EVIDENCE = {**HTMX, "HX-Target": "evidence-list"}


@pytest.fixture
def portfolio_url(enrolment):
    return enrolment.get_absolute_url()


@pytest.fixture
def opened_at(portfolio_url, unit, criteria):
    """Return a function that gives the address of the portfolio with a criterion open."""
    return lambda number: f"{portfolio_url}?unit={unit.pk}&criterion={criteria[number].pk}"


def without_token(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def cell_of(page, criterion):
    """Return the opening tag of a criterion's cell."""
    return re.search(rf'<a [^>]*id="cell-{criterion.pk}"[^>]*>', page)[0]


# the map


def test_the_map_as_a_part_is_the_same_as_in_the_page(sent, amy, opened_at, client_of):
    client = client_of(amy)

    part = page_of(client, opened_at("1.1"), **MAP)

    assert "<html" not in part
    assert without_token(part.strip()) in without_token(page_of(client, opened_at("1.1")))


def test_a_cell_leads_to_its_drawer_and_the_open_one_back_to_itself(
    sent, amy, criteria, opened_at, client_of
):
    page = page_of(client_of(amy), opened_at("1.1"))

    closed, opened = criteria["1.2"], criteria["1.1"]
    assert 'aria-expanded="false"' in cell_of(page, closed)
    assert f'criterion={closed.pk}#criterion-{closed.pk}"' in cell_of(page, closed)
    assert 'aria-expanded="true"' in cell_of(page, opened)
    assert f'aria-controls="criterion-{opened.pk}"' in cell_of(page, opened)
    assert f'#cell-{opened.pk}"' in cell_of(page, opened)
    assert page.count("data-drawer") == 1


def test_a_drawer_shows_all_evidence_with_place_claim_and_where_it_is(
    sent, enrolment, amy, criteria, opened_at, client_of
):
    map_to(add_artefact(enrolment, by=amy, name="b.txt"), criteria["1.1"], by=amy, page=1)

    opened = client_of(amy).get(opened_at("1.1")).context["opened"]

    keys = ("reference", "place", "claim", "state_label")
    assert [tuple(item[key] for key in keys) for item in opened["evidence"]] == [
        ("E01", "", "It shows it.", "With Ben, today"),
        ("E02", "p1", "It shows it.", "Not sent yet"),
    ]
    assert opened["evidence"][1]["url"].endswith("/?page=1")


def test_a_drawer_shows_every_decision_the_latest_first(
    enrolment, sent, amy, ben, criteria, opened_at, client_of
):
    judge(enrolment, ben, c11="Say who was there.", c12=True)
    sent.refresh_from_db()
    map_to(sent, criteria["1.1"], criteria["1.2"], by=amy, words="Page 1 says it.")
    submit(enrolment, sent, by=amy)
    judge(enrolment, ben, c11=True)

    response = client_of(amy).get(opened_at("1.1"))

    opened = response.context["opened"]
    assert (opened["decision"]["met"], [one["met"] for one in opened["earlier"]]) == (True, [False])
    words = ("Say who was there.", "E01 version 2", "No feedback was written.")
    assert lacking(response.content.decode(), *words) == []


@pytest.mark.parametrize(
    ("who", "offer"), [("amy", "Add or change evidence"), ("ben", "Judge 1.1"), ("cara", "")]
)
def test_a_drawer_offers_what_its_reader_can_do(
    sent, criteria, opened_at, who, offer, client_of, request
):
    page = page_of(client_of(request.getfixturevalue(who)), opened_at("1.1"))

    offers = [words for words in ("Add or change evidence", "Judge 1.1") if words in page]
    assert offers == ([offer] if offer else [])
    assert (f"#decision-{criteria['1.1'].pk}" in page) == (who == "ben")


def test_a_filter_that_leaves_out_the_open_criterion_closes_it(sent, amy, opened_at, client_of):
    client = client_of(amy)

    assert client.get(f"{opened_at('1.1')}&state=unmapped").context["opened"] is None
    assert client.get(f"{opened_at('1.1')}&state=awaiting").context["opened"]


def test_an_outcome_that_is_met_folds_until_one_of_its_criteria_is_open(
    all_met, amy, portfolio_url, opened_at, client_of
):
    client = client_of(amy)

    def unfolded(url):
        return [(o["folds"], o["unfolded"]) for o in client.get(url).context["outcomes"]]

    assert unfolded(portfolio_url) == [(True, False), (True, False)]
    assert unfolded(opened_at("1.1")) == [(True, True), (True, False)]


def test_an_open_criterion_asks_as_much_for_three_artefacts_as_for_one(
    enrolment, amy, ben, criteria, opened_at, client_of
):
    client, counts = client_of(amy), []
    for name in ("one", "two", "three"):
        artefact = map_to(
            add_artefact(enrolment, by=amy, name=f"{name}.txt"), criteria["1.1"], by=amy
        )
        submit(enrolment, artefact, by=amy)
        judge(enrolment, ben, c11=True)
        counts.append(queries_of(client, opened_at("1.1")))

    assert counts == [counts[0]] * 3


# the evidence list


@pytest.fixture
def twelve(enrolment, amy, criteria):
    """Twelve artefacts, E12 of them mapped."""
    added = [add_artefact(enrolment, by=amy, name=f"paper {n}.txt") for n in range(1, 13)]
    map_to(added[-1], criteria["1.1"], by=amy)
    return added


def references(response):
    return [row["reference"] for row in response.context["artefacts"]]


def test_a_long_list_shows_ten_and_the_way_to_the_rest(twelve, amy, portfolio_url, client_of):
    client = client_of(amy)

    first = client.get(portfolio_url)
    more = client.get(first.context["more_url"], headers=EVIDENCE)

    assert (len(references(first)), first.context["more"]) == (10, 2)
    assert first.context["more_lands"] == f"artefact-{twelve[10].pk}"
    assert f'id="artefact-{twelve[10].pk}"' in more.content.decode()
    assert (len(references(more)), more.context.get("more")) == (12, None)


def test_the_list_as_a_part_is_the_same_as_in_the_page(twelve, amy, portfolio_url, client_of):
    client, asked = client_of(amy), f"{portfolio_url}?q=paper+1"

    part = page_of(client, asked, **EVIDENCE)

    assert "<html" not in part
    assert part.strip() in page_of(client, asked)


def test_the_list_is_filtered_by_state(sent, enrolment, amy, portfolio_url, client_of):
    add_artefact(enrolment, by=amy, name="b.txt")

    response = client_of(amy).get(portfolio_url, {"evidence": "submitted"})

    chips = [(chip["label"], chip["count"]) for chip in response.context["evidence_chips"]]
    assert chips == [("All", 2), ("Not sent yet", 1), ("Sent", 1)]
    assert references(response) == ["E01"]


@pytest.mark.parametrize(
    ("words", "found"), [("e12", ["E12"]), ("PAPER 7", ["E07"]), ("zebra", [])]
)
def test_the_list_is_searched(twelve, amy, portfolio_url, words, found, client_of):
    response = client_of(amy).get(portfolio_url, {"q": words})

    assert references(response) == found
    assert ("No evidence has those words" in response.content.decode()) == (not found)


@pytest.mark.parametrize("odd", [{"evidence": "zebra"}, {"shown": "-1"}, {"shown": "x"}])
def test_odd_questions_to_the_list_show_all_of_it(sent, amy, portfolio_url, odd, client_of):
    assert references(client_of(amy).get(portfolio_url, odd)) == ["E01"]


def test_criteria_of_other_units_are_counted_beside_those_of_the_unit_shown(
    enrolment, sent, specification, unit, owen, amy, criteria, portfolio_url, client_of
):
    order = specification.units.get(code="order")
    second = order.outcomes.create(number=1, title="Order").criteria.create(
        number="1.1", position=1, text="Order it"
    )
    enrolling.choose_units(enrolment, [unit, order], by=owen)
    artefact = add_artefact(enrolment, by=amy, name="b.txt")
    map_to(artefact, criteria["2.1"], second, by=amy)

    def told(shown):
        rows = client_of(amy).get(portfolio_url, {"unit": shown.pk}).context["artefacts"]
        return [row["criteria"] for row in rows]

    assert told(unit) == ["for 1.1, 1.2", "for 2.1 and 1 in other units"]
    assert told(order) == ["for 2 of other units", "for 1.1 and 1 in other units"]


# units


def test_units_stand_side_by_side_with_how_far_each_has_come(
    enrolment, all_met, specification, unit, owen, amy, portfolio_url, client_of
):
    assert "unit-tabs" not in page_of(client_of(amy), portfolio_url)
    order = specification.units.get(code="order")
    enrolling.choose_units(enrolment, [unit, order], by=owen)

    tabs = client_of(amy).get(portfolio_url).context["units"]

    assert [(tab["title"], tab["current"], tab["note"]) for tab in tabs] == [
        ("Count the stock", True, "3 of 3 met"),
        ("Order more stock", False, "Criteria not known"),
    ]


def test_a_unit_that_is_signed_says_so(signed, specification, unit, owen, amy, client_of):
    enrolment = signed.enrolment
    order = specification.units.get(code="order")
    enrolling.choose_units(enrolment, [unit, order], by=owen)

    response = client_of(amy).get(enrolment.get_absolute_url())

    assert [tab["signed"] for tab in response.context["units"]] == ["signed", ""]
    assert lacking(response.content.decode(), "3 of 3 met · ") == []


# the bundle


@pytest.fixture
def bundled(sent, enrolment, amy):
    bundle = requesting.request(enrolment, edition="learner", by=amy)
    building.build(bundle.pk)
    return bundle


def test_a_bundle_says_that_nothing_has_changed_since(bundled, amy, portfolio_url, client_of):
    assert lacking(page_of(client_of(amy), portfolio_url), "Nothing has changed since.") == []


def test_a_bundle_says_what_has_changed_since(
    bundled, enrolment, amy, ben, portfolio_url, client_of
):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    add_artefact(enrolment, by=amy, name="b.txt")

    said = "Three things have changed since: E02 and 2 decisions."
    assert lacking(page_of(client_of(amy), portfolio_url), said) == []


def test_a_bundle_costs_as_much_after_three_changes_as_after_one(
    bundled, enrolment, amy, portfolio_url, client_of
):
    client, counts = client_of(amy), []
    for name in ("one", "two", "three"):
        add_artefact(enrolment, by=amy, name=f"{name}.txt")
        counts.append(queries_of(client, portfolio_url))

    assert counts == [counts[0]] * 3


# history


@pytest.fixture
def history_url(enrolment):
    return reverse("portfolio:history-view", args=[enrolment.pk])


def test_history_is_told_by_day_and_leads_to_the_evidence(sent, amy, history_url, client_of):
    response = client_of(amy).get(history_url)

    (day,) = response.context["days"]
    assert day["day"] == response.context["today"]
    page = response.content.decode()
    assert f'<a href="{sent.get_absolute_url()}">You mapped E01' in page


@pytest.mark.parametrize(
    ("about", "said", "unsaid"),
    [
        ("evidence", "You sent E01", "Ben judged"),
        ("decisions", "Ben judged", "You sent E01"),
        ("sign-off", "Ben signed off", "Ben judged"),
    ],
)
def test_history_is_filtered_by_what_it_is_about(
    signed, amy, history_url, about, said, unsaid, client_of
):
    client = client_of(amy)

    page = page_of(client, f"{history_url}?about={about}")

    assert lacking(page, said, unsaid) == [unsaid]
    assert lacking(page_of(client, f"{history_url}?about=zebra"), said, unsaid) == []


def test_history_counts_what_each_filter_shows(signed, amy, history_url, client_of):
    chips = client_of(amy).get(history_url).context["chips"]

    counts = {chip["label"]: chip["count"] for chip in chips}
    assert (counts["Evidence"], counts["Decisions"], counts["Sign-off"]) == (6, 3, 1)
    assert counts["All"] > 10


def test_history_keeps_its_filter_on_the_next_page(enrolment, amy, history_url, client_of):
    artefact = add_artefact(enrolment, by=amy)
    for number in range(51):
        mapping.cross_reference(artefact, [], title=f"Draft {number}", kind=artefact.kind, by=amy)

    page = page_of(client_of(amy), f"{history_url}?about=evidence")

    assert lacking(page, "?about=evidence&page=2", "1 to 50 of 52 entries") == []


# other learners


def test_a_portfolio_of_somebody_else_adds_nothing_to_the_parts(
    sent, enrolment, centre, specification, owen, ben, portfolio_url, client_of
):
    other = enrolled("bea", centre=centre, specification=specification, by=owen)
    allocation.allocate(other, ben, role=Role.ASSESSOR, by=owen)
    add_artefact(other, by=other.learner.user, name="secret.txt")

    response = client_of(ben).get(portfolio_url)

    assert references(response) == ["E01"]
    assert lacking(response.content.decode(), "secret") == ["secret"]
