/* Judge criterion by criterion without the mouse and without leaving the page. */
for (const form of document.querySelectorAll("form[data-workbench]")) enhance(form);

function enhance(form) {
  const decisions = [...form.querySelectorAll("[data-decision]")];
  const help = document.querySelector("[data-keys-help]");
  form.classList.add("is-enhanced");
  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;

  const current = () => decisions.find((one) => one.classList.contains("is-on"));
  const open = (decision, focus) => {
    if (!decision) return;
    for (const one of decisions) {
      one.classList.toggle("is-on", one === decision);
      one.querySelector(".decision-open").setAttribute("aria-expanded", String(one === decision));
    }
    if (focus) {
      const radio = decision.querySelector("[type=radio]:checked") ?? decision.querySelector("[type=radio]");
      radio.focus({ preventScroll: true });
    }
    decision.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const at = decisions.indexOf(current());
    open(decisions[Math.max(0, Math.min(decisions.length - 1, at + by))], true);
  };
  const judge = (key) => {
    const radio = current()?.querySelector(`[data-key=${key}]`);
    radio?.click();
    radio?.focus({ preventScroll: true });
  };

  for (const decision of decisions) {
    const title = decision.querySelector("h3");
    const opener = document.createElement("button");
    opener.type = "button";
    opener.className = "decision-open";
    opener.append(...title.childNodes);
    title.append(opener);
    decision.querySelector("[data-open]").addEventListener("click", (event) => {
      if (!event.target.closest("a")) open(decision, false);
    });
    decision.addEventListener("change", (event) => {
      if (!event.target.dataset.key) return;
      mark(decision, event.target);
      count(form);
    });
  }
  count(form);
  const asked = decisions.find((one) => `#${one.id}` === location.hash);
  open(decisions.find((one) => one.querySelector(".err")) ?? asked ?? decisions.find((one) => !one.querySelector(":checked[type=radio]")) ?? decisions[0], false);

  /* Another piece of evidence is another page: it opens at the criterion that this one is on. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".queue a, a[data-artefact]");
    if (link && current()) link.hash = current().id;
  });

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const typing = event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.querySelector(".pane-foot [type=submit], [type=submit]")?.focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing) {
      if (event.key === "Escape") open(current(), true);
      return;
    }
    const acts = {
      j: () => step(1), k: () => step(-1), m: () => judge("m"), n: () => judge("n"),
      f: () => current()?.querySelector("[data-feedback]")?.focus(),
      e: () => current()?.querySelector("a[data-artefact]")?.click(),
      "?": () => help?.showModal(),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
}

/* The button says how many decisions it would send. */
function count(form) {
  const done = form.querySelectorAll("[data-key]:checked").length;
  const send = form.querySelector("[data-send]");
  const said = form.querySelector("[data-decided]");
  if (send) send.textContent = done ? `Send ${done} ${done === 1 ? "decision" : "decisions"}` : "Send decisions";
  if (said) said.textContent = done ? `, ${done} done` : "";
}

function mark(decision, radio) {
  const shown = decision.querySelector("[data-shown-state]");
  const label = decision.querySelector(`label[for="${radio.id}"]`);
  const state = document.createElement("span");
  state.className = `state state-pill ${label.className}`;
  state.append(label.querySelector("svg").cloneNode(true), radio.value === "yes" ? "Met" : "Not yet met");
  shown.replaceChildren(state);
}
