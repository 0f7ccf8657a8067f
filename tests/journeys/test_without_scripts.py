"""With scripts off: from signing in to a downloaded bundle."""

import pytest
from playwright.sync_api import expect

from tests.journeys.arriving import NOTE, arrive
from tests.running.waiting import until

pytestmark = pytest.mark.face


def test_the_whole_way_without_scripts(sign_in, site):
    numbers = arrive(site, "nell", "Nell Ashby")

    nell = sign_in("nell", java_script_enabled=False)
    add(nell)
    map_to(nell, numbers)
    send(nell)

    ben = sign_in("ben", java_script_enabled=False)
    judge(ben, numbers)
    sign_off(ben)

    confirm(nell)
    make_a_bundle(nell)


def comes(page, locator, *, seconds=60):
    """Wait until a part is on the page, which without scripts has to be asked for again."""
    until(lambda: locator.count() or (page.reload() and locator.count()), seconds=seconds)


def add(page):
    page.get_by_role("link", name="Add evidence").first.click()
    page.get_by_label("Files").set_input_files(
        {"name": "account.txt", "mimeType": "text/plain", "buffer": NOTE}
    )
    page.get_by_role("button", name="Add these files").click()
    row = page.locator(".file-row").filter(has_text="account.txt")
    comes(page, row.filter(has_text="Ready"))


def map_to(page, numbers):
    page.get_by_role("link", name="Map").last.click()
    for number in numbers:
        page.get_by_role("checkbox", name=number).check()
    page.get_by_label("What it shows, in one line").first.fill("My account shows all of them")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/portfolio/")


def send(page):
    page.get_by_role("link", name="Check and send").first.click()
    page.get_by_role("checkbox", name="I did the work").check()
    page.get_by_role("button", name="Send to your assessor").click()
    page.wait_for_url("**/portfolio/")


def judge(page, numbers):
    page.goto("/marking/")
    page.get_by_role("link", name="Judge: Nell Ashby").click()
    for number in numbers:
        page.get_by_role("group", name=f"Decision on {number}").get_by_text("Met").first.click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text(f"{len(numbers)} met, 0 not yet met")).to_be_visible()


def sign_off(page):
    page.goto("/marking/")
    page.get_by_role("link", name="Read and sign: Nell Ashby").click()
    page.get_by_role("checkbox", name="agree").check()
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_text("You have signed off")).to_be_visible()


def confirm(page):
    page.goto("/")
    page.get_by_role("link", name="Read and confirm").first.click()
    page.get_by_role("checkbox", name="agree").check()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You have confirmed")).to_be_visible()


def make_a_bundle(page):
    page.goto("/")
    page.get_by_role("link", name="Bundles").first.click()
    page.get_by_role("button", name="Make a bundle").click()
    pdf = page.get_by_role("link", name="Download PDF")
    comes(page, pdf, seconds=120)
    with page.expect_download() as download:
        pdf.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
