// The view: the picture, its clock and its controls. It follows the page's theme and its size,
// stands still when nobody can see it, and moves in steps for people who ask for less motion.

const SPEEDS = [["Slow", 0.5], ["Normal", 1.5], ["Fast", 4]]; // working hours that pass in a second
const QUIET = 8; // nights and weekends pass so many times faster

function add(parent, tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  parent.append(element);
  return element;
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
  const time = add(root, "div", { class: "dlp-time" });
  parts.band = add(time, "canvas", { "aria-hidden": "true" });
  parts.slider = add(time, "input", {
    type: "range", min: 0, max: hours, step: 0.25, "aria-label": "Time",
  });
  const controls = add(root, "div", { class: "dlp-controls" });
  parts.play = add(controls, "button", { type: "button", class: "dlp-play" });
  parts.next = add(controls, "button", { type: "button" }, "Next event");
  const speed = add(controls, "label", {}, "Speed ");
  parts.speed = add(speed, "select");
  for (const [name, value] of SPEEDS) add(parts.speed, "option", { value }, name);
  parts.speed.value = 1.5;
  parts.clock = add(controls, "span", { class: "dlp-clock" });
  addLegend(root, lanes);
  parts.summary = add(root, "div", { class: "dlp-summary", "aria-live": "off" });
  const details = add(root, "details");
  add(details, "summary", {}, "The same as a table");
  const scroll = add(details, "div", { class: "dlp-scroll" });
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
  const painter = new Painter(parts.picture, root, lanes, stages, model.get("bands"));
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
  function tell(announce, events = []) {
    update();
    told = performance.now();
    const quiet = clock.quietTime(hour);
    const words = clock.words(hour);
    parts.clock.textContent = words;
    if (quiet) add(parts.clock, "small", {}, ` · ${quiet}`);
    parts.slider.value = hour;
    parts.slider.setAttribute("aria-valuetext", words + (quiet ? `, ${quiet}` : ""));
    parts.summary.setAttribute("aria-live", announce ? "polite" : "off");
    const counts = lanes.map(countsInWords);
    const happened = events.map((event) => `${event.team}: ${event.words}`);
    parts.summary.replaceChildren();
    [...happened, ...counts].forEach((line) => add(parts.summary, "div", {}, line));
    if (announce) {
      parts.picture.setAttribute("aria-label",
        `${model.get("sentence")} ${words}. ${[...happened, ...counts].join(" ")}`);
    }
    parts.caption.textContent = `Changes in each stage, ${words} UTC. Counted are the changes ` +
      "that were on their way in this time.";
    lanes.forEach((lane, k) => lane.groups.forEach((group, s) => {
      const [work, wait] = parts.cells[s][k];
      const done = stages[s].key === "production";
      const rest = group.work.length && lane.rests(s, hour, clock) ? " at rest" : "";
      work.textContent = done ? "–" : `${group.work.length}${rest}`;
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
  parts.slider.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault(); // the page would scroll
    parts.play.click();
  });
  parts.next.addEventListener("click", () => {
    if (playing) setPlaying(false);
    const next = events.find((event) => event.stop && event.at > hour);
    const from = hour;
    setHour(next ? next.at : clock.hours, false);
    tell(true, next ? events.filter((event) => event.at > from && event.at === next.at) : []);
  });
  const fromPython = () => {
    if (!playing && model.get("hour") !== hour) setHour(model.get("hour"), true);
  };
  model.on("change:hour", fromPython);

  function retheme() {
    if (!root.clientWidth) return; // not on the page, or hidden: the size will tell
    painter.retheme();
    root.style.setProperty("--dlp-bad", painter.theme.bad);
    drawTimeline(parts.band, root.clientWidth - 16, clock, lanes, painter.theme, painter.teamColours);
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
