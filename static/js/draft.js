/* Nothing typed is lost: kept on the server as one types, on this device when the line fails. */
const PAUSE = 800;
const TRY_AGAIN = 15000;
const KEPT_DAYS = 30;
/* Browsers let no more than 64 KB go on by themselves when the page is left. */
const MOST_TO_GO_ON = 60000;
const LONGEST_ANSWER = 5000;
const MINE = `draft:${document.body.dataset.user}:`;
const TEXT = "textarea[name], input[name]:not([type=hidden], [type=file], [type=password], [type=submit]), select[name]";
const CAME_ANEW = performance.getEntriesByType("navigation")[0]?.type === "navigate";
const known = new WeakSet();

forget();
scan();
document.addEventListener("htmx:afterSettle", scan);

function scan() {
  for (const form of document.querySelectorAll("form[data-draft-url]")) {
    if (known.has(form)) continue;
    known.add(form);
    keep(form);
  }
}

function keep(form) {
  const key = MINE + form.dataset.draftUrl;
  let page = name(form);
  let timer = 0;
  let sending = false;
  let again = false;
  let gone = false;
  /* What the server had of this form when the page came; it takes nothing from who has seen less. */
  let knows = null;
  /* Words of this device that are not in the form yet. */
  let waiting = read(key);

  const learn = async () => {
    const told = await ask(form);
    if (told) knows = { spent: told.spent, version: told.version };
    return told;
  };
  const save = async () => {
    clearTimeout(timer);
    timer = 0;
    if (gone || !form.isConnected) return;
    /* One after the other, so that older words never arrive after newer ones. */
    again = sending;
    if (sending) return;
    sending = true;
    await ready;
    if (!knows) await learn();
    if (!gone) await send();
    sending = false;
    if (again && !gone) save();
  };
  const send = async () => {
    const body = new FormData();
    body.append("draft_page", page);
    for (const what of ["spent", "version"]) if (knows?.[what] !== undefined) body.append(`draft_${what}`, knows[what]);
    let size = 0;
    for (const [field, value] of fields(form)) {
      body.append(field, value);
      size += 2 * value.length + 200;
    }
    let words = "No connection. Saved on this device.";
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body, redirect: "manual", keepalive: size < MOST_TO_GO_ON,
        headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, "HX-Request": "true" },
      });
      if (gone) return;
      if (answer.ok) {
        if (!timer && !again) drop(key);
        document.dispatchEvent(new CustomEvent("session:alive"));
        tell(form, "server", `Saved ${new Date().toLocaleTimeString("en-GB")} as you type`);
        return;
      }
      if (answer.status === 401) {
        /* Not again by the clock: amid signing in it would go with a token that has just ended. */
        clearTimeout(timer);
        timer = 0;
        again = false;
        local("You were signed out. Saved on this device.");
        document.dispatchEvent(new CustomEvent("session:lost"));
        return;
      }
      if (answer.status === 409) {
        local("Newer words of this form were kept or sent elsewhere. What you type is kept on this device: reload the page to see both.");
        return;
      }
      if (answer.status === 403) document.dispatchEvent(new CustomEvent("session:doubted"));
      words = "The server can’t save just now. Saved on this device.";
    } catch { /* The line is down. */ }
    if (gone) return;
    local(words);
    timer ||= setTimeout(save, TRY_AGAIN);
  };
  const local = (words) => {
    const kept = store(key, form, { page, knows, sent: false });
    tell(form, "device", kept ? words : "No connection. Keep this page open: your text is not saved yet.");
  };

  const later = () => {
    gone = false;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  /* Who was quicker than the script has typed already; a page that came again has its old words. */
  if (CAME_ANEW && !("draftFetch" in form.dataset) && hasTyped(form)) later();
  addEventListener("online", () => { if (read(key)) save(); });
  document.addEventListener("session:back", () => { if (read(key)) save(); });
  addEventListener("pagehide", () => {
    if (gone || !(timer || sending)) return;
    if (waiting) putAside(key, waiting, form);
    store(key, form, { page, knows, sent: false });
  });
  /* Left aside for good only once the server says that the form was saved; see forget(). */
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = 0;
    again = false;
    gone = true;
    if (waiting) putAside(key, waiting, form);
    waiting = null;
    store(key, form, { page, knows, sent: true });
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form || !event.detail.successful) return;
    drop(key);
    page = name(form);
    ready = learn();
  });
  /* The way back brings the page as it was left: what is typed now is another form. */
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    page = name(form);
    gone = false;
    ready = learn();
  });

  const restore = async () => {
    const told = await learn();
    const kept = waiting;
    waiting = null;
    if (!kept) return;
    /* Refused, it came back with every word. */
    if (form.querySelector("[data-form-errors]")) {
      drop(key);
      save();
    } else if (kept.sent && told?.spent === kept.page) drop(key);
    else if (timer || sending || isBehind(kept, told)) {
      if ("draftFetch" in form.dataset) putKept(form, told);
      if (putAside(key, kept, form)) drop(key);
      offer(form, key, save);
    } else {
      if (!told) knows = kept.knows;
      put(form, kept.fields);
      tell(form, "device", "What you typed last was kept on this device and is here again.");
      save();
    }
  };
  /* A form that comes without what was kept is filled when somebody goes into it. */
  const isFilled = "draftFetch" in form.dataset && !waiting;
  let ready = isFilled ? null : restore();
  if (isFilled) form.addEventListener("focusin", () => { ready = learn().then((told) => { putKept(form, told); }); }, { once: true });
  offer(form, key, save);
}

/* Give a form the name of its page: the server knows by it what comes too late. */
function name(form) {
  const page = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const said = { draft_page: page, draft_key: form.dataset.draftUrl.split("/").at(-2) };
  for (const [field, value] of Object.entries(said)) {
    let input = form.querySelector(`[name=${field}]`);
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = field;
      form.append(input);
    }
    input.value = value;
  }
  return page;
}

/* Has another page, here or on another device, kept or sent words that those of a device are older than? */
function isBehind(kept, told) {
  if (told?.version === undefined) return false;
  const knew = kept.knows ?? { spent: "", version: "" };
  return told.spent !== knew.spent || (told.page !== kept.page && told.version !== knew.version);
}

/* What was kept on the server of a form that comes without it. */
function putKept(form, kept) {
  const found = Object.entries(kept?.fields ?? {}).flatMap(([field, words]) => [words].flat().map((word) => [field, word]));
  if (!found.length || hasTyped(form)) return;
  put(form, found);
  tell(form, "server", "What you typed last is here again.");
}

/* Older words go into no form by themselves, but they were never sent: whoever typed them decides. */
function putAside(key, kept, form) {
  if (JSON.stringify(kept.fields) === JSON.stringify(fields(form))) return true;
  return write(`${key}aside:${kept.page}`, kept);
}

function offer(form, key, save) {
  const aside = keys().find((one) => one.startsWith(`${key}aside:`));
  const there = form.querySelector("[data-draft-aside]");
  const kept = aside && read(aside);
  if (!kept) {
    there?.remove();
    return;
  }
  const note = there ?? document.createElement("div");
  note.className = "alert";
  note.dataset.draftAside = "";
  const when = new Date(kept.at).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const words = document.createElement("p");
  words.textContent = `This device has other words of this form, kept on ${when}. What you see here is another version.`;
  const swap = button("Show those instead", () => {
    const here = { ...kept, page: `${kept.page}-other`, at: Date.now(), fields: fields(form) };
    if (!write(`${key}aside:${here.page}`, here)) return;
    put(form, kept.fields);
    drop(aside);
    offer(form, key, save);
    save();
  });
  const forget = button("Forget those", () => {
    drop(aside);
    offer(form, key, save);
    form.querySelector(TEXT)?.focus();
  });
  const acts = document.createElement("p");
  acts.className = "acts";
  acts.append(swap, forget);
  note.replaceChildren(words, acts);
  if (there) swap.focus();
  else form.prepend(note);
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-outline btn-sm";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

/* What the server has of a form; an empty object when it does not tell, null when it is away. */
async function ask(form) {
  if ("draftSilent" in form.dataset) return {};
  try {
    const answer = await fetch(form.dataset.draftUrl, { redirect: "manual", headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(LONGEST_ANSWER) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function hasTyped(form) {
  const chosen = ["checkbox", "radio", "select-one", "select-multiple"];
  return [...form.querySelectorAll(TEXT)].some((field) => !chosen.includes(field.type) && field.value !== field.defaultValue);
}

function put(form, found) {
  /* Room is made for rows that are not there yet; an editor shows what its box is given. */
  form.dispatchEvent(new CustomEvent("draft:put", { detail: found }));
  const typed = new Map();
  for (const [field, value] of found) typed.set(field, [...(typed.get(field) ?? []), value]);
  for (const field of form.querySelectorAll(TEXT)) {
    const values = typed.get(field.name) ?? [];
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values.shift();
  }
}

function fields(form) {
  const found = [];
  for (const field of form.querySelectorAll(TEXT)) {
    if (["checkbox", "radio"].includes(field.type) && !field.checked) continue;
    found.push([field.name, field.value]);
  }
  return found;
}

/* What the server says was saved, and what nobody came back for, stays on no device. */
function forget() {
  const saved = new Set(document.cookie.split("; ").filter((one) => one.startsWith("saved-")).map((one) => one.slice(6).split("=")[0]));
  for (const page of saved) document.cookie = `saved-${page}=; Max-Age=0; Path=/; SameSite=Lax`;
  const oldest = Date.now() - KEPT_DAYS * 86400000;
  for (const key of keys()) {
    const kept = read(key);
    if (!kept || saved.has(kept.page) || !(kept.at > oldest)) drop(key);
  }
}

function store(key, form, page) {
  return write(key, { ...page, at: Date.now(), fields: fields(form) });
}

function write(key, kept) {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function drop(key) {
  try { localStorage.removeItem(key); } catch { /* Nothing is kept then. */ }
}

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function keys() {
  try { return Object.keys(localStorage).filter((key) => key.startsWith("draft:")); } catch { return []; }
}

function tell(form, where, words) {
  const status = form.querySelector("[data-draft-status]");
  if (!status) return;
  status.dataset.kept = where;
  (status.querySelector("[data-draft-words]") ?? status).textContent = words;
}
