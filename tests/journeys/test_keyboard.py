"""With the keyboard alone: from signing in to a downloaded bundle, the focus always in sight."""

import re

import pytest
from playwright.sync_api import expect

from portfolio.demo.story import PASSWORD
from tests.journeys.arriving import NOTE, arrive
from tests.journeys.keyboard import NO_MOUSE, Keyboard

pytestmark = pytest.mark.face


@pytest.fixture
def keyboard_of(open_context):
    """Return a function that gives the Keyboard of somebody who has signed in with it."""

    def signed_in(login):
        context = open_context(accept_downloads=True, reduced_motion="reduce")
        context.add_init_script(NO_MOUSE)
        keys = Keyboard(context.new_page())
        keys.page.goto("/sign-in/")
        keys.fill("^E-mail", f"{login}@harbour.example")
        keys.fill("^Password", PASSWORD)
        keys.press("Enter")
        keys.page.wait_for_url(lambda url: "/sign-in/" not in url)
        return keys

    return signed_in


def test_the_whole_way_without_a_mouse(keyboard_of, site):
    numbers = arrive(site, "kay", "Kay Lowry")

    kay = keyboard_of("kay")
    skip_to_the_content(kay)
    add(kay)
    map_to(kay, numbers)
    send(kay)

    ben = keyboard_of("ben")
    judge(ben, numbers)
    sign_off(ben)

    confirm(kay)
    make_a_bundle(kay)


def skip_to_the_content(keys):
    keys.to("^Skip to the content")
    keys.press("Enter")
    expect(keys.page.locator("main")).to_be_focused()


def add(keys):
    file = {"name": "account.txt", "mimeType": "text/plain", "buffer": NOTE}
    # The browser has to know before the key is pressed that somebody waits for its dialog.
    keys.page.once("filechooser", lambda chooser: chooser.set_files(file))
    keys.go("^Add evidence", to="/evidence/add/")
    keys.to("^(Files|Choose files)")
    keys.press("Enter")
    row = keys.page.locator(".file-row").filter(has_text="account.txt")
    expect(row).to_contain_text("Ready", timeout=60_000)


def map_to(keys, numbers):
    keys.go("^Map", to="/map/")
    for number in numbers:
        keys.tick(rf"^{re.escape(number)}(?!\d)")
        expect(keys.page.locator(":focus")).to_be_checked()
    keys.fill("^What it shows", f"My account shows {numbers[-1]}")
    keys.go("^Save", to="/(submit|portfolio)/")


def send(keys):
    if "/submit/" not in keys.page.url:
        keys.go("^Check and send", to="/submit/")
    keys.tick("^I did the work")
    keys.go("^Send to your assessor", to="/portfolio/")


def judge(keys, numbers):
    keys.page.goto("/marking/")
    keys.go("^Judge: Kay Lowry", to="/judge/")
    for number in numbers:
        keys.to(rf"^{re.escape(number)}(?!\d)")
        if keys.page.locator(":focus").get_attribute("aria-expanded") == "false":
            keys.press("Enter")
        keys.tick("^Met")
        expect(keys.page.locator(":focus")).to_be_checked()
    keys.go("^Send")
    expect(keys.page.get_by_text(f"{len(numbers)} met, 0 not yet met")).to_be_visible()


def sign_off(keys):
    keys.page.goto("/marking/")
    keys.go("^Read and sign: Kay Lowry", to="/units/")
    keys.tick("agree")
    keys.go("^Sign off")
    expect(keys.page.get_by_text("You have signed off")).to_be_visible()


def confirm(keys):
    keys.page.goto("/")
    keys.go("^Read and confirm", to="/units/")
    keys.tick("agree")
    keys.go("^Confirm")
    expect(keys.page.get_by_text("You have confirmed")).to_be_visible()


def make_a_bundle(keys):
    keys.page.goto("/")
    keys.go("Bundles", to="/bundles/")
    keys.go("^Make a bundle")
    expect(keys.page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=120_000)
    keys.to("^Download PDF")
    with keys.page.expect_download() as download:
        keys.press("Enter")
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_a_dialog_keeps_the_focus_and_gives_it_back(keyboard_of):
    keys = keyboard_of("amy")
    keys.go("^Add evidence", to="/evidence/add/")
    keys.go(r"^E\d\d", to=r"/artefacts/\d+/$")
    keys.to("^Withdraw")
    opener = keys.page.locator(":focus").element_handle()
    keys.press("Enter")
    dialog = keys.page.get_by_role("dialog")
    expect(dialog).to_be_visible()

    for key in ["Tab"] * 6 + ["Shift+Tab"] * 6:
        keys.press(key)
        if keys.focused():
            expect(dialog.locator(":focus")).to_have_count(1)
    keys.press("Escape")

    expect(dialog).to_be_hidden()
    assert opener.evaluate("(one) => one === document.activeElement")
