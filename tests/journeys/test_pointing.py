"""From the learner's finger on the page to the assessor's eye on it: is it the very same place?"""

import pytest
from playwright.sync_api import expect

from tests.journeys.arriving import NOTE, arrive
from tests.running.waiting import until, until_it_is

ADDS_TALK = """
from django.core.files.uploadedfile import SimpleUploadedFile
from evidence import intake, scanning
from learners.models import Enrolment
from tests.evidence.recordings import sound
enrolled, ids = Enrolment.objects.get(learner__user__email="pia@harbour.example"), []
for name, data in (("account.txt", {note!r}), ("talk.wav", sound("pcm_s16le", "wav", seconds=9))):
    upload = SimpleUploadedFile(name, data, content_type="")
    added = intake.receive(enrolled, upload, by=enrolled.learner.user)
    scanning.scan(added.file_id)
    ids.append(added.pk)
print(*ids, enrolled.pk)
"""
SENDS_TALK = """
from django.core.files.uploadedfile import SimpleUploadedFile
from evidence import intake, mapping, submission
from evidence.places import Place
from learners.models import Enrolment
from tests.evidence.recordings import sound
from tests.running.waiting import until
enrolled = Enrolment.objects.get(learner__user__email="tia@harbour.example")
tia = enrolled.learner.user
upload = SimpleUploadedFile("talk.wav", sound("pcm_s16le", "wav", seconds=60), content_type="")
talk = intake.receive(enrolled, upload, by=tia)
until(lambda: type(talk.file).objects.get(pk=talk.file_id).state == "clean")
criteria = [c for o in enrolled.chosen_units()[0].outcomes.all() for c in o.criteria.all()][:2]
places = [Place(start=start, end=end) for start, end in {stretches}]
claims = [mapping.Claim(*one, "Heard here.") for one in zip(criteria, places, strict=True)]
talk = mapping.cross_reference(talk, claims, title="Talk", kind=talk.kind, by=tia)
submission.submit(enrolled, [talk], declared=True, by=tia)
print(enrolled.pk)
"""
STRETCHES = [(5, 8), (40, 45)]
CLOCK = "audio => audio.currentTime"
QUOTED = "my manager why that matters."


@pytest.fixture(scope="module")
def pia(site):
    """The ids of a learner's account, of her recording and of her enrolment."""
    arrive(site, "pia", "Pia Marsh")
    return site.tell(ADDS_TALK.format(note=NOTE)).split()


def select(page, words):
    """Select words on the page with the mouse, as a reader does."""
    first, *_, last = words.split()
    spans = page.locator("[data-letters] span")
    texts = [text.strip() for text in spans.all_text_contents()]
    start = next(
        at for at in range(len(texts)) if " ".join(texts[at : at + len(words.split())]) == words
    )
    begin = spans.nth(start).bounding_box()
    end = spans.nth(start + len(words.split()) - 1).bounding_box()
    assert (texts[start], texts[start + len(words.split()) - 1]) == (first, last)
    page.mouse.move(begin["x"] + 1, begin["y"] + begin["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 1, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def stretch_of(page):
    """Return the stretch, of those that are claimed, in which the player stands."""
    now = page.locator("audio").evaluate(CLOCK)
    return next((stretch for stretch in STRETCHES if stretch[0] <= now <= stretch[1] + 1), None)


def drag(page):
    """Draw a frame over the page, from a tenth to a half of it across."""
    leaf = page.locator("[data-leaf]").bounding_box()
    page.mouse.move(leaf["x"] + leaf["width"] * 0.1, leaf["y"] + leaf["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(leaf["x"] + leaf["width"] * 0.5, leaf["y"] + leaf["height"] * 0.2, steps=6)
    page.mouse.up()


def test_what_is_marked_quoted_and_timed_opens_at_that_place_on_the_workbench(sign_in, pia):
    account, talk, enrolment = pia
    page = sign_in("pia")

    page.goto(f"/artefacts/{account}/map/")
    row = page.locator("[data-row]").first
    row.locator("label").first.click()
    expect(page.locator("[data-letters] span").first).to_be_attached()
    row.get_by_role("button", name="Mark an area").click()
    drag(page)
    sides = [float(side) for side in row.get_by_label("Area").input_value().split()]
    assert sides == pytest.approx([10, 10, 40, 10], abs=1)
    row.get_by_role("button", name="Mark an area").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    nudged = [float(side) for side in row.get_by_label("Area").input_value().split()]
    assert nudged == pytest.approx([sides[0] + 1, sides[1], sides[2], sides[3] + 1])
    select(page, QUOTED)
    row.get_by_role("button", name="Quote the selection").click()
    expect(row.get_by_label("Passage")).to_have_value(QUOTED)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/portfolio/**")

    page.goto(f"/artefacts/{talk}/map/")
    row = page.locator("[data-row]").nth(1)
    row.locator("label").first.click()
    page.locator("audio").evaluate("audio => { audio.currentTime = 2.4; }")
    row.get_by_role("button", name="Starts now").click()
    expect(row.get_by_label("From")).to_have_value("00:02")
    row.get_by_label("To", exact=True).fill("00:04")
    page.get_by_role("button", name="Save, check and send").click()
    page.get_by_role("checkbox", name="I declare").or_(
        page.locator("[name=declared]")
    ).first.check()
    page.get_by_role("button", name="Send to your assessor").click()
    page.wait_for_url("**/portfolio/**")

    bench = sign_in("ben")
    bench.goto(f"/enrolments/{enrolment}/judge/")
    bench.locator(".decision.is-on a.ref").first.click()
    expect(bench.locator(".mark-here rect")).to_have_count(2)
    expect(bench.locator(".mark-here text")).to_have_count(1)
    expect(bench.locator("q.passage").first).to_have_text(QUOTED)
    bench.keyboard.press("j")
    expect(bench.locator("audio")).to_be_visible()
    until(lambda: bench.locator("audio").evaluate(CLOCK) >= 2, seconds=30)
    bench.locator(".decision.is-on").get_by_role("link", name="00:02–00:04").click()
    until(lambda: bench.locator("audio").evaluate(CLOCK) >= 4, seconds=30)
    until(lambda: bench.locator("audio").evaluate("audio => audio.paused"), seconds=30)


def test_two_stretches_of_one_recording_are_reached_by_keys_alone(sign_in, site):
    arrive(site, "tia", "Tia Marsh")
    enrolment = site.tell(SENDS_TALK.format(stretches=STRETCHES))
    bench = sign_in("ben")
    bench.goto(f"/enrolments/{enrolment}/judge/")
    expect(bench.locator(".decision a.ref")).to_have_text(["E0100:05–00:08", "E0100:40–00:45"])

    for key, stretch in zip("ejk", [*STRETCHES, STRETCHES[0]], strict=True):
        bench.keyboard.press(key)
        until_it_is(stretch, lambda: stretch_of(bench))


def test_a_search_goes_from_find_to_find(sign_in, pia):
    page = sign_in("pia")
    page.goto(f"/artefacts/{pia[0]}/")

    page.get_by_role("searchbox").fill("week")
    page.keyboard.press("Enter")
    expect(page.locator("[data-find-said]")).to_have_text("1 of 4")
    page.get_by_role("button", name="The one before").click()
    expect(page.locator("[data-find-said]")).to_have_text("4 of 4")
    expect(page.locator(".mark-found")).to_have_count(3)
    expect(page.locator(".mark-found-now")).to_have_count(1)
    page.get_by_role("searchbox").fill("zebra")
    page.keyboard.press("Enter")
    expect(page.locator("[data-find-said]")).to_have_text("Not found")
