/* Which files go now, which wait, and what becomes of them when all of it has arrived? */
import { newJob, refuse, send, sentName, stopped } from "./job.js";
import { post, Turned } from "./line.js";
import { complain, offer, show } from "./row.js";
import { sentence, size } from "./words.js";

const AT_ONCE = 3;

/* `replaces` is the artefact that a file is a better one for; `ended` is told when all of a file
   has arrived: unless it is given, the server is asked to make it evidence. */
export function openDesk(form, list, { replaces = "", ended = finish } = {}) {
  const jobs = new Set();
  const desk = { form, replaces, ended, waiting: [], going: new Set(), next, leave, add };

  function next() {
    while (desk.going.size < AT_ONCE && desk.waiting.length) {
      const job = desk.waiting.shift();
      if (!job.row.isConnected) continue;
      desk.going.add(job);
      send(job);
    }
  }
  function leave(job) {
    desk.going.delete(job);
    next();
  }
  /* Takes files in, none of them twice, and returns their jobs. */
  function add(files, row) {
    for (const job of jobs) {
      if (job.isLost && [...files].some((file) => file.name === job.file.name)) job.row.remove();
      if (!job.row.isConnected) jobs.delete(job);
    }
    const fresh = [...files].filter((file) => ![...jobs].some((job) => isSame(job.file, file)));
    const made = fresh.map((file) => newJob(desk, file, list, row ?? unfinishedRow(list, file)));
    for (const job of made) jobs.add(job);
    desk.waiting.push(...made);
    next();
    made[0]?.row.scrollIntoView({ block: "nearest" });
    return made;
  }

  offerToChoose(list, add);
  addEventListener("beforeunload", (event) => { if (desk.going.size || desk.waiting.length) event.preventDefault(); });
  addEventListener("online", () => { for (const job of jobs) job.carryOn?.("line"); });
  document.addEventListener("session:back", () => { for (const job of jobs) job.carryOn?.("session"); });
  return desk;
}

function isSame(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

/* What broke off before is on the page: the same file goes on there. */
function unfinishedRow(list, file) {
  return [...list.querySelectorAll("[data-continue]")].find(
    (row) => row.dataset.given === sentName(file) && Number(row.dataset.size) === file.size && row.querySelector("[data-choose]"),
  );
}

function offerToChoose(list, add) {
  for (const button of list.querySelectorAll("[data-choose]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const row = button.closest(".file-row");
      const input = document.createElement("input");
      input.type = "file";
      input.addEventListener("change", () => {
        const [file] = input.files;
        if (file.size === Number(row.dataset.size)) add([file], row);
        else complain(row, `That file is another one: it has ${size(file.size)}, not ${size(Number(row.dataset.size))}.`);
      });
      input.click();
    });
  }
}

/* All of it is there: the server makes it evidence, once, however often it is asked. */
async function finish(job) {
  const { desk } = job;
  show(job, job.file.size, 0, 0);
  offer(job.row);
  let answer, text;
  try {
    answer = await post(desk.form, `${job.url}finish/`);
    text = await answer.text();
  } catch (error) {
    stopped(job, error);
    return;
  }
  if (answer.ok) {
    document.dispatchEvent(new CustomEvent("session:alive"));
    desk.leave(job);
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) location.assign(elsewhere);
    else accept(job.row, text);
  } else if (answer.status === 401 || answer.status === 403) stopped(job, new Turned(answer.status));
  else if (answer.status === 422) refuse(job, sentence(text));
  else stopped(job, null);
}

function accept(row, html) {
  const fragment = document.createRange().createContextualFragment(html);
  const added = [...fragment.children];
  row.replaceWith(fragment);
  for (const element of added) window.htmx?.process(element);
}
