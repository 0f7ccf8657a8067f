"""What was typed where no form checks it: numbers that are none, and NUL."""

import pytest

from core.typed import whole_number, without_nul


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("0", 0), ("", None), ("-1", None), ("²", None), ("x", None), ("9" * 5000, None)],
)
def test_a_number_is_read_from_digits_alone(text, number):
    assert whole_number(text) == number


def test_nul_is_left_out():
    assert without_nul("a\x00b") == "ab"
