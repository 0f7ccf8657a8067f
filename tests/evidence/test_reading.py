"""Are the words of a page known, where they stand, and where a passage is among them?"""

import json

import pypdfium2
import pytest
from weasyprint import HTML

from evidence import contents
from evidence.cage.takeover import holds_tables, holds_words
from evidence.contents import Word, boxes, passages
from evidence.renditions.reading import words_on
from tests.evidence import samples
from tests.people import add_artefact

PAGE = (
    "<style>@page {{ size: 100mm 200mm; margin: 0 }} p {{ position: absolute; margin: 0; "
    "left: 10mm; top: 20mm; width: 80mm; font: 5mm/2 sans-serif }}</style><p>{text}</p>"
)


@pytest.fixture
def page(tmp_path):
    def made(text, turn=0):
        HTML(string=PAGE.format(text=text)).write_pdf(tmp_path / "page.pdf")
        page = pypdfium2.PdfDocument(tmp_path / "page.pdf")[0]
        page.set_rotation(turn)
        return page

    return made


def test_words_stand_in_thousandths_of_the_page(page):
    (first, *where), (second, *_) = words_on(page("Call-backs began"))

    assert (first, second) == ("Call-backs", "began")
    left, top, width, height = where
    assert left == 100
    assert 100 <= top <= 125
    assert 200 < width < 350
    assert 20 < height < 40


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_on_a_turned_page_words_stand_where_they_are_seen(page, turn):
    word, left, top, width, height = words_on(page("Call-backs", turn))[0]

    assert word == "Call-backs"
    assert (height > width) == (turn in (90, 270))
    assert (left > 500, top > 500) == {
        90: (True, False), 180: (True, True), 270: (False, True)
    }[turn]  # fmt: skip


def test_columns_of_text_are_not_run_together(page):
    words = words_on(page("<span>left</span><span style='margin-left: 30mm'>right</span>"))

    assert [word for word, *_ in words] == ["left", "right"]


def test_places_where_a_word_may_break_are_not_part_of_it(page):
    words = words_on(page("refund\u200b_requests re\u00adfunds"))

    assert [word for word, *_ in words] == ["refund_requests", "refunds"]


def word(text, left, top):
    return Word(text, left, top, 50, 10)


LINES = [word("It", 100, 100), word("began", 160, 101), word("on", 100, 120), word("it", 160, 120)]


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("it", [(0, 0), (3, 3)]),
        ("BEGAN  on", [(1, 2)]),
        ("gan o", [(1, 2)]),
        ("began it", []),
        ("", []),
        (" ", []),
    ],
)
def test_a_phrase_is_found_in_any_case_and_across_lines(phrase, found):
    assert passages(LINES, phrase) == found


def test_a_passage_is_boxed_line_by_line():
    assert boxes(LINES, (0, 2)) == [[100, 100, 110, 11], [100, 120, 50, 10]]


def test_a_search_counts_the_pages(enrolment, amy):
    file = add_artefact(enrolment, by=amy, words="\n".join(["One line."] * 60)).file

    found = contents.search(file, "one LINE.")

    assert [page for page, _ in found] == [1, 2]
    assert sum(times for _, times in found) == 60


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["[]"],
        ["[]", "[]", "[]"],
        ["[]", "{}"],
        ["[]", '[["word",1,2,3]]'],
        ["[]", '[["word",1,2,3,1001]]'],
        ["[]", '[["word",1,2,3,true]]'],
        ["[]", '[["word",1,2,3,-1]]'],
        ["[]", '[["word",1,2,3,0.5]]'],
        ["[]", "[[7,1,2,3,4]]"],
        ["[]", "[" * 100_000],
        ["[]", json.dumps([["word", 1, 2, 3, 4]] * 5001)],
    ],
)
def test_words_of_another_shape_are_not_taken_over(tmp_path, lines):
    path = samples.write(tmp_path / "words.jsonl", "".join(f"{line}\n" for line in lines))

    assert not holds_words(path, pages=2)


def test_words_of_the_right_shape_are_taken_over(tmp_path):
    path = samples.write(tmp_path / "words.jsonl", '[]\n[["word",1,2,3,4]]\n')

    assert holds_words(path, pages=2)


TABLE = {"name": "Weeks", "head": ["Week"], "rows": [["1"]], "said": []}


@pytest.mark.parametrize(
    ("tables", "fits"),
    [
        ([TABLE], True),
        ([], False),
        (TABLE, False),
        ([{**TABLE, "rows": [[1]]}], False),
        ([{**TABLE, "rows": ["1"]}], False),
        ([{**TABLE, "script": "x"}], False),
        ([{"name": "Weeks"}], False),
    ],
)
def test_only_tables_of_text_are_taken_over(tmp_path, tables, fits):
    path = samples.write(tmp_path / "tables.json", json.dumps(tables))

    assert holds_tables(path) is fits
