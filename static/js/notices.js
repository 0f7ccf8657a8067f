/* What does the page say when the server or the line fails? Never nothing. */
const KEPT_FOR = 12000;
const toasts = document.querySelector("[data-toasts]");

function say(words) {
  const note = document.createElement("div");
  note.className = "toast-note";
  const text = document.createElement("span");
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => note.remove());
  note.append(text, close);
  toasts?.append(note);
  setTimeout(() => { if (!note.contains(document.activeElement)) note.remove(); }, KEPT_FOR);
}

document.addEventListener("say", (event) => say(event.detail));
document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.requestConfig?.verb !== "get") say("No connection. Nothing was changed; try again in a moment.");
});
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 403) say("Your role does not let you do this, or you were signed out. Reload the page.");
  else if (status === 404) say("This no longer exists, or is not yours to see. Reload the page.");
  else say("The server could not do this. Nothing was lost; try again in a moment.");
});
/* A rule's refusal belongs above the page, not in the place of what was pressed. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422 || !event.detail.serverResponse.includes("data-refusal")) return;
  event.detail.target = document.querySelector("#messages");
  event.detail.swapOverride = "innerHTML";
  event.detail.target.scrollIntoView({ block: "nearest" });
});
/* A signed-out fragment would put the sign-in page inside this one: go there instead. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = new URL(event.detail.requestConfig.path, location.href).pathname;
  const answered = event.detail.xhr.responseURL ? new URL(event.detail.xhr.responseURL).pathname : asked;
  if (answered !== asked && document.createRange().createContextualFragment(event.detail.serverResponse).querySelector("main")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
