"""Do the tags of a typeset page keep what says something, and nothing else?"""

import io
import re

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from weasyprint import HTML

from evidence.renditions.thinning import children, thin_out

LONG = "<i>word</i> " * 1500
PAGE = f"""<html lang="en"><body>
<h1>A <b>bold</b> heading</h1>
<p>See <b><a href="bundle:x">the plan</a></b>, <span>then <i>all <b>else</b></i></span>.</p>
<table><tr><td><b>E01</b> <span style="display: inline-block"><b>Plan</b></span></td></tr></table>
<p>{LONG}</p></body></html>"""
MARKED = re.compile(rb"/MCID (\d+)")


@pytest.fixture
def thinned():
    made = HTML(string=PAGE).write_pdf(pdf_tags=True)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        thin_out(pdf)
        yield pdf


def elements(node):
    for child in children(node):
        if isinstance(child, Dictionary) and child.get("/Type") == Name.StructElem:
            yield child
            yield from elements(child)


def held(element, page):
    """Return the numbers of the marked words of a page that an element holds itself."""
    for child in children(element):
        if isinstance(child, int):
            if element.Pg.objgen == page.objgen:
                yield int(child)
        elif child.get("/Type") == Name.MCR and child.Pg.objgen == page.objgen:
            yield int(child.MCID)


def test_only_what_says_something_is_left(thinned):
    kinds = {str(element.S) for element in elements(thinned.Root.StructTreeRoot)}

    assert {"/H1", "/P", "/Link", "/TD"} <= kinds
    assert not {
        str(element.S)
        for element in elements(thinned.Root.StructTreeRoot)
        if element.S in (Name.Span, Name.NonStruct) and element.P.S in (Name.P, Name.TD, Name.Link)
    }


def test_only_what_says_something_is_an_object_of_its_own(thinned):
    held = [c for e in elements(thinned.Root.StructTreeRoot) for c in children(e)]
    references = [c for c in held if isinstance(c, Dictionary) and c.Type == Name.OBJR]

    assert [(one.is_indirect, one.Obj.is_indirect) for one in references] == [(False, True)]


def test_all_words_of_all_pages_are_read_once(thinned):
    assert len(thinned.pages) > 1
    for page in thinned.pages:
        drawn = [int(number) for number in MARKED.findall(page.obj.Contents.read_bytes())]
        read = [n for e in elements(thinned.Root.StructTreeRoot) for n in held(e, page.obj)]
        assert sorted(read) == sorted(set(drawn))


def test_marked_words_find_the_element_that_holds_them(thinned):
    numbers = thinned.Root.StructTreeRoot.ParentTree.Nums
    holders = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}

    for page in thinned.pages:
        for number, element in enumerate(holders[int(page.obj.StructParents)]):
            assert number in held(element, page.obj)
    (link,) = thinned.pages[0].obj.Annots
    assert str(holders[int(link.StructParent)].S) == "/Link"


def test_every_element_stands_below_the_one_that_holds_it(thinned):
    for above in elements(thinned.Root.StructTreeRoot):
        for child in children(above):
            if isinstance(child, Dictionary) and child.get("/Type") == Name.StructElem:
                assert child.P.objgen == above.objgen
