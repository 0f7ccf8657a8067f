"""How does an assessor put down what they saw or asked, as evidence of the learner?"""

from django.db import transaction

from audit import trail
from core.errors import RuleViolation
from core.states import next_state
from evidence import intake, mapping
from evidence.records import kinds
from learners.models import Enrolment
from learners.states import ENROLMENT


def record(enrolment, kind, answers, criteria, *, title, by):
    """Make an observation or questioning a draft in the learner's portfolio; return the Artefact.

    It shows `criteria` from the start; the learner checks and sends it. Written twice in the same
    words, it is the first one again.
    """
    _refuse(Enrolment.objects.get(pk=enrolment.pk), criteria, by=by)
    kept = intake.keep_words(kinds.record(kind, title, answers), title)
    return _recorded(enrolment, kept, criteria, kind=kind, title=title, by=by)


@transaction.atomic
def _recorded(enrolment, kept, criteria, *, kind, title, by):
    enrolment = Enrolment.objects.locked(enrolment.pk)

    _refuse(enrolment, criteria, by=by)
    twin = intake.written_twin(enrolment, kept[0], kind)
    if twin:
        return twin

    artefact, wrote = intake.new_artefact(enrolment, *kept, kind=kind, title=title, by=by)
    references = mapping.point(artefact, criteria)

    numbers = [criterion.number for criterion in criteria]
    wrote = [*references, *wrote]
    trail.record("observation.recorded", artefact, by=by, wrote=wrote, criteria=numbers)
    return artefact


def _refuse(enrolment, criteria, *, by):
    next_state(ENROLMENT, enrolment.state, "work")

    if enrolment.learner.user_id == by.pk:
        raise RuleViolation("This is your own work, so somebody else has to observe it.")
    units = set(enrolment.chosen_units().values_list("pk", flat=True))
    if any(criterion.outcome.unit_id not in units for criterion in criteria):
        raise RuleViolation("Choose criteria from the learner’s own units.", field="criteria")
