/* Files on their way in: each one by itself, two at a time, with its own progress, cancel and answer. */
const AT_ONCE = 2;

for (const form of document.querySelectorAll("form[data-upload]")) enhance(form);

function enhance(form) {
  const zone = form.querySelector("[data-drop]");
  const list = document.querySelector("[data-upload-list]") ?? form.appendChild(document.createElement("div"));
  const queue = [];
  let running = 0;
  watch(list, zone);

  const next = () => {
    while (running < AT_ONCE && queue.length) {
      const job = queue.shift();
      if (!job.row.isConnected) continue;
      running += 1;
      send(form, job, () => { running -= 1; next(); }, () => { queue.push(job); next(); });
    }
  };
  const add = (files) => {
    const jobs = [...files].map((file) => ({ file, row: newRow(file, list) }));
    queue.push(...jobs);
    next();
    jobs[0]?.row.scrollIntoView({ block: "nearest" });
  };

  for (const input of form.querySelectorAll("input[type=file]")) {
    const take = () => {
      add([...input.files].map((file) => ("photo" in input.dataset ? dated(file) : file)));
      input.value = "";
    };
    input.addEventListener("change", take);
    /* On a slow line files can be chosen before this runs. */
    if (input.files.length) take();
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); add([...event.dataTransfer.files]); });
  /* A file dropped beside the zone would leave the page and everything on it. */
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => { if (running || queue.length) event.preventDefault(); });
}

/* Cameras call every picture the same: the time tells one from the other. */
function dated(file) {
  const now = new Date();
  const day = now.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  const time = now.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).replaceAll(":", ".");
  const ending = file.name.includes(".") ? file.name.split(".").pop() : "jpg";
  return new File([file], `Photo, ${day} at ${time}.${ending}`, { type: file.type });
}

/* How far is the whole of it? Said as a sentence whenever a row changes. */
function watch(list, zone) {
  const sum = document.querySelector("[data-sum]");
  const rest = document.querySelector("[data-cancel-rest]");
  const tell = () => {
    const rows = [...list.querySelectorAll(".file-row")];
    const sending = rows.filter((row) => "sending" in row.dataset).length;
    const number = (state) => rows.filter((row) => row.dataset.state === state).length;
    const parts = [[sending, "on the way"], [number("pending"), "being checked"], [number("clean") + number("unreadable"), "ready to map"]];
    const words = sending || number("pending") ? parts.filter(([many]) => many).map(([many, what]) => `${many} ${what}`).join(", ") : "";
    if (sum && sum.textContent !== words) sum.textContent = words;
    if (rest) rest.hidden = sending < 2;
    if (!rows.length) return;
    document.querySelector("#nothing-here")?.setAttribute("hidden", "");
    zone.classList.add("drop-quiet");
    zone.querySelector("[data-drop-title]").textContent = "Drop more files here";
  };
  new MutationObserver(tell).observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-sending"] });
  rest?.addEventListener("click", () => {
    for (const row of list.querySelectorAll("[data-sending]")) row.querySelector("[data-cancel]")?.click();
  });
  tell();
}

function newRow(file, list) {
  const row = document.createElement("div");
  row.className = "file-row";
  row.dataset.sending = "";
  const ending = make("span", "ending", file.name.includes(".") ? file.name.split(".").pop().toUpperCase().slice(0, 4) : "FILE");
  ending.setAttribute("aria-hidden", "true");
  row.append(ending, make("span", "name", file.name), make("span", "meta", `${size(file.size)}, waits for its turn`));
  row.append(bar(file.name), make("span", "do", ""));
  const cancel = button("Cancel", `Cancel ${file.name}`);
  cancel.dataset.cancel = "";
  cancel.addEventListener("click", () => row.remove());
  row.querySelector(".do").append(cancel);
  list.append(row);
  return row;
}

/* `done` frees the place of this file; `again` puts it into the queue once more. */
function send(form, { file, row }, done, again) {
  const request = new XMLHttpRequest();
  const body = new FormData(form);
  body.delete("files");
  body.append("files", file, file.name);
  const began = performance.now();
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) show(row, file, event.loaded / event.total, (performance.now() - began) / 1000);
  });
  request.addEventListener("load", () => {
    if (request.status >= 200 && request.status < 300) accept(row, request.responseText);
    else refuse(row, file, sentence(request), request.status === 422 ? null : again);
    if (request.status === 401) waitForSession(row);
  });
  request.addEventListener("error", () => refuse(row, file, "The connection dropped, so this file was not added.", again));
  request.addEventListener("loadend", done);
  const cancel = button("Cancel", `Cancel ${file.name}`);
  cancel.dataset.cancel = "";
  cancel.addEventListener("click", () => { request.abort(); row.remove(); });
  row.querySelector(".do").replaceChildren(cancel);
  request.send(body);
}

function show(row, file, part, seconds) {
  const percent = Math.min(100, Math.floor(part * 100));
  const left = part > 0.02 && seconds > 2 ? Math.ceil((seconds / part) * (1 - part)) : null;
  row.querySelector(".thin").classList.toggle("is-unknown", part >= 1);
  row.querySelector("[data-fill]").setAttribute("width", part >= 1 ? "30%" : `${percent}%`);
  row.querySelector("[role=progressbar]").setAttribute("aria-valuenow", percent);
  /* All of it is there: nothing is left to stop, and the row that comes next can be cancelled. */
  if (part >= 1) row.querySelector(".do").replaceChildren();
  row.querySelector(".meta").textContent = part >= 1
    ? `${size(file.size)} sent, being stored`
    : `${percent}%, ${size(file.size * part)} of ${size(file.size)}${left ? `, about ${left} seconds left` : ""}`;
}

function accept(row, html) {
  const fragment = document.createRange().createContextualFragment(html);
  const added = [...fragment.children];
  row.replaceWith(fragment);
  for (const element of added) window.htmx?.process(element);
}

/* What the server will never take offers no second try. */
function refuse(row, file, words, retry) {
  row.querySelector(".err")?.remove();
  const error = make("span", "err", words);
  error.setAttribute("role", "alert");
  row.querySelector(".meta").textContent = size(file.size);
  row.querySelector(".thin")?.remove();
  row.append(error);
  const away = button("Dismiss", `Dismiss ${file.name}`);
  away.addEventListener("click", () => row.remove());
  row.querySelector(".do").replaceChildren(away);
  delete row.dataset.sending;
  if (!retry) return;
  const again = button("Try again", `Try again to add ${file.name}`);
  again.dataset.again = "";
  again.addEventListener("click", () => {
    error.remove();
    row.querySelector(".do").before(bar(file.name));
    row.dataset.sending = "";
    retry();
  });
  row.querySelector(".do").prepend(again);
}

/* Signed in again, it goes off by itself. */
function waitForSession(row) {
  document.addEventListener("session:back", () => { row.querySelector("[data-again]")?.click(); }, { once: true });
  document.dispatchEvent(new CustomEvent("session:lost"));
}

function sentence(request) {
  if (request.status === 401) return "You were signed out. Sign in, and this file goes off by itself.";
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  const found = answer.querySelector(".err, .alert")?.textContent ?? (request.status === 422 ? answer.body.textContent : "");
  const words = found.trim().replace(/\s+/g, " ");
  if (words) return words;
  if (request.status === 413) return "Not added: this file is larger than your centre allows.";
  if (request.status === 403) return "Not added: your role does not let you do this, or the page is too old. Reload it and try again.";
  return "Not added: the server could not take this file just now. Try again in a moment.";
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

function button(words, label) {
  const made = make("button", "btn btn-outline btn-sm", words);
  made.type = "button";
  made.setAttribute("aria-label", label);
  return made;
}

function make(tag, name, words) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = words;
  return made;
}

function size(bytes) {
  const units = ["bytes", "KB", "MB", "GB"];
  let unit = 0;
  while (bytes >= 1000 && unit < 3) { bytes /= 1000; unit += 1; }
  return `${bytes >= 10 || unit === 0 ? Math.round(bytes) : bytes.toFixed(1)} ${units[unit]}`;
}
