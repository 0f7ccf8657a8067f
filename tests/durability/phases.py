"""How is it known from outside what a worker is doing with a bundle just now?"""

import time

from evidence import storage
from portfolio.bundles import building
from portfolio.models import Bundle

QUEUED, READING, CONVERTING, JOINING, WRITING, RENAMING, MARKING = PHASES = (
    "queued", "reading", "converting", "joining", "writing", "renaming", "marking done",
)  # fmt: skip
ORDER = [*PHASES, "ready", "failed", "cancelled"]
# At most so long after a phase was seen it is struck, so that it is not always its beginning.
LONGEST = {READING: 0.02, CONVERTING: 1.2, JOINING: 0.1, WRITING: 0.05, RENAMING: 0.001}
LOOK_SECONDS = 0.002


def phase_of(bundle):
    """Return the phase that the bundle is in, or its state when it is in none."""
    row = Bundle.objects.values("state", "percent", "step", "attempts").get(pk=bundle.pk)
    if row["state"] == "requested":
        return QUEUED
    if row["state"] != "building":
        return row["state"]
    put = files_of(bundle)
    if len(put) == 2:
        return MARKING
    if put or row["step"] == "Putting the files in place":
        return RENAMING
    if row["percent"] < 2:
        return READING
    if row["percent"] < 30:
        return CONVERTING if row["step"].startswith("Converting") else "preparing"
    if row["percent"] >= 85 or row["step"] == "Writing the portfolio":
        return WRITING
    return JOINING


def is_past(bundle, phase):
    """Return whether the bundle is in a later phase, or in none any more."""
    now = phase_of(bundle)
    return now != "preparing" and ORDER.index(now) > ORDER.index(phase)


def wait_for(bundle, phase, *, seconds=150):
    """Return when the bundle is in `phase`, or past it; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while (now := phase_of(bundle)) == "preparing" or ORDER.index(now) < ORDER.index(phase):
        if time.monotonic() > deadline:
            raise AssertionError(f"Bundle {bundle.pk} did not come to {phase}: it is {now}.")
        time.sleep(LOOK_SECONDS)


def files_of(bundle):
    """Return the names that the store has below the bundle."""
    return sorted(entry.name for entry in storage.store().entries(f"bundles/{bundle.pk}"))


def names_when_ready(bundle):
    """Return the names that the store should have below a ready bundle."""
    return [building.stored_name(bundle, n) for n in (building.PDF_NAME, building.ZIP_NAME)]
