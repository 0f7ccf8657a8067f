/* A discussion is kept: what is typed is checked first, then its recording comes in by pieces, then both
   are one piece of evidence. A recording stays on this page until it has arrived. */
import { openDesk } from "./uploads/desk.js";
import { cancelButton } from "./uploads/job.js";
import { post } from "./uploads/line.js";
import { offer, say, show } from "./uploads/row.js";
import { size } from "./uploads/words.js";

const root = document.querySelector("[data-discussion]");
if (root && window.tus) enhance(root.querySelector("#discussion"), (name) => root.querySelector(`[data-${name}]`));

function enhance(form, part) {
  const list = part("upload-list");
  const input = root.querySelector("input[type=file]");
  /* recorded: what was recorded here; job: what is on its way or here; wanted: to be kept once it is here. */
  const state = { recorded: null, job: null, wanted: false, busy: false, waits: false };
  const desk = openDesk(form, list, { ended: arrived });

  input.addEventListener("change", take);
  if (input.files.length) take();
  for (const button of list.querySelectorAll("[data-use]")) {
    button.hidden = false;
    button.addEventListener("click", () => use(button.closest(".file-row")));
  }
  root.addEventListener("recorder:kept", (event) => { state.recorded = event.detail; });
  root.addEventListener("recorder:forgotten", () => {
    state.job?.cancel();
    Object.assign(state, { recorded: null, job: null });
  });
  new MutationObserver(look).observe(list, { childList: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!state.busy) keep();
  });
  document.addEventListener("session:back", () => { if (state.waits) keep(); });
  addEventListener("beforeunload", (event) => { if (state.recorded && !state.isDone) event.preventDefault(); });

  function take() {
    desk.add([...input.files].slice(0, 1));
    input.value = "";
  }

  /* One recording at a time: while it is here, there is nothing to record or to choose. */
  function look() {
    const row = [...list.querySelectorAll(".file-row")].find((one) => !one.dataset.continue);
    if (!row) {
      Object.assign(state, { job: null, wanted: false });
      if (!state.busy) working(false);
      tell("");
    }
    if (state.recorded) return;
    for (const name of ["can", "file"]) part(name).classList.toggle("is-away", Boolean(row));
  }

  function arrived(job) {
    state.job = job;
    desk.leave(job);
    delete job.row.dataset.sending;
    document.dispatchEvent(new CustomEvent("session:alive"));
    show(job, job.file.size, 0, 0);
    job.row.querySelector(".thin").remove();
    say(job.row, `${size(job.file.size)}, all of it is here. It becomes evidence when you keep it.`);
    job.cancel = () => {
      job.row.remove();
      job.upload.abort(true).catch(() => {});
    };
    offer(job.row, cancelButton(job, "Remove"));
    if (state.wanted) keep();
  }

  /* What had arrived whole before the page was closed. */
  function use(row) {
    state.job = { url: row.dataset.continue, row };
    row.removeAttribute("data-continue");
    say(row, "All of it is here. It becomes evidence when you keep it.");
    row.querySelector("[data-use]").remove();
    row.querySelector(".thin").remove();
    look();
  }

  async function keep() {
    state.busy = true;
    state.waits = false;
    working(true);
    try {
      await hand();
    } catch {
      tell("The connection dropped. What is here stays here: keep it once more in a moment.");
    }
    state.busy = false;
    working(state.wanted);
  }

  async function hand() {
    const { job } = state;
    const isComing = !job && (state.recorded || list.querySelector("[data-sending], [data-state=paused]:not([data-continue])"));
    state.wanted = false;
    const body = new FormData(form);
    body.delete("recording");
    if (job) body.set("upload", job.url.split("/").at(-2));
    else if (isComing) body.set("awaited", "yes");
    const answer = await post(form, form.action, body);
    if (answer.status === 204) send();
    else if (answer.ok) {
      state.isDone = true;
      location.assign(answer.headers.get("HX-Redirect"));
    } else if (answer.status === 422) await refuse(await answer.text(), job);
    else turnedAway(answer.status);
  }

  /* What is typed is right: the recording may follow. */
  function send() {
    state.wanted = true;
    tell("It is kept when all of the recording has arrived. Keep the page open.");
    if (state.recorded && !list.querySelector("[data-sending], [data-state=paused]:not([data-continue])")) desk.add([state.recorded]);
  }

  function turnedAway(status) {
    if (status === 401) {
      state.waits = true;
      tell("You were signed out. Sign in, and it is kept by itself.");
      document.dispatchEvent(new CustomEvent("session:lost"));
    } else {
      tell("The server could not keep it just now. What is here stays here: keep it once more in a moment.");
      if (status === 403) document.dispatchEvent(new CustomEvent("session:doubted"));
    }
  }

  async function refuse(html, job) {
    const answer = new DOMParser().parseFromString(html, "text/html");
    tell("It is not kept yet. See above what is missing; the recording is still here.");
    for (const [at, table] of [...answer.querySelectorAll("[data-rows]")].entries()) complain(form.querySelectorAll("[data-rows]")[at], table);
    mark(form, answer);
    const told = answer.querySelector("[data-form-errors], .alert-bad, .err");
    if (told) {
      part("refused").replaceChildren(told);
      told.tabIndex = -1;
      told.focus();
    }
    /* A recording that is no longer kept there, or never will be, makes room for another. */
    if (job && (await fetch(job.url, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } })).status === 410) job.row.remove();
  }

  function tell(words) {
    part("kept-words").textContent = words;
  }

  function working(is) {
    for (const button of form.querySelectorAll("[data-busy]")) {
      if (is) button.setAttribute("aria-busy", "true");
      else button.removeAttribute("aria-busy");
    }
  }
}

/* What the server says of the rows is put above the rows that are here. */
function complain(here, there) {
  here.querySelector(":scope > .alert-bad")?.remove();
  const said = there.querySelector(":scope > .alert-bad");
  if (said) here.querySelector("legend").after(said);
}

/* A field that is wrong looks so and says why; one that is right again no longer does. */
function mark(form, answer) {
  for (const field of form.querySelectorAll("input[name], textarea[name], select[name]")) {
    const same = answer.querySelector(`form#${form.id} [name="${CSS.escape(field.name)}"]`);
    const ids = [`${field.id}_error`, `error-${field.name}`];
    for (const id of ids) document.getElementById(id)?.remove();
    field.classList.toggle("is-invalid", same?.classList.contains("is-invalid") ?? false);
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (same?.hasAttribute(name)) field.setAttribute(name, same.getAttribute(name));
      else field.removeAttribute(name);
    }
    const why = ids.map((id) => answer.getElementById(id)).find(Boolean);
    if (why) field.after(why);
  }
}
