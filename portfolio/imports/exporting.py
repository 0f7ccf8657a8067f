"""How is an imported portfolio handed on?"""

from django.db import transaction

from audit import trail
from core import clock
from portfolio.bundles import manifest, photographs
from portfolio.models import Bundle, ImportedPortfolio
from portfolio.tasks import build_next_bundle


@transaction.atomic
def request(imported, *, by):
    """Return the Bundle of an imported portfolio: on its way, the last one if it holds, or new."""
    imported = ImportedPortfolio.objects.locked(imported.pk)
    standing = imported.bundles.on_the_way().first() or _still_true(imported)
    if standing:
        return standing

    bundle = Bundle.objects.create(imported=imported, edition=imported.edition, requested_by=by)

    trail.record("bundle.requested", bundle, by=by)

    build_next_bundle.delay_on_commit()
    return bundle


def _still_true(imported):
    latest = imported.bundles.ready().first()
    if latest is None or latest.expires_at <= clock.now():
        return None
    today = manifest.story_of(photographs.again(imported))
    return latest if manifest.story_of(latest.manifest) == today else None
