"""What is wrong with a page as it stands in the browser now?"""

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = {1440: 900, 390: 844}
NARROWEST = 320
SCHEMES = ("light", "dark")
_RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
}
_RUN = """async (rules) => (await axe.run(rules)).violations.flatMap((broken) => broken.nodes.map(
  (node) => `${broken.id} at ${node.target.join(" ")}: ${
    [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ")}`))"""
_SHAPE = """() => {
  const seen = (selector, within) => [...within.querySelectorAll(selector)].filter(
    (one) => one.checkVisibility({ visibilityProperty: true })).length;
  const asked = document.querySelector("dialog[open]");
  return { h1: seen("h1", document), primary: seen(".btn-primary", asked ?? document) };
}"""
_WIDER = "() => document.documentElement.scrollWidth - innerWidth"


def faults_of(page, address=None):
    """Return what is wrong at both widths, light and dark, as sentences.

    With an `address` the page is opened anew for each width; else it is looked at as it is.
    """
    found = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        if address:
            page.goto(address)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width} {scheme}: {fault}" for fault in broken_rules(page)]
        found += [f"{width}: {fault}" for fault in _misshapen(page)]
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    if (wider := page.evaluate(_WIDER)) > 0:
        found.append(f"{NARROWEST}: {wider} px wider than the screen")
    return found


def none_of(faults):
    """Fail when there are any, and name each on a line of its own."""
    assert not faults, "\n".join(["", *faults])


def broken_rules(page):
    """Return the WCAG A and AA rules that axe-core sees broken, each with its place."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(_RUN, _RULES)


def _misshapen(page):
    shape = page.evaluate(_SHAPE)
    if shape["h1"] != 1:
        yield f"{shape['h1']} headings of the first level"
    if shape["primary"] > 1:
        yield f"{shape['primary']} primary buttons"
