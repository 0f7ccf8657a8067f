"""How does evidence go to the assessor, and come back?"""

from django.db import transaction

from audit import fingerprints, trail
from core.errors import RuleViolation
from core.states import next_state
from evidence.models import Artefact, ArtefactVersion
from evidence.states import ARTEFACT, FileState
from learners.models import Enrolment
from learners.states import ENROLMENT

ANSWER_WITHIN_DAYS = 10
DECLARATION = (
    "I did the work that this evidence shows. Where other people, or a tool that writes or draws, "
    "had a part in it, I have said so."
)


@transaction.atomic
def submit(enrolment, artefacts, *, declared, by, answer=""):
    """Send artefacts to the assessor: each becomes a new ArtefactVersion under the declaration.

    `declared` says that the learner agreed to DECLARATION; `answer` is what they reply to
    feedback. Returns the versions. Repeated, it refuses: what is sent is sent once.
    """
    enrolment = Enrolment.objects.locked(enrolment.pk)
    artefacts = list(
        Artefact.objects.filter(enrolment=enrolment, pk__in=[a.pk for a in artefacts])
        .select_related("file")
        .prefetch_related("cross_references__criterion__outcome", "versions")
    )

    next_state(ENROLMENT, enrolment.state, "work")
    for artefact in artefacts:
        artefact.state = next_state(ARTEFACT, artefact.state, "submit")

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
        if artefact.file.state == FileState.PENDING:
            raise RuleViolation(
                f"{artefact} is still being checked. Send it in a moment.", field="artefacts"
            )

    versions = []
    for artefact in artefacts:
        artefact.save(update_fields=["state"])
        versions.append(_version_of(artefact, mapped[artefact.pk], answer=answer, by=by))

    references = [artefact.reference for artefact in artefacts]
    trail.record(
        "evidence.submitted", enrolment, by=by, wrote=[*artefacts, *versions], evidence=references
    )
    return versions


@transaction.atomic
def withdraw(artefact, *, because, by):
    """Take an artefact out of the portfolio; the record that it was here stays."""
    enrolment, artefact = _locked(artefact)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(ARTEFACT, artefact.state, "withdraw")

    if not because.strip():
        raise RuleViolation("Say why, in a few words.", field="because")

    artefact.state, artefact.withdrawn_because = state, because.strip()
    artefact.save(update_fields=["state", "withdrawn_because"])

    trail.record("artefact.withdrawn", artefact, by=by, because=because.strip())
    return artefact


@transaction.atomic
def restore(artefact, *, by):
    """Bring a withdrawn artefact back as a draft."""
    enrolment, artefact = _locked(artefact)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(ARTEFACT, artefact.state, "restore")

    twin = enrolment.artefacts.current().filter(file=artefact.file_id).first()
    if twin:
        raise RuleViolation(f"The same file is in the portfolio as {twin.reference}.")

    artefact.state, artefact.withdrawn_because = state, ""
    artefact.save(update_fields=["state", "withdrawn_because"])

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

    artefact.state = state
    artefact.save(update_fields=["state"])

    trail.record(event, artefact, by=by)
    return artefact


def _locked(artefact):
    enrolment = Enrolment.objects.locked(artefact.enrolment_id)
    return enrolment, Artefact.objects.get(pk=artefact.pk)


def _mapping_of(artefact, chosen_units):
    return [
        {
            "criterion": reference.criterion_id,
            "number": reference.criterion.number,
            "page": reference.page,
            "claim": reference.claim,
        }
        for reference in artefact.cross_references.all()
        if reference.withdrawn_at is None and reference.criterion.outcome.unit_id in chosen_units
    ]


def _version_of(artefact, mapping, *, answer, by):
    number = max((version.number for version in artefact.versions.all()), default=0) + 1
    fingerprint = fingerprints.of_value(
        {
            "artefact": artefact.pk,
            "version": number,
            "file": artefact.file.sha256,
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
        cross_references=mapping,
        declaration=DECLARATION,
        answer=answer.strip(),
        submitted_by=by,
        fingerprint=fingerprint,
    )
