/**
 * Reads the drawing's bytes; the format stands at the head of `payload.rs`.
 * In: an ArrayBuffer. Out: a Drawing, or an Error when the bytes are not one.
 */

/**
 * @typedef {object} GraphNode
 * @property {string} id `a5` of an account, `t3` of a thing
 * @property {number} key
 * @property {boolean} isThing
 * @property {number} messages
 * @property {number} ties other nodes that it is tied to, hidden ones too
 * @property {number} x
 * @property {number} y
 * @property {number} size diameter in CSS pixels
 * @property {number} cluster rank of the cluster, -1 for none
 * @property {string} label
 *
 * @typedef {object} GraphEdge
 * @property {number} a
 * @property {number} b
 * @property {number} weight
 * @property {number} layer
 *
 * @typedef {object} Drawing
 * @property {boolean} countsMessages whether weights count messages; else they are evidence
 * @property {string[]} layers
 * @property {number[]} clusters
 * @property {GraphNode[]} nodes
 * @property {GraphEdge[]} edges heaviest first
 */

const MAGIC = 0x52474652; // "RFGR", little-endian
const VERSION = 1;
const HEAD = 40;
const NODE = 28;
const EDGE = 12;
const NO_CLUSTER = 0xffff;

/** @param {ArrayBuffer} buffer @returns {Drawing} */
export function decode(buffer) {
  const view = new DataView(buffer);
  if (view.byteLength < HEAD || view.getUint32(0, true) !== MAGIC || view.getUint16(4, true) !== VERSION) {
    throw new Error("these bytes are not a drawing of this version");
  }
  const [nodes, edges, clusters] = [8, 12, 16].map((at) => view.getUint32(at, true));
  const nodesAt = HEAD + clusters * 4;
  const edgesAt = nodesAt + nodes * NODE;
  const texts = readTexts(view, edgesAt + edges * EDGE, view.getUint8(7) + nodes);
  const layers = texts.slice(0, view.getUint8(7));
  const labels = texts.slice(layers.length);
  return {
    countsMessages: view.getUint8(6) === 1,
    layers,
    clusters: range(clusters).map((at) => view.getUint32(HEAD + at * 4, true)),
    nodes: labels.map((label, at) => readNode(view, nodesAt + at * NODE, label)),
    edges: range(edges).map((at) => readEdge(view, edgesAt + at * EDGE)),
  };
}

/** @param {number} count */
function range(count) {
  return Array.from({ length: count }, (_, at) => at);
}

/** @param {DataView} view @param {number} at @param {string} label @returns {GraphNode} */
function readNode(view, at, label) {
  const key = view.getUint32(at, true);
  const cluster = view.getUint16(at + 24, true);
  const isThing = view.getUint8(at + 26) === 1;
  return {
    id: `${isThing ? "t" : "a"}${key}`,
    key,
    isThing,
    messages: view.getUint32(at + 4, true),
    ties: view.getUint32(at + 8, true),
    x: view.getFloat32(at + 12, true),
    y: view.getFloat32(at + 16, true),
    size: view.getFloat32(at + 20, true),
    cluster: cluster === NO_CLUSTER ? -1 : cluster,
    label,
  };
}

/** @param {DataView} view @param {number} at @returns {GraphEdge} */
function readEdge(view, at) {
  return {
    a: view.getUint16(at, true),
    b: view.getUint16(at + 2, true),
    weight: view.getFloat32(at + 4, true),
    layer: view.getUint8(at + 8),
  };
}

/** @param {DataView} view @param {number} from @param {number} count */
function readTexts(view, from, count) {
  const decoder = new TextDecoder();
  let at = from;
  return range(count).map(() => {
    const length = view.getUint16(at, true);
    const text = decoder.decode(new Uint8Array(view.buffer, view.byteOffset + at + 2, length));
    at += 2 + length;
    return text;
  });
}
