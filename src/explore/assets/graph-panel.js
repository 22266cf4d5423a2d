/**
 * The controls around a drawing: buttons, layers, evidence, the legend, what is selected.
 * In: a Drawing and what to do (Actions). Out: elements; no text of the data is ever read as markup.
 *
 * @typedef {import("./graph-payload.js").Drawing} Drawing
 *
 * @typedef {object} Actions
 * @property {(factor: number) => void} zoom
 * @property {() => void} fit
 * @property {(isOn: boolean) => void} lasso
 * @property {(layers: number) => void} layers
 * @property {(least: number) => void} least
 * @property {() => void} clear
 * @property {() => void} grow
 * @property {(cluster: number) => void} cluster
 *
 * @typedef {object} Panel
 * @property {HTMLElement} told what is said of the node pointed at
 * @property {HTMLElement} status the live region
 * @property {HTMLElement} names links to the accounts that are selected
 * @property {HTMLAnchorElement} messages
 * @property {HTMLButtonElement} clear
 * @property {HTMLButtonElement} grow
 * @property {HTMLButtonElement} lasso
 */

import { FORMS, lookOf } from "./graph-paint.js";

const SVG = "http://www.w3.org/2000/svg";

/** Steps of the evidence slider. */
const STEPS = 100;

/** The keys in words, for those who hear the page. */
export const HELP =
  "Arrow keys move between nodes, Enter selects, Escape clears, plus and minus zoom, 0 shows all. " +
  "Drag to move; the wheel zooms once the drawing is focused; Alt and drag draws a lasso. The table has the same data.";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** @param {string} text @param {() => void} act @param {Record<string, string>} attributes */
function button(text, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/**
 * @param {HTMLElement} box
 * @param {Drawing} drawing
 * @param {Actions} actions
 * @param {string} number tells apart several drawings of one page
 * @returns {Panel}
 */
export function build(box, drawing, actions, number) {
  const lasso = button("Lasso", () => actions.lasso(lasso.getAttribute("aria-pressed") !== "true"), { "aria-pressed": "false" });
  const tools = element(
    "div",
    { class: "graph-tools", role: "group", "aria-label": "View" },
    button("+", () => actions.zoom(1.5), { "aria-label": "Zoom in", title: "Zoom in" }),
    button("−", () => actions.zoom(1 / 1.5), { "aria-label": "Zoom out", title: "Zoom out" }),
    button("Show all", actions.fit),
    lasso,
  );
  const panel = {
    lasso,
    told: element("p", { class: "graph-told", id: `graph-told-${number}` }, "Point at a node, or move with the arrow keys."),
    status: element("p", { class: "graph-status", role: "status", "aria-live": "polite" }, "Nothing is selected."),
    names: element("ul", { class: "graph-names" }),
    messages: element("a", { class: "graph-messages", hidden: "" }, "Show their messages"),
    clear: button("Clear selection", actions.clear, { disabled: "" }),
    grow: button("Add who they are tied to", actions.grow, { disabled: "" }),
  };
  box.prepend(tools, filters(drawing, actions, number));
  box.append(
    panel.told,
    legend(drawing, actions),
    element("div", { class: "graph-selection" }, panel.status, panel.names, panel.messages, panel.grow, panel.clear),
    element("p", { class: "graph-help", id: `graph-help-${number}` }, HELP),
  );
  return panel;
}

/**
 * A checkbox a layer, and the slider for the least weight.
 * @param {Drawing} drawing
 * @param {Actions} actions
 * @param {string} number
 */
function filters(drawing, actions, number) {
  const boxes = drawing.layers.map((_, layer) => {
    const box = element("input", { type: "checkbox", checked: "", name: `layer-${layer}` });
    box.addEventListener("change", () => actions.layers(boxes.reduce((bits, one, at) => bits | (one.checked ? 1 << at : 0), 0)));
    return box;
  });
  const counts = drawing.layers.map((_, layer) => drawing.edges.filter((edge) => edge.layer === layer).length);
  const labels = drawing.layers.map((name, at) => element("label", {}, boxes[at], ` ${name} (${counts[at]})`));
  const fields = element("fieldset", { class: "graph-layers" }, element("legend", {}, "Lines for"), ...labels);
  return element("div", { class: "graph-filters" }, fields, slider(drawing, actions, number));
}

/** @param {Drawing} drawing @param {Actions} actions @param {string} number */
function slider(drawing, actions, number) {
  const most = drawing.edges[0]?.weight ?? 0;
  const unit = drawing.countsMessages ? "many messages a line" : "much evidence a line";
  const input = element("input", { type: "range", min: "0", max: String(STEPS), value: "0", id: `graph-least-${number}` });
  const output = element("output", { for: input.id });
  const show = () => {
    const least = weightAt(Number(input.value), most, drawing.countsMessages);
    output.value = least === 0 ? "all" : String(least);
    input.setAttribute("aria-valuetext", least === 0 ? "all lines" : `at least ${least}`);
    actions.least(least);
  };
  input.addEventListener("input", show);
  show();
  const about = drawing.countsMessages ? "" : "Evidence is −log₁₀ of the probability of as much by chance: 3 is one in a thousand.";
  return element("label", { class: "graph-least", title: about }, `At least this ${unit}: `, input, " ", output);
}

/**
 * The weight at a step of the slider: even steps of evidence, whole messages.
 * @param {number} step
 * @param {number} most
 * @param {boolean} isWhole
 */
export function weightAt(step, most, isWhole) {
  const weight = (most * step) / STEPS;
  return isWhole ? Math.round(weight) : Math.floor(weight * 10) / 10;
}

/**
 * Forms and colours in words; a cluster's entry selects its accounts.
 * @param {Drawing} drawing
 * @param {Actions} actions
 */
function legend(drawing, actions) {
  const counts = new Map();
  for (const node of drawing.nodes) {
    const rank = node.isThing ? "thing" : Math.min(node.cluster, FORMS.length);
    counts.set(rank, (counts.get(rank) ?? 0) + 1);
  }
  const list = element("ul", { class: "graph-legend", "aria-label": "Forms" });
  const entry = (/** @type {Node} */ content, /** @type {{path: string, colour: string}} */ look) => {
    list.append(element("li", {}, mark(look), " ", content));
  };
  for (let rank = 0; rank < Math.min(drawing.clusters.length, FORMS.length); rank += 1) {
    const text = `cluster ${drawing.clusters[rank]} (${counts.get(rank) ?? 0})`;
    const title = `Select the accounts of this cluster (${FORMS[rank].name})`;
    entry(button(text, () => actions.cluster(rank), { title }), lookOf(rank, false));
  }
  const others = [
    [FORMS.length, "accounts of smaller clusters", lookOf(FORMS.length, false)],
    [-1, drawing.clusters.length > 0 ? "accounts of no cluster" : "accounts", lookOf(-1, false)],
    ["thing", "what they share", lookOf(-1, true)],
  ];
  for (const [rank, text, look] of others) {
    if (counts.has(rank)) entry(document.createTextNode(`${text} (${counts.get(rank)})`), look);
  }
  return list;
}

/** @param {{path: string, colour: string}} look */
function mark({ path, colour }) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-1.4 -1.4 2.8 2.8");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "graph-mark");
  svg.style.fill = `var(--graph-${colour})`;
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
