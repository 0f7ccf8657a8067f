"""What do the rows of the library say about themselves, and what does the database refuse?"""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from qualifications.models import Guidance, Outcome, Qualification, Specification, Unit, UnitGroup


@pytest.fixture
def specification(db):
    return Specification.objects.create(
        qualification=Qualification.objects.create(code="tea", awarding_body="The Tea Board"),
        version=1,
        criteria_origin="official",
        source_sha256="0" * 64,
        loaded_at=timezone.now(),
    )


@pytest.fixture
def unit(specification):
    return Unit.objects.create(specification=specification, code="u", position=1, title="Brew")


def test_a_qualification_without_title_names_the_awarding_body():
    qualification = Qualification(awarding_body="FDQ Limited")
    assert str(qualification) == "Qualification not known (FDQ Limited)"


def test_a_unit_is_called_by_its_title():
    assert str(Unit(title="Brew a pot")) == "Brew a pot"


def test_a_version_stands_once(specification):
    with pytest.raises(IntegrityError):
        Specification.objects.create(
            qualification=specification.qualification,
            version=1,
            criteria_origin="official",
            source_sha256="1" * 64,
            loaded_at=timezone.now(),
        )


def test_centre_devised_criteria_without_a_reason_are_refused(specification):
    specification.criteria_origin = "centre-devised"
    with pytest.raises(IntegrityError):
        specification.save()


def test_a_group_whose_least_is_above_its_most_is_refused(specification):
    with pytest.raises(IntegrityError):
        UnitGroup.objects.create(
            specification=specification,
            code="B",
            title="B",
            kind="optional",
            min_credits=9,
            max_credits=3,
        )


def test_a_misconception_without_a_correction_is_refused(unit):
    with pytest.raises(IntegrityError):
        Guidance.objects.create(unit=unit, kind="misconception", code="MC1", position=1, text="No.")


def test_two_units_without_a_reference_may_stand_together(unit):
    Unit.objects.create(specification=unit.specification, code="v", position=2, title="Pour")
    assert list(unit.specification.units.values_list("reference", flat=True)) == ["", ""]


def test_a_unit_without_criteria_is_structure_only(unit):
    Outcome.objects.create(unit=unit, number=1, title="Be able to brew")
    units = Unit.objects.saying_whether_criteria_are_known()
    assert [found.has_criteria for found in units] == [False]
    assert list(Unit.objects.with_criteria()) == []
