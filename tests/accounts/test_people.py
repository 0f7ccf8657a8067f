"""Centres and their people: added once, invited once, gone with all their allocations."""

import pytest
from django.core import mail

from accounts import people
from accounts.invitations import not_invited
from accounts.models import Role, User
from core.errors import RuleViolation
from learners import allocation
from learners import enrolment as enrolling
from learners.models import Enrolment
from tests.web.asking import messages_of


def test_a_person_is_found_by_e_mail_whatever_its_case(db):
    first = people.add_person("Ann@x.example", name="Ann", by=None)

    assert people.add_person("ann@X.example", name="Somebody", by=None) == first
    assert User.objects.get().name == "Ann"


def test_the_same_role_twice_is_refused_and_stays_one_membership(centre, ben, owen):
    with pytest.raises(RuleViolation, match="^Ben works here as Assessor already.$") as refusal:
        people.add_staff(centre, email="Ben@X.example", name="B", role=Role.ASSESSOR, by=owen)

    assert refusal.value.field == "role"
    assert centre.memberships.filter(user=ben).count() == 1


def test_a_second_role_is_a_second_membership(centre, ben, owen):
    people.add_staff(centre, email=ben.email, name="Ben", role=Role.IQA, by=owen)

    assert centre.roles_of(ben) == {Role.ASSESSOR, Role.IQA}


def test_new_staff_get_an_invitation_with_a_link_that_sets_a_password(
    centre, owen, client_of, client
):
    client_of(owen).post(
        f"/centres/{centre.pk}/staff/",
        {"name": "Nia Rees", "email": "nia@x.example", "role": "assessor"},
    )

    (message,) = mail.outbox
    assert message.to == ["nia@x.example"]
    link = next(word for word in message.body.split() if word.startswith("http://"))
    page = client.get(link, follow=True)
    client.post(
        page.redirect_chain[-1][0],
        {"password1": "nia-counts-stock", "password2": "nia-counts-stock"},
    )
    assert User.objects.get(email="nia@x.example").check_password("nia-counts-stock")


def test_who_has_a_password_is_not_invited_again(centre, owen, dan, client_of):
    client_of(owen).post(
        f"/centres/{centre.pk}/staff/", {"name": "Dan", "email": dan.email, "role": "assessor"}
    )

    assert mail.outbox == []


def test_letting_an_assessor_go_closes_every_door(enrolment, ben, centre, owen):
    allocation.let_go(centre.memberships.get(user=ben), by=owen)

    assert not Enrolment.objects.visible_to(ben).exists()
    assert centre.roles_of(ben) == set()
    assert enrolment.allocations.filter(user=ben).count() == 1


def test_nobody_ends_their_own_role(centre, owen):
    with pytest.raises(RuleViolation, match="^You can’t end your own role"):
        people.end_membership(centre.memberships.get(user=owen), by=owen)


def test_an_assessor_of_a_withdrawn_learner_can_be_let_go(enrolment, ben, centre, owen):
    enrolling.withdraw(enrolment, because="New job", by=owen)

    allocation.let_go(centre.memberships.get(user=ben), by=owen)

    assert not Enrolment.objects.visible_to(ben).exists()
    assert centre.roles_of(ben) == set()


def test_a_mail_server_that_is_away_hides_no_new_member(centre, owen, client_of, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    page = client_of(owen).post(
        f"/centres/{centre.pk}/staff/",
        {"name": "Nia", "email": "nia@x.example", "role": "iqa"},
        follow=True,
    )

    nia = User.objects.get(email="nia@x.example")
    assert messages_of(page) == ["Nia is added as IQA.", not_invited(nia)]
    assert centre.roles_of(nia) == {"iqa"}
