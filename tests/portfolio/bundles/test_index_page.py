"""Does the page in the ZIP lead to every unit, decision, piece of evidence and file, by itself?"""

from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from portfolio.bundles.built import Built
from portfolio.bundles.index_page import index_page
from portfolio.bundles.names import name_files
from tests.portfolio.bundles.example import criterion, document

PDF = "Amy Carter – portfolio.pdf"


class Page(HTMLParser):
    """The links, the places that links can lead to, the tags and the words of a page."""

    def __init__(self, html):
        super().__init__()
        self.links, self.ids, self.tags, self.words = [], [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.tags.add(tag)
        if "href" in told:
            self.links.append(told["href"])
        if "id" in told:
            self.ids.append(told["id"])

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def page_of():
    """Return a function that makes the page of an example and reads it."""

    def made(example, **first_pages):
        names, earlier = name_files(example.manifest)
        pages = {int(key[1:]): page for key, page in first_pages.items()}
        made = Built(pages=40, sha256="", size=0, first_pages=pages)
        return Page(index_page(example.manifest, names, earlier, pdfs={PDF: made}))

    return made


def test_every_file_of_the_archive_is_linked(whole, page_of):
    names, earlier = name_files(whole.manifest)

    linked = {unquote(urlsplit(link).path) for link in page_of(whole).links} - {""}

    assert linked == {PDF, *names, *earlier}


def test_every_link_within_leads_somewhere(whole, page_of):
    page = page_of(whole)

    within = {link[1:] for link in page.links if link.startswith("#")}

    assert within - set(page.ids) == set()
    assert {"unit-11", "unit-11-1.1", "unit-12", "E01", "E05", "feedback", "evidence"} <= within
    assert len(page.ids) == len(set(page.ids))


def test_a_cross_reference_leads_to_its_page_of_the_pdf(whole, page_of):
    page = page_of(whole, a101=20, a103=30)

    pages = [urlsplit(link).fragment for link in page.links if link.endswith(("=21", "=31", "=20"))]

    assert pages.count("page=21") == 1
    assert pages.count("page=31") == 1
    assert pages.count("page=20") == 2


def test_a_page_beyond_the_last_leads_to_the_last(example, page_of):
    plan = example.add_artefact("Plan", pages_pdf=document("First", "Last"))
    example.add_unit("Change", [criterion("1.1", shown=[(plan, 9)])])

    links = page_of(example, a101=20).links

    assert [urlsplit(link).fragment for link in links if "=" in link] == ["page=21", "page=20"]


def test_decisions_and_signatures_stand_with_who_and_when(whole, page_of):
    words = " ".join(" ".join(page_of(whole).words).split())

    assert "Say who holds each risk." in words
    assert "attempt 1" in words
    assert "A strong portfolio." in words
    assert whole.manifest["units"][0]["sign_off"]["signatures"][0]["fingerprint"] in words


def test_it_needs_no_script_and_nothing_from_elsewhere(whole, page_of):
    page = page_of(whole)

    assert page.tags & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert [link for link in page.links if urlsplit(link).scheme or urlsplit(link).netloc] == []


def test_words_of_people_are_never_markup(example, page_of):
    example.add_artefact("<script>alert(1)</script>", data=b"x", file_name="<b>.txt")

    page = page_of(example)

    assert page.tags & {"script", "b"} == set()
    assert "E01 <script>alert(1)</script>" in page.words


def test_what_is_quarantined_is_named_and_not_linked(example, page_of):
    example.add_artefact("Report", data=b"x", quarantined=True)

    page = page_of(example)

    assert [link for link in page.links if "originals" in link] == []
    assert "Quarantined: nobody is given this file." in page.words


def test_what_was_taken_back_is_told_where_it_stood(taken_back, page_of):
    page = page_of(taken_back)
    words = " ".join(" ".join(page.words).split())

    assert "Open: it was reopened after it had been signed." in words
    assert "15 November 2026, 10:00: One decision was a slip." in words
    assert (
        taken_back.manifest["units"][0]["earlier_sign_offs"][0]["signatures"][0]["words"] in words
    )
    assert "E06 version 1 was withdrawn on 16 November 2026: It names a customer." in words
    assert "#E06" in page.links
    assert page.ids.count("E06") == 1
    assert (
        "originals/earlier%20versions/E06%20version%201%20Letter%20of%20complaint.txt" in page.links
    )


def test_the_people_and_what_the_learner_answered_are_there(whole, page_of):
    whole.manifest["declarations"][0]["answer"] = "Names are on page 1."
    whole.manifest["staff"].append(
        {"name": "Cara Jones", "role": "IQA", "from": "2026-04-06", "until": "2026-05-01"}
    )

    words = " ".join(" ".join(page_of(whole).words).split())

    assert "IQA Cara Jones, from 6 April 2026 until 1 May 2026" in words
    assert "And to the assessor: Names are on page 1." in words


def test_a_stretch_of_a_recording_opens_there(example, page_of):
    film = example.add_artefact(
        "Role play #1?", data=b"x", file_name="a.mp4", content_type="video/mp4"
    )
    quarantined = example.add_artefact("Talk", data=b"y", file_name="b.mp4", quarantined=True)
    shown = [(film, None), (quarantined, None)]
    example.add_unit("Change", [criterion("1.1", shown=shown, start=250, end=330)])
    example.add_unit("Operations", [criterion("2.1", shown=[(film, None)], start=10)])

    page = page_of(example)

    assert [link for link in page.links if "#t=" in link] == [
        "originals/E01%20Role%20play%20%231.mp4#t=250,330",
        "originals/E01%20Role%20play%20%231.mp4#t=10",
    ]
    assert page.words.count("04:10–05:30") == 2


def test_only_what_has_pages_is_said_to_have_one(example, page_of):
    plan = example.add_artefact("Plan", pages_pdf=document("One", "Two"))
    film = example.add_artefact("Role play", data=b"x", content_type="video/mp4")
    example.add_unit("Change", [criterion("1.1", shown=[(plan, 2), (plan, None), (film, None)])])

    words = " ".join(" ".join(page_of(example, a101=5, a102=7).words).split())

    said = "E01 page 2 The table compares before and after. E01 in the PDF E02 in the PDF"
    assert said in words
