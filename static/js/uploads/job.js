/* One file on its way in, by tus: sent in pieces, paused, cancelled, and going on by itself. What
   has arrived is safe. */
import { Line, Pace, Turned } from "./line.js";
import { button, complain, newRow, offer, say, show, showSafe } from "./row.js";
import { partOf, sentence, size } from "./words.js";

const AGAIN_AFTER = [1, 2, 5, 10, 20, 30, 60];
const LONGEST_NAME = 1000;
const UNREADABLE = ["NotReadableError", "NotFoundError"];
const LOST = "The file was changed or moved on this device. Choose it again.";

export function sentName(file) {
  return file.name.slice(0, LONGEST_NAME);
}

export function newJob(desk, file, list, unfinished) {
  const row = newRow(file);
  if (unfinished) unfinished.replaceWith(row);
  else list.append(row);
  const url = unfinished?.dataset.continue ?? null;
  const job = { desk, file, row, unfinished, url, pace: new Pace(), safe: 0, tries: 0 };
  job.cancel = () => { if (unfinished) row.replaceWith(unfinished); else row.remove(); };
  offer(row, cancelButton(job));
  return job;
}

export async function send(job) {
  const { file, desk } = job;
  const began = performance.now();
  const before = job.safe;
  job.carryOn = null;
  job.row.dataset.sending = "";
  const upload = new window.tus.Upload(file, {
    endpoint: desk.form.dataset.uploadsUrl,
    uploadUrl: job.url,
    chunkSize: job.pace.piece,
    retryDelays: null,
    /* Proxies of some workplaces let no PATCH through. */
    overridePatchMethod: true,
    metadata: { filename: sentName(file), filetype: file.type, ...(desk.replaces && { replaces: desk.replaces }) },
    httpStack: new Line(job),
    /* A file begun for one purpose never goes on for another. */
    fingerprint: async () => ["tus", document.body.dataset.user, desk.form.dataset.uploadsUrl, desk.replaces, file.name, file.size, file.lastModified].join("|"),
    removeFingerprintOnSuccess: true,
    onUploadUrlAvailable: () => { job.url = upload.url; },
    onProgress: (sent) => {
      show(job, sent, (performance.now() - began) / 1000, before);
      /* All of it is there: nothing is left to stop, and the row that comes next can be cancelled. */
      if (sent >= file.size) offer(job.row);
    },
    onChunkComplete: (_, accepted) => {
      Object.assign(job, { safe: accepted, tries: 0 });
      job.pace.cameThrough();
      upload.options.chunkSize = job.pace.piece;
    },
    onSuccess: () => desk.ended(job),
    onError: (error) => stopped(job, error.causingError ?? error, error.originalResponse),
  });
  job.cancel = () => {
    job.row.remove();
    forget(upload);
    desk.leave(job);
  };
  offer(job.row, pauseButton(job, upload), cancelButton(job));
  job.upload = upload;
  if (!job.url && !job.isNew) {
    const known = await upload.findPreviousUploads();
    if (known.length) upload.resumeFromPreviousUpload(known.at(-1));
  }
  if (job.row.isConnected) upload.start();
}

/* The server is told some times more if it does not hear; what it never hears it forgets after some days. */
function forget(upload) {
  upload.options.retryDelays = AGAIN_AFTER.map((seconds) => seconds * 1000);
  upload.options.onShouldRetry = ({ originalResponse }) => !originalResponse || originalResponse.getStatus() >= 500;
  upload.abort(true).catch(() => {});
}

/* It stopped: for now, until somebody signs in, until it is chosen again, or for good? */
export function stopped(job, error, answer) {
  const status = answer?.getStatus() ?? 0;
  job.desk.going.delete(job);
  if (!job.row.isConnected) return;
  if (UNREADABLE.includes(error?.name)) lose(job);
  else if (error instanceof Turned) turnedAway(job, error.status);
  else if (status >= 400 && status < 500 && ![409, 423, 460].includes(status)) refuse(job, sentence(answer.getBody()));
  else wait(job);
  job.desk.next();
}

/* What the server will never take offers no second try. */
export function refuse(job, words) {
  const { row, file } = job;
  say(row, size(file.size));
  row.querySelector(".thin")?.remove();
  complain(row, words);
  offer(row, button("Dismiss", file.name, () => row.remove()));
  delete row.dataset.sending;
  job.desk.leave(job);
}

/* What can't be read here any more comes only from who chooses it again; what had arrived of it is safe. */
function lose(job) {
  if (job.unfinished) job.row.before(job.unfinished);
  job.isLost = true;
  refuse(job, LOST);
}

export function cancelButton(job, words = "Cancel") {
  const cancel = button(words, job.file.name, () => job.cancel());
  cancel.dataset.cancel = "";
  return cancel;
}

function turnedAway(job, status) {
  if (status === 0) {
    /* Part of another file of this name: that one waits for its own, this one begins anew. */
    if (job.unfinished) job.row.before(job.unfinished);
    Object.assign(job, { url: null, unfinished: null, safe: 0, isNew: true });
    again(job);
    return;
  }
  if (status === 401) pauseWith(job, `${safeSoFar(job)} You were signed out. Sign in, and it goes on by itself.`, "session");
  else pauseWith(job, `${safeSoFar(job)} The page is too old, or your role does not let you do this. Reload it and try again.`, "session");
  document.dispatchEvent(new CustomEvent(status === 401 ? "session:lost" : "session:doubted"));
}

/* The line broke, or the server is away for a moment: it goes on by itself. */
function wait(job) {
  const at = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  pauseWith(job, `${safeSoFar(job)} The connection dropped at ${at}. It goes on by itself.`, "line");
  const seconds = AGAIN_AFTER[Math.min(job.tries, AGAIN_AFTER.length - 1)];
  job.tries += 1;
  setTimeout(() => job.carryOn?.("line"), seconds * 1000);
}

function pauseWith(job, words, because) {
  say(job.row, words);
  showSafe(job);
  delete job.row.dataset.sending;
  job.row.dataset.state = "paused";
  job.cancel = () => {
    job.row.remove();
    job.carryOn = null;
    forget(job.upload);
  };
  job.carryOn = (reason) => { if (!reason || reason === because) again(job); };
  offer(job.row, button("Carry on", `with ${job.file.name}`, () => job.carryOn?.()), cancelButton(job));
}

function again(job) {
  job.carryOn = null;
  delete job.row.dataset.state;
  job.row.dataset.sending = "";
  if (!job.row.isConnected) return;
  job.desk.waiting.push(job);
  job.desk.next();
}

function safeSoFar(job) {
  return job.safe ? `${partOf(job.safe, job.file.size)} are safe.` : `Nothing of ${size(job.file.size)} has arrived yet.`;
}

function pauseButton(job, upload) {
  return button("Pause", job.file.name, () => {
    upload.abort();
    pauseWith(job, `Paused. ${safeSoFar(job)}`, "");
    job.desk.leave(job);
  });
}
