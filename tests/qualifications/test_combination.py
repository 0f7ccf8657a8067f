"""Do the chosen units add up?"""

import dataclasses

import pytest

from qualifications import loading
from qualifications.combination import NOT_KNOWN, check
from tests.qualifications.test_specifications import FILES, FOLDER

MANDATORY = ["M/506/2898", "D/506/2153", "T/506/2952"]
LEVEL_4_OF_B = [
    *("F/506/2176", "R/506/2179", "R/506/2960", "L/506/2181"),
    *("Y/506/2183", "D/506/2962", "H/506/2963"),
]


@pytest.fixture
def proqual(db):
    return loading.load(FOLDER / FILES["ProQual"])


def chosen(specification, *references):
    return list(specification.units.filter(reference__in=references))


def test_nothing_chosen_lists_all_that_is_missing(proqual):
    combination = check(proqual, [])
    assert combination.missing == (
        "Group A is mandatory. Choose Manage customer service operations, Champion customer "
        "service and Manage personal and professional development.",
        "Group B needs 20 credits; you have chosen 0. Choose 20 more.",
        "38 credits must be at level 4 or above; you have chosen 0. Choose 38 more.",
        "The qualification needs 50 credits; you have chosen 0. Choose 50 more.",
    )
    assert (combination.broken, combination.notes, combination.is_complete) == ((), (), False)


def test_a_choice_half_way_says_how_much_more(proqual):
    units = chosen(proqual, *MANDATORY, "D/506/2170", "K/506/2169")
    combination = check(proqual, units)
    assert combination.missing == (
        "Group B needs 20 credits; you have chosen 9. Choose 11 more.",
        "38 credits must be at level 4 or above; you have chosen 7. Choose 31 more. The level of "
        "7 credits more is not known.",
        "The qualification needs 50 credits; you have chosen 23. Choose 27 more.",
    )
    assert combination.credits_by_group == {"A": 14, "B": 9, "C": 0}
    assert combination.credits_known == 23


def test_enough_credits_at_the_right_level_are_complete(proqual):
    units = chosen(proqual, *MANDATORY, *LEVEL_4_OF_B, "D/506/2170")
    combination = check(proqual, units)
    assert (combination.missing, combination.broken) == ((), ())
    assert combination.credits_by_group == {"A": 14, "B": 39, "C": 0}
    assert combination.is_complete is True


def test_enough_credits_at_too_low_a_level_are_not_complete(proqual):
    units = list(proqual.units.exclude(reference__in=["", *LEVEL_4_OF_B[:4]]))
    combination = check(proqual, units)
    assert combination.missing == (
        "38 credits must be at level 4 or above; you have chosen 21. Choose 17 more. The level of "
        "7 credits more is not known.",
    )


def test_too_many_credits_of_a_group_have_to_be_changed(proqual):
    group = proqual.groups.get(code="C")
    moved = chosen(proqual, "R/506/2179", "R/506/2960", "D/506/2962")
    for unit in moved:
        unit.group = group
    combination = check(proqual, moved)
    assert combination.broken == (
        "Group C may give 16 credits at most; you have chosen 17. Leave out 1.",
    )


def test_a_unit_chosen_twice_counts_once_and_has_to_be_changed(proqual):
    units = chosen(proqual, "R/506/2179") * 2
    combination = check(proqual, units)
    assert combination.broken == (
        "Build and maintain effective customer relations is chosen twice. Leave one out.",
    )
    assert combination.credits_known == 6


def test_a_unit_of_another_specification_has_to_be_changed_and_counts_nothing(proqual):
    other = loading.load(FOLDER / FILES["City and Guilds of London"])
    combination = check(proqual, other.units.all())
    assert combination.broken == (
        "Manage customer service operations is not a unit of this specification. Leave it out.",
    )
    assert combination.credits_known == 0


def test_a_unit_whose_credit_and_group_are_not_known_is_named_and_not_counted(proqual):
    unit = proqual.units.get(code="operational-change")
    combination = check(proqual, [unit])
    assert combination.units_without_known_credit == (unit,)
    assert combination.notes == (
        "Credit not known, so not counted: Initiate and implement operational change.",
        "Group not known, so counted in none: Initiate and implement operational change.",
    )
    assert combination.credits_known == 0


def test_the_rules_are_cited_as_the_specification_has_them(proqual):
    combination = check(proqual, [])
    assert combination.rules == (
        "At least 50 credits in all.",
        "Every unit of group A (14 credits).",
        "At least 20 credits from group B.",
        "At most 16 credits from group C.",
        "At least 38 credits at level 4 or above.",
    )
    assert combination.cites == "ProQual's specification for 601/4756/8, as read in public copies."


def test_a_qualification_without_known_rules_says_so_and_is_never_complete(db):
    specification = loading.load(FOLDER / FILES["FDQ"])
    combination = check(specification, specification.units.all())
    assert combination.notes == (NOT_KNOWN,)
    assert (combination.missing, combination.broken, combination.rules) == ((), (), ())
    assert (combination.rules_are_known, combination.is_complete) == (False, False)


def test_a_known_mandatory_unit_is_asked_for_even_when_the_other_rules_are_not_known(db):
    specification = loading.load(FOLDER / FILES["City and Guilds of London"])
    combination = check(specification, [])
    assert combination.missing == (
        "Group A is mandatory. Choose Manage customer service operations.",
    )
    assert (combination.notes, combination.is_complete) == ((NOT_KNOWN,), False)


def test_a_combination_cannot_be_changed(proqual):
    with pytest.raises(dataclasses.FrozenInstanceError):
        check(proqual, []).missing = ()


@pytest.mark.parametrize("references", [[], MANDATORY, MANDATORY + LEVEL_4_OF_B])
def test_two_queries_are_enough_however_many_units(proqual, references, django_assert_num_queries):
    units = chosen(proqual, *references)
    with django_assert_num_queries(2):
        check(proqual, units)
