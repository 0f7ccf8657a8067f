"""After an act its pages are set, so that a bundle finds them; nothing is set twice."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from portfolio.bundles import building, manifest, pdf, requesting, setting_ahead
from tests.people import add_artefact, enrolled

HAPPENED = dt.timedelta(seconds=setting_ahead.SETTLED_SECONDS + 5)


def happened(*, ago):
    """Let all that is written down have happened so long ago."""
    AuditEvent.objects.update(at=timezone.now() - ago)


def parts():
    return {path.name for path in building.front_matter().glob("*.pdf")}


@pytest.fixture
def begun(db, own_storage):
    setting_ahead.set_ahead()


@pytest.fixture
def settled(begun, all_met):
    happened(ago=HAPPENED)
    return all_met


@pytest.fixture
def another(settled, centre, specification, owen):
    enrolment = enrolled("zoe", centre=centre, specification=specification, by=owen)
    happened(ago=HAPPENED)
    return enrolment


def test_the_pages_of_who_was_judged_are_set(settled):
    assert setting_ahead.set_ahead() == [settled.pk]

    before = parts()
    pdf.set_ahead(manifest.take(settled.pk, "centre"), building.front_matter())
    assert parts() == before != set()


def test_a_bundle_that_is_asked_for_then_sets_nothing(settled, owen):
    setting_ahead.set_ahead()
    before = parts()

    built = building.build(requesting.request(settled, edition="centre", by=owen).pk)

    assert (built.state, parts()) == ("ready", before)


def test_what_is_still_going_on_is_left_to_a_later_run(settled):
    happened(ago=dt.timedelta(0))
    assert setting_ahead.set_ahead() == []

    happened(ago=HAPPENED)
    assert setting_ahead.set_ahead() == [settled.pk]


def test_an_act_is_seen_once_however_late_the_run(settled):
    happened(ago=dt.timedelta(hours=1))

    assert [setting_ahead.set_ahead(), setting_ahead.set_ahead()] == [[settled.pk], []]


def test_what_was_there_before_the_first_run_of_all_is_left_alone(own_storage, all_met):
    happened(ago=HAPPENED)

    assert [setting_ahead.set_ahead(), setting_ahead.set_ahead()] == [[], []]


def test_what_takes_too_long_is_left_to_the_next_run(settled, another, monkeypatch):
    monkeypatch.setattr(setting_ahead, "MOST_SECONDS", -1)

    runs = [setting_ahead.set_ahead() for _ in range(3)]

    assert runs == [[settled.pk], [another.pk], []]


def test_who_waits_for_a_bundle_goes_first(settled, another, owen):
    requesting.request(settled, edition="centre", by=owen)
    happened(ago=HAPPENED)

    assert [setting_ahead.set_ahead(), setting_ahead.set_ahead()] == [[settled.pk], [another.pk]]


def test_a_database_restored_as_it_had_been_before_is_followed_too(settled, amy):
    setting_ahead.set_ahead()
    (building.front_matter() / setting_ahead.NOTE).write_text("1000000000")
    assert setting_ahead.set_ahead() == []

    add_artefact(settled, by=amy, name="later.txt")
    happened(ago=HAPPENED)
    assert setting_ahead.set_ahead() == [settled.pk]


def test_bundles_set_nothing_ahead(settled, owen):
    setting_ahead.set_ahead()
    requesting.request(settled, edition="centre", by=owen)
    happened(ago=HAPPENED)

    assert setting_ahead.set_ahead() == []
