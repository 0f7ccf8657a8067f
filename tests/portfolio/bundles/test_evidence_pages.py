"""Are the pages of the evidence joined in order, and their files not held in memory?"""

import ctypes
import io
import os
from pathlib import Path

import pikepdf
import pytest

from portfolio.bundles.evidence_pages import is_lost, open_book
from tests.portfolio.bundles.example import document

LARGE = 40 * 1024**2


def drawn_on(page):
    return page.obj.Contents.read_bytes()


def is_stream(thing):
    return isinstance(thing, pikepdf.Stream)


def with_picture(data):
    """Return a PDF of one page that holds so many bytes."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=pdf.make_stream(data)))
        pdf.save(made, compress_streams=False)
    return made.getvalue()


def memory():
    """Return the bytes of memory that this process has to itself, but for those that lie free."""
    ctypes.CDLL(None).malloc_trim(0)
    resident, shared = map(int, Path("/proc/self/statm").read_text().split()[1:3])
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens the book of artefacts of an example; None opens all."""

    def opened(example, artefacts=None, rendition_of=None):
        holding = tmp_path / "holding"
        holding.mkdir()
        artefacts = example.manifest["artefacts"] if artefacts is None else artefacts
        return open_book(artefacts, rendition_of or example.rendition_of, holding)

    return opened


@pytest.fixture
def two(example):
    example.add_artefact("Plan", pages_pdf=document("Plan one", "Plan two"))
    example.add_artefact("Minutes", pages_pdf=document("Minutes"))
    return example


def test_each_artefact_gets_its_own_pages_and_the_book_has_none_yet(two, opened):
    plan, minutes = two.manifest["artefacts"]

    book, found = opened(two, [minutes, plan])

    assert len(book.pages) == 0
    for artefact in (plan, minutes):
        with pikepdf.open(two.rendition_of(artefact["sha256"])) as own:
            pages = found[artefact["id"]].pages
            assert [drawn_on(page) for page in pages] == [drawn_on(page) for page in own.pages]


def test_one_file_may_be_two_artefacts(example, opened):
    same = document("Minutes")
    once, again = (example.add_artefact(title, pages_pdf=same) for title in ("Minutes", "Again"))

    _, found = opened(example)

    assert [len(found[artefact["id"]].pages) for artefact in (once, again)] == [1, 1]


def test_a_portfolio_without_pages_is_an_empty_book(example, opened):
    example.add_artefact("Video", data=b"no pages")

    book, found = opened(example)

    assert (len(book.pages), found) == (0, {})


@pytest.mark.parametrize("harm", ["lost", "empty", "fewer", "locked"])
def test_a_file_that_is_no_more_what_it_was_costs_only_its_own_pages(two, opened, harm):
    plan, minutes = two.manifest["artefacts"]
    path = two.rendition_of(plan["sha256"])
    if harm == "lost":
        path.unlink()
    elif harm == "locked":
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            pdf.save(encryption=pikepdf.Encryption(user="secret", owner="secret"))
    else:
        path.write_bytes(b"" if harm == "empty" else document("One"))

    _, found = opened(two)

    assert list(found) == [minutes["id"]]


@pytest.mark.parametrize("change", ["replaced", "removed"])
def test_what_becomes_of_a_file_meanwhile_changes_nothing(two, opened, tmp_path, change):
    book, found = opened(two)
    plan = two.manifest["artefacts"][0]
    path = two.rendition_of(plan["sha256"])
    before = [drawn_on(page) for page in pikepdf.open(path).pages]

    if change == "replaced":
        (tmp_path / "other.pdf").write_bytes(document("Something else", "altogether"))
        (tmp_path / "other.pdf").replace(path)
    else:
        path.unlink()
    book.pages.extend(found[plan["id"]].pages)
    book.save(tmp_path / "book.pdf")

    with pikepdf.open(tmp_path / "book.pdf") as written:
        assert [drawn_on(page) for page in written.pages] == before
    assert not is_lost(found)


def test_a_file_that_can_not_be_read_to_its_end_is_noticed(two, opened):
    _, found = opened(two)

    os.truncate(found[two.manifest["artefacts"][0]["id"]].held, 400)

    assert is_lost(found)


def test_what_a_document_says_beside_its_pages_stays_out(example, print_pdf, tmp_path):
    with pikepdf.open(io.BytesIO(document("Form"))) as pdf:
        page = pdf.pages[0].obj
        link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A={"/URI": "https://out.example"})
        page.Annots = pikepdf.Array([pdf.make_indirect(link)])
        drawing = pdf.make_stream(b"", Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9], Page=page)
        page.Resources.XObject = pikepdf.Dictionary(Drawn=drawing)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array())
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(tmp_path / "form.pdf")
    example.add_artefact("Form", pages_pdf=(tmp_path / "form.pdf").read_bytes())

    with pikepdf.open(print_pdf(example)) as book:
        told = " ".join(str(thing.unparse()) for thing in book.objects if not is_stream(thing))

    assert "OpenAction" not in told
    assert "AcroForm" not in told
    assert "out.example" not in told


def test_large_files_are_not_held_in_memory(example, opened, tmp_path):
    large = example.add_artefact("Photo", pages_pdf=with_picture(os.urandom(LARGE)))
    before = memory()

    book, found = opened(example)
    book.pages.append(found[large["id"]].pages[0])
    book.save(tmp_path / "book.pdf")

    assert memory() - before < LARGE / 4
    assert (tmp_path / "book.pdf").stat().st_size > LARGE
