/**
 * The plane on which a drawing lies, and the window through which it is seen. Pure functions.
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {{scale: number, x: number, y: number}} Camera a place p of the plane is seen at p * scale + (x, y)
 * @typedef {{scale: number, grain: number}} Fitted scale of the fitted drawing, and how large its nodes are drawn
 * @typedef {import("./graph-payload.js").GraphNode} GraphNode
 */

/** Free border of a fitted drawing in CSS pixels; labels and large nodes need it. */
const BORDER = 28;

/** A drawing of one node has no extent; this is the least that is fitted, in the layout's unit. */
const LEAST_EXTENT = 60;

/** Side in CSS pixels of the square that a node of full size wants for itself, and the least size. */
const ROOM = 30;
const LEAST_GRAIN = 0.4;

/** How far one can zoom out and in, against the fitted scale. */
export const ZOOM = { least: 0.5, most: 40 };

/**
 * The camera that shows all nodes.
 * @param {GraphNode[]} nodes
 * @param {number} width
 * @param {number} height
 * @returns {Camera}
 */
export function fit(nodes, width, height) {
  if (nodes.length === 0) return { scale: 1, x: width / 2, y: height / 2 };
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of nodes) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  const across = Math.max(box.right - box.left, LEAST_EXTENT);
  const down = Math.max(box.bottom - box.top, LEAST_EXTENT);
  const scale = Math.max(Math.min((width - 2 * BORDER) / across, (height - 2 * BORDER) / down), 1e-6);
  return {
    scale,
    x: width / 2 - ((box.left + box.right) / 2) * scale,
    y: height / 2 - ((box.top + box.bottom) / 2) * scale,
  };
}

/**
 * What the fitted drawing is like: many nodes on a small canvas are drawn smaller.
 * @param {GraphNode[]} nodes
 * @param {number} width
 * @param {number} height
 * @returns {Fitted}
 */
export function fittedOf(nodes, width, height) {
  const room = Math.sqrt((width * height) / Math.max(nodes.length, 1));
  return { scale: fit(nodes, width, height).scale, grain: Math.min(Math.max(room / ROOM, LEAST_GRAIN), 1) };
}

/**
 * Zooms so that what is seen at a point stays there.
 * @param {Camera} camera
 * @param {Point} at
 * @param {number} factor
 * @param {Fitted} fitted
 * @returns {Camera}
 */
export function zoom(camera, at, factor, fitted) {
  const scale = Math.min(Math.max(camera.scale * factor, fitted.scale * ZOOM.least), fitted.scale * ZOOM.most);
  const kept = scale / camera.scale;
  return { scale, x: at.x - (at.x - camera.x) * kept, y: at.y - (at.y - camera.y) * kept };
}

/** Where a place of the plane is seen. @param {Camera} camera @param {Point} place @returns {Point} */
export function seen(camera, place) {
  return { x: place.x * camera.scale + camera.x, y: place.y * camera.scale + camera.y };
}

/**
 * Diameter of a node on the screen: it grows slower than the plane, so that zooming in parts nodes.
 * @param {GraphNode} node
 * @param {Camera} camera
 * @param {Fitted} fitted
 */
export function diameter(node, camera, fitted) {
  return node.size * Math.min(fitted.grain * Math.sqrt(camera.scale / fitted.scale), 2);
}

/**
 * The node at a point of the screen, -1 when there is none within reach.
 * @param {GraphNode[]} nodes
 * @param {Camera} camera
 * @param {Fitted} fitted
 * @param {Point} at
 * @param {number} reach pixels beyond the node's edge
 */
export function nodeAt(nodes, camera, fitted, at, reach) {
  let found = -1;
  let nearest = Infinity;
  nodes.forEach((node, number) => {
    const place = seen(camera, node);
    const apart = Math.hypot(place.x - at.x, place.y - at.y) - diameter(node, camera, fitted) / 2;
    if (apart <= reach && apart < nearest) {
      nearest = apart;
      found = number;
    }
  });
  return found;
}

/**
 * The next node in a direction: near, and rather ahead than aside.
 * @param {GraphNode[]} nodes
 * @param {number} from
 * @param {Point} way unit vector
 * @returns {number} `from` when there is none
 */
export function nodeTowards(nodes, from, way) {
  const here = nodes[from];
  if (!here) return nodes.length > 0 ? 0 : -1;
  let best = from;
  let least = Infinity;
  nodes.forEach((node, number) => {
    const ahead = (node.x - here.x) * way.x + (node.y - here.y) * way.y;
    const aside = Math.abs((node.x - here.x) * way.y - (node.y - here.y) * way.x);
    const cost = ahead + 2 * aside;
    if (number !== from && ahead > 0 && aside <= 2 * ahead && cost < least) {
      least = cost;
      best = number;
    }
  });
  return best;
}

/**
 * Whether a point lies inside a closed line, by counting the sides that a ray crosses.
 * @param {Point[]} line
 * @param {Point} point
 */
export function isInside(line, point) {
  let inside = false;
  line.forEach((end, at) => {
    const start = line[(at + line.length - 1) % line.length];
    const crosses = end.y > point.y !== start.y > point.y;
    if (crosses && point.x < ((start.x - end.x) * (point.y - end.y)) / (start.y - end.y) + end.x) {
      inside = !inside;
    }
  });
  return inside;
}
