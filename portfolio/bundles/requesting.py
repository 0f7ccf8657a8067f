"""How is a bundle asked for, and called off?"""

from django.db import transaction

from audit import trail
from core.states import next_state
from learners.models import Enrolment
from portfolio.bundles import ending, offering
from portfolio.models import Bundle
from portfolio.states import BUNDLE
from portfolio.tasks import build_next_bundle


def request(enrolment, *, edition, by):
    """Return the Bundle asked for: the one on its way, the last if nothing changed, a new one.

    `by` is None when it is asked for from a shell.
    """
    last = last_kept(enrolment, edition=edition)
    with transaction.atomic():
        bundle = _asked_for(enrolment, last, edition=edition, by=by)
        # Who asks for what an export asked for wants it whatever becomes of the export.
        Bundle.objects.filter(pk=bundle.pk, only_exported=True).update(only_exported=False)
        return bundle


def last_kept(enrolment, *, edition):
    """Return the Last bundle that may be offered again, or None; the store is asked for it."""
    return offering.kept(enrolment.bundles.filter(edition=edition))


def request_for_export(enrolment, last, *, edition, by):
    """Return the Bundle asked for as `request` does; a new one goes when no export wants it.

    `last` is what `last_kept` gave before anything was locked.
    """
    return _asked_for(enrolment, last, edition=edition, by=by, only_exported=True)


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


@transaction.atomic
def _asked_for(enrolment, last, *, edition, by, only_exported=False):
    enrolment = Enrolment.objects.locked(enrolment.pk)
    standing = enrolment.bundles.on_the_way().filter(edition=edition).first()
    standing = standing or offering.if_still_true(last)
    if standing:
        return standing

    bundle = Bundle.objects.create(
        enrolment=enrolment, edition=edition, requested_by=by, only_exported=only_exported
    )

    trail.record("bundle.requested", bundle, by=by)

    build_next_bundle.delay_on_commit()
    return bundle
