"""Judging without a mouse, without leaving the page, and without losing a word when signed out."""

import re

import pytest
from playwright.sync_api import expect

from portfolio.demo.story import PASSWORD
from tests.journeys.arriving import NOTE, arrive
from tests.journeys.keyboard import NO_MOUSE

TEN = 10
KEYS_A_CRITERION = 2
FEEDBACK = "I can see that the calls fell. Which of your steps did that?"
MORE = "Show me the rota of week five."
LENGTH = """audio => audio.readyState ? audio.duration : new Promise((done) =>
  audio.addEventListener("loadedmetadata", () => done(audio.duration)))"""
_SENDS = """
from django.core.files.uploadedfile import SimpleUploadedFile
from evidence import intake, mapping, scanning, submission
from evidence.mapping import Claim
from evidence.models import StoredFile
from evidence.places import Place
from learners.models import Enrolment
from tests.evidence.recordings import sound
from tests.running.waiting import until
enrolled = Enrolment.objects.get(learner__user__email="{login}@harbour.example")
learner, artefacts = enrolled.learner.user, []
units = enrolled.chosen_units().with_content()
criteria = [c for unit in units for o in unit.outcomes.all() for c in o.criteria.all()][:{count}]
half = len(criteria) // 2
files = [("account.txt", {note!r}, criteria[:half], 1)]
files += [("talk.opus", sound("libopus", "ogg", seconds=3), criteria[half:], None)]
for name, data, shown, page in files:
    upload = SimpleUploadedFile(name, data, content_type="")
    added = intake.receive(enrolled, upload, by=learner)
    scanning.scan(added.file_id)
    # A worker may have taken it first.
    until(lambda: not StoredFile.objects.filter(pk=added.file_id, state="pending").exists())
    claims = [Claim(criterion, Place(page=page), "It shows it.") for criterion in shown]
    kept = {{"title": added.title, "kind": added.kind, "by": learner}}
    artefacts.append(mapping.cross_reference(added, claims, **kept))
submission.submit(enrolled, artefacts, declared=True, answer="", by=learner)
print(enrolled.pk)
"""


@pytest.fixture
def sent_by(site):
    """Return a function that lets a new learner send two artefacts; it gives the workbench."""

    def sent(login, name, *, count):
        assert len(arrive(site, login, name, units=3)) >= count
        enrolled = site.tell(_SENDS.format(login=login, count=count, note=NOTE))
        return f"/enrolments/{enrolled}/judge/"

    return sent


class Keys:
    """Presses keys and counts them."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, key):
        self.pressed += 1
        self.page.keyboard.press(key)


def evidence(page):
    return page.locator("#evidence h1")


def saved(page):
    return page.locator("form[data-workbench] [data-draft-status]")


def test_ten_criteria_are_judged_with_keys_alone(sign_in, sent_by):
    workbench = sent_by("hal", "Hal Hart", count=TEN)
    page = sign_in("ben")
    page.add_init_script(NO_MOUSE)
    page.goto(workbench)
    expect(page.get_by_role("heading", name="10 criteria to judge")).to_be_visible()
    expect(evidence(page)).to_contain_text("E01")
    loads = []
    page.on("request", lambda asked: asked.is_navigation_request() and loads.append(asked.url))
    keys = Keys(page)

    for _ in range(TEN):
        keys.press("m")
        keys.press("j")
    expect(page.get_by_role("heading", name="10 criteria to judge, 10 done")).to_be_visible()
    expect(evidence(page)).to_contain_text("E02")
    expect(page.get_by_role("button", name="Send 10 decisions")).to_be_focused()
    assert loads == []
    keys.press("Enter")

    expect(page.get_by_text("Sent to Hal: 10 met, 0 not yet met.")).to_be_visible()
    assert keys.pressed <= TEN * KEYS_A_CRITERION + 2


def test_words_survive_a_session_that_ends_in_the_middle(sign_in, sent_by):
    workbench = sent_by("otto", "Otto Lindgren", count=2)
    page = sign_in("ben", expected=("401 (Unauthorized)",))
    page.goto(workbench)
    first, second = (page.get_by_label("Feedback to Otto").nth(at) for at in (0, 1))
    for key in ("n", "f"):
        page.keyboard.press(key)
    page.keyboard.insert_text(FEEDBACK)
    expect(saved(page)).to_contain_text("Saved")

    page.context.clear_cookies(name="sessionid")
    for key in ("Escape", "m", "n", "f"):
        page.keyboard.press(key)
    page.keyboard.insert_text(f" {MORE}")
    dialog = page.get_by_role("dialog", name="You were signed out")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("E-mail")).to_have_value("ben@harbour.example")
    page.keyboard.insert_text(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(saved(page)).to_contain_text("as you type")
    expect(first).to_have_value(f"{FEEDBACK} {MORE}")

    for key in ("Escape", "j", "m"):
        page.keyboard.press(key)
    expect(evidence(page)).to_contain_text("E02")
    assert page.locator("audio").evaluate(LENGTH) > 2.5
    expect(second).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sent to Otto: 1 met, 1 not yet met.")).to_be_visible()
    page.goto(workbench.replace("/judge/", "/portfolio/"))
    page.goto(page.locator("a[href^='/artefacts/']", has_text="E01").first.get_attribute("href"))
    expect(page.get_by_text(f"{FEEDBACK} {MORE}")).to_be_attached()


def test_what_the_evidence_is_not_is_told_with_keys(sign_in, sent_by):
    workbench = sent_by("rhea", "Rhea Lund", count=2)
    page = sign_in("ben", expected=("422 (Unprocessable",))
    page.add_init_script(NO_MOUSE)
    page.goto(workbench)
    feedback = page.get_by_label("Feedback to Rhea")

    for key in ("j", "Control+Enter", "Enter"):
        page.keyboard.press(key)
    refused = page.locator("[data-form-errors]")
    expect(refused).to_be_focused()
    expect(refused).to_be_in_viewport(ratio=1)

    for key in ("n", "a", "s", "s", "f"):
        page.keyboard.press(key)
    expect(page.get_by_label("Authentic").nth(0)).not_to_be_checked()
    expect(page.get_by_label("Sufficient").nth(0)).to_be_checked()
    page.keyboard.insert_text(FEEDBACK)
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="Not yet met").nth(0)).to_be_focused()

    for key in ("j", "n", "Control+Enter", "Enter"):
        page.keyboard.press(key)
    expect(feedback.nth(1)).to_be_focused()
    expect(feedback.nth(1)).to_have_accessible_description(re.compile("^Say what is missing for"))
    page.keyboard.insert_text(MORE)
    for key in ("Control+Enter", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("Sent to Rhea: 0 met, 2 not yet met.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Judge .+ next$"))).to_be_focused()


def test_somebody_else_does_not_go_on_where_the_other_left_off(sign_in, sent_by):
    workbench = sent_by("petra", "Petra Novak", count=2)
    meant = ("401 (Unauthorized)", "403 (Forbidden)", "404 (Not Found)")
    page = sign_in("ben", expected=meant)
    page.goto(workbench)

    page.context.clear_cookies(name="sessionid")
    for key in ("n", "f"):
        page.keyboard.press(key)
    page.keyboard.insert_text(FEEDBACK)
    dialog = page.get_by_role("dialog", name="You were signed out")
    dialog.get_by_label("E-mail").fill("joe@harbour.example")
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(dialog.get_by_text("That is somebody else’s account")).to_be_visible()
    expect(page.get_by_text(FEEDBACK)).to_have_count(0)
    expect(page.get_by_role("heading", name="This page does not exist")).to_be_visible()
