// Presents the notebook that is opened: a slide at a time, with the keys of a clicker.
//
// The notebook stays JupyterLab's own: its kernel runs, its cells can be changed and run, its labs
// work. All that happens here is that only the blocks of one screen are shown.

import { Bar } from "./bar.js";
import { Notes } from "./notes.js";
import { Frame, headingOf, slidesOf } from "./slides.js";

const DESIGNED = { width: 1280, height: 720 }; // a screen of this size is shown as it is, another is scaled
const AROUND = ["jp-top-panel", "jp-menu-panel", "jp-bottom-panel"];
const SETTLED = 250; // milliseconds without a new output before the slide is laid out again
const OWN_KEYS = "input, select, textarea, button, summary, a, [contenteditable], .cm-editor, .dl-lab, .dl-pipeline, .dl-quiz, .widget-slider";

/** Wait for the notebook, show it, and run its cells. */
export async function start(app) {
  await app.restored;
  const panel = await firstNotebook(app.shell);
  await panel.context.ready;
  await panel.revealed;
  const presenter = new Presenter(app, panel);
  presenter.enter();
  await panel.sessionContext.ready;
  await presenter.runAll();
}

function firstNotebook(shell) {
  const found = () => [...shell.widgets("main")].find((widget) => widget.hasClass("jp-NotebookPanel"));
  return new Promise((resolve) => {
    const look = () => {
      const panel = found();
      if (panel) resolve(panel);
      else setTimeout(look, 50);
    };
    look();
  });
}

class Presenter {
  constructor(app, panel) {
    this.app = app;
    this.panel = panel;
    this.notebook = panel.content;
    this.frame = new Frame(this.notebook);
    this.notes = new Notes((event) => this.#key(event));
    this.bar = new Bar({
      back: () => this.step(-1),
      on: () => this.step(1),
      notes: () => { this.notes.open(); this.#tell(); },
      theme: () => this.#otherTheme(),
      screen: () => this.#fullScreen(),
      leave: () => (this.active ? this.leave() : this.enter()),
    });
    this.place = `delivery-lab-present:${panel.context.path}`;
    window.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    window.addEventListener("resize", () => this.again());
    new MutationObserver((changes) => { if (changes.some(isOutput)) this.#soon(); })
      .observe(this.notebook.node, { childList: true, subtree: true });
  }

  enter() {
    this.active = true;
    document.body.classList.add("dl-present");
    this.mode = this.app.shell.mode;
    this.app.shell.mode = "single-document";
    this.app.shell.collapseLeft();
    this.app.shell.collapseRight();
    this.#around(false);
    const [slide, stop] = JSON.parse(sessionStorage.getItem(this.place) ?? "[0, 0]");
    this.#go(slide, stop);
  }

  leave() {
    this.active = false;
    document.body.classList.remove("dl-present");
    this.frame.clear();
    this.app.shell.mode = this.mode;
    this.#around(true);
    this.bar.show({ active: false });
    const here = this.slides[this.at]?.cells[0];
    if (here) this.notebook.scrollToCell(here);
  }

  async runAll() {
    this.bar.say("Starting the labs …");
    await this.app.commands.execute("notebook:run-all-cells");
    document.activeElement?.blur?.();
    this.again();
    const slide = this.slides.findIndex((one) => one.cells.some(hasFailed));
    this.bar.say(slide < 0 ? "" : `A cell of slide ${slide + 1} ended in an error.`);
  }

  /** Go to the next stop (1) or the one before (-1). */
  step(by) {
    const stop = this.stop + by;
    if (stop >= 0 && stop < this.stops.length) this.#show(stop);
    else if (by > 0 && this.at + 1 < this.slides.length) this.#go(this.at + 1, 0);
    else if (by < 0 && this.at > 0) this.#go(this.at - 1, Infinity);
  }

  /** Lay the slide out again, as its size or its outputs have changed; stay where it is. */
  again() {
    if (this.active) this.#go(this.at ?? 0, this.stop ?? 0);
  }

  #go(slide, stop) {
    const { innerWidth, innerHeight } = window;
    const factor = Math.min(innerWidth / DESIGNED.width, innerHeight / DESIGNED.height);
    this.notebook.node.style.setProperty("--dl-present-zoom", factor);
    this.slides = slidesOf(this.notebook.widgets);
    this.at = Math.min(slide, this.slides.length - 1);
    this.stops = this.frame.stopsOf(this.slides[this.at]);
    this.#show(Math.min(stop, this.stops.length - 1));
  }

  #show(stop) {
    this.stop = stop;
    this.frame.show(this.slides[this.at], this.stops[stop]);
    sessionStorage.setItem(this.place, JSON.stringify([this.at, stop]));
    this.#tell();
  }

  #tell() {
    this.bar.show({ active: true, slide: this.at + 1, of: this.slides.length });
    this.notes.show(this.slides[this.at].notes, headingOf(this.slides[this.at + 1]));
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.again(), SETTLED);
  }

  /** A clicker's keys go on from wherever the focus is; other keys only where nothing else wants them. */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector(".jp-Dialog")) return;
    const free = !event.target.closest?.(OWN_KEYS);
    const deed = {
      PageDown: () => this.step(1),
      PageUp: () => this.step(-1),
      F5: () => this.#fullScreen(),
      ...(event.key === "Escape" && event.shiftKey && { Escape: () => this.leave() }),
      ...(free && !event.shiftKey && {
        ArrowRight: () => this.step(1),
        ArrowDown: () => this.step(1),
        ArrowLeft: () => this.step(-1),
        ArrowUp: () => this.step(-1),
        " ": () => this.step(1),
        Home: () => this.#go(0, 0),
        End: () => this.#go(this.slides.length - 1, 0),
        ".": () => document.body.classList.toggle("dl-present-dark"),
        b: () => document.body.classList.toggle("dl-present-dark"),
        n: () => { this.notes.open(); this.#tell(); },
      }),
    }[event.key];
    if (!this.active) return;
    if (!deed) {
      // A letter that JupyterLab takes as a command, such as "cut this cell", is struck by accident here.
      if (free && event.key.length === 1) event.stopImmediatePropagation();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!["b", "."].includes(event.key)) document.body.classList.remove("dl-present-dark");
    deed();
  }

  #around(shown) {
    for (const widget of everyWidget(this.app.shell)) {
      if (AROUND.includes(widget.id) || widget.hasClass("jp-SideBar")) widget.setHidden(!shown);
    }
    this.panel.toolbar.setHidden(!shown);
  }

  #otherTheme() {
    const light = document.body.dataset.jpThemeLight !== "false";
    this.app.commands.execute("apputils:change-theme", { theme: light ? "JupyterLab Dark" : "JupyterLab Light" });
  }

  #fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => this.bar.say("Press F11 for the full screen."));
  }
}

/** Whether a cell ended in an error that it does not itself announce. */
function hasFailed({ model }) {
  const outputs = model.type === "code" ? model.outputs.toJSON() : [];
  return outputs.some((one) => one.output_type === "error") && !(model.getMetadata("tags") ?? []).includes("raises-exception");
}

const isOutput = ({ target, addedNodes }) =>
  target.closest?.(".jp-OutputArea") && !target.closest(".dl-lab, .dl-pipeline, .dl-quiz") && addedNodes.length > 0;

function* everyWidget(widget) {
  yield widget;
  for (const child of widget.children()) yield* everyWidget(child);
}
