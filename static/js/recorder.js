/* A discussion recorded in the browser: start, pause, mark moments, stop, listen. It says
   recorder:kept with the file once there is one, and recorder:forgotten when it is recorded again. */
import { size } from "./uploads/words.js";

const SOUND = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const PICTURE = ["video/webm;codecs=vp8,opus", "video/mp4", "video/webm"];
const REFUSALS = {
  NotAllowedError: "The microphone is not allowed. Allow it for this site beside the address, then start again, or choose a file.",
  NotFoundError: "This device has no microphone, or no camera. Choose a file that you recorded elsewhere.",
  NotReadableError: "Another program uses the microphone. Close it and start again, or choose a file.",
};

const root = document.querySelector("[data-discussion]");
if (root) enhance(root.querySelector("#discussion"), (name) => root.querySelector(`[data-${name}]`));

function enhance(form, part) {
  if (!window.MediaRecorder || !navigator.mediaDevices?.getUserMedia) {
    part("cannot-words").textContent = "This browser can’t record. Choose a file that you recorded with a phone or a meeting.";
    return;
  }
  const state = { recorder: null, stream: null, pieces: [], kept: null, before: 0, since: 0, address: "" };
  const clock = () => Math.floor((state.before + (state.since ? performance.now() - state.since : 0)) / 1000);
  const say = (words) => { part("said").textContent = words; };
  const show = (...names) => {
    for (const name of ["start", "pause", "mark", "stop", "again", "save", "source"]) part(name).hidden = !names.includes(name);
  };
  const tell = (name, detail) => root.dispatchEvent(new CustomEvent(`recorder:${name}`, { detail }));
  part("cannot").hidden = true;
  part("can").hidden = false;
  setInterval(() => { part("clock").textContent = inWords(clock()); }, 250);

  part("start").addEventListener("click", () => start());
  part("stop").addEventListener("click", () => state.recorder.stop());
  part("pause").addEventListener("click", () => (state.recorder.state === "paused" ? state.recorder.resume() : state.recorder.pause()));
  part("mark").addEventListener("click", () => mark(form, clock()));
  document.querySelector("#record-again").addEventListener("submit", (event) => {
    event.preventDefault();
    event.currentTarget.close();
    forget();
    say("Ready. Nothing is recorded yet.");
    show("start", "source");
    part("start").focus();
  });
  form.addEventListener("submit", (event) => {
    if (!state.recorder) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say("Still recording. Stop first, then keep it.");
    part("stop").focus();
  });
  addEventListener("beforeunload", (event) => { if (state.recorder) event.preventDefault(); });

  async function start() {
    const picture = form.elements.source.value === "video";
    part("start").disabled = true;
    try {
      state.stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: picture && { width: 1280 } });
      record(picture);
    } catch (error) {
      release();
      say(REFUSALS[error.name] ?? "Recording did not start. Try again, or choose a file that you recorded elsewhere.");
    }
    part("start").disabled = false;
  }

  function record(picture) {
    const type = (picture ? PICTURE : SOUND).find((one) => MediaRecorder.isTypeSupported(one));
    state.recorder = new MediaRecorder(state.stream, type ? { mimeType: type } : {});
    state.recorder.addEventListener("dataavailable", (event) => { if (event.data.size) state.pieces.push(event.data); });
    state.recorder.addEventListener("start", () => running("Recording."));
    state.recorder.addEventListener("resume", () => running("Recording."));
    state.recorder.addEventListener("pause", () => {
      hold();
      say(`Paused at ${inWords(clock())}. Nothing is recorded until you go on.`);
      part("pause").querySelector("span").textContent = "Go on";
    });
    state.recorder.addEventListener("stop", stopped);
    for (const track of state.stream.getTracks()) {
      track.addEventListener("ended", () => { if (state.recorder?.state !== "inactive") state.recorder?.stop(); });
    }
    part("picture").hidden = !picture;
    if (picture) {
      part("picture").srcObject = state.stream;
      part("picture").play().catch(() => {});
    }
    part("file").hidden = true;
    part("clock").hidden = false;
    listenTo(state);
    state.recorder.start(1000);
  }

  function running(words) {
    state.since = performance.now();
    say(words);
    part("pause").querySelector("span").textContent = "Pause";
    const had = document.activeElement === part("start");
    show("pause", "mark", "stop");
    if (had) part("mark").focus();
  }

  function hold() {
    if (state.since) state.before += performance.now() - state.since;
    state.since = 0;
  }

  function stopped() {
    hold();
    const type = state.recorder.mimeType.split(";")[0] || "audio/webm";
    state.kept = new File(state.pieces, nameOf(type), { type });
    release();
    state.address = URL.createObjectURL(state.kept);
    const player = document.createElement(type.startsWith("video") ? "video" : "audio");
    player.controls = true;
    player.src = state.address;
    player.setAttribute("aria-label", "What you recorded");
    part("listen").replaceChildren(player);
    part("listen").hidden = false;
    part("save").href = state.address;
    part("save").download = state.kept.name;
    say(`Recorded: ${inWords(clock())}, ${size(state.kept.size)}. Listen to it, then keep it below, or record again.`);
    show("again", "save");
    player.focus();
    tell("kept", state.kept);
  }

  function release() {
    for (const track of state.stream?.getTracks() ?? []) track.stop();
    state.audio?.close();
    Object.assign(state, { recorder: null, stream: null, audio: null });
    part("level").hidden = true;
    part("picture").hidden = true;
    part("picture").srcObject = null;
  }

  function forget() {
    URL.revokeObjectURL(state.address);
    Object.assign(state, { pieces: [], kept: null, before: 0, since: 0, address: "" });
    part("listen").replaceChildren();
    part("listen").hidden = true;
    part("file").hidden = false;
    part("clock").hidden = true;
    tell("forgotten");
  }

  /* How loud it is, in words; a colour or a needle would tell fewer people. */
  function listenTo(state) {
    state.audio = new AudioContext();
    const meter = state.audio.createAnalyser();
    state.audio.createMediaStreamSource(state.stream).connect(meter);
    const values = new Uint8Array(meter.fftSize);
    let loudest = 0;
    let told = 0;
    part("level").hidden = false;
    const look = () => {
      if (!state.audio) return;
      meter.getByteTimeDomainData(values);
      for (const value of values) loudest = Math.max(loudest, Math.abs(value - 128));
      if (performance.now() - told > 1500) {
        part("level").textContent = levelInWords(loudest, state.recorder?.state);
        loudest = 0;
        told = performance.now();
      }
      setTimeout(look, 100);
    };
    look();
  }
}

/* The first row that is empty takes the time; the cursor waits where the words go. */
function mark(form, seconds) {
  const rows = form.querySelector("[data-rows=marks]");
  const empty = () => [...rows.querySelectorAll("tbody tr")].find((row) => [...row.querySelectorAll("input")].every((field) => !field.value));
  if (!empty()) rows.querySelector("[data-more]").click();
  const row = empty();
  if (!row) return;
  const [at, about] = row.querySelectorAll("input");
  at.value = inWords(seconds);
  at.dispatchEvent(new Event("input", { bubbles: true }));
  about.focus();
}

function levelInWords(loudest, state) {
  if (state === "paused") return "";
  if (loudest < 3) return "Level: nothing is heard. Is the microphone on?";
  if (loudest < 12) return "Level: quiet. Come closer to the microphone.";
  return loudest > 122 ? "Level: too loud. Move a little away." : "Level: good.";
}

function nameOf(type) {
  const now = new Date();
  const day = now.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  const time = now.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
  const endings = { "audio/mp4": "m4a", "audio/ogg": "ogg", "video/mp4": "mp4" };
  return `Discussion, ${day} at ${time}.${endings[type] ?? "webm"}`;
}

function inWords(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}
