/* Which colours does this person want here? Runs in the head, so that no page flashes. */
(() => {
  const KEY = "theme";
  const root = document.documentElement;

  const chosen = () => {
    try { return localStorage.getItem(KEY) || ""; } catch { return ""; }
  };
  const apply = (theme) => {
    if (theme) root.dataset.bsTheme = theme;
    else delete root.dataset.bsTheme;
    for (const button of document.querySelectorAll("[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
    }
  };

  /* From the first paint on, nothing is shown that scripts are about to move. */
  root.classList.add("has-scripts");
  apply(chosen());
  addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-switch]")) group.hidden = false;
    apply(chosen());
  });
  addEventListener("storage", (event) => { if (event.key === KEY) apply(chosen()); });
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme]");
    if (!button) return;
    try { localStorage.setItem(KEY, button.dataset.theme); } catch { /* Private windows keep nothing; the choice holds for this page. */ }
    apply(button.dataset.theme);
  });
})();
