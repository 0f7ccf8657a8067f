/* When does the session end? A while before, the page says so and offers to stay; all tabs agree,
   since each reads the cookie that every answer renews. */
const WARN = 5 * 60000;
const LOOK = 10000;
const notice = document.querySelector("[data-session-ends]");
if (notice) watch(notice, document.body.dataset.user);

function watch(notice, me) {
  const words = notice.querySelector("[data-session-words]");
  const button = notice.querySelector("[type=submit]");
  let ahead = Date.now() - 1000 * Number(notice.dataset.now);
  let told = 0;

  const look = () => {
    const { user, ends } = cookie();
    /* Somebody else has signed in here: this page is none of theirs. */
    if (user && user !== me) {
      location.reload();
      return;
    }
    const left = ends - (Date.now() - ahead);
    if (!user || left <= 0) document.dispatchEvent(new CustomEvent("session:doubted"));
    else if (left <= WARN) warn(ends);
    else if (told) stay(ends);
  };
  const warn = (ends) => {
    bringUp();
    if (told === ends) return;
    told = ends;
    words.textContent = `You will be signed out at ${time(ends)}. What you typed is safe.`;
  };
  /* Here or in another tab it was put off. */
  const stay = (ends) => {
    told = 0;
    if (notice.hidden) return;
    if (notice.contains(document.activeElement)) document.querySelector("#main").focus({ preventScroll: true });
    words.textContent = `You stay signed in until ${time(ends)}.`;
    button.hidden = true;
    setTimeout(() => { notice.hidden = told === 0; button.hidden = false; }, LOOK);
  };
  /* What stands behind an open dialog can't be reached. */
  const bringUp = () => {
    const place = document.querySelector("dialog[open]") ?? document.querySelector("[data-toasts]");
    if (notice.parentElement !== place) place.append(notice);
    button.hidden = false;
    notice.hidden = false;
  };
  const time = (ends) => new Date(ends + ahead).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const heard = (date) => {
    if (date) ahead = Date.now() - Date.parse(date);
  };

  notice.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(notice.action, {
        method: "POST", body: new FormData(notice), redirect: "manual", headers: { "HX-Request": "true" },
      });
      if (answer.ok) {
        heard(answer.headers.get("Date"));
        document.dispatchEvent(new CustomEvent("session:alive"));
        look();
      } else document.dispatchEvent(new CustomEvent(answer.status === 401 ? "session:lost" : "session:doubted"));
    } catch {
      words.textContent = "No connection. Try again in a moment; what you typed is safe.";
      told = 0;
    }
  });
  document.addEventListener("session:heard", (event) => heard(event.detail));
  document.addEventListener("session:back", look);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  addEventListener("pageshow", (event) => {
    /* The way back brings a page as it was left, even to somebody who has signed out since. */
    if (event.persisted && cookie().user !== me) location.reload();
    else look();
  });
  setInterval(look, LOOK);
  look();
}

function cookie() {
  const [, user, ends] = document.cookie.match(/(?:^|; )session_ends=(\d+)\.(\d+)/) ?? [];
  return { user, ends: 1000 * Number(ends) };
}
