"""Whoever waits sees it, presses once, and can take back what was done."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.face

# A page on its way elsewhere answers no questions, so it tells by itself.
PRESS_TWICE_AND_TELL = """() => {
  const button = document.querySelector("main [type=submit]");
  const tell = () => console.log(`${button.textContent}, busy: ${button.ariaBusy}`);
  new MutationObserver(tell).observe(button, { attributes: true, childList: true });
  button.click();
  button.click();
}"""


def held(page, address):
    """Keep what is posted to `address` from the server; return the list that it waits in."""
    waiting = []
    page.route(
        address,
        lambda route: (
            waiting.append(route) if route.request.method == "POST" else route.continue_()
        ),
    )
    return waiting


def test_a_slow_answer_shows_on_the_button_which_works_once(open_context):
    page = open_context().new_page()
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill("amy@harbour.example")
    page.get_by_label("Password").fill("not this one")
    posts = held(page, "**/sign-in/")

    with page.expect_console_message(lambda said: said.text == "Signing in, busy: true"):
        page.evaluate(PRESS_TWICE_AND_TELL)
    assert len(posts) == 1

    posts[0].continue_()
    expect(page.get_by_text("do not go together")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).not_to_have_attribute("aria-busy", "true")


def test_what_was_withdrawn_is_said_in_a_toast_and_taken_back_from_it(sign_in, walk_of):
    page = sign_in("amy")
    page.goto(walk_of("amy").pages["portfolio:portfolio-view"])
    page.locator(".evidence-row", has_text="Not sent yet").get_by_role("link").first.click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Why?").fill("Wrong version of the sheet")
    page.get_by_role("button", name="Withdraw").click()
    toast = page.get_by_role("status").filter(has_text="is withdrawn")
    expect(toast).to_be_visible()

    toast.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("status").filter(has_text="is back as a draft")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("is back as a draft")).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()
