"""Who types before the scripts of a slow line are there loses nothing when they come."""

import pytest
from playwright.sync_api import expect

from tests.journeys.arriving import arrive

TITLE = "What I changed in week nine"
FIRST, MORE = "The late refunds rose. ", "So I moved the limit."


class HeldScript:
    """A script that arrives only once it is let go."""

    def __init__(self, page, name):
        self._held, self._is_free = [], False
        page.route(f"**/{name}", self._take)

    def _take(self, route):
        if self._is_free:
            route.continue_()
        else:
            self._held.append(route)

    def let_go(self):
        self._is_free = True
        for route in self._held:
            route.continue_()


@pytest.fixture
def choosing(site, sign_in):
    """Return a function that gives a page where a new learner is about to choose what to write."""

    def choosing(login, name):
        arrive(site, login, name)
        page = sign_in(login)
        page.get_by_role("link", name="Add evidence").first.click()
        page.get_by_role("link", name="Write it here").click()
        return page

    return choosing


def open_account(page):
    address = page.get_by_role("link", name="Reflective account").get_attribute("href")
    page.goto(address, wait_until="commit")


def test_words_typed_before_the_editor_came_stand_in_it_and_typing_goes_on(choosing):
    page = choosing("orla", "Orla Finch")
    editor = HeldScript(page, "editor*.js")
    open_account(page)
    page.get_by_label("What you did").press_sequentially(FIRST)

    editor.let_go()

    expect(page.get_by_role("toolbar", name="Format of the words")).to_be_visible()
    words = page.get_by_role("textbox", name="What you did")
    expect(words).to_be_focused()
    page.keyboard.type(MORE)
    expect(words).to_have_text(FIRST + MORE)
    expect(page.locator("[data-draft-status]")).to_contain_text("as you type")


def test_words_typed_behind_a_formatted_account_leave_its_format(choosing):
    page = choosing("odin", "Odin Marsh")
    open_account(page)
    page.get_by_label("Title").fill(TITLE)
    words = page.get_by_role("textbox", name="What you did")
    page.get_by_role("button", name="Bold").click()
    words.press_sequentially(FIRST)
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/map/")
    editor = HeldScript(page, "editor*.js")
    page.goto(page.url.replace("/map/", "/rewrite/"), wait_until="commit")
    page.get_by_label("What you did").press("ControlOrMeta+End")
    page.get_by_label("What you did").press_sequentially(MORE)

    editor.let_go()

    expect(words.locator("strong")).to_contain_text("The late refunds rose")
    expect(words).to_contain_text(MORE)


def test_words_typed_before_any_script_came_are_kept(choosing):
    page = choosing("olga", "Olga Reed")
    drafts = HeldScript(page, "draft*.js")
    open_account(page)
    page.get_by_label("Title").press_sequentially(TITLE)
    page.keyboard.press("Tab")

    drafts.let_go()

    expect(page.locator("[data-draft-status]")).to_contain_text("as you type")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value(TITLE)
