"""About how large does an export become?"""

from django.db.models import Sum

from evidence.models import Artefact
from portfolio.models import Bundle

# A portfolio without a bundle: its originals, in the ZIP and as pages of the PDF, and what the PDF
# begins with.
TIMES_ORIGINALS = 2
FRONT_MATTER = 250_000
SUMMED = ("enrolment", "file__size__sum")


def about(enrolment_ids):
    """Return the bytes that the bundles of these enrolments take, roughly; two queries."""
    originals = Artefact.objects.current().filter(enrolment__in=enrolment_ids).order_by()
    held = dict(originals.values("enrolment").annotate(Sum("file__size")).values_list(*SUMMED))
    made = Bundle.objects.ready().filter(enrolment__in=enrolment_ids).order_by("ready_at")
    known = dict(made.values_list("enrolment", "zip_size"))
    return sum(
        known.get(pk) or FRONT_MATTER + TIMES_ORIGINALS * held.get(pk, 0) for pk in enrolment_ids
    )
