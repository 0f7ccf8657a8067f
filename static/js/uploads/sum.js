/* How far is the whole of it? Said as a sentence whenever a row changes. */
export function watch(list, zone) {
  const sum = document.querySelector("[data-sum]");
  const rest = document.querySelector("[data-cancel-rest]");
  const tell = () => {
    const rows = [...list.querySelectorAll(".file-row")];
    const sending = rows.filter((row) => "sending" in row.dataset).length;
    const number = (state) => rows.filter((row) => row.dataset.state === state).length;
    const parts = [[sending, "on the way"], [number("paused"), "not finished"], [number("pending"), "being checked"], [number("clean") + number("unreadable"), "ready to map"]];
    const words = sending || number("pending") || number("paused") ? parts.filter(([many]) => many).map(([many, what]) => `${many} ${what}`).join(", ") : "";
    if (sum && sum.textContent !== words) sum.textContent = words;
    if (rest) rest.hidden = sending < 2;
    if (!rows.length) return;
    document.querySelector("#nothing-here")?.setAttribute("hidden", "");
    zone.classList.add("drop-quiet");
    zone.querySelector("[data-drop-title]").textContent = "Drop more files here";
  };
  new MutationObserver(tell).observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-sending", "data-state"] });
  rest?.addEventListener("click", () => {
    for (const row of list.querySelectorAll("[data-sending]")) row.querySelector("[data-cancel]")?.click();
  });
  tell();
}
