"""Can the PDF be read aloud, in order, and does every page know its place in that order?"""

import pikepdf
import pytest

from tests.portfolio.bundles.example import photo


def elements(node, depth=0):
    """Yield every structure element below `node`, in reading order."""
    inside = node.get("/K", [])
    for child in inside if isinstance(inside, pikepdf.Array) else [inside]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


@pytest.fixture
def book(whole, print_pdf):
    with pikepdf.open(print_pdf(whole)) as opened:
        yield opened


def test_the_document_says_that_it_is_tagged_and_in_which_language(book):
    assert bool(book.Root.MarkInfo.Marked) is True
    assert str(book.Root.Lang) == "en-GB"
    assert [str(e.S) for e in book.Root.StructTreeRoot.K] == ["/Document"]


def test_every_page_finds_its_elements_and_they_find_the_page(book):
    numbers = book.Root.StructTreeRoot.ParentTree.Nums
    held = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    keys = [int(page.obj.StructParents) for page in book.pages]

    assert len(set(keys)) == len(book.pages)
    for page, key in zip(book.pages, keys, strict=True):
        assert {element.Pg.objgen for element in held[key]} <= {page.obj.objgen}
    assert list(held) == sorted(held)


def test_every_element_stands_below_the_one_that_holds_it(book):
    root = book.Root.StructTreeRoot

    for element in elements(root):
        above = element.P
        inside = above.K if isinstance(above.K, pikepdf.Array) else [above.K]
        assert element.objgen in [
            child.objgen for child in inside if isinstance(child, pikepdf.Dictionary)
        ]


def test_each_artefact_is_a_section_whose_first_page_has_the_heading(book, whole):
    sections = [e for e in elements(book.Root.StructTreeRoot) if str(e.S) == "/Sect"]
    paged = [a for a in whole.manifest["artefacts"] if a["pages"]]
    named = [f"{a['reference']} {a['title']}" for a in paged]

    assert [str(s.T) for s in sections if "/T" in s] == named
    for section, name, artefact in zip(
        [s for s in sections if "/T" in s], named, paged, strict=True
    ):
        kinds = [str(element.S) for element in section.K]
        assert kinds == ["/H1", *["/P"] * artefact["pages"]]
        assert str(section.K[0].ActualText) == name


def test_a_page_without_letters_is_described(example, print_pdf):
    example.add_artefact("The queue on Monday", pages_pdf=photo())

    with pikepdf.open(print_pdf(example)) as book:
        [figure] = [
            e
            for e in elements(book.Root.StructTreeRoot)
            if str(e.S) == "/Figure" and str(e.P.S) == "/Sect"
        ]
        assert str(figure.Alt) == "E01 The queue on Monday, page 1 of 1"


def test_links_say_where_they_lead_and_nothing_leads_out_of_the_book(book):
    links = [link for page in book.pages for link in page.obj.get("/Annots", [])]
    numbers = {page.obj.objgen: number for number, page in enumerate(book.pages, 1)}

    assert len(links) > 20
    for link in links:
        assert str(link.Contents) == f"Page {numbers[link.Dest[0].objgen]}"
        assert "/A" not in link


def test_the_cover_has_a_label_and_every_other_page_its_printed_number(book):
    cover, others = book.Root.PageLabels.Nums[1], book.Root.PageLabels.Nums[3]

    assert [int(book.Root.PageLabels.Nums[at]) for at in (0, 2)] == [0, 1]
    assert (str(cover.P), "/S" in cover) == ("Cover", False)
    assert (others.S, int(others.St)) == (pikepdf.Name.D, 2)


def test_what_is_put_in_late_is_read_in_its_place(book):
    read = [str(e.ActualText) for e in elements(book.Root.StructTreeRoot) if "/ActualText" in e]

    assert "22 November 2026, 20:31" in read
    assert str(len(book.pages)) in read
    assert any(words.startswith("12 events, the last: ") for words in read)
    assert any(words.startswith("p ") for words in read)
