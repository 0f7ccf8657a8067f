"""How is a witness asked for a testimony, and how does the witness give it?"""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import Role
from audit import trail
from core import clock
from core.errors import RuleViolation
from core.states import next_state
from evidence import intake, mapping
from evidence.models import EvidenceKind, TestimonyRequest, Witness
from evidence.records import kinds, testimony
from evidence.testimony import links
from learners.models import Enrolment
from learners.states import ENROLMENT

VALID_DAYS = 30
MOST_OPEN = 20
# A second click sends no second letter, of which one would hold a link that has ended.
BETWEEN_LETTERS = dt.timedelta(minutes=10)
REFUSALS = {
    links.WITHDRAWN: "This request was withdrawn.",
    links.EXPIRED: "The time for this testimony is over.",
}


@transaction.atomic
def ask(enrolment, *, name, email, about, criteria, by):
    """Ask somebody for a testimony; return the TestimonyRequest and the secret of its link.

    Only the witness may learn the secret. Asked twice for the same, it is the first request
    again, without a secret.
    """
    enrolment = Enrolment.objects.locked(enrolment.pk)

    next_state(ENROLMENT, enrolment.state, "work")

    waiting = enrolment.testimony_requests.open()
    twin = waiting.filter(witness_email__iexact=email, about=about.strip()).first()
    if twin:
        return twin, ""
    _refuse_witness(enrolment, email)
    _refuse_too_many(waiting)
    _refuse_criteria(enrolment, criteria)

    secret = links.new_secret()
    asked = TestimonyRequest.objects.create(
        enrolment=enrolment,
        secret_sha256=links.hash_of(secret),
        witness_name=name.strip(),
        witness_email=email,
        about=about.strip(),
        asked_by=by,
        expires_at=_until(),
    )
    asked.criteria.set(criteria)

    numbers = [criterion.number for criterion in criteria]
    trail.record("testimony.asked", asked, by=by, witness=name.strip(), criteria=numbers)
    return asked, secret


@transaction.atomic
def ask_again(asked, *, by):
    """Make a new link for a request; the old one ends. Return the request and the new secret."""
    enrolment, asked = _locked(asked)

    next_state(ENROLMENT, enrolment.state, "work")
    _refuse_concluded(asked)

    if clock.now() - asked.asked_at < BETWEEN_LETTERS:
        raise RuleViolation(
            f"{asked.witness_name} was sent a link a moment ago. "
            "Wait ten minutes, then send another."
        )
    if asked.expires_at <= clock.now():
        _refuse_too_many(enrolment.testimony_requests.open())

    secret = links.new_secret()
    asked.secret_sha256 = links.hash_of(secret)
    asked.asked_at, asked.expires_at = clock.now(), _until()
    asked.save(update_fields=["secret_sha256", "asked_at", "expires_at"])

    trail.record("testimony.asked_again", asked, by=by, witness=asked.witness_name)
    return asked, secret


@transaction.atomic
def take_back(asked, *, by):
    """End a request: its link works no longer. Done twice, it is once."""
    enrolment, asked = _locked(asked)

    next_state(ENROLMENT, enrolment.state, "work")
    if asked.withdrawn_at:
        return asked
    _refuse_concluded(asked)

    asked.withdrawn_at, asked.draft = clock.now(), {}
    asked.save(update_fields=["withdrawn_at", "draft"])

    trail.record("testimony.taken_back", asked, by=by, witness=asked.witness_name)
    return asked


def keep_draft(asked, words):
    """Keep what the witness has typed so far with a request that is open."""
    return TestimonyRequest.objects.open().filter(pk=asked.pk).update(draft=words)


def give(asked, answers, criteria, *, by):
    """Make what a witness wrote and signed a draft in the learner's portfolio; return it.

    `answers` are those to testimony.OF_THE_WITNESS and OF_THE_WORK, `criteria` those of the
    request that the witness confirms. `by` is None, since a witness has no account. Given twice,
    it is the first testimony again.
    """
    asked = TestimonyRequest.objects.select_related("enrolment", "artefact").get(pk=asked.pk)
    if asked.artefact_id:
        return asked.artefact
    _refuse_to_take(asked, criteria)

    kind = _kind_of(answers)
    title = _title_of(kind, answers["name"])
    record = kinds.record(kind, title, answers | _signed(asked, criteria))
    kept = intake.keep_words(record, title)
    return _given(asked, kept, answers, criteria, kind=kind, title=title, by=by)


@transaction.atomic
def _given(asked, kept, answers, criteria, *, kind, title, by):
    enrolment, asked = _locked(asked)

    if asked.artefact_id:
        return asked.artefact
    _refuse_to_take(asked, criteria)
    if intake.written_twin(enrolment, kept[0], kind):
        raise RuleViolation(
            "You have written this already, word for word. Say here what else you saw.",
            field="seen",
        )

    witness = Witness.objects.create(
        name=answers["name"],
        email=asked.witness_email,
        role=answers["job_title"],
        relation=answers["relation"],
        competence=answers["competence"],
    )
    artefact, wrote = intake.new_artefact(
        enrolment, *kept, kind=kind, title=title, by=by, witness=witness
    )
    references = mapping.point(artefact, criteria)
    asked.artefact, asked.draft = artefact, {}
    asked.save(update_fields=["artefact", "draft"])

    trail.record(
        "testimony.given",
        artefact,
        by=by,
        wrote=[witness, asked, *references, *wrote],
        witness=witness.name,
        criteria=[criterion.number for criterion in criteria],
    )
    return artefact


def _locked(asked):
    enrolment = Enrolment.objects.locked(asked.enrolment_id)
    return enrolment, TestimonyRequest.objects.select_related("enrolment", "artefact").get(
        pk=asked.pk
    )


def _until():
    return clock.now() + dt.timedelta(days=VALID_DAYS)


def _refuse_witness(enrolment, email):
    """Refuse the learner, and those who judge or quality-assure the learner's work."""
    if email.lower() == enrolment.learner.user.email.lower():
        raise RuleViolation(
            "This is your own address. A witness is somebody else, who saw you at work.",
            field="email",
        )
    staff = enrolment.allocations.current().exclude(role=Role.LEARNER).select_related("user")
    for allocation in staff.filter(user__email__iexact=email):
        raise RuleViolation(
            f"{allocation.user} is your {allocation.get_role_display()} here, and writes what was "
            "seen as an observation. Ask somebody else.",
            field="email",
        )


def _refuse_too_many(waiting):
    if waiting.count() >= MOST_OPEN:
        raise RuleViolation(
            f"{MOST_OPEN} people are asked and have not answered. Take one request back first."
        )


def _refuse_criteria(enrolment, criteria):
    units = set(enrolment.chosen_units().values_list("pk", flat=True))
    if not criteria:
        raise RuleViolation("Tick what the witness can confirm.", field="criteria")
    if any(criterion.outcome.unit_id not in units for criterion in criteria):
        raise RuleViolation("Choose criteria from your own units.", field="criteria")


def _refuse_concluded(asked):
    if asked.artefact_id:
        raise RuleViolation(
            f"{asked.witness_name} has written it already: {asked.artefact.reference}."
        )
    if asked.withdrawn_at:
        raise RuleViolation("This request was withdrawn. Ask again.")


def _refuse_to_take(asked, criteria):
    next_state(ENROLMENT, asked.enrolment.state, "work")
    sentence = REFUSALS.get(links.standing(asked))
    if sentence:
        raise RuleViolation(sentence)
    if not criteria:
        raise RuleViolation("Tick at least one that you saw.", field="criteria")
    offered = set(asked.criteria.values_list("pk", flat=True))
    if any(criterion.pk not in offered for criterion in criteria):
        raise RuleViolation("Tick only what you were asked about.", field="criteria")


def _kind_of(answers):
    expert = answers["standing"] == testimony.EXPERT
    return EvidenceKind.EXPERT if expert else EvidenceKind.TESTIMONY


def _title_of(kind, name):
    what = "Expert testimony" if kind == EvidenceKind.EXPERT else "Testimony"
    return f"{what} of {name}"[: intake.TITLE_LENGTH]


def _signed(asked, criteria):
    """Return what stands in a testimony beside what is typed: the request, ticks, signature."""
    return {
        "asked_for": asked.about,
        "confirmed": [
            {"unit": c.outcome.unit.title, "number": c.number, "criterion": c.text}
            for c in criteria
        ],
        "declaration": testimony.DECLARATION,
        "signed_on": localdate(clock.now()).isoformat(),
    }
