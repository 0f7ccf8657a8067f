"""Made larger and smaller again: does what is marked stay at its place on the page?"""

import pytest
from playwright.sync_api import expect

from tests.journeys.arriving import NOTE, arrive

ADDS_MARKED = """
from django.core.files.uploadedfile import SimpleUploadedFile
from evidence import intake, mapping, scanning
from evidence.mapping import Claim
from evidence.models import EvidenceKind
from evidence.places import Place
from learners.models import Enrolment
from qualifications.models import Criterion
enrolled = Enrolment.objects.get(learner__user__email="zoe@harbour.example")
by = enrolled.learner.user
upload = SimpleUploadedFile("account.txt", {note!r}, content_type="")
added = intake.receive(enrolled, upload, by=by)
scanning.scan(added.file_id)
criterion = Criterion.objects.filter(outcome__unit__in=enrolled.chosen_units()).first()
claim = Claim(criterion, place=Place(page=1, area=(200, 300, 400, 100)))
mapping.cross_reference(added, [claim], title="Account", kind=EvidenceKind.PRODUCT, by=by)
print(added.pk)
"""
MARK = (20, 30, 40, 10)

pytestmark = pytest.mark.face


@pytest.fixture(scope="module")
def marked(site):
    """The address of an artefact whose page has a marked area."""
    arrive(site, "zoe", "Zoe Quay")
    return f"/artefacts/{site.tell(ADDS_MARKED.format(note=NOTE))}/"


def place_of_mark(page):
    """Return how wide the page is, and where the mark lies on it, in hundredths of the page."""
    leaf = page.locator("[data-leaf]").bounding_box()
    mark = page.locator("[data-marks] rect").bounding_box()
    return leaf["width"], [
        100 * (mark["x"] - leaf["x"]) / leaf["width"],
        100 * (mark["y"] - leaf["y"]) / leaf["height"],
        100 * mark["width"] / leaf["width"],
        100 * mark["height"] / leaf["height"],
    ]


def middle_of(page):
    """Return which part of the page's height is in the middle of what one sees."""
    return page.locator(".sheet").evaluate(
        "sheet => (sheet.scrollTop + sheet.clientHeight / 2) / sheet.scrollHeight"
    )


def test_what_is_marked_stays_at_its_place_when_the_page_is_larger(sign_in, marked):
    page = sign_in("zoe")
    page.goto(marked)
    expect(page.locator("[data-marks] rect")).to_have_count(1)
    larger, smaller = (page.get_by_role("button", name=name) for name in ("Larger", "Smaller"))
    fits, place = place_of_mark(page)
    assert place == pytest.approx(MARK, abs=1)
    assert smaller.get_attribute("aria-disabled") == "true"

    for said, times in (("125 %", 1.25), ("150 %", 1.5), ("200 %", 2)):
        middle = middle_of(page)
        larger.click()
        expect(page.locator("[data-zoom-said]")).to_have_text(said)
        width, place = place_of_mark(page)
        assert width == pytest.approx(fits * times, rel=0.02)
        assert place == pytest.approx(MARK, abs=1)
        assert middle_of(page) == pytest.approx(middle, abs=0.05)
    assert larger.get_attribute("aria-disabled") == "true"

    smaller.click()
    expect(page.locator("[data-zoom-said]")).to_have_text("150 %")
    page.keyboard.press("-")
    expect(page.locator("[data-zoom-said]")).to_have_text("125 %")
    page.keyboard.press("+")
    expect(page.locator("[data-zoom-said]")).to_have_text("150 %")
    assert place_of_mark(page)[1] == pytest.approx(MARK, abs=1)
    page.keyboard.press("0")
    expect(page.locator("[data-zoom-said]")).to_have_text("Fit width")
    assert place_of_mark(page) == (pytest.approx(fits), pytest.approx(MARK, abs=1))


def test_keys_that_are_typed_into_the_search_leave_the_page_as_it_is(sign_in, marked):
    page = sign_in("zoe")
    page.goto(marked)

    page.get_by_label("Find words in Account").fill("")
    page.keyboard.type("+-0")

    expect(page.locator("[data-zoom-said]")).to_have_text("Fit width")
    expect(page.get_by_role("searchbox")).to_have_value("+-0")
