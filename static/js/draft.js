/* Nothing typed is lost: kept on the server as one types, on this device when the line fails. */
const PAUSE = 800;
const TRY_AGAIN = 15000;
const MINE = `draft:${document.body.dataset.user}:`;
const TEXT = "textarea[name], input[name]:not([type=hidden], [type=file], [type=password], [type=submit]), select[name]";

const forms = [...document.querySelectorAll("form[data-draft-url]")];
for (const form of forms) keep(form);
/* What was sent from a page that is now left behind has arrived. */
for (const key of keys()) {
  if (read(key)?.sent && !forms.some((form) => keyOf(form) === key)) localStorage.removeItem(key);
}

function keep(form) {
  const key = keyOf(form);
  let timer = 0;
  let latest = 0;

  const save = async () => {
    clearTimeout(timer);
    const turn = ++latest;
    const body = new FormData();
    for (const [name, value] of fields(form)) body.append(name, value);
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body, redirect: "manual", keepalive: true,
        headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, "HX-Request": "true" },
      });
      if (turn !== latest) return;
      if (answer.ok) {
        timer = 0;
        localStorage.removeItem(key);
        document.dispatchEvent(new CustomEvent("session:alive"));
        tell(form, "server", `Saved ${new Date().toLocaleTimeString("en-GB")} as you type`);
        return;
      }
      local(form, key, answer.status === 401
        ? "You were signed out. Saved on this device."
        : "The server can't save just now. Saved on this device.");
      if (answer.status === 401) {
        /* Not again by the clock: amid signing in it would go with a token that has just ended. */
        timer = 0;
        document.dispatchEvent(new CustomEvent("session:lost"));
        return;
      }
      if (answer.status === 403) document.dispatchEvent(new CustomEvent("session:doubted"));
    } catch {
      if (turn === latest) local(form, key, "No connection. Saved on this device.");
    }
    timer = setTimeout(save, TRY_AGAIN);
  };

  const later = () => { clearTimeout(timer); timer = setTimeout(save, PAUSE); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  addEventListener("online", () => { if (read(key)) save(); });
  document.addEventListener("session:back", () => { if (read(key)) save(); });
  addEventListener("pagehide", () => { if (timer && read(key)?.sent !== true) store(key, form, false); });
  form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; latest += 1; store(key, form, true); });
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) localStorage.removeItem(key); });
  restore(form, key, save);
}

function restore(form, key, save) {
  const kept = read(key);
  if (!kept) return;
  const [entry] = performance.getEntriesByType("navigation");
  if (kept.sent && entry?.type !== "back_forward") {
    localStorage.removeItem(key);
    return;
  }
  const typed = new Map();
  for (const [name, value] of kept.fields) typed.set(name, [...(typed.get(name) ?? []), value]);
  for (const field of form.querySelectorAll(TEXT)) {
    const values = typed.get(field.name) ?? [];
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values.shift();
  }
  tell(form, "device", "What you typed last was kept on this device and is here again.");
  save();
}

function fields(form) {
  const found = [];
  for (const field of form.querySelectorAll(TEXT)) {
    if (["checkbox", "radio"].includes(field.type) && !field.checked) continue;
    found.push([field.name, field.value]);
  }
  return found;
}

function local(form, key, words) {
  tell(form, "device", store(key, form, false) ? words : "No connection. Keep this page open: your text is not saved yet.");
}

function store(key, form, sent) {
  try {
    localStorage.setItem(key, JSON.stringify({ sent, fields: fields(form) }));
    return true;
  } catch {
    return false;
  }
}

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function keys() {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(MINE)); } catch { return []; }
}

function keyOf(form) {
  return MINE + form.dataset.draftUrl;
}

function tell(form, where, words) {
  const status = form.querySelector("[data-draft-status]") ?? document.querySelector("[data-draft-status]");
  if (!status) return;
  status.dataset.kept = where;
  (status.querySelector("[data-draft-words]") ?? status).textContent = words;
}
