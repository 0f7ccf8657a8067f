"""Which pages can be set before anybody asks for a bundle, so that then little is left to do?

What stands before the evidence follows from the portfolio alone. It is set soon after each act,
one enrolment after the other; each part is kept by its content, so what did not change is not set
again. How far that came is kept beside the parts, so that no act falls between two runs.
"""

import datetime as dt
import itertools
import os
import re
import time

from django.utils import timezone

from audit.models import AuditEvent
from portfolio.bundles import building, manifest, pdf
from portfolio.bundles.press import UNFINISHED
from portfolio.models import Bundle, Edition
from portfolio.states import BundleState

SETTLED_SECONDS = 15
# Of the whole installation; after a sheet of new learners the oldest of them are passed over.
MOST_EVENTS = 500
MOST_SECONDS = 30
CHAIN = re.compile(r"enrolment-(\d+)")
# Their own events change no page of a portfolio.
OF_BUNDLES = "bundle."
# How far it came.
NOTE = "set-ahead"


def set_ahead():
    """Set the pages of the enrolments to which something happened since the last run.

    Return their ids. What takes too long is left to the next run, and so is all but the first while
    somebody waits for a bundle. What happened before the first run of all is left alone.
    """
    stop = time.monotonic() + MOST_SECONDS
    latest = _settled_since(_came_to())
    done = []
    for enrolment_id, last_act in _last_acts(latest).items():
        if done and (time.monotonic() > stop or _somebody_waits()):
            return done
        # Before it is set: one that can't be set must not hold up all others for ever.
        _come_to(last_act)
        photograph = manifest.take(enrolment_id, Edition.CENTRE)
        pdf.set_ahead(photograph, building.front_matter())
        done.append(enrolment_id)
    if latest:
        _come_to(latest[-1].pk)
    return done


def _settled_since(came_to):
    """Return the events after the one with id `came_to` up to the first that is not settled."""
    until = timezone.now() - dt.timedelta(seconds=SETTLED_SECONDS)
    events = AuditEvent.objects.order_by("-pk").select_related("chain")
    latest = reversed(events.filter(pk__gt=came_to)[:MOST_EVENTS])
    return list(itertools.takewhile(lambda event: event.at < until, latest))


def _last_acts(events):
    """Return {enrolment id: id of the last of its events}, in the order of those."""
    found = {}
    for event in events:
        name = CHAIN.fullmatch(event.chain.name)
        if name and not event.act.startswith(OF_BUNDLES):
            found[int(name[1])] = event.pk
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _somebody_waits():
    return Bundle.objects.filter(state=BundleState.REQUESTED).exists()


def _came_to():
    """Return the id of the last event that was looked at."""
    newest = AuditEvent.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    noted = int(_note().read_text()) if _note().exists() else None
    # At the first run of all, or when the database was restored as it had been before.
    if noted is None or noted > newest:
        _come_to(newest)
        return newest
    return noted


def _come_to(event_id):
    path = _note()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}-{os.getpid()}{UNFINISHED}")
    unfinished.write_text(str(event_id))
    unfinished.replace(path)


def _note():
    return building.front_matter() / NOTE
