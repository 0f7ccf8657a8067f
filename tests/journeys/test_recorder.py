"""A professional discussion, recorded in a browser whose microphone is made up."""

import pytest
from playwright.sync_api import expect

from portfolio.demo.story import PASSWORD
from tests.evidence.recordings import sound
from tests.journeys.arriving import arrive
from tests.journeys.watching import Watch
from tests.running import demo_site

pytestmark = pytest.mark.face
MADE_UP = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def test_record_mark_listen_and_keep(chromium_that_hears, site):
    page = chromium_that_hears
    page.goto(f"{portfolio(page)}evidence/discussion/")

    page.get_by_role("button", name="Start recording").click()
    expect(page.locator("[data-said]")).to_have_text("Recording.")
    expect(page.locator("[data-level]")).to_contain_text("Level: ")
    expect(page.locator("[data-clock]")).to_have_text("00:02")
    page.get_by_role("button", name="Mark this moment").click()
    page.keyboard.type("Why the change was needed")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-said]")).to_contain_text("Paused at 00:0")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("[data-said]")).to_contain_text("Recorded: 00:0")
    expect(page.get_by_label("What you recorded")).to_be_visible()

    page.get_by_role("button", name="Keep it and map it").last.click()
    expect(page.locator("[data-form-errors]")).to_be_focused()
    expect(page.locator("#id_title_error")).to_have_text("Give it a title.")
    page.get_by_role("button", name="Record again").click()
    page.get_by_role("link", name="Keep this recording").click()
    expect(page.get_by_label("What you recorded")).to_be_visible()
    page.get_by_label("Title").fill("Discussion on the change")
    page.get_by_role("button", name="Keep it and map it").last.click()
    page.wait_for_url("**/map/")

    page.goto(page.url.removesuffix("map/"))
    until_it_plays(page)
    page.get_by_role("link", name="00:02").click()
    page.wait_for_function("document.querySelector('audio').currentTime >= 2")


def test_recorded_again_is_another_recording(chromium_that_hears):
    page = chromium_that_hears
    page.goto(f"{portfolio(page)}evidence/discussion/")
    page.get_by_role("button", name="Start recording").click()
    expect(page.locator("[data-clock]")).to_have_text("00:01")
    page.get_by_role("button", name="Stop").click()

    page.get_by_role("button", name="Record again").click()
    page.get_by_role("dialog").get_by_role("button", name="Record again").click()

    expect(page.locator("[data-said]")).to_have_text("Ready. Nothing is recorded yet.")
    expect(page.get_by_role("button", name="Start recording")).to_be_focused()
    expect(page.get_by_label("What you recorded")).to_have_count(0)


def test_a_file_comes_in_while_one_types_and_is_kept_when_it_is_here(chromium_that_hears, tmp_path):
    talk = tmp_path / "talk.wav"
    talk.write_bytes(sound("pcm_s16le", "wav", seconds=120))
    page = chromium_that_hears
    page.goto(f"{portfolio(page)}evidence/discussion/")
    page.get_by_label("A file of the discussion").set_input_files(talk)
    row = page.locator(".file-row").filter(has_text="talk.wav")
    expect(row).to_contain_text("all of it is here")
    expect(page.get_by_role("button", name="Start recording")).to_be_hidden()

    page.reload()
    row.get_by_role("button", name="Use it").click()
    expect(row).to_contain_text("It becomes evidence when you keep it.")
    page.get_by_label("Title").fill("Discussion of the reload")
    page.get_by_role("button", name="Keep it and map it").last.click()

    page.wait_for_url("**/map/")
    expect(page.get_by_label("Kind")).to_have_value("professional_discussion")


def test_a_title_outlives_a_page_that_is_closed_while_its_recording_comes_in(
    chromium_that_hears, site, tmp_path
):
    talk = tmp_path / "lost.wav"
    talk.write_bytes(sound("pcm_s16le", "wav", seconds=3))
    page = chromium_that_hears
    address = f"{portfolio(page)}evidence/discussion/"
    page.goto(address)
    page.route("**/uploads/", lambda _held: None)
    page.get_by_label("Title").fill("Discussion of the closed page")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved ")
    page.get_by_label("A file of the discussion").set_input_files(talk)

    page.get_by_role("button", name="Keep it and map it").last.click()
    expect(page.locator("[data-kept-words]")).to_contain_text("It is kept when all of the")
    page.close()

    with page.context.browser.new_context(base_url=site.address) as later:
        again = later.new_page()
        demo_site.sign_in(again, "odile@harbour.example", PASSWORD)
        again.goto(address)
        expect(again.get_by_label("Title")).to_have_value("Discussion of the closed page")


def portfolio(page):
    """Return the address below which everything of the learner's enrolment stands."""
    page.goto("/")
    return page.get_by_role("link", name="Open the portfolio").get_attribute("href").removesuffix(
        "portfolio/"
    )  # fmt: skip


def until_it_plays(page):
    """Wait until the worker has made the copy that is played."""
    player = page.locator("audio")
    for _ in range(30):
        if player.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(player).to_have_count(1)


@pytest.fixture(scope="module")
def odile(site):
    """A learner of these journeys' own."""
    arrive(site, "odile", "Odile Marsh")


@pytest.fixture
def chromium_that_hears(site, chromium, odile):
    """A learner's page in a browser with a made-up microphone."""
    browser = chromium.browser_type.launch(
        executable_path=demo_site.CHROMIUM, args=[*demo_site.ARGUMENTS, *MADE_UP]
    )
    context = browser.new_context(base_url=site.address)
    context.set_default_timeout(demo_site.ANSWER_MILLISECONDS)
    watch = Watch(context, site.address, expected=["status of 422"])
    page = context.new_page()
    demo_site.sign_in(page, "odile@harbour.example", PASSWORD)
    yield page
    browser.close()
    assert watch.complaints == []
