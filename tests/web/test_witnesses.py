"""What do the pages of witnesses show, change and refuse: the learner's, and the one by link?"""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from assessment import coverage
from core import clock
from evidence import models
from evidence.models import Artefact
from evidence.testimony import witnesses
from learners import enrolment as enrolling
from portfolio import history, overview
from tests.people import add_artefact
from tests.web.asking import lacking, messages_of, page_of

LINK = re.compile(r"http://testserver(/testimonies/[-\w]{43}/)")


class AwayBackend(EmailBackend):
    """A mail server that can't be reached."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def ask_url(enrolment):
    return reverse("evidence:testimony-ask", args=[enrolment.pk])


@pytest.fixture
def list_url(enrolment):
    return reverse("evidence:testimony-list", args=[enrolment.pk])


@pytest.fixture
def said(criteria):
    return {
        "name": "Paula Reed",
        "email": "paula@firm.example",
        "about": "The May count",
        "criteria": [criteria["1.1"].pk, criteria["1.2"].pk],
    }


@pytest.fixture
def typed(criteria):
    return {
        "name": "Paula Reed",
        "job_title": "Operations Manager",
        "relation": "Her line manager",
        "standing": "expert",
        "competence": "Twenty years in the warehouse.",
        "seen_when": "May 2026",
        "seen_where": "Hull",
        "seen": "She counted all of it.",
        "criteria": [criteria["1.1"].pk],
        "signed_as": "paula  reed",
        "agreed": "on",
    }


@pytest.fixture
def link(enrolment, amy, criteria):
    _, secret = witnesses.ask(
        enrolment, name="Paula Reed", email="paula@firm.example", about="The May count",
        criteria=[criteria["1.1"], criteria["1.2"]], by=amy,
    )  # fmt: skip
    return reverse("evidence:testimony-give", args=[secret])


def only_request():
    return models.TestimonyRequest.objects.get()


class TestAsking:
    def test_sends_the_link_and_says_who_is_asked(self, client_of, amy, ask_url, list_url, said):
        answer = client_of(amy).post(ask_url, said, follow=True)

        assert answer.redirect_chain == [(list_url, 302)]
        assert messages_of(answer) == [
            "Paula Reed is asked. You will see it here when the testimony is written."
        ]
        (letter,) = mail.outbox
        assert (letter.to, letter.subject) == (
            ["paula@firm.example"], "Amy asks you for a testimony",
        )  # fmt: skip
        address = LINK.search(letter.body)[1]
        assert page_of(Client(), address)
        assert address not in answer.content.decode()
        assert lacking(letter.body, "The May count", "Harbour", "Pass it to nobody, Amy") == []

    def test_two_clicks_send_one_letter(self, client_of, amy, ask_url, said):
        client_of(amy).post(ask_url, said)
        client_of(amy).post(ask_url, said)

        assert (models.TestimonyRequest.objects.count(), len(mail.outbox)) == (1, 1)

    def test_says_it_when_the_letter_could_not_go(self, client_of, amy, ask_url, said, settings):
        settings.EMAIL_BACKEND = f"{__name__}.AwayBackend"

        answer = client_of(amy).post(ask_url, said, follow=True)

        assert messages_of(answer) == [
            "The e-mail to Paula Reed could not be sent. Check the address below, and send it "
            "again in a while."
        ]
        assert only_request().witness_name == "Paula Reed"

    def test_keeps_everything_when_something_is_missing(self, client_of, amy, ask_url, said):
        answer = client_of(amy).post(ask_url, said | {"email": "paula"})

        assert answer.status_code == 422
        assert answer.context["form"].errors == {
            "email": ["Write the whole address, like name@firm.example."]
        }
        assert answer.context["form"].ticked() == set(said["criteria"])
        assert "The May count" in answer.content.decode()

    def test_refuses_the_learner_beside_the_address(self, client_of, amy, ask_url, said):
        answer = client_of(amy).post(ask_url, said | {"email": amy.email})

        assert list(answer.context["form"].errors) == ["email"]
        assert mail.outbox == []

    def test_is_the_learner_s_alone(self, client_of, ben, owen, ask_url, list_url):
        for user in (ben, owen):
            for url in (ask_url, list_url):
                assert client_of(user).get(url).status_code == 403


class TestTheList:
    def test_sends_again_under_a_new_link(self, client_of, amy, link, list_url):
        long_ago = clock.now() - witnesses.BETWEEN_LETTERS
        models.TestimonyRequest.objects.update(asked_at=long_ago)

        client_of(amy).post(reverse("evidence:testimony-again", args=[only_request().pk]))

        assert Client().get(link).status_code == 404
        assert page_of(Client(), LINK.search(mail.outbox[0].body)[1])

    def test_takes_back(self, client_of, amy, link, list_url):
        client_of(amy).post(reverse("evidence:testimony-take-back", args=[only_request().pk]))

        assert Client().get(link).status_code == 410
        assert "Taken back" in page_of(client_of(amy), list_url)

    def test_leads_to_what_was_written(self, client_of, amy, link, typed, list_url, enrolment):
        Client().post(link, typed)

        artefact = Artefact.objects.get()
        page = page_of(client_of(amy), list_url)
        assert lacking(page, "Written", "Check it and send it", artefact.get_absolute_url()) == []
        step = overview.next_steps(enrolment, coverage.of_enrolment(enrolment))[0]
        assert (step.title, step.text) == (
            "Paula Reed has written a testimony: E01", "Check it and send it.",
        )  # fmt: skip


class TestTheWitnessPage:
    def test_shows_what_is_asked_and_nothing_else_of_the_portfolio(
        self, link, enrolment, amy, criteria
    ):
        add_artefact(enrolment, by=amy, name="secret-minutes.txt")

        page = page_of(Client(), link)

        assert lacking(page, "Amy", "Harbour", "The May count", criteria["1.1"].text) == []
        kept = ("secret", "E01", "Ben", criteria["2.1"].text, "Count the stock", "amy@", "Sign out")
        assert [word for word in kept if word in page] == []

    def test_is_the_same_for_somebody_who_is_signed_in(self, link, client_of, amy):
        page = page_of(client_of(amy), link)

        assert [word for word in ("Sign out", "/enrolments/", "Bundles") if word in page] == []

    def test_is_kept_by_nobody_and_tells_no_other_site(self, link, typed):
        for answer in (Client().get(link), Client().post(link, {}), Client().post(link, typed)):
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["X-Robots-Tag"] == "noindex, nofollow"

    def test_takes_what_a_browser_sends_that_tells_no_origin(self, link, typed):
        browser = Client(enforce_csrf_checks=True)

        answer = browser.post(link, typed, headers={"Origin": "null"})

        assert (answer.status_code, answer.url) == (302, link)
        assert Artefact.objects.get().author == "Paula Reed"

    def test_says_thank_you_once_and_shows_nothing_of_it_any_more(self, link, typed):
        first = Client().post(link, typed, follow=True).content.decode()
        again = Client().post(link, typed | {"seen": "Other words"}).content.decode()

        for page in (first, again, page_of(Client(), link)):
            assert lacking(page, "Thank you: the testimony is with Amy") == []
            assert "She counted all of it" not in page
        assert Artefact.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "words", "sentence"),
        [
            ("job_title", "", "Write what you do, such as team leader."),
            ("standing", "", "Say whether it is your own field of work."),
            ("seen", "", "Write what you saw."),
            ("signed_as", "Paul Reed", "Type your name as above: Paula Reed."),
            ("agreed", "", "Read this and tick it before you sign."),
            ("criteria", [], "Tick at least one. If you saw none of it, tell the person who asked"
             " you."),
            ("seen", "a" * 20_001, "Keep it to 20,000 letters; these are 20,001."),
        ],
    )  # fmt: skip
    def test_says_at_the_field_what_is_missing_and_keeps_the_rest(
        self, link, typed, field, words, sentence
    ):
        answer = Client().post(link, typed | {field: words})

        assert answer.status_code == 422
        assert answer.context["form"].errors == {field: [sentence]}
        assert lacking(answer.content.decode(), "Twenty years in the warehouse.", "Hull") == []
        assert Artefact.objects.count() == 0

    def test_a_criterion_that_was_not_asked_for_can_not_be_ticked(self, link, typed, criteria):
        answer = Client().post(link, typed | {"criteria": [criteria["2.1"].pk]})

        assert list(answer.context["form"].errors) == ["criteria"]

    def test_markup_in_what_is_written_stays_text(self, link, typed, client_of, amy):
        Client().post(link, typed | {"seen": "<script>alert(1)</script>", "name": "<b>P</b>",
                                     "signed_as": "<b>P</b>"})  # fmt: skip

        page = page_of(client_of(amy), Artefact.objects.get().get_absolute_url())
        assert [tag for tag in ("<script>alert", "<b>P</b>") if tag in page] == []

    def test_an_expired_link_says_what_to_do(self, link):
        models.TestimonyRequest.objects.update(expires_at=clock.now() - dt.timedelta(1))

        answer = Client().get(link)

        assert answer.status_code == 410
        assert lacking(answer.content.decode(), "The time for this testimony is over") == []

    def test_in_a_break_the_link_waits(self, link, enrolment, owen, typed):
        enrolling.pause(enrolment, because="Ill", by=owen)

        assert "Amy has a break in learning" in page_of(Client(), link)
        Client().post(link, typed)
        assert Artefact.objects.count() == 0

    def test_a_link_that_never_was_is_the_404_of_everywhere(self, link):
        guessed = Client().get(reverse("evidence:testimony-give", args=["a" * 43]))

        assert guessed.status_code == 404
        assert "This page does not exist, or is not yours to see" in guessed.content.decode()


class TestDrafts:
    def test_what_was_typed_is_there_again_but_for_the_signature(self, link, typed, criteria):
        answer = Client().post(f"{link}draft/", typed)

        page = Client().get(link)
        assert answer.status_code == 204
        assert page.context["form"].initial["criteria"] == [criteria["1.1"].pk]
        assert "She counted all of it." in page.content.decode()
        assert "paula  reed" not in page.content.decode()

    def test_only_what_the_form_asks_is_kept_and_never_too_much(self, link):
        Client().post(f"{link}draft/", {"seen": "She", "other": "x"})
        too_long = Client().post(f"{link}draft/", {"seen": "x" * 100_001})

        assert too_long.status_code == 413
        assert "other" not in only_request().draft
        assert only_request().draft["seen"] == "She"

    def test_nothing_is_kept_under_a_link_that_has_ended(self, link, typed):
        Client().post(link, typed)

        assert Client().post(f"{link}draft/", typed).status_code == 410
        assert Client().post("/testimonies/never/draft/", typed).status_code == 404
        assert only_request().draft == {}


class TestWhatOthersSee:
    def test_the_artefact_says_who_wrote_it(self, link, typed, client_of, amy, ben):
        Client().post(link, typed)
        url = Artefact.objects.get().get_absolute_url()

        for user in (amy, ben):
            page = page_of(client_of(user), url)
            assert lacking(page, "Written by Paula Reed, Operations Manager; no account;") == []
            assert "Change its words" not in page

    def test_history_tells_it(self, link, typed, enrolment, amy):
        Client().post(link, typed)

        told = [entry["text"] for entry in history.entries(enrolment, reader=amy)[:2]]
        assert told == [
            "Paula Reed wrote and signed E01 Expert testimony of Paula Reed",
            "You asked Paula Reed for a testimony",
        ]
