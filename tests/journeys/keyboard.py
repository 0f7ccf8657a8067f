"""How does somebody get on with keys alone, who wants to see where the focus is?"""

import re
import time

MOST_TABS = 160
SETTLED_SECONDS = 2
# A click made by a key has no count; the watch turns what is reported here into a failure.
NO_MOUSE = """for (const kind of ["pointerdown", "mousedown", "click"]) addEventListener(kind,
  (event) => event.detail && console.error(`A mouse was used: ${kind}`), true);
addEventListener("pointerdown", () => console.error("A mouse was used"), true);"""
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const words = (part) => part.innerText?.trim() || part.textContent.trim()
    || (part.querySelector("[aria-label]")?.getAttribute("aria-label") ?? "");
  const labels = [...(one.labels ?? [])];
  const by = (one.getAttribute("aria-labelledby") ?? "").split(" ").map(
    (id) => document.getElementById(id)).filter(Boolean);
  const name = one.getAttribute("aria-label") || by.map(words).join(" ")
    || labels.map(words).join(" ") || words(one);
  const ringed = [one, ...labels].find((part) => {
    const style = getComputedStyle(part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && part.checkVisibility();
  });
  const box = (ringed ?? one).getBoundingClientRect();
  const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const tops = [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]].map(
    ([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
  const free = tops.some((top) => top && (one.contains(top) || top.contains(one)
    || labels.some((label) => label.contains(top))));
  const fault = !ringed ? "no ring around it" : !inside ? "it is out of sight"
    : !free ? `it lies under ${tops[0]?.outerHTML.slice(0, 80)}` : "";
  return { name: name.replace(/\\s+/g, " "), fault };
}"""


class Keyboard:
    """Keys for a page; every stop on the way must be seen."""

    def __init__(self, page):
        self.page = page

    def press(self, key):
        self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.insert_text(words)

    def to(self, name):
        """Press Tab until what has the focus is named by the pattern `name`; fail at the limit."""
        passed = []
        for _ in range(MOST_TABS):
            self.press("Tab")
            focused = self.focused()
            if focused and re.search(name, focused["name"]):
                return
            passed.append(focused and focused["name"][:40])
        raise AssertionError(f"{name!r} was not come to; passed were {passed}")

    def focused(self):
        """Return what has the focus, once it can be seen; None for the page itself."""
        focused = self._settled()
        assert not (focused and focused["fault"]), f"{self.page.url}: {focused}"
        return focused

    def _settled(self):
        # What opens or scrolls by a key may take a moment to come to rest.
        deadline = time.monotonic() + SETTLED_SECONDS
        while (focused := self.page.evaluate(_FOCUSED)) and focused["fault"]:
            if time.monotonic() > deadline:
                break
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        return focused

    def go(self, name, *, to=""):
        """Follow the link or press the button of that name; wait for the page `to` (a pattern)."""
        self.to(name)
        self.press("Enter")
        self.page.wait_for_url(re.compile(to))

    def tick(self, name):
        self.to(name)
        self.press("Space")

    def fill(self, name, words):
        self.to(name)
        self.type(words)
