// The page of a lab: native controls on the left, the result on the right, one sentence under it.
//
// The page is built once from the declaration (`spec`) and afterwards only filled, so nothing
// flickers or jumps. What the student does is sent to Python (`widget.py`); the next message goes
// out when the last one was answered, and a slider that moved on meanwhile sends only where it
// stands then.

const BUSY_AFTER = 600;   // milliseconds without an answer before the page says so
const LOST_AFTER = 8000;  // … before it says what to do

const SHARPEST_AT_LEAST = 2; // pixels per pixel of the page, so that a picture shown smaller stays sharp

const AS_BEFORE = 0; // the colour of pixels that have not changed

const BRIEF = 12; // letters of an option, so that two stand side by side

const FOCUSABLE = new Set(["input", "button", "select"]);

let counter = 0;

/**
 * Make an element; attributes that are null or false are left out.
 *
 * What can have the focus keeps its keys: without the mark, JupyterLab takes an arrow key on a slider
 * as "next cell" and Enter on a button as "edit this cell". It looks for the mark on the element that
 * has the focus, and on the elements around it only as far as none of its own shortcuts matches.
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (FOCUSABLE.has(tag) || "tabindex" in attributes) element.dataset.lmSuppressShortcuts = "true";
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Set text only where it differs: a live region speaks when it is touched. */
function say(element, text) {
  const together = text.replaceAll(" %", "\u00a0%"); // a number and its unit stay on one line
  if (element.textContent !== together) element.textContent = together;
}

/** Sends what the student did: in order, one at a time, moves merged into the latest position. */
class Line {
  constructor(model, canvas, onAnswer, onWait) {
    this.model = model;
    this.canvas = canvas;
    this.onAnswer = onAnswer;
    this.onWait = onWait;
    this.name = `${Date.now()}-${(counter += 1)}`;
    this.number = 0;
    this.waiting = [];
    this.open = null;
    this.hear = (message, buffers) => this.#answered(message, buffers);
    model.on("msg:custom", this.hear);
  }

  ask(message) {
    const last = this.waiting.at(-1);
    if (message.what === "move" && last?.what === "move") Object.assign(last.choices, message.choices);
    else this.waiting.push(message);
    this.#next();
  }

  get idle() {
    return this.open === null && this.waiting.length === 0;
  }

  close() {
    this.model.off("msg:custom", this.hear);
    clearTimeout(this.timer);
  }

  #next() {
    if (this.open !== null || this.waiting.length === 0) return;
    this.open = this.number += 1;
    const sharpness = Math.max(window.devicePixelRatio || 1, SHARPEST_AT_LEAST);
    const since = this.canvas.frame ?? null; // Python sends what is new since then
    this.model.send({ ...this.waiting.shift(), from: this.name, number: this.open, sharpness, since });
    this.timer = setTimeout(() => {
      this.onWait("Python is busy; this picture follows as soon as it is free.");
      this.timer = setTimeout(
        () => this.onWait("No answer from Python yet. If this stays, run the cell above again."),
        LOST_AFTER - BUSY_AFTER,
      );
    }, BUSY_AFTER);
  }

  #answered(message, buffers) {
    const mine = message.to === this.name && message.number === this.open;
    if (mine) {
      this.open = null;
      clearTimeout(this.timer);
      this.onWait("");
    }
    this.onAnswer(message, buffers);
    if (mine) this.#next();
  }
}

/**
 * Paint runs of equal colour (`live.py`, `Frame`) onto the canvas; false where that cannot be done:
 * the frame changes one that is not there, because another view of the lab asked for it.
 */
function paint(canvas, { width, height, number, since }, buffer) {
  if (since !== null && since !== canvas.frame) return false;
  canvas.frame = number;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.image = new ImageData(width, height);
  }
  const count = buffer.byteLength / 8;
  const bytes = buffer.byteOffset % 4 === 0
    ? new Uint32Array(buffer.buffer, buffer.byteOffset, 2 * count)
    : new Uint32Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength));
  const pixels = new Uint32Array(canvas.image.data.buffer);
  let from = 0;
  for (let run = 0; run < count; run += 1) {
    const end = bytes[run];
    const colour = bytes[count + run];
    if (colour === AS_BEFORE) from = end;
    if (end - from < 8) while (from < end) pixels[from++] = colour;
    else pixels.fill(colour, from, end);
    from = end;
  }
  canvas.getContext("2d", { alpha: false }).putImageData(canvas.image, 0, 0);
  return true;
}

/** A slider, a choice or a switch: native inputs with a label, and the value in words beside it. */
function controlFor(spec, id, onMove) {
  if (spec.kind === "slider") return sliderFor(spec, id, onMove);
  if (spec.kind === "choice") return choiceFor(spec, id, onMove);
  if (spec.kind === "pick") return pickFor(spec, id, onMove);
  return switchFor(spec, id, onMove);
}

function sliderFor(spec, id, onMove) {
  const digits = (String(spec.step).split(".")[1] ?? "").length;
  const words = (value) => {
    if (spec.names.length) return spec.names[Math.round((value - spec.low) / spec.step)];
    const unit = value === 1 && spec.one ? spec.one : spec.unit;
    return `${Number(value.toFixed(digits))} ${unit}`.trim();
  };
  const output = make("output", { class: "dl-value", for: id, "aria-hidden": "true" });
  const input = make("input", {
    type: "range", id, min: spec.low, max: spec.high, step: spec.step, value: spec.value,
  });
  const show = (value) => {
    say(output, words(value));
    input.setAttribute("aria-valuetext", words(value));
    input.style.setProperty("--dl-filled", (value - spec.low) / (spec.high - spec.low));
  };
  input.addEventListener("input", () => {
    show(input.valueAsNumber);
    onMove(input.valueAsNumber);
  });
  show(spec.value);
  const label = make("label", { for: id }, spec.label);
  const element = spec.names.length
    ? make("div", { class: "dl-control dl-line" }, label, input, output)
    : make("div", { class: "dl-control" }, make("div", { class: "dl-named" }, label, output), input);
  return { element, inputs: [input], set: (value) => { input.value = value; show(value); } };
}

function choiceFor(spec, id, onMove) {
  const inputs = [];
  const options = spec.options.map(({ value, label }) => {
    const input = make("input", {
      type: "radio", name: id, value, checked: value === spec.value, onchange: () => onMove(value),
    });
    inputs.push(input);
    return make("label", { class: "dl-option" }, input, make("span", {}, label));
  });
  const brief = spec.options.length > 2 && spec.options.every(({ label }) => label.length <= BRIEF);
  const element = make(
    "div",
    { class: "dl-control", role: "radiogroup", "aria-labelledby": `${id}-label` },
    make("div", { class: "dl-named", id: `${id}-label` }, spec.label),
    make("div", { class: brief ? "dl-options dl-brief" : "dl-options" }, ...options),
  );
  return {
    element,
    inputs,
    set: (value) => inputs.forEach((input) => { input.checked = input.value === value; }),
  };
}

/** One of many options, in a list that opens; what is barred now stands there with the reason. */
function pickFor(spec, id, onMove) {
  const options = spec.options.map(({ value, label }) => make("option", { value }, label));
  const select = make("select", { id, onchange: () => onMove(select.value) }, ...options);
  const set = (value) => { select.value = value; select.title = select.selectedOptions[0]?.text ?? ""; };
  const bar = (reasons) => options.forEach((option, at) => {
    const reason = reasons[option.value];
    option.disabled = reason !== undefined && option.value !== select.value;
    say(option, option.disabled ? `${spec.options[at].label} – ${reason}` : spec.options[at].label);
  });
  set(spec.value);
  const label = make("div", { class: "dl-named" }, make("label", { for: id }, spec.label));
  return { element: make("div", { class: "dl-control" }, label, select), inputs: [select], set, bar };
}

function switchFor(spec, id, onMove) {
  const output = make("span", { class: "dl-value", "aria-hidden": "true" });
  const input = make("input", { type: "checkbox", role: "switch", id, checked: spec.value });
  const show = (value) => say(output, value ? "on" : "off");
  input.addEventListener("change", () => { show(input.checked); onMove(input.checked); });
  show(spec.value);
  const label = make("label", { class: "dl-switch", for: id }, input, make("span", {}, spec.label), output);
  return {
    element: make("div", { class: "dl-control" }, label),
    inputs: [input],
    set: (value) => { input.checked = value; show(value); },
  };
}

/** The question that is asked before the outcome is shown; `onEdit` hears of every new letter. */
function predictionFor(spec, id, onAnswer, onEdit) {
  const field = spec.options.length
    ? make("select", { id }, make("option", { value: "" }, "choose …"),
      ...spec.options.map((option) => make("option", { value: option }, option)))
    : make("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", size: 6 });
  const form = make(
    "form",
    { class: "dl-predict" },
    make("label", { for: id }, spec.question),
    make("div", { class: "dl-answer" }, field, make("span", {}, spec.unit),
      make("button", { type: "submit", class: "dl-button dl-main" }, "See what happens"),
      make("button", { type: "button", class: "dl-button", onclick: () => onAnswer("skipped") }, "Skip")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onAnswer(field.value);
  });
  field.addEventListener("input", onEdit);
  // In a notebook's output the browser does not always send a form at the Enter key by itself.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return { element: form, field };
}

/** The same question on a page without Python: think of an answer, then look. */
function questionFor(spec, onLook) {
  const look = make("button", { type: "button", class: "dl-button dl-main" }, "What came out (predict first)");
  const asked = make("div", { class: "dl-predict" }, make("p", {}, spec.question), make("div", { class: "dl-answer" }, look));
  look.addEventListener("click", () => { asked.remove(); onLook(); });
  return asked;
}

function tableFor({ columns, rows }) {
  const inNumbers = columns.map((_, at) => 2 * rows.filter((row) => /^[−+<]?\d/.test(row[at])).length >= rows.length);
  const words = (at) => inNumbers[at] ? null : "dl-words";
  const head = columns.map((name, at) => at === 0 && !name ? make("td") : make("th", { scope: "col", class: words(at) }, name));
  return [
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows.map((row) =>
      make("tr", {}, ...row.map((text, at) => at === 0 ? make("th", { scope: "row" }, text) : make("td", { class: words(at) }, text))))),
  ];
}

function render({ model, el }) {
  const spec = model.get("spec");
  const id = `dl-${Date.now()}-${(counter += 1)}`;
  const controls = new Map();
  let latest = spec.view;

  const sentence = make("p", { class: "dl-sentence", id: `${id}-sentence` });
  const note = make("div", { class: "dl-note", "aria-live": "polite", "aria-atomic": "true" }, sentence);
  const busy = make("p", { class: "dl-busy", role: "status" });
  const verdict = make("p", { class: "dl-verdict", "aria-live": "polite" });
  const still = make("img", { class: "dl-picture", alt: "" });
  const canvas = make("canvas", {
    class: "dl-picture", role: "img", hidden: true,
    "aria-label": `${spec.name}: the picture that the sentence below describes`,
    "aria-describedby": `${id}-sentence`,
  });
  const table = make("table", { class: "dl-table" });
  const sheet = make("div", { class: "dl-sheet", hidden: true, tabindex: 0, role: "region",
    "aria-label": `${spec.name}: the numbers as a table` }, table);
  const stage = make("div", { class: "dl-stage" }, still, canvas, sheet, busy);

  const tiles = spec.tiles.map((label) => {
    const text = make("div", { class: "dl-number" });
    const change = make("div", { class: "dl-change" });
    const named = make("div", { class: "dl-label" }, label);
    return { element: make("div", { class: "dl-tile", role: "listitem" }, named, make("div", { class: "dl-room" }, text), change), text, change };
  });

  const line = new Line(model, canvas, answered, (words) => say(busy, words));
  const ask = (message) => { note.setAttribute("aria-busy", "true"); line.ask(message); };

  const groups = spec.groups.map((group) => make("fieldset", {}, make("legend", {}, group.label),
    ...group.controls.map((control) => {
      const made = controlFor(control, `${id}-${control.name}`,
        (value) => ask({ what: "move", choices: { [control.name]: value } }));
      controls.set(control.name, made);
      return made.element;
    })));
  const button = (label, message, kind = "") =>
    make("button", { type: "button", class: `dl-button ${kind}`, onclick: () => ask(message) }, label);
  const presets = spec.presets.map((label) => button(label, { what: "preset", preset: label }));
  const actions = spec.actions.map(({ name, label, quiet }) => button(label, { what: "action", action: name }, quiet ? "dl-quiet" : "dl-main"));
  const named = new Map(spec.actions.map(({ name }, at) => [name, actions[at]]));
  const outcome = make("div", { class: "dl-outcome" },
    ...(tiles.length ? [make("div", { class: "dl-tiles", role: "list" }, ...tiles.map((tile) => tile.element))] : []),
    stage);

  const asTable = make("button", { type: "button", class: "dl-button dl-quiet", "aria-pressed": "false" }, "Show as table");
  asTable.addEventListener("click", () => {
    sheet.hidden = !sheet.hidden;
    tabulate();
    asTable.setAttribute("aria-pressed", String(!sheet.hidden));
  });
  const again = make("button", { type: "button", class: "dl-button dl-quiet", hidden: true }, "Change prediction");
  const prediction = spec.prediction && predictionFor(spec.prediction, `${id}-predict`,
    (answer) => { ask({ what: "predict", answer }); },
    () => { if (latest.refusal) { refuse(""); say(sentence, latest.sentence); } });
  const first = make("p", { class: "dl-first" }, "Predict first: then these work.");
  if (prediction) {
    outcome.append(prediction.element);
    again.addEventListener("click", () => {
      prediction.element.hidden = false;
      prediction.field.focus();
    });
  }

  const steps = actions.length ? [make("div", { class: "dl-steps", role: "group", "aria-label": "Do" }, ...actions)] : [];
  const works = make("fieldset", { class: "dl-controls" },
    make("legend", { class: "dl-unseen" }, `${spec.name}: what you can change`),
    ...(spec.actions_last ? [...groups, ...steps] : [...steps, ...groups]),
    ...(presets.length ? [make("fieldset", {}, make("legend", {}, spec.presets_label), make("div", { class: "dl-buttons" }, ...presets))] : []),
    make("div", { class: "dl-buttons" }, button(spec.reset_label, { what: "reset" }, "dl-quiet"), asTable),
    ...(prediction ? [first] : []));

  const root = make(
    "section",
    { class: "dl-lab", "aria-labelledby": `${id}-name`, style: `--dl-width: ${spec.width}; --dl-height: ${spec.height}; --dl-beside: ${spec.controls_width}; --dl-lines: ${spec.sentence_lines}` },
    make("div", { class: "dl-head" }, make("div", { class: "dl-name", id: `${id}-name` }, spec.name), make("p", {}, spec.question)),
    make("div", { class: "dl-body" },
      works,
      make("div", { class: "dl-result" },
        outcome, note,
        ...(prediction ? [make("div", { class: "dl-foot" }, verdict, again)] : []))),
  );

  function answered(message, buffers) {
    if (message.fault) { refuse(message.fault); return; }
    if (message.frame && buffers.length) {
      if (!paint(canvas, message.frame, buffers[0])) { line.ask({ what: "look" }); return; }
      if (canvas.hidden) { canvas.hidden = false; still.hidden = true; }
      canvas.dataset.number = message.number;
    }
    show(message.view);
  }

  function refuse(words) {
    root.classList.toggle("dl-refused", words !== "");
    if (words) say(sentence, words);
  }

  function show(view) {
    latest = view;
    const wasCovered = root.classList.contains("dl-covered");
    root.classList.toggle("dl-covered", view.covered);
    works.disabled = view.covered;
    if (prediction) {
      if (view.covered) prediction.element.hidden = false;
      else if (!view.refusal) prediction.element.hidden = true;
      again.hidden = view.covered;
      say(verdict, view.verdict);
      if (wasCovered && !view.covered) works.querySelector("input:enabled, select:enabled, button:enabled").focus({ preventScroll: true });
    }
    if (!view.refusal) say(sentence, view.sentence);
    refuse(view.refusal);
    view.tiles.forEach((tile, at) => fill(tiles[at], tile));
    tabulate();
    for (const [name, label] of Object.entries(view.labels)) say(named.get(name), label);
    for (const [name, element] of named) bar(element, view.barred.buttons?.[name]);
    for (const [name, control] of controls) {
      const idle = view.without_effect.includes(name);
      control.element.classList.toggle("dl-idle", idle);
      control.inputs.forEach((input) => { input.disabled = idle; });
      if (line.idle) control.set(view.choices[name]);
      control.bar?.(view.barred[name] ?? {});
    }
    if (line.idle) note.setAttribute("aria-busy", "false");
  }

  /** What can do nothing now looks so; who presses it all the same is told why. */
  function bar(element, reason) {
    element.classList.toggle("dl-barred", reason !== undefined);
    element.setAttribute("aria-disabled", String(reason !== undefined));
    element.title = reason ?? "";
  }

  /** A table that nobody sees is not made: a slider is waiting for its picture. */
  function tabulate() {
    if (!sheet.hidden) table.replaceChildren(...tableFor(latest.table));
  }

  function fill(tile, { text, arrow, change, verdict: judged }) {
    say(tile.text, text);
    tile.text.style.setProperty("--dl-letters", text.length);
    tile.change.dataset.verdict = judged;
    if (change.includes(" than ")) root.classList.add("dl-compares");
    const verdict = judged && !change.includes(judged) ? `: ${judged}` : "";
    const words = change && (arrow === "=" ? change : `${arrow} ${change}${verdict}`);
    say(tile.change, words || "\u00a0");
  }

  still.src = URL.createObjectURL(new Blob([model.get("still")], { type: "image/png" }));
  show(spec.view);
  el.append(root);
  // A page without Python (an exported notebook) shows the stored picture and says so.
  if (document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]')) {
    const uncover = () => { root.classList.remove("dl-covered"); say(sentence, spec.sentence); };
    works.disabled = true;
    first.remove();
    if (prediction) prediction.element.replaceWith(questionFor(spec.prediction, uncover));
    else uncover();
    say(busy, "A stored picture: open the notebook to change it.");
  } else {
    line.ask({ what: "look" });
  }
  return () => {
    line.close();
    URL.revokeObjectURL(still.src);
  };
}

export default { render };
