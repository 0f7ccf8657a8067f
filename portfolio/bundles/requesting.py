"""How is a bundle asked for, and called off?"""

from django.db import transaction

from audit import trail
from core.states import next_state
from learners.models import Enrolment
from portfolio.models import Bundle
from portfolio.states import BUNDLE
from portfolio.tasks import build_bundle


@transaction.atomic
def request(enrolment, *, by):
    """Return the Bundle asked for; one that is on its way already is returned as it is.

    `by` is None when it is asked for from a shell.
    """
    enrolment = Enrolment.objects.locked(enrolment.pk)
    on_the_way = enrolment.bundles.on_the_way().first()
    if on_the_way:
        return on_the_way

    bundle = Bundle.objects.create(enrolment=enrolment, requested_by=by)

    trail.record("bundle.requested", bundle, by=by)

    build_bundle.delay_on_commit(bundle.pk)
    return bundle


@transaction.atomic
def cancel(bundle, *, by):
    """Call a bundle off; the worker notices at its next step and leaves nothing behind."""
    Enrolment.objects.locked(bundle.enrolment_id)
    bundle = Bundle.objects.get(pk=bundle.pk)

    state = next_state(BUNDLE, bundle.state, "cancel")

    bundle.state = state
    bundle.save(update_fields=["state"])

    trail.record("bundle.cancelled", bundle, by=by)
    return bundle
