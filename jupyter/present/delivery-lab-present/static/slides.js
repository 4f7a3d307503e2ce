// Which cells make a slide, which blocks a cell is shown in, and which of them one screen holds.
//
// What a cell says about its place is what JupyterLab's property inspector writes
// (`slideshow.slide_type`) and what the slides of the course read beside it (`deck`).

const HEADING = /^H[1-6]$/;
const WIDGET = ".dl-lab, .dl-pipeline, .jupyter-widgets";
const OVERLAP = 80; // pixels of the last screen that are seen again where one block is taller than a screen

/** Return the slides of a notebook: for each its cells, and the speaker's notes. */
export function slidesOf(cells) {
  const placed = cells.some((cell) => typeOf(cell));
  const slides = [];
  for (const cell of cells) {
    const type = placed ? typeOf(cell) : isHeading(cell) ? "slide" : "";
    if (isForSpeaker(cell)) slides.at(-1)?.notes.push(cell);
    else if (type === "skip" || (cell.model.type === "code" && !cell.model.sharedModel.source.trim())) continue;
    else if (type === "slide" || type === "subslide" || !slides.length) slides.push({ cells: [cell], waiting: new Set(), notes: [] });
    else {
      slides.at(-1).cells.push(cell);
      if (type === "fragment") slides.at(-1).waiting.add(cell);
    }
  }
  return slides;
}

const typeOf = (cell) => (cell.model.getMetadata("slideshow")?.slide_type ?? "").replace("-", "");
const isHeading = (cell) => cell.model.type === "markdown" && /^#{1,3} /.test(cell.model.sharedModel.source);
const isForSpeaker = (cell) => typeOf(cell) === "notes" || (cell.model.getMetadata("tags") ?? []).includes("instructor");

/**
 * Return the blocks of a slide in their order. A block is an element that is shown whole.
 *
 * `waits`: it comes at a key of its own; `open`: it is what stands folded in its element;
 * `fits`: the element that gets the screen for itself, as large as it fits.
 */
export function blocksOf(slide) {
  return slide.cells.flatMap((cell) => {
    const blocks = cell.model.type === "code" ? blocksOfCode(cell) : blocksOfText(cell);
    if (blocks.length && slide.waiting.has(cell)) blocks[0].waits = true;
    return blocks;
  });
}

function blocksOfText(cell) {
  const text = cell.node.querySelector(".jp-MarkdownOutput");
  return [...titleOf(cell), ...(text ? [...text.children].flatMap(folded) : [])];
}

function blocksOfCode(cell) {
  const show = cell.model.getMetadata("deck")?.show ?? (onlyShows(cell) ? "output" : "both");
  const blocks = titleOf(cell);
  if (show !== "output") blocks.push({ el: cell.node.querySelector(".jp-Cell-inputWrapper"), cell });
  if (show === "code") return blocks;
  const outputs = [...cell.node.querySelectorAll(".jp-OutputArea-child")].flatMap(blocksOfOutput);
  if (show === "code then output" && outputs.length) outputs[0].waits = true;
  return [...blocks, ...outputs];
}

function blocksOfOutput(el) {
  const questions = [...el.querySelectorAll(".dlq-card")];
  if (questions.length) {
    const title = el.querySelector(".dlq-title");
    const end = el.querySelector(".dlq-progress");
    return [...[title, ...questions.map((card) => card.closest("li"))].map((part) => ({ el: part })), { el: end }];
  }
  const widget = el.querySelector(WIDGET);
  if (widget) return [{ el, fits: widget.matches(".dl-lab, .dl-pipeline") ? widget : widget.querySelector(".dl-lab, .dl-pipeline") ?? widget }];
  const details = el.querySelector("details");
  return details ? [{ el, details }, { el, details, open: true, waits: true }] : [{ el }];
}

const folded = (el) => el.matches("details") ? [{ el, details: el }, { el, details: el, open: true, waits: true }] : [{ el }];

/** A cell that does nothing but call for a picture or a lab: its code is not worth a reading. */
const onlyShows = (cell) => /^(show|teach)\.[\w.]+\([^\n]*\)$/.test(cell.model.sharedModel.source.trim());

function titleOf(cell) {
  const words = cell.model.getMetadata("deck")?.title;
  let el = cell.node.querySelector(":scope > .dl-present-title");
  if (!words) { el?.remove(); return []; }
  if (!el) {
    el = document.createElement("h2");
    el.className = "dl-present-title";
    cell.node.prepend(el);
  }
  el.textContent = words;
  return [{ el }];
}

/** The part of the page that shows a slide, and what of the notebook it shows. */
export class Frame {
  constructor(notebook) {
    this.notebook = notebook;
    this.outer = notebook.node.querySelector(".jp-WindowedPanel-outer");
    this.cut = [];
  }

  /** Return the stops of a slide, in order: for each the blocks that the screen holds then. */
  stopsOf(slide) {
    const blocks = blocksOf(slide);
    const stops = [];
    let shown = [];
    const stop = () => { if (shown.length) stops.push({ shown: [...shown], scroll: 0 }); };
    for (const block of blocks) {
      if (block.fits || shown.some((other) => other.fits)) {
        stop();
        shown = [block];
        continue;
      }
      if (block.waits) stop();
      shown.push(block);
      this.show(slide, { shown, scroll: 0 });
      if (!this.overflows || shown.length === 1) continue;
      shown.pop();
      const heading = shown.length > 1 && HEADING.test(shown.at(-1).el.tagName) ? [shown.pop()] : [];
      if (!block.waits || heading.length) stop();
      shown = [...heading, block];
    }
    stop();
    return stops.length ? stops.flatMap((one) => this.#screens(slide, one)) : [{ shown: [], scroll: 0 }];
  }

  /** Where one block is taller than the screen, the stop becomes several, each further down. */
  #screens(slide, stop) {
    this.show(slide, stop);
    const over = this.outer.scrollHeight - this.outer.clientHeight;
    if (over <= 2 || stop.shown.some((block) => block.fits)) return [stop];
    const step = this.outer.clientHeight - OVERLAP;
    return Array.from({ length: 1 + Math.ceil(over / step) }, (_, at) => ({ ...stop, scroll: Math.min(at * step, over) }));
  }

  get overflows() {
    return this.outer.scrollHeight > this.outer.clientHeight + 2;
  }

  /** Show a stop of a slide, and nothing else of the notebook. */
  show(slide, { shown, scroll }) {
    this.clear();
    const elements = new Set(shown.map((block) => block.el));
    const cells = new Set(slide.cells.filter((cell) => [...elements].some((el) => cell.node.contains(el))));
    for (const cell of this.notebook.widgets) this.#mark(cell.node, !cells.has(cell));
    for (const cell of cells) {
      this.#mark(cell.inputArea?.node.closest(".jp-Cell-inputWrapper"), cell.model.type === "code" && ![...elements].some((el) => el.matches(".jp-Cell-inputWrapper") && cell.node.contains(el)));
    }
    for (const block of blocksOf(slide)) this.#mark(block.el, !elements.has(block.el));
    for (const block of shown) if (block.details) block.details.open = shown.some((other) => other.details === block.details && other.open);
    const alone = shown.find((block) => block.fits);
    this.outer.classList.toggle("dl-present-alone", alone !== undefined);
    if (alone) this.#fit(alone.fits);
    this.outer.scrollTop = scroll;
  }

  #mark(el, off) {
    if (!el || !off) return;
    el.dataset.dlOff = "";
    this.cut.push(el);
  }

  /** Show everything again, at its own size. */
  clear() {
    for (const el of this.cut) delete el.dataset.dlOff;
    this.cut = [];
    if (this.fitted) this.fitted.style.zoom = "";
    this.fitted = null;
  }

  /** Make an element as large as the screen holds. */
  #fit(el) {
    this.fitted = el;
    el.style.zoom = "";
    const { clientWidth, clientHeight } = this.outer;
    const style = getComputedStyle(this.outer.querySelector(".jp-WindowedPanel-viewport"));
    const room = {
      width: clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
      height: clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom),
    };
    const factor = Math.min(room.width / el.offsetWidth, room.height / el.offsetHeight, 2);
    el.style.zoom = String(Math.floor(Math.max(factor, 0.8) * 200) / 200);
  }
}
