/**
 * Keys for those who do not want to reach for the mouse.
 *
 * In: `[data-list]` with rows that hold a link; `a[data-key=e]`; `[data-search]`; `a[data-go=LETTER]`;
 * `<dialog id="keys">` with a checkbox `[data-keys-switch]`. Out: j k Enter x e / g ? do what the dialog says.
 *
 * Single keys can be switched off (WCAG 2.1.4), never act while one types, and leave Ctrl, Alt and Meta alone.
 */

/** Where the browser remembers that single keys are off. */
const MEMORY = "refrain-single-keys";

/** Milliseconds in which the second key of `g o` is awaited. */
const WAIT = 2000;

const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";

/** Whether single keys are on; they are until switched off. */
function isOn() {
  try {
    return localStorage.getItem(MEMORY) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} on */
function remember(on) {
  try {
    localStorage.setItem(MEMORY, on ? "on" : "off");
  } catch {
    // A browser that remembers nothing keeps them on.
  }
}

/** The rows of the page's main list that can be opened. */
function rows() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-list] > *")]).filter(linkOf);
}

/**
 * The link that opens a row: the marked one, else the first.
 * @param {Element} row
 * @returns {HTMLAnchorElement | null}
 */
function linkOf(row) {
  return row.querySelector("a[data-open]") ?? row.querySelector("a[href]:not([data-key])");
}

/** @returns {HTMLElement | undefined} */
function currentRow() {
  return rows().find((row) => row.hasAttribute("data-here"));
}

/** Moves to the next row or the one before; the focus goes with it. @param {number} by */
function move(by) {
  const all = rows();
  const inFocus = all.findIndex((row) => row.contains(document.activeElement));
  const marked = all.findIndex((row) => row.hasAttribute("data-here"));
  const at = inFocus >= 0 ? inFocus : marked;
  const row = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  if (!row) return;
  for (const other of all) other.toggleAttribute("data-here", other === row);
  linkOf(row)?.focus();
  row.scrollIntoView({ block: "nearest" });
}

/** Marks the current row. */
function mark() {
  const box = currentRow()?.querySelector("input[type=checkbox]");
  if (box instanceof HTMLInputElement) box.click();
}

/** Opens the evidence of the current row, or of the page. */
function evidence() {
  const link = currentRow()?.querySelector("a[data-key=e]") ?? document.querySelector("a[data-key=e]");
  if (link instanceof HTMLElement) link.click();
}

function search() {
  const field = document.querySelector("[data-search]") ?? document.querySelector("input[type=search]");
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}

/** Goes where the page's own links of that letter go. @param {string} letter */
function go(letter) {
  const link = document.querySelector(`a[data-go="${CSS.escape(letter)}"]`);
  if (link instanceof HTMLElement) link.click();
}

function help() {
  const dialog = document.querySelector("#keys");
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** Opens the row that was moved to, when the focus has left its link. @param {KeyboardEvent} event */
function open(event) {
  const isElsewhere = event.target === document.body || event.target === document.documentElement;
  const row = isElsewhere ? currentRow() : undefined;
  if (!row) return false;
  linkOf(row)?.click();
  return true;
}

/** @type {Record<string, () => void>} */
const ACTIONS = { j: () => move(1), k: () => move(-1), x: mark, e: evidence, "/": search, "?": help };

/** When the `g` of `g o` was pressed. */
let wentAt = -Infinity;

/** @param {KeyboardEvent} event */
function press(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !isOn()) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  const goes = event.timeStamp - wentAt < WAIT;
  wentAt = -Infinity;
  if (goes) go(event.key);
  else if (event.key === "g") wentAt = event.timeStamp;
  else if (event.key === "Enter") {
    if (!open(event)) return;
  } else if (Object.hasOwn(ACTIONS, event.key)) ACTIONS[event.key]();
  else return;
  event.preventDefault();
}

/** Lets the dialog's checkbox switch single keys on and off. */
function prepareSwitch() {
  const box = document.querySelector("[data-keys-switch]");
  if (!(box instanceof HTMLInputElement)) return;
  box.checked = isOn();
  box.addEventListener("change", () => remember(box.checked));
}

document.addEventListener("keydown", press);
for (const opener of document.querySelectorAll("[data-keys-open]")) {
  opener.removeAttribute("hidden");
  opener.addEventListener("click", help);
}
prepareSwitch();
