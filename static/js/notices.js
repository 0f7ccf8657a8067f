/* What does the page say when something is done, or when the server or the line fails? Never nothing. */
const KEPT_FOR = 12000;
const toasts = document.querySelector("[data-toasts]");
const shape = document.querySelector("[data-toast-shape]");

function say(words, undo) {
  const note = shape.content.firstElementChild.cloneNode(true);
  note.querySelector("[data-toast-words]").textContent = words;
  const close = note.querySelector("[data-toast-close]");
  close.addEventListener("click", () => {
    note.remove();
    document.querySelector("#main").focus({ preventScroll: true });
  });
  /* What can be taken back stays until it is closed or the page is left. */
  if (undo) close.before(undo);
  else goAfterAWhile(note);
  toasts.append(note);
}

function goAfterAWhile(note) {
  let timer = 0;
  const stay = () => clearTimeout(timer);
  const go = () => { stay(); timer = setTimeout(() => note.remove(), KEPT_FOR); };
  for (const name of ["pointerenter", "focusin"]) note.addEventListener(name, stay);
  for (const name of ["pointerleave", "focusout"]) note.addEventListener(name, go);
  go();
}

/* What the last act said passes; errors and warnings stay in the page. */
function lift() {
  for (const message of document.querySelectorAll("#messages [data-passing]")) {
    say(message.querySelector("[data-words]").textContent.trim(), message.querySelector("form"));
    message.remove();
  }
}

lift();
document.addEventListener("htmx:afterSettle", lift);
document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.requestConfig?.verb !== "get") say("No connection. Nothing was changed; try again in a moment.");
});
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) return;
  if (status === 403) say("Your role does not let you do this, or this page is too old. Reload it.");
  else if (status === 404) say("This no longer exists, or is not yours to see. Reload the page.");
  else say("The server could not do this. Nothing was lost; try again in a moment.");
});
/* A rule's refusal belongs above the page, not in the place of what was pressed. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (![422, 503].includes(event.detail.xhr.status) || !event.detail.serverResponse.includes("data-refusal")) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.target = document.querySelector("#messages");
  event.detail.swapOverride = "innerHTML";
  event.detail.target.scrollIntoView({ block: "nearest" });
});
