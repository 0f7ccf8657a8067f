/* The words of the open page: to select, to find, and to mark what is claimed and asked for. */
const SVG = "http://www.w3.org/2000/svg";
const LETTER = 16;
const ruler = document.createElement("canvas").getContext("2d");
const viewer = () => document.querySelector("[data-viewer]");
const search = { find: "", pages: [], at: 0 };
let latest = 0;

document.addEventListener("viewer:drawn", lay);
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-find]");
  if (!form || !viewer()?.querySelector("[data-leaf]")) return;
  event.preventDefault();
  if (form.elements.find.value.trim() === search.find) step(1);
  else seek(form.elements.find.value.trim());
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-find-step]");
  if (button) step(Number(button.dataset.findStep));
});
document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-find] [name=find]");
  if (!field || event.key !== "Escape" || !search.find) return;
  field.value = "";
  seek("");
});
if (viewer()) begin();
document.addEventListener("viewer:new", begin);

/* What an address asked for is looked for at once. */
function begin() {
  Object.assign(search, { find: "", pages: [], at: 0 });
  const find = viewer().querySelector("[data-find] [name=find]")?.value.trim();
  if (find && viewer().querySelector("[data-leaf]")) seek(find);
  else lay();
}

/* Write the words over the picture of the page, and draw the marks. */
async function lay() {
  const here = viewer();
  const leaf = here?.querySelector("[data-leaf]");
  if (!leaf || !here.dataset.words) return;
  const turn = ++latest;
  const page = Number(here.dataset.current);
  const claims = marksOn(here, page);
  if (leaf.dataset.page !== String(page)) {
    leaf.dataset.page = page;
    leaf.querySelector("[data-letters]").replaceChildren();
    draw(leaf, claims.map((claim) => ({ ...claim, boxes: claim.area ? [claim.area] : [] })));
  }
  const told = await ask(here, page, search.find, claims.map((claim) => claim.quote ?? ""));
  if (!told || turn !== latest) return;
  write(leaf, told.words);
  const marks = claims.map((claim, at) => ({
    ...claim, boxes: [...(claim.area ? [claim.area] : []), ...told.quoted[at].flat()],
  }));
  const before = search.pages.filter(([number]) => number < page).reduce((sum, [, times]) => sum + times, 0);
  told.found.forEach((boxes, at) => marks.push({ kind: before + at === search.at ? "found-now" : "found", boxes }));
  draw(leaf, marks, Math.min(...told.words.map(([, left]) => left)));
  const now = JSON.stringify([page, here.dataset.here, search.find, search.at]);
  if (leaf.dataset.landed !== now) bringIn(leaf);
  leaf.dataset.landed = now;
}

async function ask(here, page, find, quotes = []) {
  const address = new URL(here.dataset.words, location.href);
  address.searchParams.set("page", page);
  if (find) address.searchParams.set("find", find);
  for (const quote of quotes) address.searchParams.append("quote", quote);
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/* The claims on this page, and the place that was asked for, which is often one of them. */
function marksOn(here, page) {
  const asked = JSON.parse(here.dataset.here || "{}");
  const claims = JSON.parse(here.dataset.claims || "[]").filter((claim) => claim.page === page);
  const same = (claim) => ["page", "area", "quote"].every((name) => String(claim[name] ?? "") === String(asked[name] ?? ""));
  const marks = claims.filter((claim) => !same(claim)).map((claim) => ({ kind: "claim", ...claim }));
  if ((asked.page ?? page) !== page || !(asked.area || asked.quote)) return marks;
  return [...marks, { kind: "here", ...asked, label: claims.filter(same).map((claim) => claim.label).join(", ") }];
}

/* The font is ours, the width that of the page: each word is stretched to its own box. */
function write(leaf, words) {
  const layer = leaf.querySelector("[data-letters]");
  if (layer.childElementCount === words.length) return;
  const across = leaf.querySelector("img").width;
  const ratio = leaf.querySelector("img").getAttribute("height") / leaf.querySelector("img").getAttribute("width");
  ruler.font = "100px sans-serif";
  const made = document.createDocumentFragment();
  for (const [text, left, top, width, height] of words) {
    const word = document.createElement("span");
    const size = (height * ratio) / 10;
    const natural = ruler.measureText(text).width / 100 * size;
    word.textContent = `${text} `;
    word.style.left = `${left / 10}%`;
    word.style.top = `${top / 10}%`;
    word.style.fontSize = `${size}cqw`;
    if (natural > 0 && across) word.style.transform = `scaleX(${width / 10 / natural})`;
    made.append(word);
  }
  layer.replaceChildren(made);
}

/* `edge` is where the words of the page begin, in thousandths of its width. */
function draw(leaf, marks, edge = 1000) {
  const layer = leaf.querySelector("[data-marks]");
  const image = leaf.querySelector("img");
  const [width, height] = [Number(image.getAttribute("width")), Number(image.getAttribute("height"))];
  layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
  layer.replaceChildren(...marks.filter((mark) => mark.boxes.length).map((mark) => {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", `mark mark-${mark.kind}`);
    for (const [left, top, wide, high] of mark.boxes) {
      const sides = { x: (left * width) / 1000, y: (top * height) / 1000, width: (wide * width) / 1000, height: (high * height) / 1000 };
      group.append(shape("rect", sides));
    }
    if (mark.label) {
      const [left, top] = mark.boxes[0];
      group.append(labelled(mark.label, (left * width) / 1000, (top * height) / 1000, (Math.min(left, edge) * width) / 1000));
    }
    return group;
  }));
}

/* The label stands in the margin, which ends at `edge`; where there is none, above the mark. */
function labelled(words, x, y, edge) {
  const inMargin = edge > LETTER * words.length + 8;
  const label = shape("text", inMargin ? { x: edge - 8, y: y + 24 } : { x, y: Math.max(y, 36), dy: -8 });
  if (inMargin) label.setAttribute("text-anchor", "end");
  label.textContent = words;
  return label;
}

function shape(name, sides) {
  const made = document.createElementNS(SVG, name);
  for (const [side, value] of Object.entries(sides)) made.setAttribute(side, Math.round(value));
  return made;
}

/* What was asked for stands in the middle of the frame. */
function bringIn(leaf) {
  const mark = leaf.querySelector(".mark-found-now rect") ?? leaf.querySelector(".mark-here rect");
  const frame = leaf.closest(".sheet");
  if (!mark) return;
  const [at, of] = [mark.getBoundingClientRect(), frame.getBoundingClientRect()];
  frame.scrollTop += at.top - of.top - frame.clientHeight / 3;
  if (at.left < of.left || at.right > of.right) frame.scrollLeft += at.left - of.left - 24;
}

/* Look for words in the whole piece, and open it where they come first from here on. */
async function seek(find) {
  const here = viewer();
  const page = Number(here.dataset.current);
  Object.assign(search, { find, pages: [], at: 0 });
  here.querySelector("[data-found-on]")?.remove();
  const told = find ? await ask(here, page, find) : null;
  if (search.find !== find) return;
  search.pages = told?.pages ?? [];
  for (const [number, times] of search.pages) if (number < page) search.at += times;
  if (search.at >= total()) search.at = 0;
  const address = new URL(location.href);
  if (find) address.searchParams.set("find", find);
  else address.searchParams.delete("find");
  history.replaceState(history.state, "", address);
  say(here, told?.known === false);
  if (total()) step(0);
  else lay();
}

function step(by) {
  if (!total()) return;
  search.at = (search.at + by + total()) % total();
  let left = search.at;
  const [page] = search.pages.find(([, times]) => (left -= times) < 0);
  say(viewer());
  if (Number(viewer().dataset.current) === page) lay();
  else document.dispatchEvent(new CustomEvent("viewer:page", { detail: page }));
}

function total() {
  return search.pages.reduce((sum, [, times]) => sum + times, 0);
}

function say(here, unknown = false) {
  const said = here.querySelector("[data-find-said]");
  if (unknown) said.textContent = "Its words can’t be searched";
  else if (search.find) said.textContent = total() ? `${search.at + 1} of ${total()}` : "Not found";
  else said.textContent = "";
  for (const button of here.querySelectorAll("[data-find-step]")) button.hidden = total() < 2;
}
