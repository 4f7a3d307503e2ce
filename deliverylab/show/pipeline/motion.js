// The floor that the dots stand on: where each one belongs, and how it gets there.

const TOP = 68; // height of the headings
const LANE = { label: 20, actor: 17, pile: 84, count: 19, gap: 4 };
const LANE_HEIGHT = LANE.label + LANE.actor + LANE.pile + LANE.count + LANE.gap;
const PAD = 8;
const PITCH = 13; // room for one dot; a crowd stands closer
const FROM_THE_FLOOR = new Set(["code", "deploy", "production"]);

/** The floor plan: a column for each stage, a lane for each team. Lengths are CSS pixels. */
class Floor {
  constructor(lanes, stages) {
    this.lanes = lanes;
    this.stages = stages;
    this.height = TOP + lanes.length * LANE_HEIGHT;
  }

  measure(width) {
    this.width = width;
    this.column = (width - 2 * PAD) / this.stages.length;
    this.lanes.forEach((lane) => this.place(lane));
  }

  laneTop(lane) {
    return TOP + this.lanes.indexOf(lane) * LANE_HEIGHT;
  }

  /** Give every dot of a lane its place: a queue is a line of people that turns at the wall. */
  place(lane) {
    lane.groups = lane.byStage();
    const floor = this.laneTop(lane) + LANE.label + LANE.actor + LANE.pile - 4;
    const ceiling = floor - LANE.pile + 14;
    lane.groups.forEach((group, stage) => {
      const room = this.column - 14;
      const pitch = this.pitch(lane.most[stage], room);
      const across = Math.max(1, Math.floor(room / pitch));
      const right = PAD + (stage + 0.5) * this.column + ((across - 1) * pitch) / 2;
      const put = (dot, slot, indent, y, step) => {
        const row = Math.floor(slot / across);
        const at = row % 2 ? across - 1 - (slot % across) : slot % across;
        lane.tx[dot] = right - at * pitch - indent;
        lane.ty[dot] = y + step * row * pitch;
        lane.tr[dot] = Math.min(5, pitch * 0.4);
      };
      const onFloor = FROM_THE_FLOOR.has(this.stages[stage].key);
      const waiting = onFloor ? [...group.wait, ...group.work] : group.wait;
      waiting.forEach((dot, slot) => put(dot, slot, 0, floor - pitch / 2, -1));
      if (onFloor) return;
      const indent = (Math.max(0, across - group.work.length) * pitch) / 2;
      group.work.forEach((dot, slot) => put(dot, slot, indent, ceiling, 1));
    });
  }

  /** The room for one dot, so that the largest crowd of the window fits into the column. */
  pitch(crowd, room) {
    let pitch = PITCH;
    const fits = () =>
      Math.floor(room / pitch) * (Math.floor((LANE.pile - 8) / pitch) - 2) >= crowd;
    while (pitch > 3 && !fits()) pitch -= 0.25;
    return pitch;
  }

  /** Move the dots towards their places; say whether any is still on its way. */
  glide(seconds) {
    let moving = false;
    const smooth = 0.22; // seconds; a critically damped spring, so nothing overshoots
    const omega = 2 / smooth;
    const t = omega * seconds;
    const decay = 1 / (1 + t + 0.48 * t * t + 0.235 * t * t * t);
    for (const lane of this.lanes) {
      const { x, y, r, vx, vy, tx, ty, tr, state, shown } = lane;
      for (let i = 0; i < lane.size; i++) {
        if (state[i] < 0) {
          shown[i] = 0;
          continue;
        }
        if (!shown[i] || seconds === Infinity) {
          shown[i] = 1;
          x[i] = tx[i];
          y[i] = ty[i];
          r[i] = seconds === Infinity ? tr[i] : 0;
          vx[i] = vy[i] = 0;
        }
        if (x[i] === tx[i] && y[i] === ty[i] && r[i] === tr[i]) continue;
        const dx = x[i] - tx[i];
        const dy = y[i] - ty[i];
        const px = (vx[i] + omega * dx) * seconds;
        const py = (vy[i] + omega * dy) * seconds;
        vx[i] = (vx[i] - omega * px) * decay;
        vy[i] = (vy[i] - omega * py) * decay;
        x[i] = tx[i] + (dx + px) * decay;
        y[i] = ty[i] + (dy + py) * decay;
        r[i] += (tr[i] - r[i]) * Math.min(1, seconds * 10);
        if (Math.abs(dx) + Math.abs(dy) < 0.1 && Math.abs(tr[i] - r[i]) < 0.05) {
          x[i] = tx[i];
          y[i] = ty[i];
          r[i] = tr[i];
        } else moving = true;
      }
    }
    return moving;
  }
}
