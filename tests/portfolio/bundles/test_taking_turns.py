"""Centres take turns, however many bundles one of them asked for."""

import datetime as dt

import pytest
from django.utils import timezone

from portfolio.bundles import building, requesting
from portfolio.bundles.taking_turns import next_in_line
from portfolio.models import Bundle
from tests.people import enrolled


@pytest.fixture
def ask(centre, other_centre, owen, dan, specification):
    """Return a function that asks for the bundle of a new learner of harbour or northgate."""
    places = {"harbour": (centre, owen), "northgate": (other_centre, dan)}

    def ask(name, at="harbour"):
        where, by = places[at]
        enrolment = enrolled(name, centre=where, specification=specification, by=by)
        return requesting.request(enrolment, edition="centre", by=by)

    return ask


def build_all():
    """Return the names of the learners in the order in which one worker builds their bundles."""
    built = []
    while bundle := building.build_next():
        built.append(bundle.enrolment.learner.user.name)
    return built


def test_one_centre_gets_its_bundles_in_the_order_in_which_it_asked(ask):
    for name in ("ada", "bea", "cia"):
        ask(name)

    assert build_all() == ["Ada", "Bea", "Cia"]


def test_who_asks_behind_the_long_queue_of_another_centre_is_next(ask):
    for name in ("ada", "bea", "cia"):
        ask(name)
    building.build_next()
    ask("nia", at="northgate")

    assert build_all() == ["Nia", "Bea", "Cia"]


def test_two_centres_with_many_take_turns(ask):
    for name in ("ada", "bea", "cia"):
        ask(name)
    for name in ("nia", "oda"):
        ask(name, at="northgate")

    assert build_all() == ["Ada", "Nia", "Bea", "Oda", "Cia"]


def test_a_centre_for_which_one_is_being_built_comes_behind(ask):
    running, _ = ask("ada"), ask("bea")
    there = ask("nia", at="northgate")
    long_ago = timezone.now() - dt.timedelta(hours=1)
    Bundle.objects.filter(pk=running.pk).update(
        state="building", begun_at=long_ago, lease_until=timezone.now() + dt.timedelta(hours=1)
    )
    Bundle.objects.filter(pk=there.pk).update(begun_at=timezone.now())

    assert next_in_line()[0] == there.pk


def test_what_somebody_waits_for_comes_before_what_only_an_export_asked_for(ask):
    exported, asked = ask("ada"), ask("bea")
    Bundle.objects.filter(pk=exported.pk).update(only_exported=True)

    assert next_in_line() == [asked.pk, exported.pk]


def test_nothing_is_built_where_nothing_was_asked_for(db):
    assert building.build_next() is None
