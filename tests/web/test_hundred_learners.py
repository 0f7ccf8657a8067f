"""A hundred learners cost as many queries as one, on each page that a list could slow down."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from learners import allocation
from tests.people import add_artefact, enrolled, map_to, submit

MANY = 99


def queries(client, address):
    """Return how many queries a page takes."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def add_many(sent, centre, specification, owen, ben, criteria):
    """Return a function that brings the centre to a hundred learners, all waiting for ben."""

    def add():
        for number in range(MANY):
            other = enrolled(
                f"learner{number:02d}", centre=centre, specification=specification, by=owen
            )
            allocation.allocate(other, ben, role=Role.ASSESSOR, by=owen)
            learner = other.learner.user
            artefact = map_to(add_artefact(other, by=learner), criteria["1.1"], by=learner)
            submit(other, artefact, by=learner)

    return add


def test_portfolio_work_list_and_learner_list(client_of, enrolment, centre, ben, owen, add_many):
    pages = {
        "portfolio": (client_of(ben), enrolment.get_absolute_url()),
        "work list": (client_of(ben), "/marking/"),
        "learners": (client_of(owen), centre.get_absolute_url()),
        "home of the assessor": (client_of(ben), "/"),
        "home of the centre": (client_of(owen), "/"),
    }
    one = {name: queries(*page) for name, page in pages.items()}

    add_many()

    assert {name: queries(*page) for name, page in pages.items()} == one
