"""What becomes of what somebody sends who was signed out meanwhile?"""

from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.web.asking import HTMX, lacking

FEEDBACK = "I can see the plan, but no week in which you changed it."


@pytest.fixture
def judge_url(sent):
    return reverse("assessment:enrolment-judge", args=[sent.enrolment_id])


def test_a_page_leads_to_sign_in_and_back(client, judge_url):
    answer = client.get(judge_url)

    assert (answer.status_code, answer.url) == (302, f"/sign-in/?next={judge_url}")


@pytest.mark.parametrize("ask", ["get", "post"])
def test_a_script_is_told_so(client, judge_url, ask):
    answer = getattr(client, ask)(judge_url, headers=HTMX)

    assert answer.status_code == 401
    assert "<main" not in answer.content.decode()


def test_words_that_were_sent_come_back_on_the_page(client, judge_url):
    data = {"feedback-1": FEEDBACK, "feedback": "Well begun.", "met-1": "no"}

    answer = client.post(judge_url, data)

    page = answer.content.decode()
    assert answer.status_code == 401
    assert lacking(page, "Nothing was changed", FEEDBACK, "/sign-in/?next=") == []
    assert page.count("<textarea") == 1


def test_the_way_back_leads_to_the_page_that_the_words_came_from(client, sent):
    """What takes only what is sent has no page to come back to."""
    page = reverse("portfolio:artefact-view", args=[sent.pk])
    withdraw = reverse("evidence:artefact-withdraw", args=[sent.pk])

    answer = client.post(withdraw, {"reason": FEEDBACK}, headers={"Referer": page})

    assert lacking(answer.content.decode(), f"/sign-in/?next={quote(page, safe='')}") == []


def test_words_are_shown_as_words(client, judge_url):
    page = client.post(judge_url, {"feedback": "<script>alert(1)</script>"}).content.decode()

    assert "<script>alert" not in page


def test_a_password_is_never_shown_again(client):
    secret = "correct horse battery"
    data = {"oldpassword": secret, "password1": secret, "password2": secret}

    answer = client.post(reverse("account_change_password"), data)

    assert answer.status_code == 302
    assert secret not in answer.content.decode()
