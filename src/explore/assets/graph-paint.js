/**
 * Paints a drawing on a canvas.
 * In: what is to be seen (Scene). Out: pixels. Colours come from the style sheet as custom properties.
 *
 * @typedef {import("./graph-plane.js").Camera} Camera
 * @typedef {import("./graph-plane.js").Fitted} Fitted
 * @typedef {import("./graph-plane.js").Point} Point
 * @typedef {import("./graph-payload.js").Drawing} Drawing
 *
 * @typedef {object} Scene
 * @property {Drawing} drawing
 * @property {Camera} camera
 * @property {Fitted} fitted
 * @property {number} width
 * @property {number} height
 * @property {number} layers bits of the layers that are shown
 * @property {number} least least weight that is shown
 * @property {number} focus number of the node in focus, -1 for none
 * @property {number} hover
 * @property {Set<number>} selected
 * @property {Point[]} lasso
 * @property {boolean[]} lit which nodes have a line at the present setting; the others are drawn faintly
 * @property {boolean} moving
 *
 * @typedef {object} Work what the painters share
 * @property {CanvasRenderingContext2D} pen
 * @property {Scene} scene
 * @property {Record<string, string>} colour
 * @property {number} dots device pixels of a CSS pixel
 * @property {Point[]} places where each node is seen
 */

import { diameter, seen } from "./graph-plane.js";

/** Forms of the largest clusters, on a square of -1..1; a cluster has a form and a colour, since not all see colours. */
export const FORMS = [
  { name: "disc", path: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z" },
  { name: "triangle", path: "M0-1.15L1.1.85H-1.1Z" },
  { name: "diamond", path: "M0-1.2L1.2 0L0 1.2L-1.2 0Z" },
  { name: "triangle, point down", path: "M0 1.15L1.1-.85H-1.1Z" },
  { name: "star", path: "M0-1.3L.42-.42L1.3 0L.42.42L0 1.3L-.42.42L-1.3 0L-.42-.42Z" },
  { name: "cross", path: "M-.4-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1V-.4H-.4Z" },
  { name: "hexagon", path: "M1.1 0L.55.95H-.55L-1.1 0L-.55-.95H.55Z" },
  { name: "half disc", path: "M-1.1.6A1.1 1.1 0 0 1 1.1.6Z" },
];

/** Other clusters: a ring. No cluster: a disc. Things: a square. */
export const RING = "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0ZM.5 0A.5 .5 0 1 0-.5 0A.5 .5 0 1 0 .5 0Z";
export const SQUARE = "M-.95-.95H.95V.95H-.95Z";

/** Edges drawn while the drawing moves: the heaviest; all of them take longer than a frame. */
const MOVING_EDGES = 1200;

/** Names that are shown when the drawing rests, and the room that one needs. */
const NAMES = 28;
const NAME_HEIGHT = 16;

/** How strongly the three thirds of edges are drawn, heaviest first. */
const STRENGTHS = [
  { part: 1 / 6, width: 1.4, alpha: 0.6 },
  { part: 1 / 2, width: 0.9, alpha: 0.38 },
  { part: 1, width: 0.6, alpha: 0.22 },
];

const COLOURS = ["ground", "edge", "label", "selected", "focus", "thing", "none", ...FORMS.map((_, at) => String(at + 1))];

/**
 * The colours of the style sheet, as the canvas can use them.
 * @param {HTMLElement} box
 * @returns {Record<string, string>}
 */
export function colours(box) {
  const probe = document.createElement("span");
  box.append(probe);
  /** @type {Record<string, string>} */
  const found = {};
  for (const name of COLOURS) {
    probe.style.color = `var(--graph-${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

/** @type {Map<string, Path2D>} */
const paths = new Map();

/** @param {string} text */
function pathOf(text) {
  let path = paths.get(text);
  if (!path) {
    path = new Path2D(text);
    paths.set(text, path);
  }
  return path;
}

/**
 * Form and colour of a cluster.
 * @param {number} cluster rank, -1 for none
 * @param {boolean} isThing
 * @returns {{path: string, colour: string, name: string}}
 */
export function lookOf(cluster, isThing) {
  if (isThing) return { path: SQUARE, colour: "thing", name: "square" };
  if (cluster < 0) return { path: FORMS[0].path, colour: "none", name: "disc" };
  if (cluster < FORMS.length) return { ...FORMS[cluster], colour: String(cluster + 1) };
  return { path: RING, colour: "none", name: "ring" };
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Scene} scene
 * @param {Record<string, string>} colour
 * @param {number} dots
 */
export function paint(pen, scene, colour, dots) {
  const places = scene.drawing.nodes.map((node) => seen(scene.camera, node));
  const work = { pen, scene, colour, dots, places };
  pen.setTransform(dots, 0, 0, dots, 0, 0);
  pen.clearRect(0, 0, scene.width, scene.height);
  paintEdges(work);
  paintNodes(work);
  pen.setTransform(dots, 0, 0, dots, 0, 0);
  paintMarks(work);
  paintNames(work);
  paintLasso(work);
}

/**
 * Whether an edge is shown.
 * @param {{layer: number, weight: number}} edge
 * @param {{layers: number, least: number}} scene
 */
export function isShown(edge, scene) {
  return edge.weight >= scene.least && (scene.layers & (1 << edge.layer)) !== 0;
}

/** @param {Work} work */
function paintEdges({ pen, scene, colour, places }) {
  const inView = inViewOf(scene, places);
  const shown = scene.drawing.edges.filter((edge) => isShown(edge, scene) && inView(edge));
  const drawn = scene.moving ? shown.slice(0, MOVING_EDGES) : shown;
  pen.strokeStyle = colour.edge;
  let from = 0;
  for (const { part, width, alpha } of STRENGTHS) {
    const to = Math.ceil(drawn.length * part);
    pen.globalAlpha = alpha;
    pen.lineWidth = width;
    strokeEdges(pen, drawn.slice(from, to), places);
    from = to;
  }
  const marked = scene.hover >= 0 ? scene.hover : scene.focus;
  if (marked >= 0 && !scene.moving) {
    pen.globalAlpha = 1;
    pen.lineWidth = 1.6;
    pen.strokeStyle = colour.focus;
    strokeEdges(pen, shown.filter((edge) => edge.a === marked || edge.b === marked), places);
  }
  pen.globalAlpha = 1;
}

/** Tells whether an edge may cross the canvas. @param {Scene} scene @param {Point[]} places */
function inViewOf({ width, height }, places) {
  return (/** @type {{a: number, b: number}} */ { a, b }) => {
    const [from, to] = [places[a], places[b]];
    return (
      Math.max(from.x, to.x) >= 0 && Math.min(from.x, to.x) <= width &&
      Math.max(from.y, to.y) >= 0 && Math.min(from.y, to.y) <= height
    );
  };
}

/** @param {CanvasRenderingContext2D} pen @param {{a: number, b: number}[]} edges @param {Point[]} places */
function strokeEdges(pen, edges, places) {
  // Each is stroked by itself, so that many lines make a dark place; in one path of all they would not add up.
  for (const { a, b } of edges) {
    pen.beginPath();
    pen.moveTo(places[a].x, places[a].y);
    pen.lineTo(places[b].x, places[b].y);
    pen.stroke();
  }
}

/** @param {Work} work */
function paintNodes({ pen, scene, colour, dots, places }) {
  const { nodes } = scene.drawing;
  // Heaviest last, so that they lie on top.
  for (let at = nodes.length - 1; at >= 0; at -= 1) {
    const node = nodes[at];
    const { x, y } = places[at];
    const radius = diameter(node, scene.camera, scene.fitted) / 2;
    if (x < -radius || y < -radius || x > scene.width + radius || y > scene.height + radius) continue;
    const look = lookOf(node.cluster, node.isThing);
    const path = pathOf(look.path);
    pen.globalAlpha = scene.lit[at] ? 1 : 0.25;
    pen.setTransform(dots * radius, 0, 0, dots * radius, dots * x, dots * y);
    if (!scene.moving) {
      pen.strokeStyle = colour.ground;
      pen.lineWidth = 2 / radius;
      pen.stroke(path);
    }
    pen.fillStyle = colour[look.colour];
    pen.fill(path);
  }
  pen.globalAlpha = 1;
}

/** Rings about what is selected, and about the node in focus. @param {Work} work */
function paintMarks({ pen, scene, colour, places }) {
  const ring = (/** @type {number} */ number, /** @type {number} */ apart, /** @type {number} */ width) => {
    const node = scene.drawing.nodes[number];
    if (!node) return;
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(places[number].x, places[number].y, diameter(node, scene.camera, scene.fitted) / 2 + apart, 0, 7);
    pen.stroke();
  };
  pen.strokeStyle = colour.selected;
  for (const number of scene.selected) ring(number, 3, 2.5);
  pen.strokeStyle = colour.focus;
  pen.setLineDash([4, 3]);
  ring(scene.focus, 7, 2);
  pen.setLineDash([]);
  if (scene.hover >= 0) ring(scene.hover, 3, 1.5);
}

/** Names of what is pointed at or selected, and of the heaviest nodes where there is room. @param {Work} work */
function paintNames(work) {
  const { pen, scene, colour } = work;
  const wanted = [scene.hover, scene.focus, ...scene.selected].filter((number) => number >= 0);
  const heaviest = scene.moving ? [] : scene.drawing.nodes.keys();
  const font = getComputedStyle(pen.canvas).fontFamily;
  pen.font = `13px ${font}`;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  /** @type {{left: number, right: number, y: number}[]} */
  const taken = [];
  for (const number of new Set([...wanted, ...heaviest])) {
    if (taken.length >= NAMES) break;
    const box = nameBox(work, number);
    const isFree = taken.every((other) => Math.abs(other.y - box.y) > NAME_HEIGHT || other.right < box.left || box.right < other.left);
    if (!box.isInView || !isFree) continue;
    taken.push(box);
    pen.strokeStyle = colour.ground;
    pen.lineWidth = 4;
    pen.strokeText(box.text, box.left, box.y);
    pen.fillStyle = colour.label;
    pen.fillText(box.text, box.left, box.y);
  }
}

/** @param {Work} work @param {number} number */
function nameBox({ pen, scene, places }, number) {
  const place = places[number];
  const node = scene.drawing.nodes[number];
  const text = node.label.length > 40 ? `${node.label.slice(0, 39)}…` : node.label;
  const width = pen.measureText(text).width;
  const apart = diameter(node, scene.camera, scene.fitted) / 2 + 5;
  const fits = place.x + apart + width < scene.width;
  const left = fits ? place.x + apart : place.x - apart - width;
  const isInView = place.x >= 0 && place.x <= scene.width && place.y >= 0 && place.y <= scene.height;
  return { text, left, right: left + width, y: place.y, isInView };
}

/** @param {Work} work */
function paintLasso({ pen, scene, colour }) {
  if (scene.lasso.length < 2) return;
  pen.strokeStyle = colour.selected;
  pen.lineWidth = 1.5;
  pen.setLineDash([5, 4]);
  pen.beginPath();
  for (const { x, y } of scene.lasso) pen.lineTo(x, y);
  pen.closePath();
  pen.stroke();
  pen.setLineDash([]);
}
