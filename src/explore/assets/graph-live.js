/**
 * A graph that can be moved, searched and selected in, on a canvas.
 * In: a Drawing and the elements around it. Out: pixels and words that follow the pointer and the keys.
 *
 * Edges are drawn when the drawing rests; while it moves only the heaviest are, so that it follows the hand.
 *
 * @typedef {import("./graph-plane.js").Point} Point
 * @typedef {import("./graph-payload.js").GraphNode} GraphNode
 */

import { colours, isShown, paint } from "./graph-paint.js";
import { build } from "./graph-panel.js";
import { fit, fittedOf, isInside, nodeAt, nodeTowards, seen, zoom } from "./graph-plane.js";
import { Selection, count } from "./graph-selection.js";

/** Milliseconds after the last movement at which the drawing rests. */
const REST = 120;

/** Pixels that a press may wander and still be a click. */
const CLICK = 4;

/** Pixels beside a node at which it can still be pointed at, for a mouse and for a finger. */
const REACH = { mouse: 4, touch: 14 };

const ALL_LAYERS = -1;

/** @type {Record<string, Point>} */
const WAYS = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** One drawing of the page. */
export class Graph {
  /**
   * @param {HTMLElement} box
   * @param {HTMLCanvasElement} canvas
   * @param {import("./graph-payload.js").Drawing} drawing
   * @param {string} number
   */
  constructor(box, canvas, drawing, number) {
    this.box = box;
    this.canvas = canvas;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.colours = colours(box);
    this.wantsLasso = false;
    this.isQueued = false;
    this.resting = 0;
    this.scene = {
      drawing, camera: fit([], 1, 1), fitted: fittedOf([], 1, 1), width: 1, height: 1, layers: ALL_LAYERS, least: 0,
      focus: -1, hover: -1, selected: new Set(), lasso: [], lit: [], moving: false,
    };
    this.light();
    this.panel = build(box, drawing, this.actions(), number);
    this.describe(number);
    this.listen();
    this.resize();
    this.selection = new Selection(box, drawing, this.panel, () => this.draw());
  }

  /** What the controls do. @returns {import("./graph-panel.js").Actions} */
  actions() {
    return {
      zoom: (factor) => this.zoomAt(this.middle(), factor),
      fit: () => this.fit(),
      lasso: (isOn) => this.setLasso(isOn),
      layers: (layers) => this.filter({ layers }),
      least: (least) => this.filter({ least }),
      clear: () => this.selection.select([], "set"),
      grow: () => this.selection.grow(this.scene.drawing.edges.filter((edge) => isShown(edge, this.scene))),
      cluster: (rank) => this.selection.select(this.numbersWhere((node) => node.cluster === rank), "set"),
    };
  }

  /** @param {string} number */
  describe(number) {
    const { nodes, edges } = this.scene.drawing;
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-roledescription", "drawing");
    this.canvas.setAttribute("aria-label", `${nodes.length} nodes and ${edges.length} lines`);
    this.canvas.setAttribute("aria-describedby", `graph-help-${number}`);
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.point(event));
    canvas.addEventListener("pointerleave", () => this.hover(-1));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => this.draw());
    new ResizeObserver(() => this.resize()).observe(canvas);
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", () => this.recolour());
    }
    new MutationObserver(() => this.recolour()).observe(document.documentElement, { attributeFilter: ["class", "data-theme"] });
  }

  recolour() {
    this.colours = colours(this.box);
    this.draw();
  }

  /** Fits the canvas to its box; the view stays, unless there was none. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;
    const dots = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * dots);
    this.canvas.height = Math.round(height * dots);
    const { scene } = this;
    const wasFitted = scene.width === 1 || scene.camera.scale === scene.fitted.scale;
    const moved = { x: (width - scene.width) / 2, y: (height - scene.height) / 2 };
    Object.assign(scene, { width, height });
    scene.fitted = fittedOf(scene.drawing.nodes, width, height);
    scene.camera = wasFitted ? fit(scene.drawing.nodes, width, height) : { ...scene.camera, x: scene.camera.x + moved.x, y: scene.camera.y + moved.y };
    paint(this.pen, scene, this.colours, dots);
  }

  /** Asks for one painting at the next frame. */
  draw() {
    if (this.isQueued) return;
    this.isQueued = true;
    requestAnimationFrame(() => {
      this.isQueued = false;
      this.scene.selected = this.selection.selected;
      paint(this.pen, this.scene, this.colours, devicePixelRatio || 1);
    });
  }

  /** Draws what moves; all edges come back when it rests. */
  move() {
    this.scene.moving = true;
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => {
      this.scene.moving = false;
      this.draw();
    }, REST);
    this.draw();
  }

  middle() {
    return { x: this.scene.width / 2, y: this.scene.height / 2 };
  }

  fit() {
    this.scene.camera = fit(this.scene.drawing.nodes, this.scene.width, this.scene.height);
    this.draw();
  }

  /** @param {Point} at @param {number} factor */
  zoomAt(at, factor) {
    this.scene.camera = zoom(this.scene.camera, at, factor, this.scene.fitted);
    this.move();
  }

  /** @param {number} right @param {number} down */
  pan(right, down) {
    const { camera } = this.scene;
    this.scene.camera = { ...camera, x: camera.x + right, y: camera.y + down };
    this.move();
  }

  /** @param {boolean} isOn */
  setLasso(isOn) {
    this.wantsLasso = isOn;
    this.panel.lasso.setAttribute("aria-pressed", String(isOn));
    this.canvas.classList.toggle("graph-lassoing", isOn);
  }

  /** @param {{layers?: number, least?: number}} change */
  filter(change) {
    Object.assign(this.scene, change);
    this.light();
    this.draw();
  }

  /** Finds the nodes that have a line at the present setting. */
  light() {
    const { drawing } = this.scene;
    const lit = drawing.nodes.map(() => false);
    for (const edge of drawing.edges) {
      if (isShown(edge, this.scene)) lit[edge.a] = lit[edge.b] = true;
    }
    this.scene.lit = lit;
  }

  /** @param {MouseEvent} event */
  at(event) {
    const frame = this.canvas.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  /** @param {PointerEvent} event */
  nodeUnder(event) {
    const { drawing, camera, fitted } = this.scene;
    const reach = event.pointerType === "touch" ? REACH.touch : REACH.mouse;
    return nodeAt(drawing.nodes, camera, fitted, this.at(event), reach);
  }

  /** Begins a click, a pan or a lasso. @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0) return;
    const start = this.at(event);
    const isLasso = this.wantsLasso || event.altKey;
    let last = start;
    let hasMoved = false;
    const follow = (/** @type {PointerEvent} */ next) => {
      const here = this.at(next);
      hasMoved ||= Math.hypot(here.x - start.x, here.y - start.y) > CLICK;
      if (!hasMoved) return;
      if (isLasso) this.scene.lasso.push(here);
      else this.pan(here.x - last.x, here.y - last.y);
      last = here;
      this.draw();
    };
    const end = (/** @type {PointerEvent} */ next) => {
      this.canvas.removeEventListener("pointermove", follow);
      this.canvas.removeEventListener("pointerup", end);
      this.canvas.removeEventListener("pointercancel", end);
      if (next.type === "pointercancel") this.scene.lasso = [];
      else if (!hasMoved) this.click(next);
      else if (isLasso) this.closeLasso(next.shiftKey);
      this.draw();
    };
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.addEventListener("pointermove", follow);
    this.canvas.addEventListener("pointerup", end);
    this.canvas.addEventListener("pointercancel", end);
  }

  /** @param {PointerEvent} event */
  click(event) {
    const number = this.nodeUnder(event);
    if (number >= 0) {
      this.scene.focus = number;
      this.tell(number);
      this.selection.select([number], event.shiftKey ? "toggle" : "set");
    } else if (!event.shiftKey) {
      this.selection.select([], "set");
    }
  }

  /** @param {boolean} adds */
  closeLasso(adds) {
    const line = this.scene.lasso;
    this.scene.lasso = [];
    const inside = this.numbersWhere((node) => isInside(line, seen(this.scene.camera, node)));
    this.selection.select(inside, adds ? "add" : "set");
    this.setLasso(false);
  }

  /** @param {PointerEvent} event */
  point(event) {
    if (event.buttons === 0) this.hover(this.nodeUnder(event));
  }

  /** @param {number} number */
  hover(number) {
    if (number === this.scene.hover) return;
    this.scene.hover = number;
    this.canvas.classList.toggle("graph-over", number >= 0);
    this.panel.told.setAttribute("aria-live", "off");
    if (number >= 0) this.tell(number);
    this.draw();
  }

  /** The wheel moves the page, until the drawing has the focus. @param {WheelEvent} event */
  wheel(event) {
    if (document.activeElement !== this.canvas && !event.ctrlKey) return;
    event.preventDefault();
    this.zoomAt(this.at(event), Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) / 300));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    const act = way ? () => this.step(way) : this.keyAction(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** @param {KeyboardEvent} event */
  keyAction({ key, shiftKey }) {
    const { focus } = this.scene;
    if ((key === "Enter" || key === " ") && focus >= 0) return () => this.selection.select([focus], shiftKey ? "add" : "toggle");
    if (key === "Escape") return () => this.selection.select([], "set");
    if (key === "+" || key === "=") return () => this.zoomAt(this.middle(), 1.3);
    if (key === "-") return () => this.zoomAt(this.middle(), 1 / 1.3);
    if (key === "0") return () => this.fit();
    return undefined;
  }

  /** Moves the focus to the next node and keeps it in sight. @param {Point} way */
  step(way) {
    const { scene } = this;
    scene.focus = nodeTowards(scene.drawing.nodes, scene.focus, way);
    const node = scene.drawing.nodes[scene.focus];
    if (!node) return;
    const place = seen(scene.camera, node);
    const outside = place.x < 20 || place.y < 20 || place.x > scene.width - 20 || place.y > scene.height - 20;
    if (outside) this.pan(scene.width / 2 - place.x, scene.height / 2 - place.y);
    // What the keys reach is read aloud; what the mouse passes is not.
    this.panel.told.setAttribute("aria-live", "polite");
    this.tell(scene.focus);
    this.draw();
  }

  /** Says what a node is. @param {number} number */
  tell(number) {
    const { drawing } = this.scene;
    const node = drawing.nodes[number];
    const own = drawing.edges.filter((edge) => (edge.a === number || edge.b === number) && isShown(edge, this.scene));
    const ends = new Set(own.map((edge) => (edge.a === number ? edge.b : edge.a)));
    const by = drawing.layers
      .map((name, layer) => ({ name, count: own.filter((edge) => edge.layer === layer).length }))
      .filter(({ count }) => count > 0)
      .map(({ name, count }) => `${name} ${count}`);
    const cluster = node.cluster >= 0 ? `, cluster ${drawing.clusters[node.cluster]}` : "";
    const isSelected = this.selection.selected.has(number) ? ", selected" : "";
    const lines = by.length > 0 ? `: ${by.join(", ")}` : "";
    this.panel.told.textContent =
      `${node.label}${cluster}${isSelected}. ${count(node.messages, "message")}; ` +
      `lines to ${ends.size} of the ${node.ties} it is tied to${lines}.`;
  }

  /** @param {(node: GraphNode) => boolean} test */
  numbersWhere(test) {
    return this.scene.drawing.nodes.flatMap((node, number) => (test(node) ? [number] : []));
  }

  /**
   * Pans to and fro and counts the frames.
   * @param {number} frames
   * @returns {Promise<{frames: number, milliseconds: number, framesPerSecond: number, slowest: number, still: number}>}
   */
  async measure(frames) {
    const times = [await frame()];
    for (let number = 0; number < frames; number += 1) {
      this.pan(number % 40 < 20 ? 6 : -6, number % 20 < 10 ? 3 : -3);
      times.push(await frame());
    }
    const milliseconds = times[times.length - 1] - times[0];
    const slowest = Math.max(...times.slice(1).map((time, at) => time - times[at]));
    return { frames, milliseconds, framesPerSecond: (frames * 1000) / milliseconds, slowest, still: this.timeStill() };
  }

  /** Milliseconds that a painting with all edges takes, pixels included. */
  timeStill() {
    const begun = performance.now();
    paint(this.pen, { ...this.scene, moving: false }, this.colours, devicePixelRatio || 1);
    this.pen.getImageData(0, 0, 1, 1);
    return performance.now() - begun;
  }
}

/** @returns {Promise<number>} */
function frame() {
  return new Promise((done) => {
    requestAnimationFrame(() => done(performance.now()));
  });
}
