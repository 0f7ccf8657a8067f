"""How does an export of many portfolios go on, fairly to everybody else, until it is done?

A step asks for one portfolio's bundle, and is a transaction of its own. So nothing is lost or done
twice, whoever is killed: the next step begins with what stands in the rows.
"""

import datetime as dt
import zlib

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit import trail
from core.errors import RuleViolation
from core.states import next_state
from evidence import storage
from portfolio.bundles import building, requesting
from portfolio.exports import outcomes
from portfolio.models import Bundle, Export
from portfolio.states import EXPORT, BundleState

# So few wait in the queue for one centre that whoever asks meanwhile is soon next, and that the
# exports of several centres take turns.
MOST_ON_THE_WAY = 2
# Each may compare a portfolio with its last bundle; files that come in share the worker.
STEPS_AT_ONCE = 5
ON_THE_WAY = Q(bundle=None, reason="") | Q(
    bundle__state__in=[BundleState.REQUESTED, BundleState.BUILDING]
)


def move_on(centre_id):
    """Ask for bundles of a centre's exports while there is room, and end those that are complete.

    Returns whether there is more to do at once. Done twice, or by two at once, it is done once.
    """
    steps = 0
    while steps < STEPS_AT_ONCE and _ask_for_next(centre_id):
        steps += 1
    for export in Export.objects.running().filter(centre=centre_id):
        _end(export)
    return steps == STEPS_AT_ONCE


def centres_with_running():
    """Return the ids of the centres of which an export is being made."""
    return sorted(set(Export.objects.running().values_list("centre_id", flat=True)))


def expire():
    """Take back the exports that were offered long enough; their bundles are no longer needed."""
    for export in Export.objects.outdated():
        _expire(export)


def _ask_for_next(centre_id):
    """Ask for the bundle whose turn it is; false when all were asked for, or enough are made."""
    running = Export.objects.running().filter(centre=centre_id).order_by("pk")
    row = _next_in(running)
    if row is None:
        return False
    # The store may be far away, so it is asked before anything is locked.
    last = requesting.last_kept(row.enrolment, edition=row.export.edition)
    with transaction.atomic():
        if _next_in(running.select_for_update()) == row:
            _ask_for(row, last)
    return True


def _next_in(running):
    """Return the portfolio of `running` exports whose turn it is; None while enough are made."""
    exports = list(running)
    on_the_way = Bundle.objects.on_the_way().filter(exported__export__in=exports)
    if on_the_way.values("pk").distinct().count() >= MOST_ON_THE_WAY:
        return None
    waiting = (export.portfolios.filter(bundle=None, reason="").first() for export in exports)
    return next(filter(None, waiting), None)


def _ask_for(row, last):
    """Ask for one bundle, or take the `last` one if it tells all, and note which."""
    export = row.export
    try:
        row.bundle = requesting.request_for_export(
            row.enrolment, last, edition=export.edition, by=export.requested_by
        )
    except RuleViolation as refusal:
        row.reason = refusal.message
    row.save()

    trail.record("export.portfolio_requested", export, by=None, wrote=[row])


def _end(export):
    """End an export of which every portfolio is made, or has a sentence that says why not."""
    if export.portfolios.filter(ON_THE_WAY).exists():
        return
    without = Bundle.objects.ready().filter(exported__export=export, zip_crc32=None)
    for bundle in without.without_manifests():
        _sum_up(bundle)
    _finish(export)


@transaction.atomic
def _finish(export):
    export = Export.objects.running().select_for_update().filter(pk=export.pk).first()
    if export is None or export.portfolios.filter(ON_THE_WAY).exists():
        return
    found = outcomes.of(export)
    made = sum(outcome.is_made for outcome in found)

    export.state = next_state(EXPORT, export.state, "finish" if made else "give_up")

    export.finished_at = timezone.now()
    export.expires_at = export.finished_at + dt.timedelta(days=settings.EXPORT_KEPT_DAYS)
    export.save()

    trail.record("export.finished", export, by=None, made=made, left_out=len(found) - made)


def _sum_up(bundle):
    """Note the CRC-32 of a ZIP from before bundles kept theirs; a missing file has none."""
    crc32 = 0
    try:
        for piece in storage.store().read(building.stored_name(bundle, building.ZIP_NAME)):
            crc32 = zlib.crc32(piece, crc32)
    except FileNotFoundError:
        return
    Bundle.objects.filter(pk=bundle.pk).update(zip_crc32=crc32)


@transaction.atomic
def _expire(export):
    export = Export.objects.outdated().select_for_update().filter(pk=export.pk).first()
    if export is None:
        return

    export.state = next_state(EXPORT, export.state, "expire")
    export.save()

    trail.record("export.expired", export, by=None)
