/* Turn the pages of an artefact in place, and jump to the page that a claim names. */
const viewer = document.querySelector("[data-viewer]");
if (viewer?.querySelector("[data-sheet]")) enhance(viewer);

function enhance(viewer) {
  const sheet = viewer.querySelector("[data-sheet]");
  const links = [...viewer.querySelectorAll(".thumbs [data-page]")];
  const zoom = viewer.querySelector("[data-zoom]");
  const steps = [...viewer.querySelectorAll("[data-page-step]")];
  zoom.hidden = false;
  for (const button of steps) button.hidden = links.length < 2;

  const show = (number) => {
    const link = links.find((one) => Number(one.dataset.page) === number);
    if (!link) return false;
    sheet.src = link.dataset.image;
    sheet.alt = `${sheet.dataset.title}, page ${number}`;
    viewer.dataset.current = number;
    viewer.querySelector("[data-page-number]").textContent = number;
    for (const one of links) {
      if (one === link) one.setAttribute("aria-current", "page");
      else one.removeAttribute("aria-current");
    }
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
    sheet.closest(".sheet").scrollTop = 0;
    return true;
  };
  const turn = (by) => show(Number(viewer.dataset.current) + by);

  for (const link of links) {
    link.addEventListener("click", (event) => { if (show(Number(link.dataset.page))) event.preventDefault(); });
  }
  for (const button of steps) button.addEventListener("click", () => turn(Number(button.dataset.pageStep)));
  zoom.addEventListener("click", () => {
    const larger = sheet.closest(".sheet").classList.toggle("is-zoomed");
    zoom.setAttribute("aria-pressed", String(larger));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-artefact][data-page]");
    if (!link || link.dataset.artefact !== viewer.dataset.artefact) return;
    if (show(Number(link.dataset.page))) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])")) return;
    if (event.key === "[" || event.key === "]") {
      event.preventDefault();
      turn(event.key === "]" ? 1 : -1);
    }
  });
}
