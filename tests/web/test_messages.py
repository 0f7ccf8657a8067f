"""What does a page say about the last act, and can the act be taken back from there?"""

import re

import pytest
from django.urls import reverse

from tests.people import add_artefact


@pytest.fixture
def artefact(enrolment, amy, criteria):
    return add_artefact(enrolment, by=amy)


def messages_on(page):
    html = page.content.decode()
    return html[html.index('id="messages"') : html.index("<h1")]


def test_what_is_withdrawn_can_be_taken_back_from_its_message(client_of, amy, artefact):
    client = client_of(amy)
    url = reverse("evidence:artefact-withdraw", args=[artefact.pk])

    said = messages_on(client.post(url, {"reason": "Wrong file"}, follow=True))
    undo = re.search(r'<form method="post" action="([^"]+)".*?>Undo<', said).group(1)
    client.post(undo)

    assert "data-passing" in said
    assert "csrfmiddlewaretoken" in said
    artefact.refresh_from_db()
    assert artefact.state == "draft"


def test_an_error_stays_and_is_said_at_once(client_of, amy, artefact):
    url = reverse("evidence:artefact-withdraw", args=[artefact.pk])

    said = messages_on(
        client_of(amy).post(
            url, {"reason": ""}, follow=True, headers={"referer": "http://testserver/"}
        )
    )

    assert 'class="alert alert-bad" role="alert"' in said
    assert "data-passing" not in said
    assert "Undo" not in said
