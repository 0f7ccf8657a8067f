/* What a link fetched into the page is read on from where its hash points, as after a page load. */
let before = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = event.detail.requestConfig?.elt;
  before = asked?.id ? { id: asked.id, top: asked.getBoundingClientRect().top } : null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const asked = event.detail.requestConfig?.elt;
  /* What was followed stays under the pointer, whatever opened or closed above it. */
  const same = before && document.getElementById(before.id);
  if (same?.offsetParent) window.scrollBy(0, same.getBoundingClientRect().top - before.top);
  before = null;
  const place = asked?.hash ? document.querySelector(asked.hash) : null;
  if (!place) return;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const part = event.target.closest("[data-drawer], .cell-open");
  part?.closest("section").querySelector("[data-close-drawer]")?.click();
});

/* On a phone the unit that is shown may stand off to the side. */
for (const current of document.querySelectorAll(".unit-tabs [aria-current]")) {
  const list = current.closest("ul");
  list.scrollLeft = current.offsetLeft - list.offsetLeft - 16;
}
