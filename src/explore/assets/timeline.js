/**
 * A brush on a timeline: a range of time becomes a link to its messages.
 *
 * In: `<div class="timeline" data-from data-to data-step data-href [data-after] [data-before]>` with a
 * `.timeline-plot`, as `timeline.rs` writes it; times are seconds since 1970 UTC. Out: two handles that can be dragged
 * or moved by keys, and a link. Without this file each bar is a link of its own.
 */

const DAY = 86_400;

/** Pixels that a press may wander and still be a click on a bar. */
const CLICK = 4;

/** Steps that PageUp and PageDown move by. */
const LEAP = 7;

/**
 * A moment as addresses name it: a day, or a minute where a step is shorter than a day.
 * @param {number} seconds
 * @param {number} step
 */
export function moment(seconds, step) {
  const text = new Date(seconds * 1000).toISOString();
  return step < DAY ? text.slice(0, 16) : text.slice(0, 10);
}

/**
 * The address of a range.
 * @param {string} href ends in `?` or `&`
 * @param {number} after
 * @param {number} before
 * @param {number} step
 */
export function rangeLink(href, after, before, step) {
  return `${href}after=${moment(after, step)}&before=${moment(before, step)}`;
}

/** The bin border nearest to a share of the plot's width. @param {number} share @param {number} bins */
export function borderAt(share, bins) {
  return Math.min(Math.max(Math.round(share * bins), 0), bins);
}

/**
 * Where a key moves a border.
 * @param {string} key
 * @param {number} at
 * @param {number} bins
 * @returns {number | undefined} nothing for other keys
 */
export function borderAfterKey(key, at, bins) {
  /** @type {Record<string, number>} */
  const moved = {
    ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1,
    PageDown: at - LEAP, PageUp: at + LEAP, Home: 0, End: bins,
  };
  const to = moved[key];
  return to === undefined ? undefined : Math.min(Math.max(to, 0), bins);
}

/** One timeline of the page. */
class Brush {
  /** @param {HTMLElement} box @param {HTMLElement} plot */
  constructor(box, plot) {
    this.box = box;
    this.plot = plot;
    this.from = Number(box.dataset.from);
    this.step = Number(box.dataset.step);
    this.bins = Math.max(Math.round((Number(box.dataset.to) - this.from) / this.step), 1);
    this.href = box.dataset.href ?? "?";
    this.ends = [this.borderOf(box.dataset.after, 0), this.borderOf(box.dataset.before, this.bins)];
    this.range = make("div", "timeline-range");
    this.handles = ["From", "Up to"].map((name, end) => this.handle(name, end));
    this.choice = make("p", "timeline-choice");
    this.choice.setAttribute("role", "status");
    plot.append(this.range, ...this.handles);
    box.append(this.choice);
    plot.addEventListener("pointerdown", (event) => this.press(event));
    plot.addEventListener("dragstart", (event) => event.preventDefault());
    for (const bar of plot.querySelectorAll("a")) bar.setAttribute("tabindex", "-1");
    this.show();
  }

  /** @param {string | undefined} seconds @param {number} otherwise */
  borderOf(seconds, otherwise) {
    return seconds === undefined ? otherwise : borderAt((Number(seconds) - this.from) / this.step / this.bins, this.bins);
  }

  /** @param {string} name @param {number} end */
  handle(name, end) {
    const made = make("div", "timeline-handle");
    made.tabIndex = 0;
    made.setAttribute("role", "slider");
    made.setAttribute("aria-label", name);
    made.setAttribute("aria-valuemin", "0");
    made.setAttribute("aria-valuemax", String(this.bins));
    made.addEventListener("keydown", (event) => this.key(event, end));
    return made;
  }

  /** @param {KeyboardEvent} event @param {number} end */
  key(event, end) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const to = borderAfterKey(event.key, this.ends[end], this.bins);
    if (to !== undefined) this.moveEnd(end, to);
    else if (event.key === "Escape") this.set(0, this.bins);
    else if (event.key === "Enter" && !this.isWhole()) location.assign(this.link());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Moves an end, at most to one step before the other. @param {number} end @param {number} to */
  moveEnd(end, to) {
    const [first, last] = this.ends;
    if (end === 0) this.set(Math.min(to, last - 1), last);
    else this.set(first, Math.max(to, first + 1));
  }

  /** @param {number} first @param {number} last */
  set(first, last) {
    this.ends = [first, last];
    this.show();
  }

  /** Begins to drag an end, or a new range. @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0) return;
    const end = this.handles.indexOf(/** @type {HTMLElement} */ (event.target));
    const start = event.clientX;
    let hasMoved = false;
    const follow = (/** @type {PointerEvent} */ next) => {
      if (!hasMoved && Math.abs(next.clientX - start) <= CLICK) return;
      if (!hasMoved) this.plot.setPointerCapture(event.pointerId);
      hasMoved = true;
      if (end >= 0) this.moveEnd(end, this.borderUnder(next.clientX));
      else this.setBetween(this.borderUnder(start), this.borderUnder(next.clientX));
    };
    const release = () => {
      this.plot.removeEventListener("pointermove", follow);
      this.plot.removeEventListener("pointerup", release);
      this.plot.removeEventListener("pointercancel", release);
      if (hasMoved) this.passOverClick();
    };
    this.plot.addEventListener("pointermove", follow);
    this.plot.addEventListener("pointerup", release);
    this.plot.addEventListener("pointercancel", release);
  }

  /** The click that ends a drag must not open the bar below it. */
  passOverClick() {
    const stop = (/** @type {Event} */ event) => event.preventDefault();
    this.plot.addEventListener("click", stop, { capture: true });
    setTimeout(() => this.plot.removeEventListener("click", stop, { capture: true }), 0);
  }

  /** @param {number} one @param {number} other */
  setBetween(one, other) {
    const first = Math.min(one, other, this.bins - 1);
    this.set(first, Math.max(one, other, first + 1));
  }

  /** @param {number} x */
  borderUnder(x) {
    const frame = this.plot.getBoundingClientRect();
    return borderAt((x - frame.left) / frame.width, this.bins);
  }

  isWhole() {
    return this.ends[0] === 0 && this.ends[1] === this.bins;
  }

  /** @param {number} border */
  timeOf(border) {
    return this.from + border * this.step;
  }

  link() {
    return rangeLink(this.href, this.timeOf(this.ends[0]), this.timeOf(this.ends[1]), this.step);
  }

  /** Messages of the range, as the bars tell them. */
  count() {
    const [after, before] = this.ends.map((border) => this.timeOf(border));
    let sum = 0;
    for (const bar of /** @type {NodeListOf<SVGElement>} */ (this.plot.querySelectorAll("[data-at]"))) {
      const at = Number(bar.dataset.at);
      if (at >= after && at < before) sum += Number(bar.dataset.count);
    }
    return sum;
  }

  show() {
    const shares = this.ends.map((border) => (100 * border) / this.bins);
    this.range.style.left = `${shares[0]}%`;
    this.range.style.width = `${shares[1] - shares[0]}%`;
    this.box.classList.toggle("timeline-brushed", !this.isWhole());
    this.handles.forEach((handle, end) => {
      handle.style.left = `${shares[end]}%`;
      handle.setAttribute("aria-valuenow", String(this.ends[end]));
      handle.setAttribute("aria-valuetext", this.said(this.ends[end]));
    });
    this.choice.replaceChildren(...this.words());
  }

  /** @param {number} border */
  said(border) {
    return moment(this.timeOf(border), this.step).replace("T", " ");
  }

  /** What the range is, and where it leads. */
  words() {
    if (this.isWhole()) return ["Drag over the bars, or move the two handles, to choose a span of time."];
    const link = document.createElement("a");
    link.href = this.link();
    const sum = this.count();
    link.textContent = `Show ${sum === 1 ? "this message" : `these ${sum.toLocaleString("en")} messages`}`;
    const clear = document.createElement("button");
    clear.type = "button";
    clear.textContent = "Clear";
    clear.addEventListener("click", () => {
      this.set(0, this.bins);
      this.handles[0].focus();
    });
    return [`From ${this.said(this.ends[0])} up to ${this.said(this.ends[1])} (UTC). `, link, " ", clear];
  }
}

/** @param {string} tag @param {string} name */
function make(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}

for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".timeline[data-from]"))) {
  const plot = /** @type {HTMLElement | null} */ (box.querySelector(".timeline-plot"));
  // Times beyond the years that a Date can name have no link; their bars are still there.
  const isNamed = [box.dataset.from, box.dataset.to].every((time) => Math.abs(Number(time)) < 2e11);
  if (plot && isNamed && Number(box.dataset.step) > 0) new Brush(box, plot);
}
