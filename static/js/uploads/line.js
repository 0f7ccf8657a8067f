/* Requests as they are sent here: with the page's token, with a checksum on each piece, and not
   going on where part of another file lies. */
const LARGEST = 8 * 1024 * 1024;
const SMALLEST = 256 * 1024;
/* One piece that gets through may be luck. */
const ENOUGH = 2;

/* How much goes at once: half as much after a piece that broke, twice as much after two that came through. */
export class Pace {
  constructor() { Object.assign(this, { piece: LARGEST, through: 0 }); }

  broke() {
    this.piece = Math.max(SMALLEST, this.piece / 2);
    this.through = 0;
  }

  cameThrough() {
    this.through += 1;
    if (this.through < ENOUGH || this.piece === LARGEST) return;
    this.piece *= 2;
    this.through = 0;
  }
}

export class Line {
  constructor(job) { this.job = job; }

  createRequest(method, url) {
    const { job } = this;
    const request = new window.tus.DefaultHttpStack().createRequest(method, url);
    const [send, abort] = [request.send.bind(request), request.abort.bind(request)];
    let isOver = false;
    request.setHeader("X-CSRFToken", tokenOf(job.desk.form));
    request.setHeader("HX-Request", "true");
    request.send = async (body) => {
      if (body && crypto.subtle) request.setHeader("Upload-Checksum", `sha256 ${await digest(body)}`);
      if (isOver) return new Promise(() => {});
      const answer = await send(body).catch(async (error) => {
        /* A line that broke, or a file that can't be read any more? */
        await body?.slice(0, 1).arrayBuffer();
        if (body) job.pace.broke();
        throw error;
      });
      const status = answer.getStatus();
      if (status === 401 || status === 403) throw new Turned(status);
      if (method === "HEAD" && status < 300) {
        job.safe = Number(answer.getHeader("Upload-Offset"));
        if (!(await fits(job.file, job.safe, answer.getHeader("Upload-Tail")))) throw new Turned(0);
      }
      return answer;
    };
    request.abort = () => { isOver = true; return abort(); };
    return request;
  }

  getName() { return "Line"; }
}

/* Turned away: signed out (401), perhaps signed out (403), or another file's place (0). */
export class Turned extends Error {
  constructor(status) { super(`Turned away: ${status}`); this.status = status; }
}

/* Ask the server for one thing beside the pieces. */
export function post(form, url, body) {
  return fetch(url, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": tokenOf(form), "HX-Request": "true" } });
}

function tokenOf(form) {
  return form.querySelector("[name=csrfmiddlewaretoken]").value;
}

async function fits(file, safe, tail) {
  if (!tail || !crypto.subtle) return true;
  const [length, expected] = tail.split(" ");
  return (await digest(file.slice(safe - Number(length), safe))) === expected;
}

async function digest(blob) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return btoa(String.fromCharCode(...bytes));
}
