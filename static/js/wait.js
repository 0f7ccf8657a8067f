/* Whoever waits longer than a blink sees it: the pressed button says so, or a line runs under the bar. */
const BLINK = 300;
/* A form that is answered with a file leaves its page standing, and no event tells of it. */
const GIVE_BACK = 20000;
const waiting = new Map();

/* Last of all listeners, so that what the page's own scripts send themselves is left to them. */
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (waiting.has(form)) {
    event.preventDefault();
    return;
  }
  const button = event.submitter ?? form.querySelector("[type=submit]");
  const slow = setTimeout(() => busy(button), BLINK);
  const given = setTimeout(() => giveBack(form), GIVE_BACK);
  waiting.set(form, { button, slow, given, parts: button && [...button.childNodes] });
});

/* The way back brings the page as it was left, with its button still at work. */
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of [...waiting.keys()]) giveBack(form);
});

function busy(button) {
  if (!button?.isConnected) return;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) button.textContent = button.dataset.busy;
}

function giveBack(form) {
  const { button, slow, given, parts } = waiting.get(form);
  clearTimeout(slow);
  clearTimeout(given);
  waiting.delete(form);
  if (button?.getAttribute("aria-busy") !== "true") return;
  button.removeAttribute("aria-busy");
  button.replaceChildren(...parts);
}

const line = document.createElement("div");
line.className = "wait-line";
line.setAttribute("role", "progressbar");
line.setAttribute("aria-label", "Waiting for the server");
line.hidden = true;
document.body.append(line);
const asked = new Set();
let shown = 0;

/* Only what somebody asked for: a page that looks by itself how a job stands keeps quiet. */
document.addEventListener("htmx:beforeSend", (event) => {
  if (!event.detail.requestConfig.triggeringEvent) return;
  asked.add(event.detail.xhr);
  if (asked.size === 1) shown = setTimeout(() => { line.hidden = false; }, BLINK);
});
document.addEventListener("htmx:afterRequest", (event) => {
  asked.delete(event.detail.xhr);
  if (asked.size) return;
  clearTimeout(shown);
  line.hidden = true;
});
