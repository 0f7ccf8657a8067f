/* Signed out meanwhile? Sign in here, on this page, with everything that was typed still on it.
   Others say session:lost (the server answered 401), session:doubted (it answered 403) and
   session:alive (it answered); this says session:back when they may try again. */
const dialog = document.querySelector("[data-signed-out]");
const say = (name) => document.dispatchEvent(new CustomEvent(name));
const ASK_AGAIN = 60000;
let heard = Date.now();
let doubted = -Infinity;
let lost = false;
let unsent = null;

if (dialog) watch(dialog, dialog.querySelector("form"));

function watch(dialog, form) {
  const checked = dialog.dataset.checkUrl;
  const me = document.body.dataset.user;

  document.addEventListener("session:alive", () => { heard = Date.now(); });
  document.addEventListener("session:lost", () => {
    if (lost) return;
    lost = true;
    open();
  });
  document.addEventListener("session:doubted", async () => {
    /* Once a while: what is refused for good is no sign of a session that ended. */
    if (lost || performance.now() - doubted < ASK_AGAIN) return;
    doubted = performance.now();
    const now = await whoIsThere().catch(() => undefined);
    if (now === undefined) return;
    if (!now) say("session:lost");
    else if (now.user === me) {
      refresh(now.token);
      say("session:back");
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) say("session:alive"); });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) say("session:lost");
    else if (event.detail.xhr.status === 403) say("session:doubted");
  });
  /* What is sent now would not arrive: it goes off by itself once the way is free. */
  document.addEventListener("submit", (event) => {
    if (!lost || event.target === form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    unsent = { form: event.target, button: event.submitter };
    open();
  }, true);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      complain(await signIn());
    } catch {
      complain("No connection. Try again in a moment; your text stays here.");
    }
    button.removeAttribute("aria-busy");
  });

  function open() {
    const minutes = Math.floor((Date.now() - heard) / 60000);
    const quiet = minutes > 1 ? ` after ${minutes} quiet minutes` : "";
    dialog.querySelector("h2").textContent = `You were signed out${quiet}`;
    if (!dialog.open) dialog.showModal();
    form.elements[form.elements.login.value ? "password" : "login"].focus();
  }

  /* Return what is wrong, or nothing when the page can go on. */
  async function signIn() {
    const page = await fetch(form.action, { redirect: "manual" });
    if (page.ok) {
      const body = new FormData(form);
      body.set("csrfmiddlewaretoken", tokenIn(parse(await page.text())));
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.status === 429) return "There were too many tries, so sign-in is paused for this address. Wait a while, then try again.";
      if (!answer.ok) return errorsOf(await answer.json());
    }
    const now = await whoIsThere();
    if (!now) return "Signing in did not work. Try again.";
    if (now.user !== me) {
      setTimeout(() => location.reload(), 4000);
      return "That is somebody else’s account, so this page closes. What was typed stays kept for the one who typed it.";
    }
    refresh(now.token);
    lost = false;
    heard = Date.now();
    form.elements.password.value = "";
    dialog.close();
    say("session:back");
    if (unsent) unsent.form.requestSubmit(unsent.button);
    unsent = null;
    return "";
  }

  /* Who is signed in now, and with which token their forms go? Nothing when nobody is. */
  async function whoIsThere() {
    const answer = await fetch(checked, { redirect: "manual" });
    if (!answer.ok) return null;
    document.dispatchEvent(new CustomEvent("session:heard", { detail: answer.headers.get("Date") }));
    const page = parse(await answer.text());
    return { user: page.body.dataset.user, token: tokenIn(page) };
  }

  function complain(words) {
    const error = dialog.querySelector("[data-signed-out-error]");
    error.textContent = words;
    error.hidden = !words;
    if (words) form.elements.password.focus();
  }
}

/* Whoever signs in gets a new token: put it into everything that is sent from here. */
function refresh(token) {
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
}

function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

function tokenIn(page) {
  return page.querySelector("[name=csrfmiddlewaretoken]")?.value;
}

function errorsOf(answer) {
  const fields = Object.values(answer.form.fields).flatMap((field) => field.errors);
  return [...answer.form.errors, ...fields].join(" ");
}
