// A file that is dropped anywhere on the zone becomes that of its only field.

for (const zone of document.querySelectorAll("[data-drop-one]")) {
  const field = zone.querySelector('input[type="file"]');
  const over = (is) => (event) => {
    event.preventDefault();
    zone.classList.toggle("is-over", is);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}
