/* Tables that are typed: one more row, one less, and rows that a lost connection left on this device. */
const MINE = `draft:${document.body.dataset.user}:`;

for (const table of document.querySelectorAll("[data-rows]")) {
  const body = table.querySelector("tbody");
  const more = table.querySelector("[data-more]");
  const most = Number(more.dataset.most);
  const shape = emptied(body.rows[0].cloneNode(true));

  more.addEventListener("click", (event) => {
    event.preventDefault();
    if (body.rows.length >= most) return;
    add();
    body.rows[body.rows.length - 1].querySelector("input, select, textarea").focus();
    changed();
  });
  body.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    const row = button.closest("tr");
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    if (beside) row.remove();
    else emptied(row);
    number();
    (beside ?? row).querySelector("[data-remove]").focus();
    changed();
  });
  for (const button of body.querySelectorAll("[data-remove]")) button.hidden = false;
  /* draft.js fills the fields that are there: rows that were added since are made first. */
  table.closest("form").addEventListener("draft:put", (event) => makeRoom(event.detail));
  recall();

  function add() {
    body.append(shape.cloneNode(true));
    number();
  }

  function number() {
    [...body.rows].forEach((row, at) => {
      for (const word of row.querySelectorAll("[data-number]")) word.textContent = at + 1;
      for (const field of row.querySelectorAll("[name]")) {
        const name = field.name.replace(/-\d+-/, `-${at}-`);
        row.querySelector(`label[for="${field.id}"]`).htmlFor = `id_${name}`;
        field.name = name;
        field.id = `id_${name}`;
      }
    });
    more.hidden = body.rows.length >= most;
  }

  function makeRoom(found) {
    const places = found.map(([name]) => name.match(/^(.+)-(\d+)-/)).filter((part) => part?.[1] === table.dataset.rows);
    const last = Math.max(-1, ...places.map((part) => Number(part[2])));
    const before = body.rows.length;
    while (body.rows.length <= last && body.rows.length < most) add();
    return body.rows.length > before;
  }

  /* draft.js ran before this, so what it found on this device may still lack its rows. */
  function recall() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(MINE + table.closest("form").dataset.draftUrl)); } catch { return; }
    if (!kept || kept.sent || !makeRoom(kept.fields)) return;
    const typed = new Map(kept.fields);
    for (const field of body.querySelectorAll("[name]")) if (typed.has(field.name)) field.value = typed.get(field.name);
    changed();
  }

  function changed() {
    table.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function emptied(row) {
  for (const field of row.querySelectorAll("[name]")) {
    field.value = "";
    field.classList.remove("is-invalid");
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const error of row.querySelectorAll(".err")) error.remove();
  for (const button of row.querySelectorAll("[data-remove]")) button.hidden = false;
  return row;
}
