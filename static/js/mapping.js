/* Which criteria does this piece show? Narrow the list, move and tick, with or without the mouse. */
for (const form of document.querySelectorAll("form[data-mapping]")) enhance(form);

function enhance(form) {
  const rows = [...form.querySelectorAll("[data-row]")];
  const search = form.querySelector("[data-search]");
  const unit = form.querySelector("[data-unit]");
  const chips = [...form.querySelectorAll(".legend button")];
  const look = { show: chips.find((chip) => chip.getAttribute("aria-pressed") === "true")?.value ?? "all" };
  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;

  const box = (row) => row.querySelector("[name=criterion]");
  const current = () => rows.find((row) => row.classList.contains("is-on"));
  const shown = () => rows.filter((row) => !row.hidden);

  /* A row that opens or closes its guide moves the others: the one that is meant stays where it is. */
  const go = (row, focus) => {
    if (!row) return;
    const before = row.getBoundingClientRect().top;
    for (const other of rows) other.classList.toggle("is-on", other === row);
    const moved = row.getBoundingClientRect().top - before;
    const pane = row.closest(".pane-body");
    if (pane && pane.scrollHeight > pane.clientHeight) pane.scrollTop += moved;
    else scrollBy(0, moved);
    if (unit && look.show !== "unit") unit.value = row.dataset.of;
    if (focus) box(row).focus({ preventScroll: true });
    if (focus) row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const list = shown();
    const at = list.indexOf(current());
    go(list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))], true);
  };

  const inScope = (row, show) => {
    if (show === "unit") return row.dataset.of === unit?.value;
    if (show === "ticked") return box(row).checked;
    if (show === "none") return !("also" in row.dataset) && !box(row).checked;
    return true;
  };
  const count = () => {
    for (const chip of chips) chip.querySelector("b").textContent = rows.filter((row) => inScope(row, chip.value)).length;
    const ticked = rows.filter((row) => box(row).checked).length;
    const said = form.querySelector("[data-ticked]");
    if (said) said.textContent = ticked ? `${ticked} ticked` : "None ticked";
  };
  const narrow = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      row.hidden = !inScope(row, look.show) || !words.every((word) => row.dataset.words.toLowerCase().includes(word));
    }
    for (const part of form.querySelectorAll("[data-group]")) part.hidden = !part.querySelector("[data-row]:not([hidden])");
    for (const line of form.querySelectorAll("[data-bare]")) {
      line.hidden = words.length > 0 || (look.show !== "all" && !(look.show === "unit" && line.dataset.bare === unit?.value));
    }
    for (const chip of chips) {
      chip.setAttribute("aria-pressed", String(chip.value === look.show));
      if (chip.value === look.show) bringIn(chip, chip.parentElement);
    }
    const nothing = form.querySelector("[data-none-found]");
    nothing.hidden = shown().length > 0 || form.querySelector("[data-bare]:not([hidden])") !== null;
    nothing.querySelector("[data-show-all]").hidden = look.show === "all";
    for (const reason of nothing.querySelectorAll("[data-for]")) {
      reason.hidden = reason.dataset.for !== (words.length ? "words" : look.show);
    }
    count();
    remember(look.show, unit?.value, search.value);
  };
  /* What was found starts right below the search: a phone has most of it below its edge. */
  const toTop = () => {
    const pane = form.querySelector(".pane-body");
    if (pane.scrollHeight > pane.clientHeight) pane.scrollTop = 0;
    else if (matchMedia("(max-width: 1100px)").matches) form.scrollIntoView();
  };
  const show = (part) => {
    look.show = part;
    narrow();
    toTop();
  };

  /* A guide that opens while a button is down would pull the tick from under it. */
  let pointing = false;
  form.addEventListener("pointerdown", () => { pointing = true; });
  addEventListener("pointerup", () => { pointing = false; });
  addEventListener("pointercancel", () => { pointing = false; });

  for (const row of rows) {
    row.addEventListener("focusin", () => pointing || go(row, false));
    row.addEventListener("click", () => go(row, false));
    box(row).addEventListener("change", () => {
      const page = row.querySelector("[name^=page-]");
      const open = document.querySelector("[data-viewer]:has([data-sheet])")?.dataset.current;
      if (box(row).checked && page && !page.value && open) page.value = open;
      go(row, false);
      count();
    });
  }

  if (search) {
    /* What narrows the list is no part of what is kept and sent. */
    for (const field of [search, unit]) {
      field?.removeAttribute("name");
      for (const name of ["input", "change"]) field?.addEventListener(name, (event) => event.stopPropagation());
    }
    search.addEventListener("input", () => { narrow(); toTop(); });
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey || event.key === "ArrowDown") { event.preventDefault(); go(shown()[0], true); }
      if (event.key === "Escape" && search.value) { event.preventDefault(); search.value = ""; narrow(); }
      else if (event.key === "Escape") go(current() ?? shown()[0], true);
    });
    unit?.addEventListener("change", () => show("unit"));
    for (const button of [...chips, form.querySelector("[data-show-all]")]) {
      button.type = "button";
      button.addEventListener("click", () => show(button.value));
    }
    count();
    addEventListener("pageshow", count);
  }

  const primary = form.querySelector(".pane-foot .btn-primary");
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (primary) form.requestSubmit(primary);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === search) return;
    const row = event.target.closest?.("[data-row]");
    if (event.key === "Enter" && row && !event.target.matches("textarea, button, summary")) {
      event.preventDefault();
      onward(row, event.target).focus();
      return;
    }
    if (event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])")) {
      if (event.key === "Escape" && current()) go(current(), true);
      return;
    }
    const acts = {
      "/": () => write(search), "?": () => document.querySelector("[data-keys-help]")?.showModal(),
      j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
      x: () => current() && box(current()).click(),
      p: () => {
        if (!current()) return;
        if (!box(current()).checked) box(current()).click();
        write(current().querySelector(".where input"));
      },
    };
    const inList = form.contains(event.target) || event.target === document.body;
    if (!Object.hasOwn(acts, event.key) || (event.key.startsWith("Arrow") && !inList)) return;
    event.preventDefault();
    acts[event.key]();
  });
  fold(document.querySelector("[data-fold]"));
  const here = document.querySelector(".queue [aria-current]");
  if (here) bringIn(here, here.parentElement);
}

/* A strip that runs off the side shows the whole of what is chosen in it. */
function bringIn(item, strip) {
  const left = item.offsetLeft - strip.offsetLeft;
  if (left >= strip.scrollLeft && left + item.offsetWidth <= strip.scrollLeft + strip.clientWidth) return;
  strip.scrollLeft = left - 16;
}

/* Go into a field; what is in it is replaced by what is typed. */
function write(field) {
  field?.focus();
  field?.select();
}

/* Enter goes from the tick to the page, on to the claim, and back to the tick; it never sends. */
function onward(row, from) {
  const fields = [row.querySelector("[name=criterion]"), ...row.querySelectorAll(".where > .field input")];
  if (from === fields[0] && !from.checked) return from;
  return fields[(fields.indexOf(from) + 1) % fields.length];
}

/* The address says what is in view, so that a reload shows the same again. */
function remember(show, unit, words) {
  const address = new URL(location.href);
  const asked = { show: show === "all" ? "" : show, unit: show === "unit" ? unit : "", q: words.trim() };
  for (const [name, value] of Object.entries(asked)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  history.replaceState(history.state, "", address);
}

/* On a phone the page makes room for the criteria. */
function fold(button) {
  if (!button) return;
  const preview = () => document.getElementById(button.getAttribute("aria-controls"));
  const say = () => {
    button.setAttribute("aria-expanded", String(!preview().hidden));
    button.textContent = preview().hidden ? "Show the page" : "Hide the page";
  };
  button.addEventListener("click", () => { preview().hidden = !preview().hidden; say(); });
  say();
}
