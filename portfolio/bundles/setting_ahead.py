"""Which pages can be set before anybody asks for a bundle, so that then little is left to do?

What stands before the evidence follows from the portfolio alone. It is set soon after each act,
one enrolment after the other; each part is kept by its content, so what did not change is not set
again.
"""

import datetime as dt
import re
import time

from django.utils import timezone

from audit.models import AuditEvent
from portfolio.bundles import building, manifest, pdf
from portfolio.models import Edition

EVERY_SECONDS = 15
SETTLED_SECONDS = 15
# Of the whole installation; after a sheet of new learners the oldest of them are passed over.
MOST_EVENTS = 500
MOST_SECONDS = 30
CHAIN = re.compile(r"enrolment-(\d+)")
# Their own events change no page of a portfolio.
OF_BUNDLES = "bundle."


def set_ahead():
    """Set the pages of the enrolments to which something happened lately; return their ids.

    A run looks at the acts of one stretch of time, and the next at those of the next.
    """
    until = timezone.now() - dt.timedelta(seconds=SETTLED_SECONDS)
    stop = time.monotonic() + MOST_SECONDS
    done = []
    for enrolment_id in _changed(until - dt.timedelta(seconds=EVERY_SECONDS), until):
        if time.monotonic() > stop:
            break
        photograph = manifest.take(enrolment_id, Edition.CENTRE)
        pdf.set_ahead(photograph, building.front_matter())
        done.append(enrolment_id)
    return done


def _changed(since, until):
    """Return the ids of the enrolments with acts from `since` to before `until`."""
    latest = AuditEvent.objects.order_by("-pk").values_list("chain__name", "act", "at")
    acts = ((name, act) for name, act, at in latest[:MOST_EVENTS] if since <= at < until)
    chains = {name for name, act in acts if not act.startswith(OF_BUNDLES)}
    return sorted(int(found[1]) for name in chains if (found := CHAIN.fullmatch(name)))
