"""From a dropped file to six criteria in three units: how little does it take, and what is kept?

Mia works on the three units that Amy does. What she does is counted in the page itself: each press
of a button, a finger or a key that the browser takes as real.
"""

import pytest
from playwright.sync_api import expect

from tests.journeys.arriving import arrive

COUNT = """
for (const name of ["pointerdown", "keydown"]) {
  addEventListener(name, (event) => { if (event.isTrusted) countOne(name); }, true);
}"""
MOST_INTERACTIONS = 12
IN_EACH_UNIT = 2


@pytest.fixture
def upload(tmp_path):
    """Return a function that adds a new text file in a page and waits until it can be mapped."""

    def add(page, *names):
        files = []
        for name in names:
            files.append(tmp_path / name)
            files[-1].write_text(f"{name}: what we measured, decided and changed for customers.\n")
        page.goto("/")
        page.get_by_role("link", name="Add evidence").first.click()
        page.locator("input[type=file][multiple]").set_input_files(files)
        for name in names:
            row = page.locator(".file-row").filter(has_text=name)
            expect(row).to_contain_text("Ready to map", timeout=120_000)

    return add


@pytest.fixture(scope="module")
def on_three_units(site):
    """The login of a learner who has chosen three units and has no evidence yet."""
    arrive(site, "mia", "Mia Torrance", units=3)
    return "mia"


@pytest.fixture
def mia(sign_in, on_three_units):
    """Mia's page, and the list of what she has done since it was last emptied."""
    page, done = sign_in(on_three_units), []
    page.expose_function("countOne", lambda name: done.append(name))
    page.add_init_script(COUNT)
    return page, done


def rows_to_tick(page):
    """Return two unticked rows of each of the first three units."""
    units = page.locator(".unit-criteria")
    assert units.count() >= 3
    return [
        units.nth(unit).locator("[data-row]:not(:has(:checked))").nth(row)
        for unit in range(3)
        for row in range(IN_EACH_UNIT)
    ]


def test_six_criteria_in_three_units_take_few_interactions(mia, upload):
    page, done = mia
    upload(page, "one-piece-for-three-units.txt")
    row = page.locator(".file-row").filter(has_text="one-piece-for-three-units")
    reference = row.locator(".name").inner_text().split()[0]
    done.clear()

    row.get_by_role("link", name="Map").click()
    expect(page.locator("[data-keys]")).to_be_visible()
    boxes = [row.locator("[name=criterion]").get_attribute("id") for row in rows_to_tick(page)]
    for box in boxes:
        page.locator(f"label[for={box}]").click()
    for box in boxes:
        expect(page.locator(f"#{box}")).to_be_checked()
    expect(page.get_by_role("button", name="Ticked 6")).to_be_visible()
    here = page.url
    page.locator(".pane-foot .btn-primary").click()
    page.wait_for_url(lambda address: address != here)

    assert done == ["pointerdown"] * 8
    assert len(done) <= MOST_INTERACTIONS
    assert shown_criteria_of(page, reference) == {box.removeprefix("criterion-") for box in boxes}


def shown_criteria_of(page, reference):
    """Return the ids of the criteria that the portfolio's map shows an artefact for."""
    page.goto("/")
    page.get_by_role("link", name="Portfolio", exact=True).first.click()
    page.wait_for_url("**/portfolio/**")
    found = set()
    for address in [link.get_attribute("href") for link in page.locator(".unit-tabs a").all()]:
        page.goto(address)
        cells = page.locator("a.cell").filter(has=page.locator(".ref", has_text=reference))
        found |= {cell.get_attribute("id").removeprefix("cell-") for cell in cells.all()}
    return found


def test_the_keys_do_all_of_it(mia, upload):
    page, done = mia
    upload(page, "keys-first.txt", "keys-second.txt")
    page.locator(".file-row").filter(has_text="keys-first").get_by_role("link", name="Map").click()
    expect(page.locator("[data-keys]")).to_be_visible()
    first = page.url
    done.clear()

    page.keyboard.press("/")
    page.keyboard.type("report")
    page.keyboard.press("Enter")
    box = page.locator(":focus")
    expect(box).to_have_attribute("name", "criterion")
    page.keyboard.press("Space")
    page.keyboard.press("p")
    expect(page.locator(":focus")).to_have_value("1")
    page.keyboard.press("Enter")
    page.keyboard.type("The report of it")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("name", "criterion")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    expect(page.locator("[data-search]")).to_have_value("report")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Ticked 2")).to_be_visible()
    page.keyboard.press("Shift+?")
    expect(page.get_by_role("heading", name="Keys", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")

    page.wait_for_url(lambda address: address != first and "/map/" in address)
    assert "pointerdown" not in done
    page.goto(first)
    expect(page.locator("[name=criterion]:checked")).to_have_count(2)


def test_what_was_ticked_is_there_on_the_way_back(mia, upload):
    page, _ = mia
    upload(page, "half-done.txt")
    page.locator(".file-row").filter(has_text="half-done").get_by_role("link", name="Map").click()
    row = page.locator("[data-row]").first
    row.locator(".tick label").click()
    row.get_by_label("What it shows, in one line").fill("The half of it")
    page.get_by_role("link", name="Portfolio", exact=True).first.click()
    page.wait_for_url("**/portfolio/**")

    page.go_back()
    expect(row.get_by_role("checkbox")).to_be_checked()

    page.goto(page.url)
    expect(page.get_by_text("Carry on where you left off.")).to_be_visible()
    expect(row.get_by_role("checkbox")).to_be_checked()
    expect(row.get_by_label("What it shows, in one line")).to_have_value("The half of it")
    page.get_by_role("button", name="Go back to what is saved").click()
    expect(row.get_by_role("checkbox")).not_to_be_checked()


def test_a_phone_maps_with_the_thumb(sign_in, on_three_units, upload):
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = sign_in(on_three_units, **phone)
    upload(page, "from-the-phone.txt")
    expect(page.get_by_text("Take a photo").last).to_be_visible()
    page.locator(".file-row").filter(has_text="from-the-phone").get_by_role(
        "link", name="Map"
    ).tap()
    page.wait_for_url("**/map/")

    row = page.locator("[data-row]").first
    row.locator(".tick").tap(position={"x": 250, "y": 8})
    page.get_by_role("button", name="Hide the page").tap()

    expect(row.get_by_role("checkbox")).to_be_checked()
    expect(page.locator(".sheet")).to_be_hidden()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 360
    page.get_by_label("Search the criteria").fill("plan")
    found = page.locator("[data-row]:visible").first.bounding_box()
    assert found["y"] < 370, "what was found stands above the keyboard of a phone"
    save = page.locator(".pane-foot .btn-primary").bounding_box()
    assert save["height"] >= 44
    assert save["y"] + save["height"] <= 740
