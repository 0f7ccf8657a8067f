"""How is an export of many portfolios asked for, called off, and tried again?"""

from django.db import transaction

from accounts.models import Centre
from audit import fingerprints, trail
from core.errors import RuleViolation
from core.states import next_state
from learners.models import Enrolment
from portfolio.bundles import requesting
from portfolio.exports import outcomes
from portfolio.exports.tasks import move_exports
from portfolio.models import Bundle, Export, ExportedPortfolio
from portfolio.states import EXPORT

MOST = 1000


@transaction.atomic
def request(centre, enrolment_ids, *, edition, chosen, by):
    """Return the Export asked for: the one that runs for the same portfolios, else a new one.

    `chosen` says in words which learners they are. Ids of other centres' enrolments are passed
    over. Raises RuleViolation when none, or more than MOST, are left.
    """
    centre = Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    enrolments = Enrolment.objects.filter(learner__centre=centre, pk__in=enrolment_ids)
    ids = sorted(enrolments.values_list("pk", flat=True))
    if not ids:
        raise RuleViolation("Choose at least one learner whose portfolio is to be exported.")
    if len(ids) > MOST:
        raise RuleViolation(f"At most {MOST} portfolios go into one export. Choose fewer learners.")
    same = {"edition": edition, "chosen_sha256": fingerprints.of_value(ids)}
    if running := centre.exports.running().filter(**same).first():
        return running

    export = Export.objects.create(centre=centre, chosen=chosen, requested_by=by, **same)
    rows = [ExportedPortfolio(export=export, enrolment_id=pk) for pk in ids]
    ExportedPortfolio.objects.bulk_create(rows)

    trail.record("export.requested", export, by=by, wrote=rows)

    move_exports.delay_on_commit(centre.pk)
    return export


@transaction.atomic
def cancel(export, *, by):
    """Call an export off, and with it each bundle on its way that nobody else wants."""
    # All that run: of two that are called off at once, the second finds what the first left.
    running = Export.objects.running().filter(centre=export.centre_id).order_by("pk")
    others = {other.pk for other in running.select_for_update()} - {export.pk}
    export = Export.objects.select_for_update().get(pk=export.pk)

    export.state = next_state(EXPORT, export.state, "cancel")
    export.save()

    own = Bundle.objects.on_the_way().filter(exported__export=export, only_exported=True)
    for bundle in own.exclude(exported__export__in=others).without_manifests():
        _call_off(bundle, by=by)

    trail.record("export.cancelled", export, by=by)

    move_exports.delay_on_commit(export.centre_id)
    return export


def try_again(export, *, by):
    """Ask once more for what could not be made; what was made stays."""
    # The store is asked which files are there, so nothing is locked yet.
    left_out = [o.portfolio for o in outcomes.of(export) if o.is_left_out]
    return _try_again(export, left_out, by=by)


@transaction.atomic
def _try_again(export, left_out, *, by):
    export = Export.objects.select_for_update().get(pk=export.pk)

    state = next_state(EXPORT, export.state, "try_again")
    if not left_out:
        raise RuleViolation("Every portfolio of this export was made. There is nothing to try.")
    if export.centre.exports.running().filter(
        edition=export.edition, chosen_sha256=export.chosen_sha256
    ):
        raise RuleViolation("The same portfolios are being exported now. Watch that export.")

    export.state, export.finished_at, export.expires_at = state, None, None
    export.save()
    for row in left_out:
        row.bundle, row.reason = None, ""
        row.save()

    trail.record("export.tried_again", export, by=by, wrote=left_out)

    move_exports.delay_on_commit(export.centre_id)
    return export


def _call_off(bundle, *, by):
    try:
        requesting.cancel(bundle, by=by)
    except RuleViolation:
        # It came to its end in this moment.
        return
