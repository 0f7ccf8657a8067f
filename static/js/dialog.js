/* Dialogs and menus: open, close, and give the focus back. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.querySelector(opener.getAttribute("href") || opener.dataset.dialog);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-close]");
  const dialog = closer?.closest("dialog") ?? (event.target.matches("dialog") ? event.target : null);
  if (dialog?.open) {
    event.preventDefault();
    dialog.close();
  }
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* A form that came back says so first. */
document.querySelector("[data-form-errors]")?.focus();
