"""Which answers say that a form was saved? Then its draft goes, here and on the device."""

import pytest
from django.urls import reverse

from accounts import drafts
from evidence import submission
from tests.people import add_artefact
from tests.web.asking import HTMX

PAGE = "0123456789abcdef" * 2
WORDS = {"reason": "Wrong file."}


@pytest.fixture
def artefact(enrolment, amy):
    return add_artefact(enrolment, by=amy)


@pytest.fixture
def post(client_of, amy, artefact):
    """Return a function that keeps a reason as it is typed and then sends it."""
    url = reverse("evidence:artefact-withdraw", args=[artefact.pk])

    def typed_and_sent(words=WORDS, **headers):
        client = client_of(amy)
        named = {"draft_page": PAGE, "draft_key": "why"}
        client.post(reverse("accounts:draft-keep", args=["why"]), WORDS | {"draft_page": PAGE})
        assert drafts.recall(amy, "why") == WORDS
        return client.post(url, words | named, headers=headers)

    return typed_and_sent


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_what_was_kept_of_a_saved_form_goes(post, amy, headers):
    answer = post(**headers)

    assert drafts.recall(amy, "why") == {}
    assert answer.cookies[f"saved-{PAGE}"]["max-age"] == 300


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_what_was_kept_of_a_refused_form_stays(post, amy, headers):
    answer = post({"reason": ""}, **headers)

    assert drafts.recall(amy, "why") == WORDS
    assert f"saved-{PAGE}" not in answer.cookies


def test_what_a_rule_of_an_act_refused_stays(post, artefact, amy):
    submission.withdraw(artefact, because="Twice the same.", by=amy)

    answer = post()

    assert drafts.recall(amy, "why") == WORDS
    assert f"saved-{PAGE}" not in answer.cookies


@pytest.mark.parametrize("named", [{"draft_page": "x; Path=/"}, {"draft_key": "../k"}])
def test_odd_names_are_passed_over(client_of, artefact, amy, named):
    url = reverse("evidence:artefact-withdraw", args=[artefact.pk])
    data = WORDS | {"draft_page": PAGE, "draft_key": "why"} | named

    answer = client_of(amy).post(url, data)

    assert [name for name in answer.cookies if name.startswith("saved")] == []
