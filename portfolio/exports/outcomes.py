"""What became of each portfolio of an export, and why?"""

from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from evidence import storage
from evidence.models import StoredFile
from evidence.states import FileState
from portfolio.bundles import building, manifest
from portfolio.models import Bundle, Edition, ExportedPortfolio
from portfolio.states import BundleState, ExportState

WAITS = "Waits for its turn"
LEFT_OUT = "Left out"
CALLED_OFF_BEFORE = "The export was called off before its turn came."
CALLED_OFF = "Its bundle was called off."
NOT_KEPT = "Its bundle is no longer kept."
QUARANTINED = "A file in it was quarantined after it was made, so nobody is given it."
GONE = "The file of its bundle is not in the store."
DAMAGED = "Not in it, because the file was lost or changed in the store: {}."
OWN = "This is your own portfolio. The centre’s edition of it is given to others only."


@dataclass(frozen=True)
class Outcome:
    """How one portfolio stands: `state` as a bundle's, and a `sentence` where it is left out."""

    portfolio: ExportedPortfolio
    state: str
    sentence: str = ""

    @property
    def label(self):
        """The word for how it stands."""
        if self.is_left_out:
            return LEFT_OUT
        return BundleState(self.state).label if self.bundle else WAITS

    @property
    def bundle(self):
        return self.portfolio.bundle

    @property
    def learner(self):
        return self.portfolio.enrolment.learner

    @property
    def remark(self):
        """What is missing in its bundle, in a sentence; "" where nothing is."""
        damaged = self.bundle.damaged if self.is_made else []
        return DAMAGED.format(", ".join(damaged)) if damaged else ""

    @property
    def is_made(self):
        return self.state == BundleState.READY

    @property
    def is_left_out(self):
        return bool(self.sentence)

    @property
    def is_building(self):
        return self.state == BundleState.BUILDING

    @property
    def percent(self):
        """How far it is, from 0 to 100."""
        if self.is_made or self.is_left_out:
            return 100
        return self.bundle.percent if self.bundle else 0


def of(export, *, reader=None):
    """Return the Outcomes of an export as `reader` may know them, in a fixed number of queries.

    One query more for each file that was quarantined since the first of its bundles was made.
    """
    rows = list(
        export.portfolios.select_related(
            "bundle",
            "enrolment__learner__user",
            "enrolment__specification__qualification",
        ).defer("bundle__manifest")
    )
    quarantined = _quarantined_since(rows)
    return [_outcome(export, row, quarantined, reader) for row in rows]


def percent(outcomes):
    """Return how far an export is, from 0 to 100."""
    return sum(outcome.percent for outcome in outcomes) // max(1, len(outcomes))


def _outcome(export, row, quarantined, reader):
    is_own = reader is not None and row.enrolment.learner.user_id == reader.pk
    if is_own and export.edition == Edition.CENTRE:
        return Outcome(row, BundleState.CANCELLED, OWN)
    if row.reason:
        return Outcome(row, BundleState.FAILED, row.reason)
    if row.bundle is None:
        if export.state == ExportState.BUILDING:
            return Outcome(row, BundleState.REQUESTED)
        return Outcome(row, BundleState.CANCELLED, CALLED_OFF_BEFORE)
    if row.bundle_id in quarantined:
        return Outcome(row, BundleState.FAILED, QUARANTINED)
    # While it is being made its page is asked for again and again; then the files were just there.
    if export.state == ExportState.READY and _is_gone(row.bundle):
        return Outcome(row, BundleState.FAILED, GONE)
    sentence = {
        BundleState.FAILED: row.bundle.reason,
        BundleState.CANCELLED: CALLED_OFF,
        BundleState.EXPIRED: NOT_KEPT,
    }.get(row.bundle.state, "")
    return Outcome(row, row.bundle.state, sentence)


def _is_gone(bundle):
    """Return whether the ZIP of a finished bundle is no longer in the store as it was made."""
    if bundle.state != BundleState.READY:
        return False
    name = building.stored_name(bundle, building.ZIP_NAME)
    return bundle.zip_crc32 is None or not storage.has(name, bundle.zip_size)


def _quarantined_since(rows):
    """Return the ids of the bundles that hand out a file in which a virus was found since."""
    ready = {r.bundle_id: r.bundle.ready_at for r in rows if r.bundle and r.bundle.ready_at}
    if not ready:
        return set()
    lately = Q(scanned_at=None) | Q(scanned_at__gte=min(ready.values()))
    infected = StoredFile.objects.filter(lately, state=FileState.INFECTED)
    found = set()
    for sha256 in infected.values_list("sha256", flat=True):
        # The database looks for the hash as text: a hundred manifests are too much to read here.
        told = Bundle.objects.filter(pk__in=ready).annotate(told=Cast("manifest", TextField()))
        for bundle in told.filter(told__contains=sha256).only("manifest").iterator(chunk_size=1):
            if manifest.quarantined_since(bundle.manifest):
                found.add(bundle.pk)
    return found
