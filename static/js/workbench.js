/* Judge criterion by criterion without the mouse and without leaving the page. */
const WORDS = { v: "valid", a: "authentic", c: "current", s: "sufficient", r: "reliable" };
const form = document.querySelector("form[data-workbench]");
if (form) enhance(form);

function enhance(form) {
  const decisions = [...form.querySelectorAll("[data-decision]")];
  const help = document.querySelector("[data-keys-help]");
  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;

  const current = () => decisions.find((one) => one.classList.contains("is-on"));
  const open = (decision) => {
    for (const one of decisions) {
      one.classList.toggle("is-on", one === decision);
      one.querySelector(".decision-open").setAttribute("aria-expanded", String(one === decision));
    }
  };
  /* What one moves to always stands in the same place, with its evidence beside it, and takes the keys. */
  const go = (decision) => {
    open(decision);
    remember(decision);
    answer(decision).focus({ preventScroll: true });
    decision.scrollIntoView();
    follow(decision);
  };
  const step = (by) => {
    const next = decisions[decisions.indexOf(current()) + by];
    if (next) go(next);
    else if (by > 0) form.querySelector("[data-send]")?.focus();
  };
  const judge = (key) => {
    const radio = current().querySelector(`[data-key=${key}]`);
    radio.click();
    radio.focus({ preventScroll: true });
  };
  const tick = (key) => {
    const box = current().querySelector(`[name=${WORDS[key]}-${current().dataset.decision}]`);
    box.click();
    box.focus();
  };
  const next = () => {
    const links = claims(current());
    const at = links.findIndex((link) => link.matches("[aria-current]"));
    show(links[(at + 1) % links.length]);
    bringUp();
  };

  for (const decision of decisions) {
    const title = decision.querySelector("h3");
    const opener = document.createElement("button");
    opener.type = "button";
    opener.className = "decision-open";
    opener.append(...title.childNodes);
    title.append(opener);
    decision.querySelector("[data-open]").addEventListener("click", () => {
      if (decision === current()) return;
      open(decision);
      remember(decision);
      decision.scrollIntoView();
      follow(decision);
    });
    decision.addEventListener("change", (event) => {
      if (event.target.dataset.key) mark(decision, event.target);
      forgive(decision);
      ask(decision);
      count(form, decisions);
    });
    const chosen = decision.querySelector("[data-key]:checked");
    if (chosen) mark(decision, chosen);
    ask(decision);
  }
  const asked = decisions.find((one) => `#${one.id}` === location.hash);
  const wrong = decisions.find((one) => one.querySelector(".err"));
  const refused = form.querySelector("[data-form-errors]");
  const first = wrong ?? asked ?? current() ?? decisions[0];
  open(first);
  const stacked = matchMedia("(max-width: 1100px)").matches;
  if (first !== decisions[0] && (wrong || (!refused && (asked || !stacked)))) first.scrollIntoView({ block: "nearest" });
  /* The place that has to change, not the top of a list that it is far down in. */
  if (wrong) (wrong.querySelector("[aria-invalid]") ?? answer(wrong)).focus();
  point();
  count(form, decisions);

  /* A page that comes back with an error must not jump to the criterion that was open. */
  form.addEventListener("submit", () => history.replaceState(history.state, "", location.pathname + location.search));
  window.addEventListener("hashchange", () => {
    const meant = decisions.find((one) => `#${one.id}` === location.hash);
    if (meant) go(meant);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-artefact]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
    bringUp();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const typing = event.target.matches("textarea, select, input:not([type=checkbox], [type=radio]), audio, video");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.querySelector("[data-send]")?.focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing) {
      if (event.key === "Escape") answer(current()).focus();
      return;
    }
    const acts = {
      j: () => step(1), k: () => step(-1), m: () => judge("m"), n: () => judge("n"),
      f: () => current().querySelector("[data-feedback]").focus(),
      e: next, "?": () => help.showModal(),
    };
    for (const key of Object.keys(WORDS)) acts[key] = () => tick(key);
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
}

/* The decision that was chosen, else the first that can be. */
function answer(decision) {
  return decision.querySelector("[type=radio]:checked") ?? decision.querySelector("[type=radio]");
}

/* A reload comes back to the criterion that was open. */
function remember(decision) {
  history.replaceState(history.state, "", `#${decision.id}`);
}

/* Where the evidence stands above the criteria, whoever asks for it is taken there. */
function bringUp() {
  if (matchMedia("(max-width: 1100px)").matches) document.querySelector("#evidence")?.scrollIntoView();
}

function claims(decision) {
  return [...decision.querySelectorAll("a[data-artefact]")];
}

/* The evidence follows the criterion: what is open already stays, at the page that is claimed. */
function follow(decision) {
  const links = claims(decision);
  const shown = document.querySelector("[data-viewer]").dataset.artefact;
  const link = links.find((one) => one.dataset.artefact === shown) ?? links[0];
  if (link) show(link);
}

/* Show a piece of evidence at its page: a page of the same piece turns, another piece comes by itself. */
function show(link) {
  const viewer = document.querySelector("[data-viewer]");
  const { artefact, page } = link.dataset;
  const isStretch = new URL(link.href).searchParams.has("from");
  const asTable = page && !viewer.querySelector("[data-sheet]");
  if (viewer.dataset.artefact !== artefact || asTable) return load(link);
  if (page || isStretch) document.dispatchEvent(new CustomEvent("viewer:place", { detail: link }));
  return point();
}

async function load(link) {
  const pane = document.querySelector("#evidence");
  if (!pane) return;
  const inside = pane.contains(document.activeElement);
  const address = new URL(link.href);
  pane.setAttribute("aria-busy", "true");
  await window.htmx.ajax("GET", address.pathname + address.search, { target: "#evidence", swap: "outerHTML" });
  const now = document.querySelector("#evidence");
  now.removeAttribute("aria-busy");
  if (now === pane) return;
  address.hash = location.hash;
  history.replaceState(history.state, "", address);
  document.dispatchEvent(new CustomEvent("viewer:new"));
  if (inside) now.querySelector(".queue [aria-current]")?.focus();
  document.querySelector("[data-shown]").textContent = `${now.dataset.title} is shown`;
  point();
}

/* Mark which of the claims is the one on the left. */
function point() {
  const { artefact, current } = document.querySelector("[data-viewer]").dataset;
  for (const link of document.querySelectorAll(".decision a[data-artefact]")) {
    const here = link.dataset.artefact === artefact && (!link.dataset.page || link.dataset.page === current);
    if (here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/* The head, the bar and the button say how many decisions there are so far. */
function count(form, decisions) {
  const done = form.querySelectorAll("[data-key]:checked").length;
  const send = form.querySelector("[data-send]");
  if (send) send.textContent = done ? `Send ${done} ${done === 1 ? "decision" : "decisions"}` : "Send decisions";
  const said = form.querySelector("[data-decided]");
  if (!said) return;
  said.textContent = done ? `, ${done} done` : "";
  const percent = Math.floor((100 * done) / decisions.length);
  const bar = form.querySelector(".pane-head [role=progressbar]");
  bar.setAttribute("aria-valuenow", percent);
  bar.querySelector("[data-fill]").setAttribute("width", `${percent}%`);
}

/* What was wrong is being put right: whether it is now, sending tells. */
function forgive(decision) {
  for (const error of decision.querySelectorAll(".err")) error.remove();
  const feedback = decision.querySelector("[data-feedback]");
  feedback.classList.remove("is-invalid");
  feedback.removeAttribute("aria-invalid");
}

/* What is unticked has to be explained, and can't go together with met. */
function ask(decision) {
  const boxes = [...decision.querySelectorAll("[data-qualities] [type=checkbox]")];
  const lacking = boxes.filter((box) => !box.checked).map((box) => box.parentElement.textContent.trim().toLowerCase());
  const why = decision.querySelector("[data-why]");
  const met = decision.querySelector("[data-key=m]").checked;
  why.classList.toggle("is-asking", lacking.length > 0);
  if (!lacking.length) why.textContent = "Untick what it is not, and say why in the feedback.";
  else if (met) why.textContent = `This can’t be met while the evidence is not ${list(lacking)}. Choose not yet met, or tick it again.`;
  else why.textContent = `Why is the evidence not ${list(lacking)}? Say so in the feedback.`;
}

function list(words) {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(words);
}

function mark(decision, radio) {
  const shown = decision.querySelector("[data-shown-state]");
  const label = decision.querySelector(`label[for="${radio.id}"]`);
  const state = document.createElement("span");
  state.className = `state state-pill ${label.className}`;
  state.append(label.querySelector("svg").cloneNode(true), radio.value === "yes" ? "Met" : "Not yet met");
  shown.replaceChildren(state);
}
