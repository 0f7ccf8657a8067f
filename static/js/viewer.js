/* Turn the pages of an artefact in place, make them larger, and jump to the place that a claim names. */
const STEPS = [100, 125, 150, 200];
const typing = (target) => target.matches("textarea, select, input:not([type=checkbox], [type=radio]), audio, video");
const PLACE = ["page", "area", "quote", "from", "to", "as", "sheet"];
const viewer = () => document.querySelector("[data-viewer]");

function show(number) {
  const here = viewer();
  const sheet = here?.querySelector("[data-sheet]");
  const links = [...(here?.querySelectorAll(".thumbs [data-page]") ?? [])];
  const link = links.find((one) => Number(one.dataset.page) === number);
  if (!link) return Boolean(sheet) && Number(here.dataset.current) === number;
  if (Number(here.dataset.current) !== number) draw(here, sheet, link, number);
  for (const one of links) {
    if (one === link) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  for (const step of here.querySelectorAll("[data-page-step]")) {
    const beside = links.find((one) => Number(one.dataset.page) === number + Number(step.dataset.pageStep));
    step.href = (beside ?? link).href;
    step.toggleAttribute("aria-disabled", !beside);
    if (!beside) step.setAttribute("aria-disabled", "true");
    if (beside) new Image().src = beside.dataset.image;
  }
  const strip = link.parentElement;
  strip.scrollTo({ top: link.offsetTop - strip.clientHeight / 3, left: link.offsetLeft - strip.clientWidth / 3 });
  return true;
}

function draw(here, sheet, link, number) {
  const small = link.querySelector("img");
  sheet.width = small.getAttribute("width");
  sheet.height = small.getAttribute("height");
  sheet.src = link.dataset.image;
  sheet.alt = `${sheet.dataset.title}, page ${number}`;
  here.dataset.current = number;
  here.querySelector("[data-page-number]").textContent = number;
  sheet.closest(".sheet").scrollTo({ top: 0 });
  history.replaceState(history.state, "", asIn(link.href));
  document.dispatchEvent(new CustomEvent("viewer:drawn"));
}

/* A reload comes back to the place that was open, with whatever else the address said. */
function asIn(address) {
  const here = new URL(location.href);
  for (const name of PLACE) here.searchParams.delete(name);
  for (const [name, value] of new URL(address).searchParams) here.searchParams.set(name, value);
  return here;
}

/* Go to the place that a link points at: its page with the mark on it, or its time. */
function land(link) {
  const here = viewer();
  const asked = new URL(link.href).searchParams;
  here.dataset.here = JSON.stringify(placeIn(asked));
  if (asked.has("from")) play(Number(asked.get("from")));
  else if (!here.querySelector("[data-sheet]")) return false;
  else if (asked.has("page") && !show(Number(asked.get("page")))) return false;
  history.replaceState(history.state, "", asIn(link.href));
  for (const one of here.querySelectorAll("[data-stretch]")) {
    if (one.href === link.href) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  document.dispatchEvent(new CustomEvent("viewer:drawn"));
  return true;
}

function placeIn(asked) {
  const number = (name) => (asked.has(name) ? Number(asked.get(name)) : undefined);
  return {
    page: number("page"), area: asked.get("area")?.split(",").map(Number), quote: asked.get("quote") ?? undefined,
    start: number("from"), end: number("to"),
  };
}

/* A claimed stretch is played from its beginning, and stops at its end once. */
function play(from) {
  const player = viewer().querySelector("audio, video");
  if (!player) return;
  player.currentTime = from;
  player.play().catch(() => {});
}

document.addEventListener("timeupdate", (event) => {
  const player = event.target;
  const { start, end } = JSON.parse(player.closest?.("[data-viewer]")?.dataset.here || "{}");
  if (end === undefined || player.paused || player.currentTime < end) return;
  if (player.currentTime < end + 1 && start !== undefined) player.pause();
}, true);

function turn(by) {
  show(Number(viewer().dataset.current) + by);
}

/* 0 fits the page to the width, 1 and -1 go one step on. What is in the middle stays there. */
function zoom(by) {
  const here = viewer();
  const sheet = here?.querySelector(".sheet[data-zoom]");
  if (!sheet) return;
  const at = STEPS.indexOf(Number(sheet.dataset.zoom));
  const next = by === 0 ? 0 : Math.max(0, Math.min(STEPS.length - 1, at + by));
  const middle = [(sheet.scrollLeft + sheet.clientWidth / 2) / sheet.scrollWidth, (sheet.scrollTop + sheet.clientHeight / 2) / sheet.scrollHeight];
  sheet.dataset.zoom = STEPS[next];
  sheet.scrollTo({
    left: middle[0] * sheet.scrollWidth - sheet.clientWidth / 2,
    top: by === 0 ? 0 : middle[1] * sheet.scrollHeight - sheet.clientHeight / 2,
  });
  here.querySelector("[data-zoom-said]").textContent = next ? `${STEPS[next]} %` : "Fit width";
  for (const button of here.querySelectorAll("[data-zoom-step]")) {
    const end = button.dataset.zoomStep === "1" ? STEPS.length - 1 : 0;
    if (button.dataset.zoomStep !== "0") button.setAttribute("aria-disabled", String(next === end));
  }
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const target = event.target.closest("[data-page-step], [data-zoom-step], .thumbs [data-page], a[data-artefact]");
  if (!target || !viewer()) return;
  const { pageStep, zoomStep, page, artefact } = target.dataset;
  const isHere = artefact === viewer().dataset.artefact && new URL(target.href).search;
  if (zoomStep) zoom(Number(zoomStep));
  else if (pageStep) { event.preventDefault(); turn(Number(pageStep)); }
  else if (artefact ? isHere && land(target) : show(Number(page))) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !viewer()) return;
  if (document.querySelector("dialog[open]")) return;
  const acts = { "[": () => turn(-1), "]": () => turn(1), "+": () => zoom(1), "=": () => zoom(1), "-": () => zoom(-1), 0: () => zoom(0) };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});

/* Errors of a player do not bubble. */
document.addEventListener("error", (event) => {
  const help = event.target.closest?.("[data-player]")?.querySelector("[data-player-help]");
  if (!help) return;
  help.setAttribute("role", "alert");
  help.textContent = "This browser can’t play it. Download the original to listen or watch.";
}, true);

document.addEventListener("viewer:page", (event) => show(event.detail));
document.addEventListener("viewer:place", (event) => { if (!land(event.detail)) location.assign(event.detail.href); });
document.addEventListener("viewer:new", settle);
settle();

function settle() {
  if (!viewer()) return;
  show(Number(viewer().dataset.current));
  document.dispatchEvent(new CustomEvent("viewer:drawn"));
}
