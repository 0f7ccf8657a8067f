"""A session ends after quiet hours: what somebody does puts it off; a cookie says until when."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts.session_ends import COOKIE
from tests.web.asking import HTMX

PAGE = "/who-may-do-what/"


@pytest.fixture
def client(client_of, amy):
    return client_of(amy)


def told(answer):
    """Return the person and the second that the cookie of an answer tells, or None."""
    if COOKIE not in answer.cookies:
        return None
    user, ends = answer.cookies[COOKIE].value.split(".")
    return int(user), int(ends)


def left():
    """Return how many seconds the session has left on the server."""
    return (Session.objects.get().expire_date - timezone.now()).total_seconds()


def grow_old(client, user, *, by):
    """Let the session be `by` seconds older, and what the browser knows of it too."""
    session = Session.objects.get()
    session.expire_date -= timezone.timedelta(seconds=by)
    session.save()
    ends = int(timezone.now().timestamp()) + settings.SESSION_COOKIE_AGE - by
    client.cookies[COOKIE] = f"{user.pk}.{ends}"


def test_an_answer_tells_whose_session_ends_when(client, amy):
    user, ends = told(client.get(PAGE))

    assert user == amy.pk
    assert abs(ends - timezone.now().timestamp() - settings.SESSION_COOKIE_AGE) < 60


def test_whatever_somebody_does_puts_the_end_off(client, amy):
    grow_old(client, amy, by=3600)

    answer = client.get(PAGE)

    assert told(answer)
    assert left() > settings.SESSION_COOKIE_AGE - 60


def test_it_is_put_off_no_more_than_once_a_minute(client, amy):
    grow_old(client, amy, by=30)

    assert told(client.get(PAGE)) is None
    assert left() < settings.SESSION_COOKIE_AGE - 20


@pytest.mark.parametrize("value", ["", "x", "7.x", "7.99999999999999999999", "0.1900000000"])
def test_a_cookie_that_says_nonsense_is_put_right(client, amy, value):
    client.cookies[COOKIE] = value

    assert told(client.get(PAGE))[0] == amy.pk


def test_staying_is_asked_for_by_anybody_who_is_signed_in(client_of, eve, enrolment):
    """An EQA changes nothing, and reads on all the same."""
    client, url = client_of(eve), reverse("accounts:session-renew")
    grow_old(client, eve, by=3600)

    answer = client.post(url)

    assert (answer.status_code, told(answer)[0]) == (204, eve.pk)
    assert client.get(url).status_code == 405


def test_who_is_signed_out_already_is_told_so(client, amy):
    client.cookies[settings.SESSION_COOKIE_NAME] = "none"

    answer = client.post(reverse("accounts:session-renew"), headers=HTMX)

    assert answer.status_code == 401


def test_signing_out_takes_the_cookie_away(client):
    client.get(PAGE)

    answer = client.post(reverse("account_logout"))

    assert answer.cookies[COOKIE]["max-age"] == 0


def test_a_page_holds_the_warning_for_who_is_signed_in_only(client, client_of, db):
    assert "data-session-ends" in client.get(PAGE).content.decode()
    client.logout()
    assert "data-session-ends" not in client.get("/sign-in/").content.decode()
