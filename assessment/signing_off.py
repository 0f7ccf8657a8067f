"""How is a unit signed off, confirmed by its learner, and reopened?"""

from django.db import transaction

from accounts.models import Role
from assessment import coverage
from assessment.models import Signature, UnitSignOff
from assessment.states import UNIT_SIGN_OFF, SignOffState
from audit import trail
from core.errors import RuleViolation
from core.states import next_state
from learners.models import Enrolment
from learners.states import ENROLMENT

ASSESSOR_WORDS = (
    "I have judged every criterion of this unit against evidence that is valid, authentic, "
    "current, sufficient and reliable. The outcome brings me no personal gain."
)
LEARNER_WORDS = (
    "The evidence under this unit is my own work. I have read the decisions and the feedback."
)
NOT_CHOSEN = "This unit is no longer among the chosen units. Ask your centre to choose it again."


def open_criteria_sentence(unit):
    """Return the sentence that names what is open in a UnitCoverage, or "" when all is met."""
    numbers = [covered.criterion.number for covered in unit.open_criteria]
    if not unit.criteria:
        return "The criteria of this unit are not known, so it can’t be signed off here."
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"Sign-off needs every criterion met; 1 is open: {numbers[0]}."
    return f"Sign-off needs every criterion met; {len(numbers)} are open: {', '.join(numbers)}."


@transaction.atomic
def sign_off(enrolment, unit, *, agreed, by):
    """Sign a unit as its assessor under ASSESSOR_WORDS; refused while a criterion is open."""
    enrolment = Enrolment.objects.locked(enrolment.pk)
    covered = coverage.of_enrolment(enrolment).of_unit(unit.pk)
    if covered is None:
        raise RuleViolation(NOT_CHOSEN)

    next_state(ENROLMENT, enrolment.state, "work")
    state = next_state(
        UNIT_SIGN_OFF, covered.sign_off.state if covered.sign_off else SignOffState.OPEN, "sign"
    )

    if by.pk == enrolment.learner.user_id:
        raise RuleViolation("This is your own unit, so somebody else has to sign it off.")
    if sentence := open_criteria_sentence(covered):
        raise RuleViolation(sentence)
    if not agreed:
        raise RuleViolation("Read the words and tick them before you sign.", field="agreed")

    signed = UnitSignOff.objects.create(enrolment=enrolment, unit=unit, state=state)
    signature = _sign(signed, Role.ASSESSOR, ASSESSOR_WORDS, covered, by=by)

    trail.record("unit.signed", signed, by=by, wrote=[signature], unit=unit.title)
    return signed


@transaction.atomic
def declare(signed, *, agreed, by):
    """Confirm a signed unit as its learner under LEARNER_WORDS."""
    enrolment = Enrolment.objects.locked(signed.enrolment_id)
    signed = UnitSignOff.objects.get(pk=signed.pk)
    covered = coverage.of_enrolment(enrolment).of_unit(signed.unit_id)
    if covered is None:
        raise RuleViolation(NOT_CHOSEN)

    state = next_state(UNIT_SIGN_OFF, signed.state, "declare")

    if by.pk != enrolment.learner.user_id:
        raise RuleViolation("Only the learner can confirm that this is their own work.")
    if not agreed:
        raise RuleViolation("Read the words and tick them before you confirm.", field="agreed")
    if is_stale(signed, covered):
        raise RuleViolation(
            "Something changed since the assessor signed. Ask them to look at the unit again."
        )

    signed.state = state
    signed.save(update_fields=["state"])
    signature = _sign(signed, Role.LEARNER, LEARNER_WORDS, covered, by=by)

    trail.record("unit.declared", signed, by=by, wrote=[signature], unit=signed.unit.title)
    return signed


@transaction.atomic
def reopen(signed, *, because, by):
    """Take a sign-off back with a reason; its signatures stay readable, the unit is open again."""
    Enrolment.objects.locked(signed.enrolment_id)
    signed = UnitSignOff.objects.get(pk=signed.pk)

    state = next_state(UNIT_SIGN_OFF, signed.state, "reopen")

    if not because.strip():
        raise RuleViolation("Say why the unit has to be opened again.", field="because")

    signed.state, signed.reopened_because = state, because.strip()
    signed.save(update_fields=["state", "reopened_because"])

    trail.record("unit.reopened", signed, by=by, because=because.strip())
    return signed


def is_stale(signed, covered):
    """Return whether what the signatures cover has changed since they were given."""
    return any(
        signature.fingerprint != covered.fingerprint for signature in signed.signatures.all()
    )


def _sign(signed, role, words, covered, *, by):
    return Signature.objects.create(
        sign_off=signed,
        role=role,
        words=words,
        fingerprint=covered.fingerprint,
        signed_by=by,
    )
