"""The main screens are light and calm: little to load at first, and nothing jumps."""

import gzip
import json

import pytest

from tests.running import demo_site

pytestmark = pytest.mark.face

MOST_BYTES = 150 * 1024
MOST_SHIFT = 0.05
SCREENS = [
    "portfolio", "map", "add-evidence", "workbench", "unit", "home-assessor", "learners", "bundle",
]  # fmt: skip
COUNT_SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts.push([entry.value,
    ...entry.sources.map((source) => source.node?.className || source.node?.nodeName)]);
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.fixture(scope="module")
def main_screens(site):
    _, found = json.loads(site.tell(demo_site.SCREENS))
    return found


def test_these_are_the_main_screens(main_screens):
    assert list(main_screens) == SCREENS


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", SCREENS)
def test_a_first_load_is_light_and_nothing_jumps(
    name, size, main_screens, open_context, session_of
):
    login, address = main_screens[name]
    viewport = dict(zip(("width", "height"), size, strict=True))
    page = open_context(storage_state=session_of(login), viewport=viewport).new_page()
    page.add_init_script(COUNT_SHIFTS)
    loaded = []
    page.on("response", lambda response: loaded.append(response))
    page.goto(address, wait_until="networkidle")

    weights = {
        response.url: len(gzip.compress(response.body()))
        for response in loaded
        if response.request.resource_type in ("stylesheet", "script")
    }
    assert weights
    assert sum(weights.values()) <= MOST_BYTES, weights
    shifts = page.evaluate("window.shifts")
    assert sum(shift[0] for shift in shifts) < MOST_SHIFT, shifts
