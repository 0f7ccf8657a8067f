"""Sign-off: refused while a criterion is open, signed once, confirmed by the learner, reopened."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessment import coverage, signing_off
from assessment.models import Signature, UnitSignOff
from core.errors import RuleViolation
from evidence import intake
from learners.enrolment import choose_units, withdraw
from tests.people import judge


def test_sign_off_names_the_criteria_that_are_open(enrolment, sent, unit, ben):
    judge(enrolment, ben, c11=True, c12="Say who was there.")

    with pytest.raises(RuleViolation) as refusal:
        signing_off.sign_off(enrolment, unit, agreed=True, by=ben)

    assert refusal.value.message == ("Sign-off needs every criterion met; 2 are open: 1.2, 2.1.")
    assert UnitSignOff.objects.count() == 0


def test_the_assessor_signs_under_the_words_when_all_is_met(signed, ben):
    signature = signed.signatures.get()

    assert (signed.state, signature.signed_by, signature.role, signature.words) == (
        "signed",
        ben,
        "assessor",
        signing_off.ASSESSOR_WORDS,
    )


def test_the_words_have_to_be_agreed_to(all_met, unit, ben):
    with pytest.raises(RuleViolation, match="tick them before you sign"):
        signing_off.sign_off(all_met, unit, agreed=False, by=ben)


def test_a_unit_is_signed_once(signed, all_met, unit, ben):
    with pytest.raises(RuleViolation, match="^This can’t be done now"):
        signing_off.sign_off(all_met, unit, agreed=True, by=ben)

    assert Signature.objects.count() == 1


def test_nobody_signs_off_own_work(all_met, unit, amy):
    with pytest.raises(RuleViolation, match="your own unit"):
        signing_off.sign_off(all_met, unit, agreed=True, by=amy)


def test_the_learner_confirms(signed, amy):
    declared = signing_off.declare(signed, agreed=True, by=amy)

    assert declared.state == "declared"
    assert [s.role for s in declared.signatures.all()] == ["assessor", "learner"]


def test_only_the_learner_confirms(signed, ben):
    with pytest.raises(RuleViolation, match="Only the learner"):
        signing_off.declare(signed, agreed=True, by=ben)


def test_a_signature_knows_when_it_is_stale(signed, all_met, sent, amy, unit):
    covered = coverage.of_enrolment(all_met).of_unit(unit.pk)
    assert not signing_off.is_stale(signed, covered)

    intake.replace_file(sent, SimpleUploadedFile("better.txt", b"Better minutes."), by=amy)

    covered = coverage.of_enrolment(all_met).of_unit(unit.pk)
    assert signing_off.is_stale(signed, covered)
    with pytest.raises(RuleViolation, match="^Something changed since"):
        signing_off.declare(signed, agreed=True, by=amy)


def test_a_reopened_unit_can_be_signed_again_and_the_first_signature_stays(
    signed, all_met, unit, ben
):
    reopened = signing_off.reopen(signed, because="A page was missing.", by=ben)
    again = signing_off.sign_off(all_met, unit, agreed=True, by=ben)

    assert (reopened.state, reopened.reopened_because) == ("reopened", "A page was missing.")
    assert again.pk != reopened.pk
    assert Signature.objects.count() == 2


def test_reopening_needs_a_reason(signed, ben):
    with pytest.raises(RuleViolation, match="Say why"):
        signing_off.reopen(signed, because=" ", by=ben)


def test_a_unit_without_known_criteria_is_not_signed(enrolment, specification, ben, owen):
    structure = specification.units.get(code="order")
    choose_units(enrolment, list(specification.units.all()), by=owen)

    with pytest.raises(RuleViolation, match="^The criteria of this unit are not known"):
        signing_off.sign_off(enrolment, structure, agreed=True, by=ben)


def test_a_unit_that_was_dropped_is_not_confirmed(signed, all_met, amy, owen, specification):
    choose_units(all_met, [specification.units.get(code="order")], by=owen)

    with pytest.raises(RuleViolation, match="no longer among the chosen units"):
        signing_off.declare(signed, agreed=True, by=amy)


def test_nothing_is_signed_off_after_a_withdrawal(all_met, unit, ben, owen):
    withdraw(all_met, because="New job", by=owen)

    with pytest.raises(RuleViolation, match="it is withdrawn"):
        signing_off.sign_off(all_met, unit, agreed=True, by=ben)

    assert not UnitSignOff.objects.exists()
