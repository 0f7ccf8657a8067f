/* Files that are chosen or dropped on a form are sent in pieces; without tus the plain form does it all. */
import { openDesk } from "./uploads/desk.js";
import { watch } from "./uploads/sum.js";

for (const form of document.querySelectorAll("form[data-upload]")) {
  if (!window.tus) delete form.dataset.upload;
  else if (form.dataset.replaces) replace(form);
  else add(form);
}

/* As many as one likes, at once, as soon as they are chosen. */
function add(form) {
  const zone = form.querySelector("[data-drop]");
  const list = document.querySelector("[data-upload-list]") ?? form.appendChild(document.createElement("div"));
  const desk = openDesk(form, list);
  watch(list, zone);
  for (const input of form.querySelectorAll("input[type=file]")) {
    const take = () => {
      desk.add([...input.files].map((file) => ("photo" in input.dataset ? dated(file) : file)));
      input.value = "";
    };
    input.addEventListener("change", take);
    /* On a slow line files can be chosen before this runs. */
    if (input.files.length) take();
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); desk.add([...event.dataTransfer.files]); });
  /* A file dropped beside the zone would leave the page and everything on it. */
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
}

/* One, and only when it is said so: it takes the place of another. */
function replace(form) {
  const list = form.parentElement.querySelector("[data-upload-list]");
  const input = form.querySelector("input[type=file]");
  const desk = openDesk(form, list, { replaces: form.dataset.replaces });
  const look = () => { form.hidden = list.querySelector("[data-sending], [data-state=paused]:not([data-continue])") !== null; };
  new MutationObserver(look).observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-sending", "data-state"] });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    desk.add(input.files);
    input.value = "";
  });
}

/* Cameras call every picture the same: the time tells one from the other. */
function dated(file) {
  const now = new Date();
  const day = now.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  const time = now.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).replaceAll(":", ".");
  const ending = file.name.includes(".") ? file.name.split(".").pop() : "jpg";
  return new File([file], `Photo, ${day} at ${time}.${ending}`, { type: file.type });
}
