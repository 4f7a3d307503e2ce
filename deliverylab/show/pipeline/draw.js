// The picture: columns for the stages, a lane for each team, a dot for each change.

const OLD = 8; // hours after which the last event is called so
const HOLD = 1.5; // hours for which a train's outline and the end of an incident stay in sight

class Painter extends Floor {
  constructor(canvas, root, lanes, stages, bands) {
    super(lanes, stages);
    Object.assign(this, { canvas, root, bands });
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

  /** What does not move: headings, bands, gates, lanes, who acts. */
  drawStill() {
    const ctx = this.still.getContext("2d");
    const { theme, column } = this;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, this.width, this.height);
    ctx.fillStyle = theme.paper;
    ctx.fillRect(0, 0, this.width, this.height);
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    this.drawBands(ctx);
    this.stages.forEach((stage, k) => {
      const middle = PAD + (k + 0.5) * column;
      const size = column < 84 ? 11 : 13;
      ctx.fillStyle = this.colours[k];
      ctx.font = this.font(size, 700);
      const lines = wrap(ctx, stage.name, column - 6);
      lines.forEach((line, n) => ctx.fillText(line, middle, 37 + n * (size + 1)));
      if (column < 74) return;
      ctx.fillStyle = theme.soft;
      ctx.font = this.font(11);
      wrap(ctx, stage.about, column - 8).slice(0, 2).forEach((line, n) =>
        ctx.fillText(line, middle, 37 + (size + 1) * lines.length + n * 12));
    });
    this.lanes.forEach((lane, k) => this.drawLane(ctx, lane, k));
  }

  /** What lies between the gates, and the gates: release and deploy. */
  drawBands(ctx) {
    const { theme, column } = this;
    const half = 38; // of a gate's sign
    let to = 0;
    for (const band of this.bands) {
      const left = PAD + to * column + (to ? half + 4 : 3);
      to += band.stages;
      const right = PAD + to * column - (band.gate ? half + 4 : 3);
      ctx.fillStyle = theme.soft;
      ctx.font = this.font(12, 600);
      const fits = (words) => ctx.measureText(words).width <= right - left;
      ctx.fillText([band.name, band.short].find(fits) ?? "", (left + right) / 2, 14);
      ctx.fillStyle = theme.line;
      ctx.fillRect(left, 19, right - left, 2);
      if (band.gate) this.drawGate(ctx, PAD + to * column, band.gate, half);
    }
  }

  drawGate(ctx, x, name, half) {
    const { theme } = this;
    ctx.strokeStyle = theme.gate;
    ctx.lineWidth = 1.4;
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(x, 22);
    ctx.lineTo(x, TOP);
    for (const lane of this.lanes) {
      const top = this.laneTop(lane); // the words beside the name of the team stay free
      ctx.moveTo(x, top + LANE.label);
      ctx.lineTo(x, top + LANE_HEIGHT - LANE.gap);
    }
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = theme.gate;
    ctx.beginPath();
    ctx.roundRect(x - half, 1, 2 * half, 20, 5);
    ctx.fill();
    ctx.fillStyle = theme.onGate;
    ctx.font = this.font(12.5, 700);
    ctx.fillText(`${name} \u25b8`, x, 15.5);
  }

  drawLane(ctx, lane, k) {
    const { theme, column } = this;
    const top = this.laneTop(lane);
    ctx.textAlign = "left";
    drawMarker(ctx, lane.marker, PAD + 8, top + 9, 5, this.teamColours[k]);
    ctx.fillStyle = this.teamColours[k];
    ctx.font = this.font(15, 700);
    ctx.fillText(lane.team, PAD + 20, top + 14);
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
      this.drawWho(ctx, lane.actors[s], stage.key, left, pile);
    });
  }

  /** Who does the work of a column: a person or a machine, and in words where there is room. */
  drawWho(ctx, actor, key, left, pile) {
    if (!actor) return;
    const { theme, column } = this;
    const how = actor === "people" ? "by hand" : "by itself";
    const whole = { merged: `release ${how}`, ready: "a person approves" }[key] ?? how;
    ctx.font = this.font(11);
    const fits = (words) => ctx.measureText(words).width < column - 22;
    const words = [whole, how].find(fits) ?? "";
    const gap = words ? 9 : 0; // from the middle of the sign to the words
    const wide = ctx.measureText(words).width + gap;
    const sign = left + (column - wide) / 2 + (words ? 2 : 0);
    drawActor(ctx, actor, sign, pile + 10, theme.soft);
    ctx.fillStyle = theme.soft;
    ctx.fillText(words, sign + gap, pile + 14);
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
      this.drawDots(lane, hour, clock);
      this.drawTrains(lane, hour);
      this.drawIncident(lane, hour, seconds);
    }
  }

  drawWords(lane, hour, clock) {
    const { ctx, theme, column } = this;
    const top = this.laneTop(lane);
    const said = lane.lastSaid(hour);
    ctx.textAlign = "left";
    if (said) {
      const room = this.width - 2 * PAD - lane.labelWidth - 12;
      const age = hour - said.at > OLD ? "last event: " : "";
      const when = `${age}${clock.short(said.at)}  `;
      ctx.font = this.font(12);
      ctx.fillStyle = theme.soft;
      const all = when + said.words.join(" ");
      const words = ctx.measureText(all).width <= room ? all : when + said.words.at(-1);
      ctx.fillText(words, PAD + lane.labelWidth + 8, top + 14, room);
    }
    ctx.textAlign = "center";
    const line = top + LANE.label + LANE.actor + LANE.pile + 15;
    lane.groups.forEach((group, s) => {
      const middle = PAD + (s + 0.5) * column;
      const count = group.wait.length + group.work.length;
      ctx.font = this.font(14, count ? 700 : 400);
      ctx.fillStyle = count ? this.colours[s] : theme.ink(0.6);
      ctx.fillText(String(count), middle, line);
    });
  }

  drawDots(lane, hour, clock) {
    const { ctx, theme } = this;
    const [full, rest, rings] = [1, 2, 3].map(() => lane.stages.map(() => []));
    const atRest = lane.stages.map((_, stage) => lane.rests(stage, hour, clock));
    const crosses = [];
    const arrows = [];
    for (let i = 0; i < lane.size; i++) {
      if (lane.state[i] < 0) continue;
      const { stage, mark } = lane.states[lane.state[i]];
      if (mark === "red") crosses.push(i);
      else if (mark === "back") arrows.push(i);
      else if (mark === "wait") rings[stage].push(i);
      else (mark === "work" && atRest[stage] ? rest : full)[stage].push(i);
    }
    full.forEach((dots, stage) => {
      ctx.fillStyle = this.colours[stage];
      this.circles(lane, dots, 0);
      ctx.fill();
    });
    [...rings, ...rest].forEach((dots, k) => {
      const stage = k % lane.stages.length;
      ctx.fillStyle = theme.paper;
      ctx.strokeStyle = this.colours[stage];
      ctx.lineWidth = 1.6;
      this.circles(lane, dots, -0.8);
      ctx.fill();
      ctx.stroke();
      if (k === stage) return;
      ctx.fillStyle = this.colours[stage]; // at rest: half full
      this.circles(lane, dots, -0.8, Math.PI);
      ctx.fill();
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

  circles(lane, dots, grow, turn = 7) {
    this.ctx.beginPath();
    for (const i of dots) {
      const r = Math.max(0.5, lane.r[i] + grow);
      this.ctx.moveTo(lane.x[i] + r, lane.y[i]);
      this.ctx.arc(lane.x[i], lane.y[i], r, 0, turn);
    }
  }

  /** An outline around the changes that are deployed together, from departure to arrival. */
  drawTrains(lane, hour) {
    const { ctx, theme } = this;
    for (const one of lane.deployments) {
      const failed = one.outcome === "failure";
      if (one.load < 2 || hour < one.started || hour > one.finished + (failed ? 0 : HOLD)) continue;
      let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let i = 0; i < lane.size; i++) {
        if (lane.carriedBy[i] !== one.carrier || lane.state[i] < 0) continue;
        left = Math.min(left, lane.x[i]);
        right = Math.max(right, lane.x[i]);
        top = Math.min(top, lane.y[i]);
        bottom = Math.max(bottom, lane.y[i]);
      }
      if (left > right) continue;
      ctx.globalAlpha = Math.max(0, Math.min(1, (one.finished + HOLD - hour) / HOLD));
      ctx.strokeStyle = theme.text;
      ctx.lineWidth = 1.8;
      ctx.beginPath();
      ctx.roundRect(left - 8, top - 8, right - left + 16, bottom - top + 16, 8);
      ctx.stroke();
      ctx.globalAlpha = 1;
    }
  }

  /** A warning sign and words on production while users get errors, and how it ended. */
  drawIncident(lane, hour, seconds) {
    const one = lane.openIncident(hour, HOLD);
    if (!one) return;
    const { ctx, theme, column } = this;
    const over = one.restored !== null && hour >= one.restored;
    const last = this.stages.length - 1;
    const left = PAD + last * column + 3;
    const top = this.laneTop(lane) + LANE.label;
    ctx.strokeStyle = over ? theme.soft : theme.bad;
    ctx.globalAlpha = over ? 0.8 : 0.75 + 0.25 * Math.sin(seconds * 5); // less than once a second
    ctx.lineWidth = over ? 1.5 : 3;
    ctx.beginPath();
    ctx.roundRect(left, top, column - 6, LANE.actor + LANE.pile, 5);
    ctx.stroke();
    ctx.globalAlpha = 1;
    const sign = over ? ["\u2713 over", "no more errors"] : ["\u25b2 incident", "users get errors"];
    this.drawSign(last, top, sign, ctx.strokeStyle);
    if (one.cause === "deploy" && !over) {
      this.drawSign(last - 1, top + LANE.actor, ["\u25b2 went wrong", ""], theme.bad);
    }
  }

  /** Two lines of words at the top of a column. */
  drawSign(stage, top, [sign, words], colour) {
    const { ctx, theme, column } = this;
    const left = PAD + stage * column + 3;
    const middle = left + column / 2 - 3;
    ctx.fillStyle = theme.paper;
    ctx.fillRect(left + 3, top + 3, column - 12, words ? 32 : 17);
    ctx.fillStyle = colour;
    ctx.textAlign = "center";
    ctx.font = this.font(12, 700);
    ctx.fillText(sign, middle, top + 16, column - 12);
    ctx.font = this.font(11);
    ctx.fillText(words, middle, top + 30, column - 12);
  }
}
