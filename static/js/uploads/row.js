/* What the row of a file on its way in shows, and which buttons it has. */
import { inWords, partOf, size } from "./words.js";

export function newRow(file) {
  const row = document.createElement("div");
  row.className = "file-row";
  row.dataset.sending = "";
  const ending = make("span", "ending", file.name.includes(".") ? file.name.split(".").pop().toUpperCase().slice(0, 4) : "FILE");
  ending.setAttribute("aria-hidden", "true");
  row.append(ending, make("span", "name", file.name), make("span", "meta", `${size(file.size)}, waits for its turn`));
  row.append(bar(file.name), make("span", "do", ""));
  return row;
}

/* How much of a file was sent, and how long the rest takes at the pace since `before`. */
export function show({ row, file }, sent, seconds, before) {
  const part = file.size ? sent / file.size : 1;
  const percent = Math.min(100, Math.floor(part * 100));
  const speed = (sent - before) / seconds;
  const left = seconds > 2 && speed > 0 ? Math.ceil((file.size - sent) / speed) : null;
  row.querySelector(".thin").classList.toggle("is-unknown", part >= 1);
  fill(row, percent, part >= 1 ? 30 : percent);
  say(row, part >= 1
    ? `${size(file.size)} sent, being stored`
    : `${percent}%, ${partOf(sent, file.size)}${left ? `, about ${inWords(left)} left` : ""}`);
}

/* What was on its way and did not arrive counts no more. */
export function showSafe({ row, file, safe }) {
  row.querySelector(".thin").classList.remove("is-unknown");
  fill(row, Math.floor((100 * safe) / Math.max(1, file.size)));
}

function fill(row, percent, width = percent) {
  row.querySelector("[data-fill]").setAttribute("width", `${width}%`);
  row.querySelector("[role=progressbar]").setAttribute("aria-valuenow", percent);
}

export function say(row, words) {
  row.querySelector(".meta").textContent = words;
}

/* Who was on one of the buttons stays in this row. */
export function offer(row, ...buttons) {
  const wasHere = row.querySelector(".do").contains(document.activeElement);
  row.querySelector(".do").replaceChildren(...buttons);
  if (wasHere) buttons[0]?.focus();
}

export function button(words, name, act) {
  const made = make("button", "btn btn-outline btn-sm", words);
  made.type = "button";
  made.setAttribute("aria-label", `${words} ${name}`);
  made.addEventListener("click", act);
  return made;
}

export function complain(row, words) {
  row.querySelector(".err")?.remove();
  const error = make("span", "err", words);
  error.setAttribute("role", "alert");
  row.append(error);
}

function bar(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "thin");
  for (const [key, value] of [["role", "progressbar"], ["aria-valuemin", 0], ["aria-valuemax", 100], ["aria-valuenow", 0], ["aria-label", name]]) {
    svg.setAttribute(key, value);
  }
  for (const [kind, width] of [["track", "100%"], ["fill-run", "0%"]]) {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [key, value] of [["class", kind], ["width", width], ["height", "100%"], ["rx", 4]]) rect.setAttribute(key, value);
    if (kind === "fill-run") rect.setAttribute("data-fill", "");
    svg.append(rect);
  }
  return svg;
}

function make(tag, name, words) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = words;
  return made;
}
