/* Point at the exact place: an area that is drawn, a passage that is selected, a time that is heard. */
const form = document.querySelector("form[data-mapping]");
const viewer = () => document.querySelector("[data-viewer]");
const STEP = 10;
const LEAST = 10;
let marking = null;
if (form) enhance();

function enhance() {
  form.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    if (event.target.closest("[data-mark-area]")) mark(row);
    if (event.target.closest("[data-quote]")) quote(row);
    if (event.target.closest("[data-clear-place]")) fill(row, { area: "", quote: "" }, "Cleared.");
    const now = event.target.closest("[data-now]")?.dataset.now;
    if (now) fill(row, { [now]: clock(viewer().querySelector("audio, video").currentTime) });
  });
  /* A button must not take away the selection that it is to quote. */
  form.addEventListener("pointerdown", (event) => { if (event.target.closest("[data-quote]")) event.preventDefault(); });
  form.addEventListener("change", claim);
  document.addEventListener("viewer:drawn", leave);
}

/* What is typed is drawn, before it is saved. */
function claim() {
  const rows = [...form.querySelectorAll("[data-row]")].filter((row) => row.querySelector("[name=criterion]").checked);
  viewer().dataset.claims = JSON.stringify(rows.map((row) => ({
    label: row.querySelector("label b").textContent, page: Number(value(row, "page")) || undefined,
    area: areaOf(value(row, "area")), quote: value(row, "quote") || undefined,
  })).filter((place) => place.area || place.quote));
  if (viewer().querySelector("[data-leaf]")) document.dispatchEvent(new CustomEvent("viewer:drawn"));
}

function field(row, part) {
  return row.querySelector(`[name^="${part}-"]`);
}

function value(row, part) {
  return field(row, part)?.value.trim() ?? "";
}

function areaOf(text) {
  const sides = text.split(/[\s,%]+/).filter(Boolean).map((side) => Math.round(Number(side) * 10));
  return sides.length === 4 && sides.every((side) => side >= 0 && side <= 1000) ? sides : undefined;
}

function fill(row, parts, words = "") {
  for (const [part, text] of Object.entries(parts)) {
    const into = field(row, part);
    into.value = text;
    into.classList.remove("is-invalid");
    into.dispatchEvent(new Event("input", { bubbles: true }));
    into.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const exact = row.querySelector(".exact");
  if (exact && (parts.area || parts.quote)) exact.open = true;
  say(row, words);
}

function say(row, words) {
  const said = row.querySelector("[data-point-said]");
  if (said) said.textContent = words;
}

function quote(row) {
  const selection = getSelection();
  const letters = viewer().querySelector("[data-letters]");
  const isHere = letters && selection.rangeCount && selection.getRangeAt(0).intersectsNode(letters);
  const words = isHere ? selection.toString().replace(/\s+/g, " ").trim() : "";
  if (!words) return say(row, "Select words on the page first.");
  if (words.length > 500) return say(row, "Keep the passage to 500 characters.");
  selection.removeAllRanges();
  return fill(row, { page: viewer().dataset.current, quote: words }, "Quoted.");
}

/* A frame lies over the page: drag a new one, or move it with the keys. */
function mark(row) {
  leave();
  const leaf = viewer().querySelector("[data-leaf]");
  if (!leaf) return say(row, "Open the pages first.");
  const here = Number(value(row, "page")) === Number(viewer().dataset.current);
  const sides = (here && areaOf(value(row, "area"))) || [250, 350, 500, 150];
  const shade = document.createElement("div");
  const frame = document.createElement("div");
  shade.className = "area-shade";
  frame.className = "area-frame";
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Area on the page. The arrow keys move it, with Shift they size it. Enter keeps it, Escape leaves it.");
  shade.append(frame);
  leaf.append(shade);
  marking = { row, shade, frame, sides };
  place();
  shade.addEventListener("pointerdown", drag);
  frame.addEventListener("keydown", nudge);
  if (matchMedia("(max-width: 1100px)").matches) leaf.scrollIntoView({ block: "center" });
  frame.focus({ preventScroll: true });
  return say(row, "Drag over the page, or use the arrow keys. Enter keeps it, Esc leaves.");
}

function place() {
  const [left, top, width, height] = marking.sides;
  for (const [side, length] of Object.entries({ left, top, width, height })) marking.frame.style[side] = `${length / 10}%`;
}

function drag(event) {
  const { shade } = marking;
  const room = shade.getBoundingClientRect();
  const at = (point) => [
    Math.round(Math.max(0, Math.min(1, (point.clientX - room.left) / room.width)) * 1000),
    Math.round(Math.max(0, Math.min(1, (point.clientY - room.top) / room.height)) * 1000),
  ];
  const from = at(event);
  event.preventDefault();
  shade.setPointerCapture(event.pointerId);
  shade.onpointermove = (moved) => {
    const to = at(moved);
    marking.sides = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    place();
  };
  shade.onpointerup = () => {
    shade.onpointermove = null;
    if (marking.sides[2] >= LEAST && marking.sides[3] >= LEAST) keep();
  };
}

function nudge(event) {
  const [across, down] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key] ?? [0, 0];
  const { row } = marking;
  if (event.key === "Enter") keep();
  else if (event.key === "Escape") leave();
  else if (!across && !down) return;
  else move(across, down, event.shiftKey);
  event.preventDefault();
  event.stopPropagation();
  if (!marking) row.querySelector("[data-mark-area]").focus();
}

function move(across, down, resize) {
  let [left, top, width, height] = marking.sides;
  if (resize) [width, height] = [width + across, height + down];
  else [left, top] = [left + across, top + down];
  width = Math.max(LEAST, Math.min(width, 1000 - left));
  height = Math.max(LEAST, Math.min(height, 1000 - top));
  marking.sides = [Math.max(0, Math.min(left, 1000 - width)), Math.max(0, Math.min(top, 1000 - height)), width, height];
  place();
}

function keep() {
  const { row, sides } = marking;
  leave();
  fill(row, { page: viewer().dataset.current, area: sides.map((side) => side / 10).join(" ") }, "Marked.");
}

function leave() {
  if (!marking) return;
  marking.shade.remove();
  say(marking.row, "");
  marking = null;
}

function clock(time) {
  const seconds = Math.floor(time);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:` : ""}${two(minutes)}:${two(seconds % 60)}`;
}
