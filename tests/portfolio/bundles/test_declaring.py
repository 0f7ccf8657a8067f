"""A bundle declares PDF/A-3u where every part keeps its rules; else it is plain and says so."""

import json
import re
import zipfile
from functools import partial
from math import inf

import pikepdf
import pytest

from evidence import storage
from evidence.records import kinds, kpi
from evidence.renditions import archival, paging, photo, plain, record
from portfolio.bundles import building, declaring, imprint, keys, pdf_seal, requesting
from portfolio.bundles.lettering import Lettering
from portfolio.bundles.places import SLOTS
from portfolio.bundles.volumes import Size
from tests.evidence import samples
from tests.evidence.test_records import KPI, answers
from tests.portfolio.bundles.conformance import declared, faults
from tests.portfolio.bundles.example import DOCX, criterion, document
from tests.portfolio.bundles.reading import texts

NEITHER = (None, None)


@pytest.fixture
def pages(tmp_path):
    """Return a function that makes of a file the pages that a bundle takes."""

    def pages(data, convert=None):
        source = samples.write(tmp_path / "source", data)
        if convert:
            convert(source, tmp_path / "made.pdf")
            source = tmp_path / "made.pdf"
        paging.defuse(source, tmp_path / "pages.pdf", "Pages", 50)
        return (tmp_path / "pages.pdf").read_bytes()

    return pages


@pytest.fixture
def own(example, pages):
    """A portfolio with a record, a photo, a text, an upright and a wide document, and a film."""
    words = kinds.record("kpi_record", "Calls", answers(kpi, KPI))
    calls = example.add_artefact(
        "Calls, Świadectwo", pages_pdf=pages(json.dumps(words).encode(), record.convert)
    )
    desk = example.add_artefact("The desk", pages_pdf=pages(samples.photo(), photo.convert))
    example.add_artefact(
        "Minutes",
        pages_pdf=pages(b"Owners agree each milestone.", plain.convert),
        content_type=DOCX,
        rendition="text",
    )
    example.add_artefact("Plan", pages_pdf=pages(document("One", "Two")))
    example.add_artefact("Chart", pages_pdf=pages(document("Wide", size="A3 landscape")))
    example.add_artefact("Role play", data=b"moving pictures", content_type="video/mp4")
    example.add_unit("Change", [criterion("1.1", shown=[(calls, 1), (desk, None)])])
    return example


@pytest.fixture
def for_print(pages):
    """The pages of a file in which a learner uses colours for print."""
    return pages(samples.pdf_with(lambda sent: sent.pages[0].contents_add(b"0 0 0 1 k")))


def test_a_bundle_of_our_own_renditions_declares_pdf_a_and_keeps_its_rules(own, print_pdf):
    path = print_pdf(own)

    assert declared(path) == ("3", "U")
    assert faults(path) == []
    assert declaring.DECLARED in texts(path)[-8]


def test_it_still_does_when_it_is_sealed(own, print_pdf):
    path = print_pdf(own, seal=partial(pdf_seal.seal, key=keys.of_centre("harbour")))

    assert declared(path) == ("3", "U")
    assert faults(path) == []


def test_without_any_evidence_it_does_too(example, print_pdf):
    path = print_pdf(example)

    assert declared(path) == ("3", "U")
    assert faults(path) == []


def test_of_volumes_each_declares_for_itself_and_the_first_tells_of_all(own, for_print, print_pdf):
    leaflet = own.add_artefact("Leaflet", pages_pdf=for_print)
    own.add_unit("Sell", [criterion("1.1", shown=[(leaflet, 1)])])

    first = print_pdf(own, most=Size(1, inf))

    volumes = sorted(first.parent.glob("out*.pdf"))
    assert [declared(path) for path in volumes] == [("3", "U"), NEITHER, ("3", "U"), ("3", "U")]
    told = " ".join(" ".join(texts(first)).split())
    assert "PDF/A-3u but for the volumes with colours for print (CMYK) (E07)." in told


def test_the_same_portfolio_gives_the_same_bytes(own, print_pdf):
    assert print_pdf(own).read_bytes() == print_pdf(own, name="again.pdf").read_bytes()


def test_one_part_that_breaks_a_rule_makes_it_a_plain_pdf_that_names_it(own, for_print, print_pdf):
    own.add_artefact("Poster", pages_pdf=for_print)
    path = print_pdf(own)

    assert declared(path) == NEITHER
    with pikepdf.open(path) as book:
        assert "/OutputIntents" not in book.Root
    said = "A plain PDF, not PDF/A-3u. It has colours for print (CMYK) (E07)."
    assert sum(said in text for text in texts(path)) == 1


def test_pages_that_were_never_checked_are_not_taken_for_good(own, print_pdf):
    own.add_artefact("Letter", pages_pdf=document("A letter"))
    path = print_pdf(own)

    assert declared(path) == NEITHER
    assert any("It has parts that could not be checked (E07)." in text for text in texts(path))


def test_a_letter_that_no_font_here_has_makes_it_a_plain_pdf(example, print_pdf):
    example.manifest["learner"]["name"] = "Amy \U00012000"
    path = print_pdf(example)

    assert declared(path) == NEITHER
    said = "It has letters that their font does not have (front pages)."
    assert any(said in text for text in texts(path))


def test_so_does_such_a_letter_in_a_strip(own, print_pdf):
    own.manifest["artefacts"][3]["problem"] = "Not all of 中 could be read."
    path = print_pdf(own)

    assert declared(path) == NEITHER
    said = "It has letters that their font does not have (headings)."
    assert any(said in text for text in texts(path))


def test_the_longer_the_list_of_reasons_the_fewer_parts_are_named_of_each():
    verdict = declaring.Verdict()
    verdict.note("E02", {"fonts"})
    for number in range(1, 31):
        verdict.note(f"E{number:02}", {"cmyk"})

    named = ", ".join(f"E{number:02}" for number in range(1, 25))
    assert verdict.sentence == (
        "A plain PDF, not PDF/A-3u. It has fonts that are not embedded (E02), "
        f"colours for print (CMYK) ({named} and 6 more)."
    )
    for number in range(1, 31):
        verdict.note(f"E{number:02}", archival.SAID)
    assert "colours for print (CMYK) (E01, E02, E03 and 27 more)" in verdict.sentence


def test_on_paper_every_reason_stands_with_the_evidence(own, pages, for_print, print_pdf):
    vivid = pages(samples.pdf_with(lambda sent: sent.pages[0].contents_add(b"/Vivid ri")))
    for number in range(7):
        own.add_artefact(f"Poster {number}", pages_pdf=for_print)
        own.add_artefact(f"Letter {number}", pages_pdf=document(f"A letter {number}"))
        own.add_artefact(f"Screen {number}", pages_pdf=vivid)
    path = print_pdf(own)

    posters, letters, screens = (
        ", ".join(f"E{number:02}" for number in range(first, 28, 3)) for first in (7, 8, 9)
    )
    (said,) = re.findall(r"A plain PDF.*\)\.", " ".join(texts(path)))
    assert said == (
        f"A plain PDF, not PDF/A-3u. It has colours for print (CMYK) ({posters}), "
        f"ways of drawing that are not allowed ({screens}), "
        f"parts that could not be checked ({letters})."
    )


def test_the_longest_list_of_reasons_has_room_on_its_page():
    verdict = declaring.Verdict()
    for number in range(5000):
        verdict.note(f"E{number}", archival.SAID)
    lettering, slot, room = Lettering(pikepdf.new(), imprint.assets()), SLOTS["kind"], 481

    lines = lettering.wrap(verdict.sentence, room, slot.size, most=slot.lines)

    assert " ".join(lines) == verdict.sentence
    assert all(lettering.width(line, slot.size) <= room for line in lines)


def test_row_and_screen_and_zip_say_the_same(all_met, owen, client_of):
    bundle = building.build(requesting.request(all_met, edition="centre", by=owen).pk)
    page = client_of(owen).get(bundle.get_absolute_url()).content.decode()
    with zipfile.ZipFile(storage.store().fetch(building.stored_name(bundle, "portfolio.zip"))) as z:
        read_me = z.read("READ ME FIRST.txt").decode()

    assert bundle.pdf_says == declaring.DECLARED
    assert [bundle.pdf_says in said for said in (page, read_me)] == [True, True]
