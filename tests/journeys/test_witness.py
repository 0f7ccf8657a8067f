"""A witness on a phone, without an account: with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.arriving import arrive
from tests.running.waiting import until

pytestmark = pytest.mark.face
PHONE = {"viewport": {"width": 390, "height": 844}}
LINK = re.compile(r"/testimonies/[-\w]{43}/")


def test_a_witness_writes_on_a_phone_and_the_learner_hears_of_it(sign_in, open_context, site):
    arrive(site, "wren", "Wren Adeyemi")
    wren = sign_in("wren")

    link = ask(wren, site, "Paula Reed")
    phone = open_context(**PHONE)
    paula = phone.new_page()
    paula.goto(link)
    fill(paula, "Paula Reed")
    expect(paula.locator("[data-draft-status]")).to_contain_text("Saved")
    paula = phone.new_page()
    paula.goto(link)
    expect(paula.get_by_label("Where it was")).to_have_value("Leeds depot")
    sign(paula, "Paula Reed")

    wren.goto("/")
    expect(wren.get_by_text("Paula Reed has written a testimony: E01")).to_be_visible()
    wren.get_by_role("link", name="Read E01").click()
    expect(wren.get_by_text("Written by Paula Reed, Operations Manager")).to_be_visible()


def test_a_witness_without_scripts(sign_in, open_context, site):
    arrive(site, "willa", "Willa Stone")
    link = ask(sign_in("willa", java_script_enabled=False), site, "Sam Okoro")

    sam = open_context(expected=["status of 422"], java_script_enabled=False, **PHONE).new_page()
    sam.goto(link)
    fill(sam, "Sam Okoro")
    sam.get_by_role("button", name="Sign and hand over").click()
    expect(sam.get_by_text("Type your name to sign.").first).to_be_visible()
    sign(sam, "Sam Okoro")


def ask(learner, site, name):
    """Ask a witness from the add page; return the link, as it stands in the witness's e-mail."""
    before = len(LINK.findall(site.log.read_text()))
    learner.goto("/")
    learner.get_by_role("link", name="Add evidence").first.click()
    learner.get_by_role("link", name="Ask a witness").first.click()
    learner.get_by_role("link", name="Ask a witness").first.click()
    learner.get_by_label("Name").fill(name)
    learner.get_by_role("textbox", name="E-mail").fill(f"{name.split()[0].lower()}@depot.example")
    learner.get_by_label("What they saw you do").fill("The switch to the new system in May")
    for number in (0, 1):
        learner.locator("[name=criteria]").nth(number).check()
    learner.get_by_role("button", name="Send the request").click()
    expect(learner.get_by_role("heading", name=name)).to_be_visible()
    until(lambda: len(LINK.findall(site.log.read_text())) > before, seconds=10)
    return LINK.findall(site.log.read_text())[before]


def fill(page, name):
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_label("Your name", exact=True)).to_have_value(name)
    page.get_by_label("Your job title").fill("Operations Manager")
    page.get_by_label("How you know the learner").fill("Line manager for two years")
    page.get_by_role("radio", name="Yes. I do this work").check()
    page.get_by_label("What makes you able to judge it").fill("I ran the depot for ten years")
    page.get_by_label("When it was").fill("May 2026")
    page.get_by_label("Where it was").fill("Leeds depot")
    page.get_by_role("textbox", name="What you saw").fill(
        "Every shift was briefed, and it went well."
    )
    page.locator("[name=criteria]").first.check()


def sign(page, name):
    page.get_by_label("Sign with your name").fill(name)
    page.get_by_role("checkbox", name="I saw this work myself").check()
    page.get_by_role("button", name="Sign and hand over").click()
    expect(page.get_by_role("heading", name="Thank you: the testimony is with")).to_be_visible()
