/**
 * Which nodes are selected: in the drawing, in the table beside it, and in words.
 * In: numbers of nodes, and the table's checkboxes `input[type=checkbox][data-key]`. Out: the same selection everywhere,
 * and a link to the messages of its accounts.
 *
 * @typedef {import("./graph-payload.js").Drawing} Drawing
 * @typedef {import("./graph-payload.js").GraphNode} GraphNode
 * @typedef {import("./graph-panel.js").Panel} Panel
 */

import { element } from "./graph-panel.js";

/** Accounts of a selection that are named one by one. */
const NAMED = 12;

/** The selection of one drawing. */
export class Selection {
  /**
   * @param {HTMLElement} box
   * @param {Drawing} drawing
   * @param {Panel} panel
   * @param {() => void} changed
   */
  constructor(box, drawing, panel, changed) {
    this.box = box;
    this.drawing = drawing;
    this.panel = panel;
    this.changed = changed;
    this.link = box.dataset.filter ?? "";
    this.numbers = new Map(drawing.nodes.map((node, at) => [node.id, at]));
    /** @type {Set<number>} */
    this.selected = new Set();
    document.addEventListener("change", (event) => this.fromTable(event));
    this.select(this.boxes().flatMap((one) => (one.checked ? (this.numbers.get(one.dataset.key ?? "") ?? []) : [])), "set");
  }

  /** @param {number[]} numbers @param {"set" | "add" | "toggle"} how */
  select(numbers, how) {
    const kept = how === "set" ? new Set() : new Set(this.selected);
    for (const number of numbers) {
      if (how === "toggle" && kept.has(number)) kept.delete(number);
      else kept.add(number);
    }
    this.selected = kept;
    this.toTable();
    this.tell();
    this.changed();
  }

  /** Adds all that is tied to the selection by one of these edges. @param {{a: number, b: number}[]} edges */
  grow(edges) {
    const { selected } = this;
    this.select(edges.flatMap(({ a, b }) => (selected.has(a) || selected.has(b) ? [a, b] : [])), "add");
  }

  /** Says the selection in words, and makes the link of it. */
  tell() {
    const nodes = [...this.selected].map((number) => this.drawing.nodes[number]);
    const accounts = nodes.filter((node) => !node.isThing).sort((one, other) => one.key - other.key);
    const { panel } = this;
    panel.status.textContent = selectionText(nodes);
    panel.clear.disabled = panel.grow.disabled = nodes.length === 0;
    panel.messages.hidden = accounts.length === 0 || !this.link;
    panel.messages.href = filterLink(this.link, accounts.map((node) => node.id));
    panel.messages.textContent = accounts.length === 1 ? "Show its messages" : `Show the messages of these ${accounts.length} accounts`;
    const entries = accounts.slice(0, NAMED).map((node) => element("li", {}, this.name(node)));
    if (accounts.length > NAMED) entries.push(element("li", {}, `and ${accounts.length - NAMED} more`));
    panel.names.replaceChildren(...entries);
    this.box.dispatchEvent(new CustomEvent("graph-selection", { detail: nodes.map((node) => node.id), bubbles: true }));
  }

  /** @param {GraphNode} node */
  name(node) {
    const folder = this.box.dataset.accounts;
    return folder ? element("a", { href: folder + node.id }, node.label) : node.label;
  }

  /** The checkboxes of the linked table. */
  boxes() {
    const table = document.getElementById(this.box.dataset.table ?? "");
    /** @type {NodeListOf<HTMLInputElement> | []} */
    const found = table ? table.querySelectorAll("input[type=checkbox][data-key]") : [];
    return [...found];
  }

  toTable() {
    for (const box of this.boxes()) {
      const number = this.numbers.get(box.dataset.key ?? "");
      // A row that is not drawn keeps its own mark.
      if (number === undefined) continue;
      box.checked = this.selected.has(number);
      box.closest("tr")?.classList.toggle("graph-selected", box.checked);
    }
  }

  /** @param {Event} event */
  fromTable(event) {
    const box = /** @type {HTMLElement} */ (event.target);
    const number = this.numbers.get(box.dataset?.key ?? "");
    if (number === undefined || !this.boxes().includes(/** @type {HTMLInputElement} */ (box))) return;
    const isChecked = /** @type {HTMLInputElement} */ (box).checked;
    if (isChecked !== this.selected.has(number)) this.select([number], "toggle");
  }
}

/** @param {number} number @param {string} thing */
export function count(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

/** @param {{label: string, isThing: boolean}[]} nodes @returns {string} */
export function selectionText(nodes) {
  if (nodes.length === 0) return "Nothing is selected.";
  const things = nodes.filter((node) => node.isThing);
  const parts = [];
  if (nodes.length > things.length) parts.push(count(nodes.length - things.length, "account"));
  const named = things.slice(0, 3).map((node) => node.label);
  if (things.length > named.length) named.push("…");
  if (things.length > 0) parts.push(`${count(things.length, "shared thing")} (${named.join(", ")})`);
  return `${parts.join(" and ")} selected.`;
}

/**
 * The address that shows the messages of accounts.
 * @param {string} base ends where the term goes
 * @param {string[]} ids
 */
export function filterLink(base, ids) {
  return `${base}${encodeURIComponent(`account:${ids.join(",")}`)}`;
}
