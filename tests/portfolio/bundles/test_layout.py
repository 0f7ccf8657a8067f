"""Does each thing on a page have room, and does what belongs together stay together?"""

import pytest

from tests.portfolio.bundles.example import (
    FINGERPRINT,
    criterion,
    document,
    judgement,
    sign_off,
)
from tests.portfolio.bundles.reading import boxes, texts

FOOT = 16 / 25.4 * 72
LINE = 14
HEIGHTS = range(4, 34)


@pytest.fixture
def at_every_height(example):
    """Units whose second criterion and sign-off come a line lower on the page each time."""
    plan = example.add_artefact("Plan", pages_pdf=document("Plan"))
    for lines in HEIGHTS:
        first = judgement(feedback="\n".join(f"Line {n}" for n in range(lines)))
        second = judgement(feedback=f"Second {lines}")
        second["evidence"] = [f"E{number:02} version 1" for number in range(1, 61)]
        shown = criterion("1.2", shown=[(plan, 1)], judgements=[second])
        shown["evidence"][0]["claim"] = f"Claim {lines}."
        signed = sign_off()
        signed["signatures"][0]["name"] = f"Ben {lines}"
        example.add_unit(
            f"Unit {lines}", [criterion("1.1", judgements=[first]), shown], sign_off=signed
        )
    return example


def page_with(pages, words):
    """Return the number of the only page on which these words stand."""
    (found,) = [number for number, text in enumerate(pages) if words in text]
    return found


def keeps_to_its_column(path, words, neighbour):
    """Return whether words, where they stand first, end before the column on their right begins."""
    page, _, _, right, _ = boxes(path, words)[0]
    return right < min(left for number, left, *_ in boxes(path, neighbour) if number == page)


def test_a_hash_in_the_index_keeps_to_its_column(taken_back, print_pdf):
    artefacts = taken_back.manifest["artefacts"]
    artefacts[0]["uploaded_by"] = "Tom Fielding, human resources adviser"

    path = print_pdf(taken_back)

    assert all(keeps_to_its_column(path, a["sha256"], "Uploaded") for a in artefacts)
    earlier = taken_back.manifest["earlier_versions"]
    assert all(keeps_to_its_column(path, v["sha256"], "Handed in") for v in earlier)


def test_the_state_of_evidence_is_written_behind_its_kind(taken_back, print_pdf):
    plan = taken_back.manifest["artefacts"][0]
    plan |= {"state": "submitted", "state_label": "Submitted", "version": 9}
    plan["kind_label"] = "Professional discussion"
    taken_back.manifest["earlier_versions"][0] |= {"reference": plan["reference"], "number": 9}

    path = print_pdf(taken_back)

    told = "submitted, replaced after version 9"
    page, left, low, _, _ = boxes(path, told)[0]
    kind = next(box for box in boxes(path, "Professional discussion,") if box[0] == page)
    assert abs(kind[2] - low) < 1
    assert 0 < left - kind[3] < LINE / 2
    assert keeps_to_its_column(path, told, "Uploaded")


def test_a_heading_and_a_reference_stand_on_the_page_of_their_claim(at_every_height, print_pdf):
    pages = texts(print_pdf(at_every_height))

    for lines in HEIGHTS:
        assert page_with(pages, f"1.2 Explain what 1.2 asks for E01 p1 Claim {lines}.")


def test_a_signature_is_never_torn(at_every_height, print_pdf):
    pages = texts(print_pdf(at_every_height))

    for lines in HEIGHTS:
        page = pages[page_with(pages, f"Ben {lines}, assessor")]
        _, signed = page.split("Sign-off")
        assert "Every criterion of this unit is met." in signed
        assert FINGERPRINT in signed


def test_a_long_list_of_what_was_seen_fills_its_page(at_every_height, print_pdf):
    path = print_pdf(at_every_height)
    torn = [
        number
        for number, text in enumerate(texts(path), 1)
        if "aw E01 version 1, E02 version 1" in text and "E60 version 1" not in text
    ]

    assert torn
    for number in torn:
        lowest = min(low for page, _, low, *_ in boxes(path, "version 1") if page == number)
        assert lowest < FOOT + 3 * LINE
