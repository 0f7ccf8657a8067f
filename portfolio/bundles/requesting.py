"""How is a bundle asked for, and called off?"""

from django.db import transaction

from audit import trail
from core import clock
from core.states import next_state
from learners.models import Enrolment
from portfolio.bundles import ending, manifest
from portfolio.models import Bundle
from portfolio.states import BUNDLE
from portfolio.tasks import build_next_bundle


@transaction.atomic
def request(enrolment, *, edition, by):
    """Return the Bundle asked for: the one on its way, the last if nothing changed, a new one.

    `by` is None when it is asked for from a shell.
    """
    bundle = _asked_for(enrolment, edition=edition, by=by, only_exported=False)
    # Who asks for what an export asked for wants it whatever becomes of the export.
    Bundle.objects.filter(pk=bundle.pk, only_exported=True).update(only_exported=False)
    return bundle


@transaction.atomic
def request_for_export(enrolment, *, edition, by):
    """Return the Bundle asked for as `request` does; a new one goes when no export wants it."""
    return _asked_for(enrolment, edition=edition, by=by, only_exported=True)


@transaction.atomic
def cancel(bundle, *, by):
    """Call a bundle off; the worker notices at its next step and leaves nothing behind."""
    bundle.hold()
    bundle = Bundle.objects.get(pk=bundle.pk)

    state = next_state(BUNDLE, bundle.state, "cancel")

    bundle.state, bundle.lease_until = state, None
    bundle.save(update_fields=["state", "lease_until"])

    trail.record("bundle.cancelled", bundle, by=by)

    ending.tell_exports(bundle)
    return bundle


def _asked_for(enrolment, *, edition, by, only_exported):
    enrolment = Enrolment.objects.locked(enrolment.pk)
    bundles = enrolment.bundles.filter(edition=edition)
    standing = bundles.on_the_way().first() or _still_true(bundles.ready().first())
    if standing:
        return standing

    bundle = Bundle.objects.create(
        enrolment=enrolment, edition=edition, requested_by=by, only_exported=only_exported
    )

    trail.record("bundle.requested", bundle, by=by)

    build_next_bundle.delay_on_commit()
    return bundle


def _still_true(latest):
    """Return the latest bundle if it is kept and tells all that there is to tell, else None."""
    if latest is None or latest.expires_at <= clock.now():
        return None
    today = manifest.take(latest.enrolment_id, latest.edition)
    return latest if manifest.story_of(latest.manifest) == manifest.story_of(today) else None
