// The picture: columns for the stages, a lane for each team, a dot for each change.

const HOLD = 1.5; // hours for which a train's outline and the end of an incident stay in sight

/** Make a colour lighter for a dark background, keep it for a light one. */
function shade(hex, dark) {
  if (!dark) return hex;
  const parts = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const light = parts.map((part) => Math.round(part + (255 - part) * 0.5));
  return `rgb(${light.join(",")})`;
}

/** Read the colours and the font of the page: they change with JupyterLab's theme. */
function readTheme(root) {
  const style = getComputedStyle(root);
  const [r, g, b] = style.color.match(/[\d.]+/g).map(Number);
  const dark = 0.2126 * r + 0.7152 * g + 0.0722 * b > 128;
  const ink = (alpha) => `rgba(${r},${g},${b},${alpha})`;
  return {
    dark, ink, text: ink(1), soft: ink(0.78), line: ink(0.22), panel: ink(0.04),
    paper: style.backgroundColor, bad: shade("#b3261e", dark), font: style.fontFamily,
    night: dark ? "rgba(120,140,255,0.07)" : "rgba(20,40,120,0.07)",
  };
}

/** Break words into lines no wider than a column. */
function wrap(ctx, text, width) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && ctx.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A person (head and shoulders) or a machine (a cog wheel), drawn at a point. */
function drawActor(ctx, actor, x, y, colour) {
  ctx.fillStyle = ctx.strokeStyle = colour;
  ctx.beginPath();
  if (actor === "people") {
    ctx.arc(x, y - 3, 2.4, 0, 7);
    ctx.moveTo(x - 4.5, y + 5);
    ctx.arc(x, y + 5, 4.5, Math.PI, 0);
    ctx.fill();
  } else {
    for (let tooth = 0; tooth < 8; tooth++) {
      const angle = (tooth * Math.PI) / 4;
      ctx.moveTo(x + 3 * Math.cos(angle), y + 0.5 + 3 * Math.sin(angle));
      ctx.lineTo(x + 5.2 * Math.cos(angle), y + 0.5 + 5.2 * Math.sin(angle));
    }
    ctx.lineWidth = 1.8;
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x, y + 0.5, 2.7, 0, 7);
    ctx.lineWidth = 1.6;
    ctx.stroke();
  }
}

/** The marker that a team has in every picture of the course. */
function drawMarker(ctx, marker, x, y, r, colour) {
  const corners = { s: [45, 4], D: [0, 4], "^": [-90, 3], v: [90, 3] }[marker];
  ctx.fillStyle = colour;
  ctx.beginPath();
  if (!corners) ctx.arc(x, y, r, 0, 7);
  else {
    const [turn, count] = corners;
    for (let k = 0; k < count; k++) {
      const angle = ((turn + (360 / count) * k) * Math.PI) / 180;
      ctx.lineTo(x + r * 1.25 * Math.cos(angle), y + r * 1.25 * Math.sin(angle));
    }
  }
  ctx.fill();
}

class Painter extends Floor {
  constructor(canvas, root, lanes, stages, phases) {
    super(lanes, stages);
    Object.assign(this, { canvas, root, phases });
    this.ctx = canvas.getContext("2d");
    this.still = document.createElement("canvas"); // headings and lanes: drawn once per size
    this.measure(760); // until the page says how wide it is
  }

  /** Fit the picture to a width in CSS pixels, sharp on any screen; then it has to be rethemed. */
  resize(width) {
    this.measure(Math.max(420, width));
    this.ratio = Math.min(3, window.devicePixelRatio || 1);
    for (const canvas of [this.canvas, this.still]) {
      canvas.width = Math.round(this.width * this.ratio);
      canvas.height = Math.round(this.height * this.ratio);
    }
    this.canvas.style.height = `${(this.height * Math.min(width, this.width)) / this.width}px`;
  }

  retheme() {
    this.theme = readTheme(this.root);
    this.colours = this.stages.map((stage) =>
      stage.colour ? shade(stage.colour, this.theme.dark) : this.theme.ink(0.85));
    this.teamColours = this.lanes.map((lane) => shade(lane.colour, this.theme.dark));
    this.drawStill();
  }

  font(size, weight = 400) {
    return `${weight} ${size}px ${this.theme.font}`;
  }

  /** What does not move: headings, phases, lanes, who acts. */
  drawStill() {
    const ctx = this.still.getContext("2d");
    const { theme, column } = this;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, this.width, this.height);
    ctx.fillStyle = theme.paper;
    ctx.fillRect(0, 0, this.width, this.height);
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    let from = 0;
    for (const phase of this.phases) {
      const left = PAD + from * column + 3;
      const right = PAD + (from + phase.stages) * column - 3;
      ctx.fillStyle = theme.soft;
      ctx.font = this.font(12, 600);
      const words = ctx.measureText(phase.name).width < right - left ? phase.name : phase.short;
      ctx.fillText(words, (left + right) / 2, 14);
      ctx.fillStyle = theme.line;
      ctx.fillRect(left, 20, right - left, 2);
      from += phase.stages;
      if (from < this.stages.length) this.drawGate(ctx, PAD + from * column);
    }
    this.stages.forEach((stage, k) => {
      const middle = PAD + (k + 0.5) * column;
      const size = column < 84 ? 11 : 13;
      ctx.fillStyle = this.colours[k];
      ctx.font = this.font(size, 700);
      const lines = wrap(ctx, stage.name, column - 6);
      lines.forEach((line, n) => ctx.fillText(line, middle, 40 + n * (size + 2)));
      if (column < 74) return;
      ctx.fillStyle = theme.soft;
      ctx.font = this.font(11);
      wrap(ctx, stage.about, column - 8).slice(0, 2).forEach((line, n) =>
        ctx.fillText(line, middle, 40 + (size + 2) * lines.length + 1 + n * 13));
    });
    this.lanes.forEach((lane, k) => this.drawLane(ctx, lane, k));
  }

  drawGate(ctx, x) {
    ctx.strokeStyle = this.theme.ink(0.45);
    ctx.lineWidth = 1;
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(x, 24);
    ctx.lineTo(x, this.height - LANE.gap);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  drawLane(ctx, lane, k) {
    const { theme, column } = this;
    const top = this.laneTop(lane);
    ctx.textAlign = "left";
    drawMarker(ctx, lane.marker, PAD + 8, top + 11, 5, this.teamColours[k]);
    ctx.fillStyle = this.teamColours[k];
    ctx.font = this.font(15, 700);
    ctx.fillText(lane.team, PAD + 20, top + 16);
    lane.labelWidth = 28 + ctx.measureText(lane.team).width;
    const pile = top + LANE.label;
    this.stages.forEach((stage, s) => {
      const left = PAD + s * column;
      ctx.fillStyle = theme.panel;
      ctx.beginPath();
      ctx.roundRect(left + 3, pile, column - 6, LANE.actor + LANE.pile, 5);
      ctx.fill();
      ctx.fillStyle = this.colours[s];
      ctx.fillRect(left + 3, pile + LANE.actor + LANE.pile - 2, column - 6, 2);
      const actor = lane.actors[s];
      if (!actor) return;
      const word = actor === "people" ? "by hand" : "by itself";
      ctx.font = this.font(11);
      const wide = ctx.measureText(word).width;
      const x = left + column / 2 - (wide + 14) / 2 + 5;
      drawActor(ctx, actor, column < 60 ? left + column / 2 : x, pile + 11, theme.soft);
      ctx.fillStyle = theme.soft;
      if (column >= 60) ctx.fillText(word, x + 9, pile + 15);
    });
  }

  /** One frame. */
  draw(hour, clock, seconds) {
    const { ctx, theme } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.still, 0, 0);
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    if (clock.isQuiet(hour)) {
      ctx.fillStyle = theme.night;
      this.lanes.forEach((lane) => ctx.fillRect(PAD, this.laneTop(lane) + LANE.label,
        this.width - 2 * PAD, LANE.actor + LANE.pile));
    }
    for (const lane of this.lanes) {
      this.drawWords(lane, hour, clock);
      this.drawDots(lane);
      this.drawTrains(lane, hour);
      this.drawIncident(lane, hour, seconds);
    }
  }

  drawWords(lane, hour, clock) {
    const { ctx, theme, column } = this;
    const top = this.laneTop(lane);
    const event = lane.lastEvent(hour);
    ctx.textAlign = "left";
    if (event) {
      ctx.font = this.font(12);
      ctx.fillStyle = theme.soft;
      ctx.fillText(`${clock.short(event.at)}  ${event.words}`, PAD + lane.labelWidth + 8, top + 16,
        this.width - 2 * PAD - lane.labelWidth - 12);
    }
    ctx.textAlign = "center";
    const line = top + LANE.label + LANE.actor + LANE.pile + 17;
    lane.groups.forEach((group, s) => {
      const middle = PAD + (s + 0.5) * column;
      const count = group.wait.length + group.work.length;
      ctx.font = this.font(14, count ? 700 : 400);
      ctx.fillStyle = count ? this.colours[s] : theme.ink(0.6);
      ctx.fillText(String(count), middle, line);
    });
  }

  drawDots(lane) {
    const { ctx, theme } = this;
    const full = lane.stages.map(() => []);
    const rings = lane.stages.map(() => []);
    const crosses = [];
    const arrows = [];
    for (let i = 0; i < lane.size; i++) {
      if (lane.state[i] < 0) continue;
      const { stage, mark } = lane.states[lane.state[i]];
      if (mark === "red") crosses.push(i);
      else if (mark === "back") arrows.push(i);
      else (mark === "wait" ? rings : full)[stage].push(i);
    }
    full.forEach((dots, stage) => {
      ctx.fillStyle = this.colours[stage];
      this.circles(lane, dots, 0);
      ctx.fill();
    });
    rings.forEach((dots, stage) => {
      ctx.fillStyle = theme.paper;
      ctx.strokeStyle = this.colours[stage];
      ctx.lineWidth = 1.6;
      this.circles(lane, dots, -0.8);
      ctx.fill();
      ctx.stroke();
    });
    ctx.strokeStyle = theme.bad;
    ctx.lineWidth = 2.4;
    ctx.beginPath();
    for (const i of crosses) {
      const d = lane.r[i] * 0.9;
      ctx.moveTo(lane.x[i] - d, lane.y[i] - d);
      ctx.lineTo(lane.x[i] + d, lane.y[i] + d);
      ctx.moveTo(lane.x[i] + d, lane.y[i] - d);
      ctx.lineTo(lane.x[i] - d, lane.y[i] + d);
    }
    for (const i of arrows) {
      const d = lane.r[i];
      ctx.moveTo(lane.x[i] - d, lane.y[i]);
      ctx.lineTo(lane.x[i] + d * 0.7, lane.y[i] - d);
      ctx.lineTo(lane.x[i] + d * 0.7, lane.y[i] + d);
      ctx.closePath();
    }
    ctx.stroke();
  }

  circles(lane, dots, grow) {
    this.ctx.beginPath();
    for (const i of dots) {
      const r = Math.max(0.5, lane.r[i] + grow);
      this.ctx.moveTo(lane.x[i] + r, lane.y[i]);
      this.ctx.arc(lane.x[i], lane.y[i], r, 0, 7);
    }
  }

  /** An outline around the changes that are deployed together, from departure to arrival. */
  drawTrains(lane, hour) {
    const { ctx, theme } = this;
    lane.deployments.forEach((one, number) => {
      if (one.changes < 2 || hour < one.started || hour > one.finished + HOLD) return;
      let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let i = 0; i < lane.size; i++) {
        if (lane.carriedBy[i] !== number || lane.state[i] < 0) continue;
        left = Math.min(left, lane.x[i]);
        right = Math.max(right, lane.x[i]);
        top = Math.min(top, lane.y[i]);
        bottom = Math.max(bottom, lane.y[i]);
      }
      if (left > right) return;
      ctx.globalAlpha = Math.max(0, Math.min(1, (one.finished + HOLD - hour) / HOLD));
      ctx.strokeStyle = theme.text;
      ctx.lineWidth = 1.8;
      ctx.beginPath();
      ctx.roundRect(left - 8, top - 8, right - left + 16, bottom - top + 16, 8);
      ctx.stroke();
      ctx.globalAlpha = 1;
    });
  }

  /** A warning sign and words on production while users are affected, and how it ended. */
  drawIncident(lane, hour, seconds) {
    const one = lane.openIncident(hour, HOLD);
    if (!one) return;
    const { ctx, theme, column } = this;
    const over = one.restored !== null && hour >= one.restored;
    const left = PAD + (this.stages.length - 1) * column + 3;
    const top = this.laneTop(lane) + LANE.label;
    ctx.strokeStyle = over ? theme.soft : theme.bad;
    ctx.globalAlpha = over ? 0.8 : 0.75 + 0.25 * Math.sin(seconds * 5); // less than once a second
    ctx.lineWidth = over ? 1.5 : 3;
    ctx.beginPath();
    ctx.roundRect(left, top, column - 6, LANE.actor + LANE.pile, 5);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.fillStyle = theme.paper;
    ctx.fillRect(left + 3, top + 3, column - 12, 34);
    ctx.fillStyle = ctx.strokeStyle;
    ctx.textAlign = "center";
    const middle = left + column / 2 - 3;
    ctx.font = this.font(12, 700);
    const sign = over ? "\u2713 good again" : "\u26a0\ufe0e incident";
    ctx.fillText(sign, middle, top + 16, column - 12);
    ctx.font = this.font(11);
    const noticed = one.detected !== null && hour >= one.detected;
    const words = over ? one.restored_by : noticed ? "noticed" : "not noticed yet";
    ctx.fillText(words, middle, top + 31, column - 12);
  }
}
