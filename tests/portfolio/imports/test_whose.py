"""Is a portfolio kept from the wrong learner, and a person of two names let through?"""

import pytest

from audit.models import AuditEvent
from core.errors import RuleViolation
from learners import registration
from portfolio.imports import importing, opening, whose
from portfolio.models import ImportedPortfolio


@pytest.fixture
def told(unpacked):
    """Return a function that reads the ZIP of Amy as that of somebody else."""

    def read(**learner):
        manifest = unpacked.manifest
        manifest["learner"] |= learner
        unpacked.put_manifest(manifest)
        return opening.read(unpacked.seal())

    return read


def data_of_the_import():
    return AuditEvent.objects.get(act="portfolio.imported").data


@pytest.mark.parametrize(
    "other",
    ["amy carter", "AMY  CARTER", " Amy\u00a0Carter ", "Amý Cärter", "Amy-Carter", "AmyCarter"],
)
def test_names_that_are_written_alike_are_one(other):
    assert whose.is_one_name("Amy Carter", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Amy Carter", "Amy Cartier"), ("Amy Carter", "Carter Amy"), ("राम", "रमा"), ("Ann", "Anna")],
)
def test_names_that_are_written_otherwise_are_two(one, other):
    assert not whose.is_one_name(one, other)


def test_somebody_else_by_name_is_refused_until_it_is_confirmed(told, amy_there, dan):
    read_zip = told(name="Amy Carter")

    with pytest.raises(RuleViolation, match="The file says Amy Carter, you chose Amy") as caught:
        importing.bring_in(read_zip, amy_there, by=dan)
    assert caught.value.field == "same_person"
    assert not ImportedPortfolio.objects.exists()

    imported, is_new = importing.bring_in(read_zip, amy_there, confirmed=True, by=dan)

    assert is_new
    assert whose.in_words(imported) == "Amy (as Amy Carter)"
    assert data_of_the_import() == {
        "manifest": imported.manifest_sha256,
        "confirmed_as": "Amy Carter",
    }


def test_the_uln_shows_that_it_is_the_same_person(told, amy_there, dan):
    imported, _ = importing.bring_in(told(name="Amy Long", uln="1234567890"), amy_there, by=dan)

    assert whose.in_words(imported) == "Amy (as Amy Long)"
    assert data_of_the_import() == {"manifest": imported.manifest_sha256}


def test_of_the_same_name_nothing_is_asked(told, amy_there, dan):
    imported, _ = importing.bring_in(told(name="ÁMY"), amy_there, by=dan)

    assert whose.in_words(imported) == "Amy"
    assert data_of_the_import() == {"manifest": imported.manifest_sha256}


def test_somebody_else_by_uln_is_refused_whatever_is_confirmed(told, amy_there, dan):
    with pytest.raises(RuleViolation, match="this is the portfolio of 9876543210"):
        importing.bring_in(told(uln="9876543210"), amy_there, confirmed=True, by=dan)

    assert not ImportedPortfolio.objects.exists()


def test_the_likely_learner_fits_by_uln_or_by_name_alone(amy_there, other_centre, dan):
    amy = {"name": "AMY ", "uln": ""}
    assert whose.likely_learner(amy, other_centre) == amy_there

    registration.add_learner(other_centre, name="Amy", email="a2@x.example", uln="", by=dan)
    assert whose.likely_learner(amy, other_centre) is None
    assert whose.likely_learner(amy | {"uln": "1234567890"}, other_centre) == amy_there
