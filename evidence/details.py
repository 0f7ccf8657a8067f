"""How does a file get the details that its kind asks for?"""

from django.db import transaction

from audit import trail
from core.errors import RuleViolation
from core.states import next_state
from evidence.models import Artefact
from evidence.records import kinds, reading
from evidence.states import ARTEFACT
from learners.models import Enrolment
from learners.states import ENROLMENT


@transaction.atomic
def set_details(artefact, answers, *, by):
    """Keep `answers` to what the kind of a file asks for; what was sent before keeps its own."""
    enrolment = Enrolment.objects.locked(artefact.enrolment_id)
    artefact = Artefact.objects.select_related("file").get(pk=artefact.pk)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(ARTEFACT, artefact.state, "map")

    if artefact.kind not in kinds.DETAILED:
        raise RuleViolation(f"{artefact.get_kind_display()} asks for no details.")
    said = reading.without_empty(answers)
    if said == artefact.details:
        return artefact

    artefact.details, artefact.state = said, state
    artefact.save(update_fields=["details", "state"])

    trail.record("artefact.detailed", artefact, by=by)
    return artefact
