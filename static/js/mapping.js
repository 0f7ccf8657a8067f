/* Which criteria does this piece show? Search by words, move and tick without the mouse. */
for (const form of document.querySelectorAll("form[data-mapping]")) enhance(form);

function enhance(form) {
  const rows = [...form.querySelectorAll("[data-row]")];
  const search = form.querySelector("[data-search]") ?? document.querySelector("[data-search]");
  form.classList.add("is-enhanced");
  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;

  const box = (row) => row.querySelector("[name=criterion]");
  const shown = () => rows.filter((row) => !row.hidden);
  const current = () => rows.find((row) => row.classList.contains("is-on"));
  const go = (row, focus) => {
    for (const other of rows) other.classList.toggle("is-on", other === row);
    if (!row) return;
    if (focus) box(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const list = shown();
    const at = list.indexOf(current());
    go(list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))], true);
  };

  // A row that opens moves the others: while a button is down that would pull the tick from under it.
  let pointing = false;
  form.addEventListener("pointerdown", () => { pointing = true; });
  addEventListener("pointerup", () => { pointing = false; });
  addEventListener("pointercancel", () => { pointing = false; });

  for (const row of rows) {
    row.addEventListener("focusin", () => pointing || go(row, false));
    row.addEventListener("click", () => go(row, false));
    box(row).addEventListener("change", () => {
      go(row, false);
      const page = row.querySelector("[name^=page-]");
      const open = document.querySelector("[data-viewer]")?.dataset.current;
      if (box(row).checked && page && !page.value && open) page.value = open;
    });
  }

  search?.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => row.dataset.words.toLowerCase().includes(word));
    for (const line of form.querySelectorAll("[data-group]")) {
      line.hidden = !rows.some((row) => row.dataset.of === line.dataset.group && !row.hidden);
    }
    const nothing = form.querySelector("[data-none-found]");
    if (nothing) nothing.hidden = shown().length > 0;
  });
  search?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); go(shown()[0], true); }
    if (event.key === "Escape") { search.value = ""; search.dispatchEvent(new Event("input")); }
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (typing) {
      if (event.key === "Escape" && event.target !== search && current()) box(current()).focus();
      return;
    }
    const acts = {
      "/": () => search?.focus(),
      j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
      x: () => current() && box(current()).click(),
      p: () => {
        if (!current()) return;
        if (!box(current()).checked) box(current()).click();
        current().querySelector("[name^=page-]")?.focus();
      },
    };
    const inList = form.contains(event.target) || event.target === document.body;
    if (!acts[event.key] || (event.key.startsWith("Arrow") && !inList)) return;
    event.preventDefault();
    acts[event.key]();
  });
}
