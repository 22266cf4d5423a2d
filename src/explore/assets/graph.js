/**
 * Makes the drawings of a page live.
 *
 * In: `<div class="graph" data-graph="URL" …><canvas></canvas></div>`; the address gives the bytes that
 * `graph-payload.js` reads. Out: the same drawing with controls, and a selection shared with the table beside it.
 */

import { Graph } from "./graph-live.js";
import { element } from "./graph-panel.js";
import { decode } from "./graph-payload.js";

/** Makes one drawing of the page live; says so when it cannot. @param {HTMLElement} box @param {string} number */
async function enhance(box, number) {
  const canvas = box.querySelector("canvas");
  if (!canvas) return undefined;
  try {
    const response = await fetch(box.dataset.graph ?? "");
    if (!response.ok) throw new Error(`the drawing's address answered ${response.status}`);
    const drawing = decode(await response.arrayBuffer());
    if (drawing.nodes.length > 0) return new Graph(box, canvas, drawing, number);
    replace(box, canvas, "No account here is tied to another.");
  } catch (error) {
    replace(box, canvas, "The drawing could not be loaded. The table has the same data.");
  }
  return undefined;
}

/** @param {HTMLElement} box @param {HTMLElement} canvas @param {string} text */
function replace(box, canvas, text) {
  canvas.hidden = true;
  box.append(element("p", { class: "graph-empty", role: "status" }, text));
}

/** All drawings of the page; `undefined` where one could not be made. */
const ready = Promise.all(
  [...document.querySelectorAll(".graph[data-graph]")].map((box, number) => enhance(/** @type {HTMLElement} */ (box), String(number))),
);

/** For tests and for curiosity: `await refrainGraph.measure(120)`. */
Object.assign(window, {
  refrainGraph: {
    ready,
    measure: async (/** @type {number} */ frames) => (await ready).find((graph) => graph)?.measure(frames),
  },
});
