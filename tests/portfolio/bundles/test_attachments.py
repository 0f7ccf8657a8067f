"""The originals travel inside the PDF while they are small enough."""

import pikepdf
import pytest

from portfolio.bundles import attachments
from tests.portfolio.bundles.example import document
from tests.portfolio.bundles.reading import texts

SAYS_SO = "are attached to this document"


def attached(path):
    with pikepdf.open(path) as book:
        return {
            name: (bytes(spec.get_file().read_bytes()), str(spec.obj.AFRelationship))
            for name, spec in book.attachments.items()
        }


@pytest.fixture
def small(example):
    example.add_artefact("Plan", pages_pdf=document("A plan"))
    example.add_artefact("CON", data=b"a recording", content_type="video/mp4")
    return example


def test_every_original_is_attached_byte_for_byte_under_its_name_in_the_zip(small, print_pdf):
    path = print_pdf(small)
    plan, _ = small.manifest["artefacts"]

    assert attached(path) == {
        "E01 Plan.pdf": (small.original_of(plan["sha256"]).read_bytes(), "/Source"),
        "E02 CON.mp4": (b"a recording", "/Source"),
    }
    with pikepdf.open(path) as book:
        assert len(book.Root.AF) == 2
        assert book.attachments["E01 Plan.pdf"].description == "E01 Plan"
    assert any(SAYS_SO in text for text in texts(path))


def test_above_the_limit_none_is_attached_and_the_index_says_where_they_are(small, print_pdf):
    small.manifest["artefacts"][1]["size"] = attachments.MOST_BYTES
    path = print_pdf(small)

    assert attached(path) == {}
    assert not any(SAYS_SO in text for text in texts(path))


def test_what_is_quarantined_is_not_attached(small, print_pdf):
    small.manifest["artefacts"][1]["quarantined"] = True

    assert list(attached(print_pdf(small))) == ["E01 Plan.pdf"]


def test_the_same_portfolio_gives_the_same_bytes(small, print_pdf):
    assert print_pdf(small).read_bytes() == print_pdf(small, name="again.pdf").read_bytes()
