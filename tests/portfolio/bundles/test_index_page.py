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
