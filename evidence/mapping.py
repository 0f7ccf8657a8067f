"""Which criteria does an artefact show, where, and in which words?"""

from dataclasses import dataclass

from django.db import transaction

from audit import trail
from core import clock
from core.errors import RuleViolation
from core.states import next_state
from core.typed import on_one_line
from evidence import pointing
from evidence.authors import may_retitle
from evidence.fitting_kinds import fitting
from evidence.models import Artefact, CrossReference, EvidenceKind
from evidence.places import WHOLE, Place
from evidence.states import ARTEFACT
from learners.models import Enrolment
from learners.states import ENROLMENT
from qualifications.models import Criterion


@dataclass(frozen=True)
class Claim:
    """What the learner says: this criterion, at this place, in one line."""

    criterion: Criterion
    place: Place = WHOLE
    words: str = ""


def cross_reference(artefact, claims, *, title, kind, by):
    """Make `claims` the artefact's cross-references, and give it its title and kind."""
    seen = Artefact.objects.select_related("file").get(pk=artefact.pk)
    problems = [(claim, pointing.problems_of(claim.place, seen.file)) for claim in claims]
    return _cross_reference(seen, problems, title=title, kind=kind, by=by)


@transaction.atomic
def _cross_reference(seen, problems, *, title, kind, by):
    """`problems` are (Claim, what is wrong with its place), looked up in the file of `seen`."""
    artefact, claims = seen, [claim for claim, _ in problems]
    enrolment = Enrolment.objects.locked(artefact.enrolment_id)
    artefact = Artefact.objects.select_related("file").get(pk=artefact.pk)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(ARTEFACT, artefact.state, "map")

    title = on_one_line(title)
    if not title:
        raise RuleViolation("Give the evidence a title.", field="title")
    if title != artefact.title and not may_retitle(artefact, by):
        raise RuleViolation(
            f"{artefact.author} wrote {artefact.reference}, so its title stays as it is.",
            field="title",
        )
    if kind not in fitting(artefact):
        raise RuleViolation("This can’t be that kind of evidence. Choose another.", field="kind")
    wanted = {claim.criterion.pk: claim for claim in claims}
    _refuse_criteria_of_other_units(enrolment, claims)
    points = any(claim.place != WHOLE for claim in claims)
    if points and not pointing.is_same(artefact.file, seen.file):
        raise RuleViolation(
            f"{artefact.reference} was checked or got another file just now. Look at its pages, "
            "then save again."
        )
    _refuse_places_that_are_not_there(artefact, problems)

    before = (artefact.title, artefact.kind)
    artefact.title, artefact.kind = title, EvidenceKind(kind)
    wrote = _supersede(artefact, wanted)
    if not wrote and before == (artefact.title, artefact.kind):
        return artefact
    artefact.state = state
    if before[1] != artefact.kind:
        # They answer what another kind asks for.
        artefact.details = {}
    artefact.save(update_fields=["title", "kind", "details", "state"])

    criteria = [claim.criterion.number for claim in wanted.values()]
    trail.record("artefact.mapped", artefact, by=by, wrote=wrote, criteria=criteria)
    return artefact


def point(artefact, criteria):
    """Cross-reference a new artefact as a whole to criteria of chosen units; return the rows.

    The act that made the artefact records them.
    """
    units = set(artefact.enrolment.chosen_units().values_list("pk", flat=True))
    wanted = {c.pk: Claim(c) for c in criteria if c.outcome.unit_id in units}
    return _supersede(artefact, wanted)


def _supersede(artefact, wanted):
    """Withdraw the cross-references that changed, add the new ones; return the rows written."""
    wrote = []
    for reference in artefact.cross_references.current():
        claim = wanted.get(reference.criterion_id)
        if claim and (claim.place, claim.words) == (reference.place, reference.claim):
            wanted = {pk: c for pk, c in wanted.items() if pk != reference.criterion_id}
            continue
        reference.withdrawn_at = clock.now()
        reference.save(update_fields=["withdrawn_at"])
        wrote.append(reference)
    wrote += [
        CrossReference.objects.create(
            artefact=artefact,
            criterion=claim.criterion,
            claim=claim.words,
            **claim.place.as_kept(),
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


def _refuse_places_that_are_not_there(artefact, found):
    for claim, problems in found:
        if "page" in problems:
            raise RuleViolation(
                f"{artefact.reference} has {_pages(artefact)}; "
                f"page {claim.place.page} for {claim.criterion.number} is not there."
            )
        for sentence in problems.values():
            raise RuleViolation(f"The place for {claim.criterion.number}: {sentence}")


def _pages(artefact):
    return "1 page" if artefact.file.pages == 1 else f"{artefact.file.pages} pages"
