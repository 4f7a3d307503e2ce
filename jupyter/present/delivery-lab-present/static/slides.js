// Which cells make a slide, which blocks a cell is shown in, and which of them one screen holds.
//
// What a cell says about its place is what JupyterLab's property inspector writes
// (`slideshow.slide_type`) and what the slides of the course read beside it (`deck`).

const WIDGET = ".dl-lab, .dl-pipeline, .jupyter-widgets";
const NAMED = ".dl-lab .dl-name, .dlq-title, .jp-OutputArea-output strong"; // what says of an output what it is
const LARGEST = 2;
const DRAWN = 120; // milliseconds that a picture takes to draw itself
const LARGER = [1.4, 1.25, 1.1];
const SMALLER = [0.9, 0.8];
const LINES = "tr, li, p, h1, h2, h3, img, .cm-line";
const HEAD = 12; // pixels above the first line of a screen, where one block is taller than a screen
const FOOT = 34; // … and below the last one
const BEGINNING = 80; // letters
const SMALLEST = 0.75; // of its size, for a table that is wider than the screen

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

/** Return what stands at the head of a slide, or the words that it begins with; "" for none. */
export function headingOf(slide) {
  const title = slide?.cells[0].model.getMetadata("deck")?.title;
  if (title || !slide) return title ?? "";
  const first = (selector) => slide.cells.map((cell) => cell.node.querySelector(selector)).find(Boolean);
  const words = (first(".jp-MarkdownOutput :is(h1, h2, h3)") ?? first(NAMED) ?? first(".jp-MarkdownOutput"))?.cloneNode(true);
  words?.querySelectorAll(".jp-InternalAnchorLink, .numbering-entry").forEach((mark) => mark.remove());
  const said = (words?.textContent ?? "").trim().replace(/\s+/g, " ");
  return said.length > BEGINNING ? `${said.slice(0, BEGINNING)} …` : said;
}

/**
 * Return the blocks of a slide in their order. A block is an element that is shown whole.
 *
 * `waits`: it comes at a key of its own; `folds`: what can be unfolded in it; `open`: the block is that
 * element, with these of them unfolded; `fits`: what gets the screen for itself, as large as it fits;
 * `left`: it is left out.
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
  if (!["output", "last output"].includes(show)) blocks.push({ el: cell.node.querySelector(".jp-Cell-inputWrapper"), cell });
  if (show === "code") return blocks;
  const outputs = [...cell.node.querySelectorAll(".jp-OutputArea-child")].flatMap((el, number, all) => (
    show === "last output" && number < all.length - 1 ? [{ el, left: true }] : blocksOfOutput(el, cell)));
  if (show === "code then output" && outputs.length) outputs[0].waits = true;
  return [...blocks, ...outputs];
}

function blocksOfOutput(el, cell) {
  const questions = [...el.querySelectorAll(".dlq-card")].map((card) => card.closest("li"));
  if (questions.length) {
    const asked = cell.model.getMetadata("deck")?.questions ?? questions.map((_, number) => number + 1);
    const cards = questions.map((card, number) => ({ el: card, left: !asked.includes(number + 1) }));
    return [{ el: el.querySelector(".dlq-title") }, ...cards, { el: el.querySelector(".dlq-progress") }];
  }
  const widget = el.querySelector(WIDGET);
  if (widget) return [{ el, fits: widget.matches(".dl-lab, .dl-pipeline") ? widget : widget.querySelector(".dl-lab, .dl-pipeline") ?? widget }];
  return folded(el);
}

/** An element, and then at a key each what it folds away. */
function folded(el) {
  const all = el.matches("details") ? [el] : [...el.querySelectorAll("details")];
  return [{ el, folds: all }, ...all.map((_, number) => ({ el, folds: all, open: all.slice(0, number + 1), waits: true }))];
}

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

/** A heading, or a paragraph of bold words alone: it is not left at the foot of a screen. */
const isHeadline = (el) =>
  /^H[1-6]$/.test(el.tagName) || (el.tagName === "P" && el.childNodes.length === 1 && el.firstElementChild?.tagName === "STRONG");

/** The part of the page that shows a slide, and what of the notebook it shows. */
export class Frame {
  constructor(notebook) {
    this.notebook = notebook;
    this.outer = notebook.node.querySelector(".jp-WindowedPanel-outer");
    this.cut = [];
  }

  /**
   * Return the stops of a slide, in order: for each the blocks that the screen holds then.
   *
   * Where it needs no more stops for that, the slide is shown larger.
   */
  stopsOf(slide) {
    const stops = this.#stopsOf(slide, 1);
    for (const factor of LARGER) {
      const larger = this.#stopsOf(slide, factor);
      if (larger.length === stops.length) return larger;
    }
    return stops;
  }

  #stopsOf(slide, grow) {
    const blocks = blocksOf(slide).filter((block) => !block.left);
    const stops = [];
    let shown = [];
    const stop = () => { if (shown.length) stops.push({ shown: [...shown], scroll: 0, grow }); };
    for (const block of blocks) {
      if (block.fits || shown.some((other) => other.fits)) {
        if (!shown.every((other) => isHeadline(other.el))) stop(); // a lab has a name of its own
        shown = [block];
        continue;
      }
      const others = shown.filter((other) => !isHeadline(other.el));
      if (block.open && others.length === 1 && others[0].el === block.open.at(-1)) shown.pop(); // nothing else to see: unfold it at once
      else if (block.waits) stop();
      shown.push(block);
      this.show(slide, { shown, scroll: 0, grow });
      if (!this.overflows || shown.slice(0, -1).every((other) => isHeadline(other.el))) continue;
      shown.pop();
      const heading = shown.length > 1 && isHeadline(shown.at(-1).el) ? [shown.pop()] : [];
      if (!block.waits || heading.length) stop();
      shown = [...heading, block];
    }
    stop();
    return stops.length ? stops.flatMap((one) => this.#screens(slide, one)) : [{ shown: [], scroll: 0, grow }];
  }

  /**
   * Where one block is taller than the screen, it is set smaller if it is an output; if that is not
   * enough, the stop becomes several, each further down: what the screen cuts at its foot is at the
   * head of the next.
   */
  #screens(slide, stop) {
    this.show(slide, stop);
    if (!this.overflows || stop.shown.some((block) => block.fits)) return [stop];
    if (stop.shown.every(({ el }) => isHeadline(el) || el.matches(".jp-OutputArea-child"))) {
      for (const grow of SMALLER) {
        this.show(slide, { ...stop, grow });
        if (!this.overflows) return [{ ...stop, grow }];
      }
      this.show(slide, stop);
    }
    const box = this.outer.getBoundingClientRect();
    const scale = box.height / this.outer.clientHeight;
    const lines = stop.shown.flatMap(({ el }) => [...el.querySelectorAll(LINES)].filter((line) => line.checkVisibility()))
      .map((line) => line.getBoundingClientRect())
      .map(({ top, bottom }) => ({ top: (top - box.top) / scale, bottom: (bottom - box.top) / scale }));
    const end = this.outer.scrollHeight - this.outer.clientHeight;
    const stops = [stop];
    for (let at = 0; at < end;) {
      const foot = at + this.outer.clientHeight - FOOT;
      const cut = lines.find(({ top, bottom }) => bottom > foot && top > at + HEAD);
      at = Math.min(cut ? cut.top - HEAD : foot, end);
      stops.push({ ...stop, scroll: at });
    }
    return stops;
  }

  get overflows() {
    return this.outer.scrollHeight > this.outer.clientHeight + 2;
  }

  /** Show a stop of a slide, and nothing else of the notebook. */
  show(slide, { shown, scroll, grow }) {
    this.clear();
    this.outer.style.setProperty("--dl-present-grow", grow);
    const elements = new Set(shown.map((block) => block.el));
    const cells = new Set(slide.cells.filter((cell) => [...elements].some((el) => cell.node.contains(el))));
    for (const cell of this.notebook.widgets) this.#mark(cell.node, !cells.has(cell));
    for (const cell of cells) {
      this.#mark(cell.inputArea?.node.closest(".jp-Cell-inputWrapper"), cell.model.type === "code" && ![...elements].some((el) => el.matches(".jp-Cell-inputWrapper") && cell.node.contains(el)));
    }
    for (const block of blocksOf(slide)) this.#mark(block.el, !elements.has(block.el));
    const open = new Set(shown.flatMap((block) => block.open ?? []));
    for (const details of shown.flatMap((block) => block.folds ?? [])) details.open = open.has(details);
    for (const { el } of shown) this.#narrow(el.matches("table") ? el : el.querySelector(".jp-OutputArea-output table"));
    const alone = shown.find((block) => block.fits);
    this.outer.classList.toggle("dl-present-alone", alone !== undefined);
    if (alone) {
      this.#fit(alone.fits);
      // What draws itself when it is shown has its own height only then.
      setTimeout(() => { if (this.fitted === alone.fits) this.#fit(alone.fits); }, DRAWN);
    }
    this.outer.scrollTop = scroll;
  }

  /** A table that is too wide is set smaller. */
  #narrow(table) {
    if (!table) return;
    table.style.zoom = "";
    const room = table.parentElement.clientWidth;
    if (table.offsetWidth > room) table.style.zoom = String(Math.max(SMALLEST, room / table.offsetWidth));
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
    if (this.fitted) Object.assign(this.fitted.style, { zoom: "", maxWidth: "" });
    this.fitted = null;
  }

  /** Make an element as large as the screen holds, and as wide. */
  #fit(el) {
    this.fitted = el;
    el.style.zoom = "";
    el.style.maxWidth = "";
    const style = getComputedStyle(this.outer.querySelector(".jp-WindowedPanel-viewport"));
    const width = this.outer.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = this.outer.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const factor = Math.min(width / el.offsetWidth, height / el.offsetHeight, LARGEST);
    el.style.zoom = String(Math.floor(factor * 200) / 200);
    if (el.matches(".dl-lab")) el.style.maxWidth = "none";
  }
}
