"""Who is told that a bundle has come to its end?"""

from celery import signature
from django.db import transaction

from portfolio.models import Export

# By its name: the task itself asks for bundles, so it stands above them.
MOVE = "portfolio.exports.tasks.move_exports"


def tell_exports(bundle):
    """Nudge, after the commit, the exports that wait for this bundle; the sweep finds lost ones."""
    waiting = Export.objects.running().filter(portfolios__bundle=bundle.pk)
    for centre_id in sorted(set(waiting.values_list("centre_id", flat=True))):
        transaction.on_commit(signature(MOVE, args=[centre_id]).delay, robust=True)
