/* Formatted words: an editor over a text box that goes on holding what is sent, as HTML. */
const BLOCKS = { H1: "h2", H2: "h2", H3: "h3", H4: "h3", H5: "h3", H6: "h3", P: "p", LI: "li", UL: "ul", OL: "ol", BLOCKQUOTE: "blockquote" };
const INLINE = { B: "strong", STRONG: "strong", I: "em", EM: "em" };
const SILENT = new Set(["SCRIPT", "STYLE", "TITLE", "META", "LINK", "XML", "TEMPLATE", "IFRAME", "OBJECT", "SVG"]);
const HTML = /^\s*<(p|h[1-6]|ul|ol|blockquote|div|b|i|strong|em|br)\b/i;
const PARTS = "p, h2, h3, ul, ol, blockquote";

for (const place of document.querySelectorAll("[data-editor]")) enhance(place);

function enhance(place) {
  const box = place.querySelector("textarea");
  const label = place.querySelector("label");
  const frame = document.createElement("div");
  const words = document.createElement("div");
  const tools = place.querySelector("[data-editor-tools]").content.firstElementChild.cloneNode(true);
  frame.className = "editor-frame";
  frame.classList.toggle("is-invalid", box.classList.contains("is-invalid"));
  words.className = "editor-words";
  label.id = `${box.id}-label`;
  for (const [name, value] of Object.entries({
    contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id,
    "aria-describedby": box.getAttribute("aria-describedby"), "aria-invalid": box.getAttribute("aria-invalid"),
    "aria-required": box.required ? "true" : null,
  })) if (value) words.setAttribute(name, value);
  /* Links in the list of errors lead to the box's name, so the editor takes it over. */
  words.id = box.id;
  box.removeAttribute("id");
  label.removeAttribute("for");
  label.addEventListener("click", () => words.focus());

  const typed = box.value !== box.defaultValue && !HTML.test(box.value);
  const isTyping = document.activeElement === box;
  if (typed) take(box.value);
  else read(HTML.test(box.value) ? box.value : box.dataset.html || "");
  box.form.addEventListener("draft:put", () => queueMicrotask(() => read(box.value)));
  box.hidden = true;
  frame.append(tools, words);
  box.after(frame);
  document.execCommand("defaultParagraphSeparator", false, "p");
  document.execCommand("styleWithCSS", false, "false");

  const told = () => {
    box.value = written(words);
    show();
  };
  words.addEventListener("input", told);
  words.addEventListener("paste", (event) => {
    event.preventDefault();
    const html = event.clipboardData.getData("text/html");
    const holder = document.createElement("div");
    if (html) holder.append(...cleaned(html));
    else holder.append(...fromText(event.clipboardData.getData("text/plain")));
    document.execCommand("insertHTML", false, holder.innerHTML);
  });
  words.addEventListener("drop", (event) => event.preventDefault());

  /* One stop for the Tab key; arrows go from tool to tool. */
  const buttons = [...tools.querySelectorAll("button")];
  tools.addEventListener("mousedown", (event) => event.preventDefault());
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) format(button.dataset.format);
  });
  tools.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length);
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  document.addEventListener("selectionchange", () => { if (words.contains(getSelection().anchorNode)) show(); });
  show();
  /* Who was quicker than the script types on, behind all that is there. */
  if (isTyping) {
    words.focus();
    getSelection().selectAllChildren(words);
    getSelection().collapseToEnd();
  }
  if (typed) words.dispatchEvent(new InputEvent("input", { bubbles: true }));

  /* What was typed into the plain box; behind words that have a format already, those keep it. */
  function take(text) {
    const formatted = box.dataset.html && box.defaultValue && text.startsWith(box.defaultValue);
    if (formatted) read(box.dataset.html);
    const added = formatted ? text.slice(box.defaultValue.length) : text;
    const [first, ...others] = fromText(added);
    const last = formatted && !/^\s*\n/.test(added) && words.lastElementChild;
    if (first && last) last.append(/^\s/.test(added) ? " " : "", ...first.childNodes);
    else if (first) words.append(first);
    words.append(...others);
    if (/ $/.test(text)) words.lastElementChild?.append("\u00a0");
  }

  function read(html) {
    words.replaceChildren(...cleaned(html));
    box.value = written(words);
  }

  function format(name) {
    words.focus();
    if (["h2", "blockquote"].includes(name)) {
      if (name === "blockquote" && around("BLOCKQUOTE")) document.execCommand("outdent");
      else document.execCommand("formatBlock", false, around(name.toUpperCase()) ? "p" : name);
    } else document.execCommand(name);
    told();
  }

  function around(tag) {
    let node = getSelection().anchorNode;
    for (; node && node !== words; node = node.parentNode) if (node.nodeName === tag) return node;
    return null;
  }

  function show() {
    const here = words.contains(getSelection()?.anchorNode);
    for (const button of buttons) {
      const name = button.dataset.format;
      const on = here && (["h2", "blockquote"].includes(name) ? around(name.toUpperCase()) : document.queryCommandState(name));
      button.setAttribute("aria-pressed", on ? "true" : "false");
    }
  }
}

/* What stands in the editor, as the few tags that are kept; nothing but blanks is nothing. */
function written(words) {
  const holder = document.createElement("div");
  holder.append(...cleaned(words.innerHTML));
  return holder.textContent.trim() ? holder.innerHTML : "";
}

/* Return the nodes of any HTML, Word's too, with the few tags and without their attributes. */
function cleaned(html) {
  const inert = new DOMParser().parseFromString(html, "text/html");
  const made = document.createElement("div");
  for (const node of inert.body.childNodes) copy(node, made);
  gather(made);
  for (const part of made.querySelectorAll("p, h2, h3, li, blockquote, ul, ol, strong, em")) {
    if (!part.textContent.trim() && !part.querySelector("br")) part.remove();
  }
  return made.childNodes;
}

function copy(node, into) {
  if (node.nodeType === Node.TEXT_NODE) {
    into.append(node.data.replace(/[ \t\r\n]+/g, " "));
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.nodeName.toUpperCase())) return;
  const name = node.nodeName === "BR" ? "br" : BLOCKS[node.nodeName] ?? INLINE[node.nodeName];
  const bold = !name && Number.parseInt(node.style?.fontWeight, 10) >= 600;
  const holds = [...node.childNodes].some((child) => BLOCKS[child.nodeName] || child.nodeName === "DIV");
  if (name || bold || (node.nodeName === "DIV" && !holds)) {
    const made = document.createElement(name ?? (bold ? "strong" : "p"));
    into.append(made);
    for (const child of node.childNodes) copy(child, made);
  } else {
    for (const child of node.childNodes) copy(child, into);
    if (["TR", "TABLE", "TD"].includes(node.nodeName)) into.append(" ");
  }
}

/* Words that stand outside any paragraph get one. */
function gather(made) {
  let paragraph = null;
  for (const node of [...made.childNodes]) {
    if (node.nodeType === Node.ELEMENT_NODE && node.matches(PARTS)) {
      paragraph = null;
      continue;
    }
    if (!paragraph && !node.textContent.trim()) {
      node.remove();
      continue;
    }
    if (!paragraph) {
      paragraph = document.createElement("p");
      node.before(paragraph);
    }
    paragraph.append(node);
  }
}

function fromText(text) {
  return text.trim().split(/\n\s*\n/).filter(Boolean).map((piece) => {
    const paragraph = document.createElement("p");
    piece.split("\n").forEach((line, at) => paragraph.append(...(at ? [document.createElement("br")] : []), line));
    return paragraph;
  });
}
