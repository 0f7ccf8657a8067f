"""What do people read about what a file holds, and what is not believed of a check in the cage?"""

import pytest

from evidence.door import holdings


def test_each_thing_that_was_found_is_one_sentence():
    assert holdings.in_words([{"what": "macros"}, {"what": "embedded files", "number": 2}]) == [
        "Macros are kept in the original and never run.",
        "2 files inside it are kept in the original and never opened.",
    ]
    assert holdings.in_words([{"what": "embedded files", "number": 1}]) == [
        "A file inside it is kept in the original and never opened."
    ]
    assert holdings.in_words([]) == []


def test_every_sentence_is_whole():
    sentences = [
        *holdings.SENTENCES.values(),
        *(one for pair in holdings.COUNTED.values() for one in pair),
    ]

    assert all(sentence[-1] == "." for sentence in sentences)
    assert all(sentence[0].isupper() or sentence[0] == "{" for sentence in sentences)


@pytest.mark.parametrize(
    "told",
    [
        None,
        "macros",
        {"what": "macros"},
        [["macros"]],
        [{"what": "<script>"}],
        [{"what": ["macros"]}],
        [{"what": "frames", "number": -1}],
        [{"what": "frames", "number": 1e300}],
        [{"what": "frames", "number": "<b>"}],
        [{"what": "frames", "number": 10**9}],
    ],
)
def test_what_is_not_one_of_our_words_is_left_out(told):
    assert holdings.understood(told) == ()


def test_what_is_told_is_kept_without_anything_more():
    told = [{"what": "frames", "number": 3, "note": "<script>"}, {"what": "macros"}] * 100

    assert holdings.understood(told)[:2] == ({"what": "frames", "number": 3}, {"what": "macros"})
    assert len(holdings.understood(told)) <= 20
