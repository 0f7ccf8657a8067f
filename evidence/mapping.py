"""Which criteria does an artefact show, where, and in which words?"""

from dataclasses import dataclass

from django.db import transaction

from audit import trail
from core import clock
from core.errors import RuleViolation
from core.states import next_state
from evidence.models import Artefact, CrossReference, EvidenceKind
from evidence.states import ARTEFACT, FileState
from learners.models import Enrolment
from learners.states import ENROLMENT
from qualifications.models import Criterion


@dataclass(frozen=True)
class Claim:
    """What the learner says: this criterion, on this page (None: the whole), in one line."""

    criterion: Criterion
    page: int | None = None
    words: str = ""


@transaction.atomic
def cross_reference(artefact, claims, *, title, kind, by):
    """Make `claims` the artefact's cross-references, and give it its title and kind."""
    enrolment = Enrolment.objects.locked(artefact.enrolment_id)
    artefact = Artefact.objects.select_related("file").get(pk=artefact.pk)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(ARTEFACT, artefact.state, "map")

    if not title.strip():
        raise RuleViolation("Give the evidence a title.", field="title")
    wanted = {claim.criterion.pk: claim for claim in claims}
    _refuse_criteria_of_other_units(enrolment, claims)
    _refuse_pages_that_are_not_there(artefact, claims)

    before = (artefact.title, artefact.kind)
    artefact.title, artefact.kind = title.strip(), EvidenceKind(kind)
    wrote = _supersede(artefact, wanted)
    if not wrote and before == (artefact.title, artefact.kind):
        return artefact
    if wrote:
        artefact.state = state
    artefact.save(update_fields=["title", "kind", "state"])

    criteria = [claim.criterion.number for claim in wanted.values()]
    trail.record("artefact.mapped", artefact, by=by, wrote=wrote, criteria=criteria)
    return artefact


def _supersede(artefact, wanted):
    """Withdraw the cross-references that changed, add the new ones; return the rows written."""
    wrote = []
    for reference in artefact.cross_references.current():
        claim = wanted.get(reference.criterion_id)
        if claim and (claim.page, claim.words) == (reference.page, reference.claim):
            wanted = {pk: c for pk, c in wanted.items() if pk != reference.criterion_id}
            continue
        reference.withdrawn_at = clock.now()
        reference.save(update_fields=["withdrawn_at"])
        wrote.append(reference)
    wrote += [
        CrossReference.objects.create(
            artefact=artefact, criterion=claim.criterion, page=claim.page, claim=claim.words
        )
        for claim in wanted.values()
    ]
    return wrote


def _refuse_criteria_of_other_units(enrolment, claims):
    units = set(enrolment.chosen_units().values_list("pk", flat=True))
    for claim in claims:
        if claim.criterion.outcome.unit_id not in units:
            raise RuleViolation(
                f"{claim.criterion} is not in a chosen unit. Choose criteria from your own units."
            )


def _refuse_pages_that_are_not_there(artefact, claims):
    if artefact.file.state != FileState.CLEAN:
        return
    for claim in claims:
        if claim.page and claim.page > artefact.file.pages:
            raise RuleViolation(
                f"{artefact.reference} has {_pages(artefact)}; "
                f"page {claim.page} for {claim.criterion.number} is not there."
            )


def _pages(artefact):
    return "1 page" if artefact.file.pages == 1 else f"{artefact.file.pages} pages"
