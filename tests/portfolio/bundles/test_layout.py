"""Does each thing on a page have room, and does what belongs together stay together?"""

from tests.portfolio.bundles.reading import boxes


def keeps_to_its_column(path, digest, neighbour):
    """Return whether a hash, where it stands first, ends before the column on its right begins."""
    page, _, _, right, _ = boxes(path, digest)[0]
    return right < min(left for number, left, *_ in boxes(path, neighbour) if number == page)


def test_a_hash_in_the_index_keeps_to_its_column(taken_back, print_pdf):
    artefacts = taken_back.manifest["artefacts"]
    artefacts[0]["uploaded_by"] = "Tom Fielding, human resources adviser"

    path = print_pdf(taken_back)

    assert all(keeps_to_its_column(path, a["sha256"], "Uploaded") for a in artefacts)
    earlier = taken_back.manifest["earlier_versions"]
    assert all(keeps_to_its_column(path, v["sha256"], "Handed in") for v in earlier)
