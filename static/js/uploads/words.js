/* How large, how far, how long: in words. */
export function size(bytes) {
  const units = ["bytes", "KB", "MB", "GB"];
  let unit = 0;
  while (bytes >= 1000 && unit < 3) { bytes /= 1000; unit += 1; }
  return `${bytes >= 10 || unit === 0 ? Math.round(bytes) : bytes.toFixed(1)} ${units[unit]}`;
}

/* 26 of 63 MB */
export function partOf(part, whole) {
  const [number, unit] = size(part).split(" ");
  return `${size(whole).endsWith(unit) ? number : size(part)} of ${size(whole)}`;
}

export function inWords(seconds) {
  if (seconds < 2) return "a second";
  return seconds < 100 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}

/* The server's own words, from a page, a fragment or a line of text. */
export function sentence(text) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  const found = answer.querySelector(".err, .alert")?.textContent ?? (answer.querySelector("title") ? "" : answer.body.textContent);
  return found.trim().replace(/\s+/g, " ") || "Not added: the server could not take this file. Reload the page and try again.";
}
