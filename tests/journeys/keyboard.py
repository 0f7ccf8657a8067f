"""How does somebody get on with keys alone, who wants to see where the focus is?"""

import re

MOST_TABS = 160
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
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return part.checkVisibility() && (outline || (part === one && style.boxShadow !== "none"));
  });
  const box = (ringed ?? one).getBoundingClientRect();
  const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const covered = ![[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]].some(([x, y]) => {
    const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return top && (one.contains(top) || top.contains(one) || labels.some((l) => l.contains(top)));
  });
  return { name: name.replace(/\\s+/g, " "), ringed: Boolean(ringed), inside, covered };
}"""


class Keyboard:
    """Keys for a page; every stop on the way must be seen."""

    def __init__(self, page):
        self.page = page

    def press(self, key):
        self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.insert_text(words)

    def to(self, name, *, back=False):
        """Press Tab until what has the focus is named by the pattern `name`; fail at the limit."""
        passed = []
        for _ in range(MOST_TABS):
            self.press("Shift+Tab" if back else "Tab")
            focused = self.focused()
            if focused and re.search(name, focused["name"]):
                return
            passed.append(focused and focused["name"][:40])
        raise AssertionError(f"{name!r} was not come to; passed were {passed}")

    def focused(self):
        """Return what has the focus, once it is sure that it can be seen; None for the page."""
        focused = self.page.evaluate(_FOCUSED)
        if focused:
            where = f"{self.page.url}: {focused}"
            assert focused["ringed"], f"no ring around it: {where}"
            assert focused["inside"], f"out of sight: {where}"
            assert not focused["covered"], f"something lies over it: {where}"
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
