"""Registration: a learner once a centre, an enrolment once a qualification, and who can see it."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts import people
from core.errors import RuleViolation
from learners import registration
from learners.models import Enrolment
from tests.people import DUE_ON, STARTS_ON


def add(centre, by, **changed):
    details = {"name": "Amy Carter", "email": "amy@x.example", "uln": ""} | changed
    return registration.add_learner(centre, by=by, **details)


def test_a_learner_is_a_person_at_a_centre(centre, owen):
    learner = add(centre, owen, uln="1234567890")

    assert (learner.centre, learner.user.email, learner.uln) == (
        centre,
        "amy@x.example",
        "1234567890",
    )
    assert not learner.user.has_usable_password()


def test_the_same_e_mail_twice_at_one_centre_is_refused(centre, owen):
    add(centre, owen)

    with pytest.raises(RuleViolation) as refusal:
        add(centre, owen, email="AMY@x.example")

    assert refusal.value.field == "email"


def test_the_same_person_can_learn_at_two_centres(centre, other_centre, owen, dan):
    assert add(centre, owen).user == add(other_centre, dan).user


@pytest.mark.parametrize("uln", ["123", "12345678901", "12345abcde", "١٢٣٤٥٦٧٨٩٠"])
def test_a_uln_has_ten_digits(centre, owen, uln):
    with pytest.raises(RuleViolation, match="ten digits"):
        add(centre, owen, uln=uln)


def test_an_enrolled_learner_sees_the_enrolment(centre, owen, specification):
    learner = add(centre, owen)
    enrolment = registration.enrol(
        learner, specification, starts_on=STARTS_ON, due_on=DUE_ON, by=owen
    )

    assert enrolment.state == "registered"
    assert list(Enrolment.objects.visible_to(learner.user)) == [enrolment]


def test_a_learner_is_enrolled_once_on_a_qualification(enrolment, specification, owen):
    with pytest.raises(RuleViolation, match="enrolled on this qualification already"):
        registration.enrol(
            enrolment.learner, specification, starts_on=STARTS_ON, due_on=DUE_ON, by=owen
        )

    assert Enrolment.objects.count() == 1


def test_the_end_is_after_the_start(centre, owen, specification):
    with pytest.raises(RuleViolation, match="end has to be after the start"):
        registration.enrol(
            add(centre, owen),
            specification,
            starts_on=STARTS_ON,
            due_on=STARTS_ON - dt.timedelta(days=1),
            by=owen,
        )


def test_two_clicks_at_once_register_one_learner(transactional_db, centre, owen):
    both = threading.Barrier(2)

    def click(_):
        both.wait()
        try:
            return str(add(centre, owen))
        except RuleViolation as refusal:
            return refusal.field
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == ["Amy Carter", "email"]


def test_two_clicks_at_once_add_one_member_of_staff(transactional_db, centre, owen):
    both = threading.Barrier(2)

    def click(_):
        both.wait()
        try:
            added = people.add_staff(centre, email="nia@x.example", name="Nia", role="iqa", by=owen)
            return str(added.user)
        except RuleViolation as refusal:
            return refusal.field
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == ["Nia", "role"]
