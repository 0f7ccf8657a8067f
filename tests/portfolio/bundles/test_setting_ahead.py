"""After an act its pages are set, so that a bundle finds them; nothing is set twice."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from portfolio.bundles import building, manifest, pdf, requesting, setting_ahead

HAPPENED = dt.timedelta(seconds=setting_ahead.SETTLED_SECONDS + 5)


def happened(*, ago):
    """Let all that is written down have happened so long ago."""
    AuditEvent.objects.update(at=timezone.now() - ago)


def parts():
    return {path.name for path in building.front_matter().glob("*.pdf")}


@pytest.fixture
def settled(own_storage, all_met):
    happened(ago=HAPPENED)
    return all_met


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


@pytest.mark.parametrize("seconds", [0, 3600])
def test_what_is_still_going_on_or_long_over_is_left_alone(settled, seconds):
    happened(ago=dt.timedelta(seconds=seconds))

    assert setting_ahead.set_ahead() == []


def test_no_act_falls_between_two_runs(settings):
    every = settings.CELERY_BEAT_SCHEDULE["set_ahead"]["schedule"]

    assert every == setting_ahead.EVERY_SECONDS


def test_bundles_set_nothing_ahead(settled, owen):
    happened(ago=dt.timedelta(hours=1))
    requesting.request(settled, edition="centre", by=owen)
    AuditEvent.objects.filter(act__startswith="bundle.").update(at=timezone.now() - HAPPENED)

    assert setting_ahead.set_ahead() == []
