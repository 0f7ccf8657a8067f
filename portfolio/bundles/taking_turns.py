"""Which requested bundle is built next, so that no centre waits behind the long queue of another?

A message to the worker says only that there is something to build; whose turn it is, the rows say.
"""

import datetime as dt

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce

from portfolio.models import Bundle
from portfolio.states import BundleState

NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
BUILDING = Q(state=BundleState.BUILDING)


def next_in_line():
    """Return the ids of the requested bundles, the one whose turn it is first.

    The centre comes first for which fewest are being built, among those the one whose last was
    begun longest ago. Of one centre, what somebody waits for comes before what an export asked for.
    """
    centre = Coalesce("enrolment__learner__centre", "imported__centre")
    bundles = Bundle.objects.annotate(centre=centre).order_by()
    requested = list(
        bundles.filter(state=BundleState.REQUESTED).values_list(
            "centre", "only_exported", "requested_at", "pk"
        )
    )
    begun = bundles.filter(centre__in={row[0] for row in requested}).values("centre")
    served = {
        row["centre"]: (row["running"], row["last"] or NEVER)
        for row in begun.annotate(running=Count("pk", filter=BUILDING), last=Max(F("begun_at")))
    }
    return [row[-1] for row in sorted(requested, key=lambda row: (served[row[0]], row[1:]))]
