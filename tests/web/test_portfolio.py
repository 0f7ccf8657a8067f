"""What do home, portfolios, learners and bundles show, change and refuse?"""

import datetime as dt
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from evidence import storage, submission
from evidence.models import StoredFile
from learners import enrolment as enrolling
from learners import registration
from portfolio.bundles import building, requesting
from portfolio.models import Bundle
from qualifications.models import Guidance
from tests.people import add_artefact, judge, map_to, person, submit
from tests.web.asking import HTMX, lacking, messages_of, page_of, queries_of

HOME = "/"


@pytest.fixture
def portfolio_url(enrolment):
    return enrolment.get_absolute_url()


@pytest.fixture
def history_url(enrolment):
    return reverse("portfolio:history-view", args=[enrolment.pk])


@pytest.fixture
def learners_url(centre):
    return reverse("portfolio:learner-list", args=[centre.pk])


@pytest.fixture
def bundles_url(enrolment):
    return reverse("portfolio:bundle-list", args=[enrolment.pk])


@pytest.fixture
def request_url(enrolment):
    return reverse("portfolio:bundle-request", args=[enrolment.pk])


@pytest.fixture
def bundle(enrolment, amy):
    """A bundle that was asked for and that nobody has begun."""
    return requesting.request(enrolment, edition="learner", by=amy)


@pytest.fixture
def ready(sent, bundle):
    """A bundle that has been built."""
    building.build(bundle.pk)
    bundle.refresh_from_db()
    assert bundle.state == "ready", bundle.reason
    return bundle


def at(bundle, act, *more):
    return reverse(f"portfolio:bundle-{act}", args=[bundle.pk, *more])


# the portfolio


def test_a_portfolio_shows_map_evidence_and_history(sent, amy, portfolio_url, client_of):
    draft = add_artefact(sent.enrolment, by=amy, name="second.txt")

    page = page_of(client_of(amy), portfolio_url)

    words = ("Plan the count", "Awaiting", "Unmapped", "With Ben, today", "for 1.1, 1.2")
    more = ("Not mapped yet", draft.get_absolute_url(), "You sent E01", "Add evidence", "Cara")
    assert lacking(page, *words, *more) == []


def test_a_portfolio_offers_to_judge_to_the_assessor(sent, ben, portfolio_url, client_of):
    page = page_of(client_of(ben), portfolio_url)

    assert lacking(page, "Judge 2 criteria") == []
    assert lacking(page, "Make a bundle", "Add evidence") == ["Make a bundle", "Add evidence"]


def test_a_portfolio_opens_a_criterion_in_its_place(
    sent, enrolment, amy, ben, unit, criteria, portfolio_url, client_of
):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    asked = f"{portfolio_url}?unit={unit.pk}&criterion={criteria['1.2'].pk}"

    page = page_of(client_of(amy), asked)

    assert lacking(page, "Decisions", "Say who was there.", "“It shows it.”") == []


def test_a_portfolio_shows_only_the_criteria_in_a_state(sent, amy, unit, portfolio_url, client_of):
    response = client_of(amy).get(portfolio_url, {"unit": unit.pk, "state": "unmapped"})

    shown = [c["number"] for o in response.context["outcomes"] for c in o["criteria"]]
    assert shown == ["2.1"]
    chips = [(chip["label"], chip["count"]) for chip in response.context["chips"]]
    assert chips == [("All", 3), ("Awaiting", 2), ("Unmapped", 1)]


def test_a_portfolio_lists_what_was_withdrawn_with_its_reason(
    enrolment, amy, portfolio_url, client_of
):
    artefact = add_artefact(enrolment, by=amy)
    submission.withdraw(artefact, because="It names a customer.", by=amy)

    page = page_of(client_of(amy), portfolio_url)

    words = ("1 artefact was withdrawn", "Withdrawn: It names a customer.", "No evidence yet")
    assert lacking(page, *words) == []


def test_a_portfolio_without_units_says_who_chooses_them(
    centre, specification, owen, portfolio_url, client_of
):
    bea = person("bea")
    learner = registration.add_learner(centre, name="Bea", email="bea@x.example", uln="", by=owen)
    today = timezone.localdate()
    enrolment = registration.enrol(
        learner,
        specification,
        starts_on=today,
        due_on=today.replace(year=today.year + 1),
        by=owen,
    )
    url = enrolment.get_absolute_url()

    assert lacking(page_of(client_of(bea), url), "The centre chooses the units.") == []
    assert lacking(page_of(client_of(owen), url), "Choose the units") == []


def test_a_portfolio_on_a_break_says_so_and_offers_no_upload(
    sent, enrolment, amy, owen, portfolio_url, client_of
):
    enrolling.pause(enrolment, because="Parental leave.", by=owen)

    response = client_of(amy).get(portfolio_url)

    assert lacking(response.content.decode(), "This is a break in learning.") == []
    assert response.context["may_add"] is False


def test_a_portfolio_knows_only_its_own_units(sent, amy, specification, portfolio_url, client_of):
    other = specification.units.get(code="order").pk

    assert client_of(amy).get(portfolio_url, {"unit": other}).status_code == 404


@pytest.mark.parametrize("who", ["una", "dan"])
@pytest.mark.parametrize("page", ["portfolio_url", "history_url", "bundles_url"])
def test_pages_of_an_enrolment_are_not_found_by_outsiders(sent, who, page, client_of, request):
    client = client_of(request.getfixturevalue(who))

    assert client.get(request.getfixturevalue(page)).status_code == 404


def test_a_portfolio_asks_as_much_for_three_as_for_one(
    enrolment, amy, ben, criteria, portfolio_url, client_of
):
    client, counts = client_of(amy), []
    for name in ("one", "two", "three"):
        artefact = add_artefact(enrolment, by=amy, name=f"{name}.txt")
        map_to(artefact, criteria["1.1"], criteria["1.2"], by=amy)
        submit(enrolment, artefact, by=amy)
        judge(enrolment, ben, c11=True, c12="Say who was there.")
        counts.append(queries_of(client, portfolio_url))

    assert counts == [counts[0]] * 3


# artefacts


def test_an_artefact_shows_its_pages_claims_decisions_and_file(
    sent, enrolment, amy, ben, client_of
):
    judge(enrolment, ben, c11=True, c12="Say who was there.")

    page = page_of(client_of(amy), sent.get_absolute_url())

    image = reverse("evidence:page-image", args=[sent.pk, 1])
    words = (image, "It shows it.", "Say who was there.", sent.file.sha256, sent.file_name)
    more = ("Version 1", "Change the mapping", "Replace the file", "Withdraw E01")
    assert lacking(page, *words, *more) == []


def test_an_artefact_shows_an_earlier_version(sent, ben, client_of):
    url = f"{sent.get_absolute_url()}?version=1"

    page = page_of(client_of(ben), url)

    original = reverse("evidence:version-download", args=[sent.pk, 1])
    assert lacking(page, "Version 1, shown now", original) == []
    assert client_of(ben).get(sent.get_absolute_url(), {"version": 7}).status_code == 404


def test_an_artefact_can_be_brought_back(enrolment, amy, client_of):
    artefact = add_artefact(enrolment, by=amy)
    submission.withdraw(artefact, because="It names a customer.", by=amy)

    page = page_of(client_of(amy), artefact.get_absolute_url())

    assert lacking(page, "It names a customer.", "Bring E01 back") == []


@pytest.mark.parametrize("who", ["ben", "cara", "owen"])
def test_an_artefact_is_only_read_by_staff(sent, who, client_of, request):
    response = client_of(request.getfixturevalue(who)).get(sent.get_absolute_url())

    assert response.status_code == 200
    assert response.context["may"] == set()


def test_an_artefact_with_the_assessor_is_taken_back_or_gets_a_better_file(sent, amy, client_of):
    may = client_of(amy).get(sent.get_absolute_url()).context["may"]

    assert may == {"recall", "replace"}


@pytest.mark.parametrize("who", ["una", "dan"])
def test_an_artefact_is_not_found_by_outsiders(sent, who, client_of, request):
    client = client_of(request.getfixturevalue(who))

    assert client.get(sent.get_absolute_url()).status_code == 404


def test_an_artefact_asks_as_much_for_three_criteria_as_for_one(
    enrolment, amy, criteria, client_of
):
    artefact = add_artefact(enrolment, by=amy)
    client, counts, mapped = client_of(amy), [], []
    for number in ("1.1", "1.2", "2.1"):
        mapped.append(criteria[number])
        map_to(artefact, *mapped, by=amy)
        counts.append(queries_of(client, artefact.get_absolute_url()))

    assert counts == [counts[0]] * 3


# history


def test_history_tells_every_act_in_words(all_met, amy, ben, history_url, client_of):
    page = page_of(client_of(amy), history_url)

    words = ("Owen enrolled you", "Owen allocated Ben as Assessor", "You sent E01")
    assert lacking(page, *words, "Ben judged 1.1, 1.2, 2.1 met", "Ben accepted E02") == []
    assert lacking(page_of(client_of(ben), history_url), "You judged", "Amy sent E01") == []


def test_history_names_a_number_that_two_units_have_once(
    enrolment, specification, unit, criteria, owen, amy, history_url, client_of
):
    order = specification.units.get(code="order")
    ordering = order.outcomes.create(number=1, title="Ordering")
    twin = ordering.criteria.create(number="1.1", position=1, text="Order it")
    enrolling.choose_units(enrolment, [unit, order], by=owen)
    map_to(add_artefact(enrolment, by=amy), criteria["1.1"], criteria["2.1"], twin, by=amy)

    assert "to 1.1 (in two units) and 2.1" in page_of(client_of(amy), history_url)


def test_history_asks_as_much_for_three_as_for_one(enrolment, amy, history_url, client_of):
    client, counts = client_of(amy), []
    for name in ("one", "two", "three"):
        add_artefact(enrolment, by=amy, name=f"{name}.txt")
        counts.append(queries_of(client, history_url))

    assert counts == [counts[0]] * 3


# bundles


def test_bundles_begin_with_an_offer(enrolment, amy, bundles_url, client_of):
    page = page_of(client_of(amy), bundles_url)

    assert lacking(page, "No bundle has been made", "Make a bundle") == []


def test_asking_for_a_bundle_twice_makes_one(enrolment, owen, request_url, client_of):
    client = client_of(owen)

    first, second = client.post(request_url), client.post(request_url)

    bundle = Bundle.objects.get()
    assert (first.url, second.url) == (bundle.get_absolute_url(),) * 2
    assert bundle.requested_by == owen


def test_asking_again_while_nothing_changed_leads_to_the_last_bundle(
    ready, amy, request_url, client_of
):
    response = client_of(amy).post(request_url, follow=True)

    assert response.redirect_chain == [(ready.get_absolute_url(), 302)]
    assert messages_of(response) == [
        "Nothing has changed since this bundle was made, so it is still the whole portfolio."
    ]


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 403), ("cara", 403), ("eve", 403), ("una", 404), ("dan", 404)]
)
def test_asking_for_a_bundle_is_for_learner_and_admin(
    enrolment, request_url, who, status, client_of, request
):
    assert client_of(request.getfixturevalue(who)).post(request_url).status_code == status
    assert not Bundle.objects.exists()


def test_a_bundle_on_its_way_asks_for_itself_again(bundle, amy, client_of):
    Bundle.objects.update(state="building", percent=37, step="Adding E07, 6 pages")

    page = page_of(client_of(amy), bundle.get_absolute_url())

    polled = f'hx-get="{bundle.get_absolute_url()}"'
    assert lacking(page, "Adding E07, 6 pages", "37%", polled, at(bundle, "cancel")) == []


def test_a_bundle_that_is_watched_is_renewed_without_its_button(bundle, amy, client_of):
    """Who is about to press it, or has gone there by keyboard, keeps it."""
    part = page_of(client_of(amy), bundle.get_absolute_url(), **HTMX)

    now = f"bundle-{bundle.pk}-now"
    words = ["Call it off", f'id="{now}"', f'hx-select="#{now}"']
    assert lacking(part, *words, "<html") == ["<html"]
    assert part.index("hx-get") < part.index("</div>\n  \n  <form") < part.index("Call it off")


def test_who_watches_a_bundle_end_gets_the_page_anew(ready, amy, client_of):
    answer = client_of(amy).get(ready.get_absolute_url(), headers=HTMX)

    assert (answer.content, "HX-Refresh" in answer) == (b"", True)


def test_the_way_back_to_a_bundle_never_shows_the_part_for_the_page(ready, amy, client_of):
    """A browser keeps both under one address, unless it is told what tells them apart."""
    assert "HX-Request" in client_of(amy).get(ready.get_absolute_url(), headers=HTMX)["Vary"]


def test_a_bundle_that_failed_says_why_and_can_be_asked_for_again(
    bundle, amy, request_url, client_of
):
    Bundle.objects.update(state="failed", reason="E07 is gone from the disk.")

    page = page_of(client_of(amy), bundle.get_absolute_url())

    assert lacking(page, "E07 is gone from the disk.", "Ask again", request_url) == []


def test_calling_a_bundle_off_keeps_nothing(bundle, amy, client_of):
    client = client_of(amy)

    response = client.post(at(bundle, "cancel"), follow=True)

    assert messages_of(response) == ["The bundle is called off. Nothing of it was kept."]
    bundle.refresh_from_db()
    assert bundle.state == "cancelled"
    again = client.post(at(bundle, "cancel"), follow=True)
    assert messages_of(again)[0].startswith("This can’t be done now")


@pytest.mark.parametrize(
    ("kind", "content_type"), [("pdf", "application/pdf"), ("zip", "application/zip")]
)
def test_a_ready_bundle_can_be_downloaded(ready, amy, kind, content_type, client_of):
    client = client_of(amy)
    page = page_of(client, ready.get_absolute_url())
    assert lacking(page, ready.pdf_sha256, ready.zip_sha256, at(ready, "download", kind)) == []

    response = client.get(at(ready, "download", kind))

    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    day = timezone.localdate(ready.ready_at).isoformat()
    name = quote(f"Amy – portfolio {day}.{kind}")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert len(response.getvalue()) == getattr(ready, f"{kind}_size")


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_a_bundle_with_a_file_that_was_quarantined_since_is_given_to_nobody(
    ready, sent, amy, kind, client_of
):
    StoredFile.objects.filter(pk=sent.file_id).update(state="infected")

    answer = client_of(amy).get(at(ready, "download", kind), follow=True)

    assert answer["Content-Type"].startswith("text/html")
    assert "was quarantined after it was made" in answer.content.decode()


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_a_bundle_whose_file_is_gone_says_how_to_get_a_new_one(ready, amy, kind, client_of):
    index = ["pdf", "zip"].index(kind)
    name = building.stored_name(ready, building.file_names(ready)[index])
    storage.store().fetch(name).unlink()

    answer = client_of(amy).get(
        at(ready, "download", kind), follow=True, headers={"Referer": ready.get_absolute_url()}
    )

    assert messages_of(answer) == [
        "The store no longer has this file. Ask for the bundle again: it is made anew."
    ]


def test_a_bundle_that_is_not_ready_leads_to_its_page(bundle, amy, client_of):
    answer = client_of(amy).get(at(bundle, "download", "pdf"), follow=True)

    assert answer.redirect_chain == [(bundle.get_absolute_url(), 302)]
    assert messages_of(answer) == [
        "This bundle is not ready, or no longer kept. Its page says which, and how to go on."
    ]


def test_of_a_bundle_there_is_nothing_else_to_download(ready, amy, client_of):
    assert client_of(amy).get(f"/bundles/{ready.pk}/download/exe/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 403), ("eve", 403), ("una", 404), ("dan", 404)]
)
def test_bundles_are_for_learner_and_admin(bundle, bundles_url, who, status, client_of, request):
    client = client_of(request.getfixturevalue(who))

    for url in (bundles_url, bundle.get_absolute_url(), at(bundle, "download", "pdf")):
        assert client.get(url).status_code == status
    assert client.post(at(bundle, "cancel")).status_code == status


def test_nothing_is_asked_for_by_looking(bundle, amy, request_url, client_of):
    client = client_of(amy)

    assert client.get(request_url).status_code == 405
    assert client.get(at(bundle, "cancel")).status_code == 405


def test_bundles_ask_as_much_for_three_as_for_one(bundle, amy, bundles_url, client_of):
    client, counts = client_of(amy), []
    for _ in range(3):
        counts.append(queries_of(client, bundles_url))
        requesting.cancel(Bundle.objects.first(), by=amy)
        requesting.request(bundle.enrolment, edition="learner", by=amy)

    assert counts == [counts[0]] * 3


class TestOddAddresses:
    """Nothing that is typed into an address ends in a stack trace."""

    @pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "0", "-1", "²"])
    def test_a_page_that_is_not_there_shows_the_nearest(self, client_of, amy, ben, sent, number):
        for user, address in (
            (amy, sent.get_absolute_url()),
            (amy, reverse("evidence:artefact-map", args=[sent.pk])),
            (ben, reverse("assessment:enrolment-judge", args=[sent.enrolment_id])),
        ):
            assert client_of(user).get(address, {"page": number}).status_code == 200

    @pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "²"])
    def test_units_criteria_and_bundles_that_can_not_be(
        self, client_of, amy, portfolio_url, number
    ):
        client = client_of(amy)

        assert client.get(portfolio_url, {"unit": number}).status_code == 404
        assert client.get(portfolio_url, {"criterion": number}).status_code == 200
        assert client.get(f"/bundles/{number}/download/pdf/").status_code == 404

    def test_a_bundle_has_a_pdf_and_a_zip_only(self, client_of, amy, enrolment):
        built = building.build(requesting.request(enrolment, edition="learner", by=amy).pk)
        client, here = client_of(amy), f"/bundles/{built.pk}/download"

        assert client.get(f"{here}/pdf/").status_code == 200
        assert client.get(f"{here}/exe/").status_code == 404


def test_what_was_sent_last_night_is_not_said_to_be_of_today(client_of, amy, sent, portfolio_url):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    sent.versions.update(submitted_at=midnight - dt.timedelta(minutes=1))

    page = client_of(amy).get(portfolio_url)

    assert page.context["artefacts"][0]["state_label"] == "With Ben, 1 day"


def test_the_count_beside_marking_is_what_marking_lists(client_of, ben, owen, sent):
    def count():
        nav = client_of(ben).get("/marking/").context["nav"]
        return next(item["count"] for item in nav if item["label"] == "Marking")

    assert count() == 1

    enrolling.pause(sent.enrolment, because="Parental leave", by=owen)

    assert count() == 0


def test_hints_lead_to_adding_evidence_only_those_who_may(
    client_of, amy, ben, enrolment, unit, criteria, portfolio_url
):
    hint = {"code": "single", "sign": "single_kind", "text": "Look for a second kind."}
    Guidance.objects.create(unit=unit, kind=Guidance.Kind.COMMON_MISTAKE, position=1, **hint)
    for name in ("a.txt", "b.txt", "c.txt"):
        map_to(add_artefact(enrolment, by=amy, name=name), criteria["1.1"], by=amy)
    add_url = reverse("evidence:evidence-add", args=[enrolment.pk])

    told, learner = page_of(client_of(ben), portfolio_url), page_of(client_of(amy), portfolio_url)

    assert lacking(told, "One kind of evidence", add_url) == [add_url]
    assert lacking(learner, "One kind of evidence", add_url) == []
