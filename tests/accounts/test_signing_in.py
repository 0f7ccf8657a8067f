"""Signing in: by e-mail, locked after failures, a new password by a mailed link."""

import re

from django.core import mail

from tests.people import PASSWORD


def sign_in(client, user, password=PASSWORD):
    return client.post("/sign-in/", {"login": user.email, "password": password})


def test_people_sign_in_by_e_mail_in_any_case(client, owen):
    owen.email = owen.email.upper()

    assert sign_in(client, owen).url == "/"


def test_a_wrong_password_says_so_and_keeps_the_e_mail(client, owen):
    page = sign_in(client, owen, "not-the-password")

    assert "E-mail and password do not go together." in page.content.decode()
    assert owen.email in page.content.decode()


def test_after_five_failures_the_door_is_locked_even_for_the_right_password(client, owen):
    for _ in range(5):
        page = sign_in(client, owen, "not-the-password")
    assert page.status_code == 429

    assert sign_in(client, owen).status_code == 429


def test_a_script_learns_of_a_locked_door_by_its_status(client, owen):
    """session.js tells it from a wrong password, which comes with the form's own words."""
    data = {"login": owen.email, "password": "not-the-password"}
    answers = [
        client.post("/sign-in/", data, headers={"X-Requested-With": "XMLHttpRequest"})
        for _ in range(5)
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 400, 429]
    assert answers[0].json()["form"]["errors"]


def test_a_locked_door_is_locked_for_one_person_alone(client, owen, ben):
    for _ in range(5):
        sign_in(client, owen, "not-the-password")

    assert sign_in(client, ben).url == "/"


def test_another_spelling_of_the_e_mail_has_no_tries_of_its_own(client, owen):
    for _ in range(4):
        sign_in(client, owen, "not-the-password")
    owen.email = owen.email.upper()

    assert sign_in(client, owen, "not-the-password").status_code == 429


def test_an_unknown_e_mail_looks_like_a_wrong_password(client, owen):
    known = sign_in(client, owen, "not-the-password")
    owen.email = "nobody@x.example"
    unknown = sign_in(client, owen, "not-the-password")

    assert known.status_code == unknown.status_code == 200
    assert "E-mail and password do not go together." in unknown.content.decode()


def test_a_forgotten_password_is_set_anew_by_the_mailed_link(client, owen):
    client.post("/password/reset/", {"email": owen.email})

    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http://"))
    page = client.get(link, follow=True)
    new = "counting-all-the-stock"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert sign_in(client, owen, new).status_code == 302


def test_signing_out_takes_a_post(client_of, owen):
    client = client_of(owen)

    client.post("/sign-out/")

    assert client.get("/").url.startswith("/sign-in/")


def test_nobody_signs_up_alone(client, db):
    assert client.get("/sign-up/").status_code == 404
    assert client.get("/signup/").status_code == 404


def test_signing_in_leads_straight_to_the_work(client, owen):
    page = client.get(sign_in(client, owen).url)

    assert list(page.context["messages"]) == []


def test_sign_in_asks_by_label_and_shows_the_way_to_a_new_password(client, db):
    page = client.get("/sign-in/").content.decode()

    assert re.findall(r'<label[^>]*for="id_(?:login|password)"[^>]*>([^<]*)', page) == [
        "E-mail",
        "Password",
    ]
    assert "placeholder" not in page
    assert '<a class="btn btn-link" href="/password/reset/">Forgotten your password?</a>' in page


def test_a_new_password_is_asked_for_without_placeholders(client_of, client, owen):
    client.post("/password/reset/", {"email": owen.email})
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http://"))
    pages = [
        client.get("/password/reset/"),
        client.get(link, follow=True),
        client_of(owen).get("/password/change/"),
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [page for page in pages if "placeholder" in page.content.decode()] == []
