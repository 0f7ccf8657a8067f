"""How is a place said, kept and put into an address?"""

import pytest

from evidence.places import WHOLE, Place

AREA = (100, 250, 600, 120)


@pytest.mark.parametrize(
    ("place", "short", "address"),
    [
        (WHOLE, "", "/a/"),
        (Place(page=3), "p3", "/a/?page=3"),
        (Place(3, area=AREA), "p3 marked", "/a/?page=3&area=100%2C250%2C600%2C120"),
        (Place(3, quote="for £40 & up"), "p3 marked", "/a/?page=3&quote=for+%C2%A340+%26+up"),
        (Place(start=250, end=330), "04:10–05:30", "/a/?from=250&to=330"),
        (Place(start=0), "00:00", "/a/?from=0"),
        (Place(start=3723), "1:02:03", "/a/?from=3723"),
    ],
)
def test_a_place_is_said_in_short_and_opened_by_its_address(place, short, address):
    assert place.in_short() == short
    assert place.in_address("/a/") == address
    assert Place.read(place.as_kept()) == place


@pytest.mark.parametrize("begun", ["/a/?version=2", "/a/?version=2&"])
def test_an_address_with_a_query_keeps_it(begun):
    assert Place(page=3).in_address(begun) == "/a/?version=2&page=3"


def test_a_page_alone_is_kept_as_it_always_was():
    assert Place(page=3).as_kept() == {"page": 3}


@pytest.mark.parametrize(
    ("place", "fine"),
    [(Place(page=3), False), (Place(3, area=AREA), True), (Place(start=0), True)],
)
def test_a_page_alone_is_not_fine(place, fine):
    assert place.is_fine is fine
