"""How is an imported portfolio handed on?"""

from django.db import transaction

from audit import trail
from portfolio.bundles import offering
from portfolio.models import Bundle, ImportedPortfolio
from portfolio.tasks import build_next_bundle


def request(imported, *, by):
    """Return the Bundle of an imported portfolio: on its way, the last one if it holds, or new."""
    return _asked_for(imported, offering.kept(imported.bundles), by=by)


@transaction.atomic
def _asked_for(imported, last, *, by):
    imported = ImportedPortfolio.objects.locked(imported.pk)
    standing = imported.bundles.on_the_way().first() or offering.if_still_true(last)
    if standing:
        return standing

    bundle = Bundle.objects.create(imported=imported, edition=imported.edition, requested_by=by)

    trail.record("bundle.requested", bundle, by=by)

    build_next_bundle.delay_on_commit()
    return bundle
