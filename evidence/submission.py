"""How does evidence go to the assessor, and come back?"""

from django.db import transaction

from audit import fingerprints, trail
from core import clock
from core.errors import RuleViolation
from core.states import next_state
from core.templatetags.portfolio_ui import plural
from evidence import pointing
from evidence.models import Artefact, ArtefactVersion, CrossReference
from evidence.places import WHOLE
from evidence.records import kinds
from evidence.states import ARTEFACT, FileState, back_by
from evidence.viruses import quarantined
from learners.models import Enrolment
from learners.states import ENROLMENT

ANSWER_WITHIN_DAYS = 10
DECLARATION = (
    "I did the work that this evidence shows. Where other people, or a tool that writes or draws, "
    "had a part in it, I have said so."
)


def submit(enrolment, artefacts, *, declared, by, answer=""):
    """Send artefacts to the assessor: each becomes a new ArtefactVersion under the declaration.

    `declared` says that the learner agreed to DECLARATION; `answer` is what they reply to
    feedback. Returns the versions. Repeated, it refuses: what is sent is sent once.
    """
    # Words are read in the store, which may be slow: so before anything is locked.
    looked_up = _looked_up(enrolment, artefacts)
    return _submit(enrolment, artefacts, looked_up, declared=declared, by=by, answer=answer)


@transaction.atomic
def _submit(enrolment, artefacts, looked_up, *, declared, by, answer):
    enrolment = Enrolment.objects.locked(enrolment.pk)
    artefacts = list(
        Artefact.objects.filter(enrolment=enrolment, pk__in=[a.pk for a in artefacts])
        .select_related("file")
        .prefetch_related("cross_references__criterion__outcome", "versions")
    )

    next_state(ENROLMENT, enrolment.state, "work")
    states = {a.pk: next_state(ARTEFACT, a.state, "submit") for a in artefacts}

    if not artefacts:
        raise RuleViolation("Choose the evidence to send.", field="artefacts")
    if not declared:
        raise RuleViolation("Read the declaration and tick it before you send.", field="declared")
    chosen = set(enrolment.chosen_units().values_list("pk", flat=True))
    mapped = {artefact.pk: _mapping_of(artefact, chosen) for artefact in artefacts}
    for artefact in artefacts:
        if not mapped[artefact.pk]:
            raise RuleViolation(
                f"{artefact}: map this evidence to at least one criterion first.",
                field="artefacts",
            )
        _refuse_unfit(artefact)
        _refuse_places_that_are_not_there(artefact, chosen, looked_up)

    versions, at = [], clock.now()
    for artefact in artefacts:
        artefact.came_from, artefact.state = artefact.state, states[artefact.pk]
        artefact.save(update_fields=["state", "came_from"])
        mapping = mapped[artefact.pk]
        versions.append(_version_of(artefact, mapping, answer=answer, at=at, by=by))

    references = [artefact.reference for artefact in artefacts]
    trail.record(
        "evidence.submitted", enrolment, by=by, wrote=[*artefacts, *versions], evidence=references
    )
    return versions


@transaction.atomic
def recall(enrolment, artefacts, *, by):
    """Take back what was sent, to where it was before; the versions that were sent stay.

    Whether any of it is judged already is asked in assessment.recalling.
    """
    enrolment = Enrolment.objects.locked(enrolment.pk)
    artefacts = list(Artefact.objects.filter(enrolment=enrolment, pk__in=[a.pk for a in artefacts]))

    next_state(ENROLMENT, enrolment.state, "work")
    states = {a.pk: next_state(ARTEFACT, a.state, back_by("recall", a)) for a in artefacts}

    if not artefacts:
        raise RuleViolation("Nothing that was sent can be taken back now.")

    for artefact in artefacts:
        artefact.state, artefact.came_from = states[artefact.pk], ""
        artefact.save(update_fields=["state", "came_from"])

    references = [artefact.reference for artefact in artefacts]
    trail.record("evidence.recalled", enrolment, by=by, wrote=artefacts, evidence=references)
    return artefacts


@transaction.atomic
def withdraw(artefact, *, because, by):
    """Take an artefact out of the portfolio; the record that it was here stays."""
    enrolment, artefact = _locked(artefact)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(ARTEFACT, artefact.state, "withdraw")

    if not because.strip():
        raise RuleViolation("Say why, in a few words.", field="because")

    artefact.came_from, artefact.state = artefact.state, state
    artefact.withdrawn_because = because.strip()
    artefact.save(update_fields=["state", "came_from", "withdrawn_because"])

    trail.record("artefact.withdrawn", artefact, by=by, because=because.strip())
    return artefact


@transaction.atomic
def restore(artefact, *, by):
    """Bring a withdrawn artefact back to where it was: draft, returned or accepted."""
    enrolment, artefact = _locked(artefact)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(ARTEFACT, artefact.state, back_by("restore", artefact))

    twin = enrolment.artefacts.current().filter(file=artefact.file_id).first()
    if twin:
        raise RuleViolation(f"The same file is in the portfolio as {twin.reference}.")

    artefact.state, artefact.came_from, artefact.withdrawn_because = state, "", ""
    artefact.save(update_fields=["state", "came_from", "withdrawn_because"])

    trail.record("artefact.restored", artefact, by=by)
    return artefact


@transaction.atomic
def return_for_more(artefact, *, by):
    """Give an artefact back to the learner, because a criterion is not yet met."""
    return _conclude(artefact, "return", "artefact.returned", by=by)


@transaction.atomic
def accept(artefact, *, by):
    """Accept an artefact, because every criterion that it shows is met."""
    return _conclude(artefact, "accept", "artefact.accepted", by=by)


def _conclude(artefact, act, event, *, by):
    _, artefact = _locked(artefact)

    state = next_state(ARTEFACT, artefact.state, act)

    artefact.state, artefact.came_from = state, ""
    artefact.save(update_fields=["state", "came_from"])

    trail.record(event, artefact, by=by)
    return artefact


def _locked(artefact):
    enrolment = Enrolment.objects.locked(artefact.enrolment_id)
    return enrolment, Artefact.objects.get(pk=artefact.pk)


def _refuse_unfit(artefact):
    """Refuse what is not checked yet, that a virus was found in, or that lacks a detail."""
    if artefact.file.state == FileState.PENDING:
        raise RuleViolation(
            f"{artefact} is still being checked. Send it in a moment.", field="artefacts"
        )
    if artefact.file.state == FileState.INFECTED:
        raise RuleViolation(f"{artefact}: {quarantined(artefact.file)}", field="artefacts")
    missing = kinds.missing(artefact.kind, artefact.details)
    if missing:
        raise RuleViolation(f"{artefact}: {missing}", field="artefacts")


def _looked_up(enrolment, artefacts):
    """Return {cross-reference id: (file, what is wrong with the place in it)}."""
    current = CrossReference.objects.current().select_related("artefact__file")
    of_these = current.filter(
        artefact__enrolment=enrolment, artefact__in=[artefact.pk for artefact in artefacts]
    )
    return {
        reference.pk: (
            reference.artefact.file,
            pointing.problems_of(reference.place, reference.artefact.file),
        )
        for reference in of_these
    }


def _refuse_places_that_are_not_there(artefact, chosen_units, looked_up):
    """Refuse places that the file as it is now does not have: it may have been replaced."""
    for reference in _sent_references(artefact, chosen_units):
        if reference.place == WHOLE:
            continue
        file, problems = looked_up.get(reference.pk, (None, {}))
        if file is None or not pointing.is_same(artefact.file, file):
            raise RuleViolation(
                f"{artefact} was changed just now. Look at it, then send it.", field="artefacts"
            )
        for part, sentence in problems.items():
            told = _pages_of(artefact, reference) if part == "page" else sentence
            raise RuleViolation(
                f"{artefact}, {reference.criterion.number}: {told} Map it again, then send it.",
                field="artefacts",
            )


def _pages_of(artefact, reference):
    file = "The new file" if reference.created_at < artefact.uploaded_at else "The file"
    if not artefact.file.pages:
        return f"{file} has no pages."
    return f"{file} has {plural(artefact.file.pages, 'page,pages')}; point at a page of it."


def _sent_references(artefact, chosen_units):
    return [
        reference
        for reference in artefact.cross_references.all()
        if reference.withdrawn_at is None and reference.criterion.outcome.unit_id in chosen_units
    ]


def _mapping_of(artefact, chosen_units):
    return [
        {
            "criterion": reference.criterion_id,
            "number": reference.criterion.number,
            "claim": reference.claim,
            **reference.place.as_kept(),
        }
        for reference in _sent_references(artefact, chosen_units)
    ]


def _version_of(artefact, mapping, *, answer, at, by):
    number = max((version.number for version in artefact.versions.all()), default=0) + 1
    fingerprint = fingerprints.of_value(
        {
            "artefact": artefact.pk,
            "version": number,
            "file": artefact.file.sha256,
            "kind": artefact.kind,
            "details": artefact.details,
            "cross_references": mapping,
            "declaration": DECLARATION,
        }
    )
    return ArtefactVersion.objects.create(
        artefact=artefact,
        number=number,
        file=artefact.file,
        file_name=artefact.file_name,
        title=artefact.title,
        kind=artefact.kind,
        details=artefact.details,
        cross_references=mapping,
        declaration=DECLARATION,
        answer=answer.strip(),
        submitted_by=by,
        submitted_at=at,
        fingerprint=fingerprint,
    )
