// The view: the picture, its clock and its controls. It follows the page's theme and its size,
// stands still when nobody can see it, and moves in steps for people who ask for less motion.

const SPEEDS = [["Slow", 0.4], ["Normal", 1], ["Fast", 3]]; // working hours that pass in a second
const QUIET = 8; // nights and weekends pass so many times faster
const LEGEND = [
  ["full", "someone or something works on it"],
  ["ring", "waits"],
  ["cross", "red: went wrong, goes back"],
  ["arrow", "rolled back: users no longer have it"],
  ["train", "a train: changes that leave together"],
];

function add(parent, tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

/** The little drawings of the legend, in the same shapes as the dots. */
function icon(kind) {
  const shapes = {
    full: '<circle cx="8" cy="8" r="5.5" fill="currentColor"/>',
    ring: '<circle cx="8" cy="8" r="4.7" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    cross: '<path d="M4 4 12 12M12 4 4 12" stroke="var(--dl-bad)" stroke-width="2.6"/>',
    arrow: '<path d="M3 8 12 3 12 13Z" fill="none" stroke="var(--dl-bad)" stroke-width="2"/>',
    train: '<rect x="1" y="2" width="26" height="12" rx="6" fill="none" stroke="currentColor"' +
      ' stroke-width="1.6"/><circle cx="8" cy="8" r="3" fill="currentColor"/>' +
      '<circle cx="14" cy="8" r="3" fill="currentColor"/><circle cx="20" cy="8" r="3"' +
      ' fill="currentColor"/>',
  };
  const wide = kind === "train" ? 28 : 16;
  return `<svg width="${wide}" height="16" viewBox="0 0 ${wide} 16" aria-hidden="true">` +
    `${shapes[kind]}</svg>`;
}

/** The band under the time slider: days, nights, departures and incidents. */
function drawBand(canvas, width, clock, lanes, theme, colours) {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(40 * ratio);
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const x = (hour) => 6 + (hour / clock.hours) * (width - 12); // as far as the thumb travels
  ctx.fillStyle = theme.ink(0.08);
  ctx.fillRect(x(0), 12, x(clock.hours) - x(0), 28);
  ctx.fillStyle = theme.ink(0.16);
  for (let hour = 0, from = 0; hour < clock.hours; hour++) {
    if (!clock.isQuiet(hour)) from = hour + 1;
    else if (hour + 1 >= clock.hours || !clock.isQuiet(hour + 1)) {
      ctx.fillRect(x(from), 12, x(Math.min(hour + 1, clock.hours)) - x(from), 28);
    }
  }
  ctx.font = `11px ${theme.font}`;
  ctx.fillStyle = theme.soft;
  const every = Math.ceil(34 / (x(24) - x(0)));
  for (let day = 0; day * 24 < clock.hours; day += every) {
    ctx.fillText(DAYS[clock.date(day * 24).getUTCDay()].slice(0, 3), x(day * 24 + 8), 9);
  }
  lanes.forEach((lane, k) => {
    const y = 14 + (k * 26) / lanes.length;
    ctx.fillStyle = colours[k];
    for (const one of lane.deployments) {
      if (one.started < 0) continue;
      const [wide, tall] = one.changes > 1 ? [3, 24 / lanes.length] : [1.5, 12 / lanes.length];
      ctx.fillRect(x(one.started) - 1, y + 26 / lanes.length - 1 - tall, wide, tall);
    }
    ctx.fillStyle = theme.bad;
    for (const one of lane.incidents) {
      if (one.started < 0) continue;
      const px = x(one.started);
      ctx.beginPath();
      ctx.moveTo(px - 5, y + 9);
      ctx.lineTo(px + 5, y + 9);
      ctx.lineTo(px, y);
      ctx.fill();
    }
  });
}

/** Where the changes of a team are, in words. */
function countsInWords(lane) {
  const parts = lane.groups
    .map((group, s) => [group.wait.length + group.work.length, lane.stages[s].name.toLowerCase()])
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${name} ${count}`);
  return `${lane.team}: ${parts.length ? parts.join(", ") : "no change in the pipeline"}.`;
}

/** Build the controls around the picture; nothing here knows about time. */
function layOut(root, stages, lanes, hours) {
  const parts = { picture: add(root, "canvas", { role: "img" }) };
  const time = add(root, "div", { class: "dl-time" });
  parts.band = add(time, "canvas", { "aria-hidden": "true" });
  parts.slider = add(time, "input", {
    type: "range", min: 0, max: hours, step: 0.25, "aria-label": "Time",
  });
  const controls = add(root, "div", { class: "dl-controls" });
  parts.play = add(controls, "button", { type: "button", class: "dl-play" });
  parts.next = add(controls, "button", { type: "button" }, "Next event");
  const speed = add(controls, "label", {}, "Speed ");
  parts.speed = add(speed, "select");
  for (const [name, value] of SPEEDS) add(parts.speed, "option", { value }, name);
  parts.speed.value = 1;
  parts.clock = add(controls, "span", { class: "dl-clock" });
  const legend = add(root, "ul", { class: "dl-legend", "aria-label": "Legend" });
  for (const [kind, words] of LEGEND) {
    const item = add(legend, "li");
    item.innerHTML = icon(kind);
    add(item, "span", {}, words);
  }
  add(legend, "li", {}, "Shown are the changes that were on their way in this time.");
  parts.summary = add(root, "div", { class: "dl-summary", "aria-live": "off" });
  const details = add(root, "details");
  add(details, "summary", {}, "The same as a table");
  const scroll = add(details, "div", { class: "dl-scroll" });
  const table = add(scroll, "table");
  parts.caption = add(table, "caption");
  const head = add(add(table, "thead"), "tr");
  add(head, "th", { scope: "col" }, "stage");
  lanes.forEach((lane) => {
    add(head, "th", { scope: "col" }, `${lane.team}: in work`);
    add(head, "th", { scope: "col" }, `${lane.team}: waiting`);
  });
  const body = add(table, "tbody");
  parts.cells = stages.map((stage) => {
    const row = add(body, "tr");
    add(row, "th", { scope: "row" }, stage.name);
    return lanes.map(() => [add(row, "td"), add(row, "td")]);
  });
  return parts;
}

function render({ model, el }) {
  const root = add(el, "div", { class: "dl-pipeline", role: "group" });
  const stages = model.get("stages");
  const lanes = model.get("lanes").map((data) => new Lane(data, stages, model.get("states")));
  const clock = new Clock(model.get("start_ms"), model.get("hours"));
  root.setAttribute("aria-label", `Pipeline of ${lanes.map((lane) => lane.team).join(" and ")}`);
  const parts = layOut(root, stages, lanes, clock.hours);
  // Keys belong to the control with the focus; JupyterLab would take them to move in the notebook.
  root.querySelectorAll("input, button, select, summary").forEach((control) => {
    control.dataset.lmSuppressShortcuts = "true";
  });
  const painter = new Painter(parts.picture, root, lanes, stages, model.get("phases"));
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const events = lanes.flatMap((lane) => lane.events.map((one) => ({ ...one, team: lane.team })))
    .sort((a, b) => a.at - b.at);

  let hour = Math.min(model.get("hour"), clock.hours);
  let playing = false;
  let inSight = false; // the page says when it is, and how wide
  let frame = 0; // the animation frame asked for, or 0
  let last = 0; // when the last frame was drawn, in ms
  let lastStep = 0; // when the last step was made, in ms: for less motion
  let told = 0; // when the words were last written, in ms
  let settled = false;

  function setHour(value, announce) {
    hour = Math.max(0, Math.min(clock.hours, value));
    settled = false;
    if (announce) tell(true);
    wake();
  }

  /** Write the time and the counts beside the picture; read them out only when asked to. */
  function tell(announce, event = null) {
    update();
    told = performance.now();
    const quiet = clock.isWeekend(hour) ? "weekend" : clock.isNight(hour) ? "night" : "";
    const words = clock.words(hour);
    parts.clock.textContent = words;
    if (quiet) add(parts.clock, "small", {}, ` · ${quiet}`);
    parts.slider.value = hour;
    parts.slider.setAttribute("aria-valuetext", words + (quiet ? `, ${quiet}` : ""));
    parts.summary.setAttribute("aria-live", announce ? "polite" : "off");
    const counts = lanes.map(countsInWords);
    const happened = event ? `${event.team}: ${event.words} ` : "";
    parts.summary.replaceChildren();
    if (happened) add(parts.summary, "div", {}, happened);
    counts.forEach((line) => add(parts.summary, "div", {}, line));
    if (announce) {
      parts.picture.setAttribute("aria-label",
        `${model.get("sentence")} ${words}. ${happened}${counts.join(" ")}`);
    }
    parts.caption.textContent = `Number of changes in each stage, ${words} UTC`;
    lanes.forEach((lane, k) => lane.groups.forEach((group, s) => {
      const [work, wait] = parts.cells[s][k];
      const done = stages[s].key === "production";
      work.textContent = done ? "–" : group.work.length;
      wait.textContent = done ? `${group.wait.length} deployed` : group.wait.length;
    }));
  }

  function update() {
    for (const lane of lanes) if (lane.moveTo(hour)) painter.place(lane);
  }

  function draw(seconds, now) {
    update();
    const moving = painter.glide(calm.matches ? Infinity : seconds);
    painter.draw(hour, clock, calm.matches || !playing ? 0 : now / 1000);
    return moving;
  }

  function advance(seconds, now) {
    const speed = Number(parts.speed.value);
    const pace = () => speed * (clock.isQuiet(hour) ? QUIET : 1);
    if (calm.matches) {
      if (now - lastStep < 1000) return;
      lastStep = now;
      hour += pace();
    } else hour += pace() * seconds;
    if (hour >= clock.hours) {
      hour = clock.hours;
      setPlaying(false);
    }
  }

  function onFrame(now) {
    frame = 0;
    const seconds = Math.min(0.1, (now - last) / 1000);
    last = now;
    if (playing) advance(seconds, now);
    settled = !draw(seconds, now) && !playing;
    if (playing && now - told > 250) tell(false);
    wake();
  }

  function wake() {
    if (frame || settled || !inSight) return;
    frame = requestAnimationFrame(onFrame);
  }

  function setPlaying(value) {
    playing = value;
    settled = false;
    last = lastStep = performance.now();
    parts.play.textContent = playing ? "❚❚ Pause" : "▶ Play";
    parts.play.setAttribute("aria-label", playing ? "Pause" : "Play");
    tell(!playing);
    if (!playing) {
      model.set("hour", hour);
      model.save_changes();
    }
    wake();
  }

  parts.play.addEventListener("click", () => {
    if (!playing && hour >= clock.hours) hour = 0;
    setPlaying(!playing);
  });
  parts.slider.addEventListener("input", () => {
    if (playing) setPlaying(false);
    setHour(Number(parts.slider.value), true);
  });
  parts.slider.addEventListener("change", () => {
    model.set("hour", hour);
    model.save_changes();
  });
  parts.next.addEventListener("click", () => {
    if (playing) setPlaying(false);
    const next = events.find((event) => event.at > hour + 1e-3);
    setHour(next ? next.at + 1e-3 : clock.hours, false);
    tell(true, next);
  });
  const fromPython = () => {
    if (!playing && model.get("hour") !== hour) setHour(model.get("hour"), true);
  };
  model.on("change:hour", fromPython);

  function retheme() {
    if (!root.clientWidth) return; // not on the page, or hidden: the size will tell
    painter.retheme();
    root.style.setProperty("--dl-bad", painter.theme.bad);
    drawBand(parts.band, root.clientWidth - 16, clock, lanes, painter.theme, painter.teamColours);
    settled = false;
    wake();
  }
  const themes = new MutationObserver(() => requestAnimationFrame(retheme));
  themes.observe(document.body, { attributes: true });
  const size = new ResizeObserver(() => {
    if (!root.clientWidth) return;
    painter.resize(root.clientWidth);
    retheme();
    painter.glide(Infinity);
    draw(0, performance.now());
  });
  size.observe(root);
  const sight = new IntersectionObserver(([entry]) => {
    inSight = entry.isIntersecting;
    last = performance.now();
    wake();
  });
  sight.observe(root);
  setPlaying(false);

  return () => {
    cancelAnimationFrame(frame);
    [themes, size, sight].forEach((observer) => observer.disconnect());
    model.off("change:hour", fromPython);
  };
}

export default { render };
