"""Can a place be written, and is it refused in words where the file has none such?"""

import pytest

from evidence import pointing
from evidence.places import Place
from tests.evidence import recordings
from tests.people import add_artefact

CLOCK = "Write the time as minutes and seconds, such as 04:10."
PER_CENT = "Write left, top, width and height in per cent, such as 10 25 60 12."


def typed(**parts):
    """Return what a form holds: each part, empty where nothing is typed."""
    return dict.fromkeys(pointing.PARTS, "") | {
        name.removesuffix("_"): text for name, text in parts.items()
    }


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({}, Place()),
        ({"page": " 3 "}, Place(page=3)),
        ({"page": "3", "area": "10 25.5 60 12"}, Place(3, (100, 255, 600, 120))),
        ({"page": "3", "area": "10%, 25%, 60%, 12%"}, Place(3, (100, 250, 600, 120))),
        ({"page": "3", "quote": " one\n two\x00 "}, Place(3, quote="one two")),
        ({"from_": "04:10", "to": "5:30"}, Place(start=250, end=330)),
        ({"from_": "1:02:03"}, Place(start=3723)),
        ({"from_": "100:00"}, Place(start=6000)),
    ],
)
def test_a_place_is_read_as_it_was_meant(parts, place):
    assert pointing.read(typed(**parts)) == (place, {})


@pytest.mark.parametrize(
    ("parts", "problems"),
    [
        ({"page": "three"}, {"page": "Write the page as a number, such as 3."}),
        ({"page": "501"}, {"page": "Write the page as a number, such as 3."}),
        ({"page": "3", "area": "10 25 60"}, {"area": PER_CENT}),
        ({"page": "3", "area": "10 25 0 12"}, {"area": PER_CENT}),
        ({"page": "3", "area": "60 25 60 12"}, {"area": PER_CENT}),
        ({"page": "3", "area": "-1 25 60 12"}, {"area": PER_CENT}),
        ({"page": "3", "area": "nan 1 1 1"}, {"area": PER_CENT}),
        ({"area": "10 25 60 12"}, {"page": "Write the page that the area is on."}),
        ({"page": "3", "quote": "x" * 501}, {"quote": "Keep the passage to 500 characters."}),
        ({"from_": "4 min"}, {"from": CLOCK}),
        ({"from_": "04:60"}, {"from": CLOCK}),
        ({"from_": "²:10"}, {"from": CLOCK}),
        ({"from_": "04:10", "to": "later"}, {"to": CLOCK}),
        ({"to": "04:10"}, {"from": "Write when it starts, too."}),
        ({"from_": "05:30", "to": "04:10"}, {"to": "It ends before it starts."}),
        ({"from_": "04:10", "to": "04:10"}, {"to": "It ends before it starts."}),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(parts, problems):
    assert pointing.read(typed(**parts))[1] == problems


@pytest.mark.parametrize(
    "place",
    [Place(3, (100, 255, 600, 120), "one two"), Place(start=250, end=3723), Place(start=0)],
)
def test_what_a_form_holds_is_read_back(place):
    assert pointing.read(pointing.as_typed(place)) == (place, {})


@pytest.fixture
def minutes(enrolment, amy):
    words = "The team agreed on  Tuesday\nto start call-backs.\n\nZoë paid £40 – twice."
    return add_artefact(enrolment, by=amy, words=words).file


def test_a_passage_is_found_whatever_its_case_and_line_breaks(minutes):
    for quote in ("agreed on tuesday to start", "Zoë paid £40 – twice."):
        assert pointing.problems_of(Place(1, quote=quote), minutes) == {}


def test_a_passage_that_is_not_on_the_page_is_told(minutes):
    place = Place(1, quote="agreed on Wednesday")

    assert pointing.problems_of(place, minutes) == {"quote": "This passage is not on page 1."}


def test_the_page_of_a_passage_is_found(minutes):
    place = pointing.found(Place(quote="start call-backs"), minutes)

    assert place == Place(1, quote="start call-backs")
    assert pointing.problems_of(place, minutes) == {}


def test_a_passage_that_is_nowhere_asks_for_its_page(minutes):
    place = pointing.found(Place(quote="we never said"), minutes)

    assert list(pointing.problems_of(place, minutes)) == ["quote"]


def test_a_page_that_is_not_there_is_told(minutes):
    assert pointing.problems_of(Place(page=2), minutes) == {"page": "The last page is 1."}


def test_what_has_pages_has_no_clock(minutes):
    problems = {"from": "It is not a recording. Write a page instead."}

    assert pointing.problems_of(Place(start=1), minutes) == problems


@pytest.mark.parametrize(
    ("place", "problems"),
    [
        (Place(start=0, end=2), {}),
        (Place(start=2), {}),
        (Place(start=3), {"from": "The recording is 00:02 long."}),
        (Place(start=1, end=3), {"to": "The recording is 00:02 long."}),
        (Place(page=1), {"page": "It has no pages."}),
    ],
)
def test_a_stretch_lies_inside_the_recording(enrolment, amy, place, problems):
    talk = recordings.add_recording(enrolment, by=amy)

    assert pointing.problems_of(place, talk.file) == problems


def test_nothing_is_refused_while_the_file_is_being_checked(enrolment, amy):
    file = add_artefact(enrolment, by=amy, checked=False).file

    assert pointing.problems_of(Place(9, quote="Anything."), file) == {}
