// Where every change is at an hour: the tracks of one team, read forwards and backwards.
// The numbers are made in Python (pipeline_tracks.py) and arrive as plain bytes.

const HOUR_MS = 3600e3;
const FRESH = 1; // hours for which a red build is news
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];

/** Copy a DataView into a typed array of its own, so that it is aligned. */
function numbers(view, Type) {
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** The calendar and the clock of the window: hour 0 is its start. All times are UTC. */
class Clock {
  constructor(startMs, hours) {
    this.startMs = startMs;
    this.hours = hours;
  }

  date(hour) {
    return new Date(this.startMs + hour * HOUR_MS);
  }

  isWeekend(hour) {
    return this.date(hour).getUTCDay() % 6 === 0;
  }

  /** Outside the hours in which people work: Monday to Friday, 9 to 17. */
  isQuiet(hour) {
    const h = this.date(hour).getUTCHours();
    return this.isWeekend(hour) || h < 9 || h >= 17;
  }

  /** The part of the day or week in which nobody works, in a word. */
  quietTime(hour) {
    if (!this.isQuiet(hour)) return "";
    if (this.isWeekend(hour)) return "weekend";
    const h = this.date(hour).getUTCHours();
    if (h < 6 || h >= 21) return "night";
    return h < 9 ? "early morning" : "evening";
  }

  /** "Tuesday 4 March 2025, 14:20" */
  words(hour) {
    const d = this.date(hour);
    return `${DAYS[d.getUTCDay()]} ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ` +
      `${d.getUTCFullYear()}, ${this.time(hour)}`;
  }

  /** "14:20" */
  time(hour) {
    return this.date(hour).toISOString().slice(11, 16);
  }

  /** "Tue 14:20" */
  short(hour) {
    return `${DAYS[this.date(hour).getUTCDay()].slice(0, 3)} ${this.time(hour)}`;
  }
}

/** One team's changes: their steps, their state now, and where their dots are and should be. */
class Lane {
  constructor(data, stages, states) {
    this.team = data.team;
    this.colour = data.colour;
    this.marker = data.marker;
    this.actors = data.actors; // who works in each stage: people, machines, or nobody knows
    this.restless = !data.rests;
    this.stages = stages;
    this.states = states;
    this.offsets = numbers(data.offsets, Int32Array);
    this.entered = numbers(data.entered, Float32Array);
    this.steps = numbers(data.states, Uint8Array);
    this.carriedBy = numbers(data.carried_by, Int32Array);
    this.size = this.offsets.length - 1;
    this.deployments = readDeployments(data);
    this.incidents = data.incidents.map(atOneClock);
    this.releases = data.releases.map(atOneClock);
    this.events = eventsOf(this);
    this.most = this.mostAtOnce();

    this.cursor = Int32Array.from(this.offsets.subarray(0, this.size), (first) => first - 1);
    this.state = new Int16Array(this.size).fill(-1);
    for (const name of ["x", "y", "r", "vx", "vy", "tx", "ty", "tr"]) {
      this[name] = new Float32Array(this.size);
    }
    this.shown = new Uint8Array(this.size); // a dot that is not shown yet has no place to come from
  }

  /** Set every change to its state at an hour; say whether anything changed. */
  moveTo(hour) {
    const { offsets, entered, steps, cursor, state } = this;
    let changed = false;
    for (let i = 0; i < this.size; i++) {
      let c = cursor[i];
      while (c + 1 < offsets[i + 1] && entered[c + 1] <= hour) c++;
      while (c >= offsets[i] && entered[c] > hour) c--;
      if (c === cursor[i] && state[i] !== -1) continue;
      cursor[i] = c;
      const now = c < offsets[i] ? -1 : steps[c];
      if (now !== state[i]) {
        state[i] = now;
        changed = true;
      }
    }
    return changed;
  }

  /** The changes of each stage, first come first: those that wait and those in work apart. */
  byStage() {
    const groups = this.stages.map(() => ({ wait: [], work: [] }));
    for (let i = 0; i < this.size; i++) {
      if (this.state[i] < 0) continue;
      const { stage, mark } = this.states[this.state[i]];
      groups[stage][mark === "work" || mark === "red" ? "work" : "wait"].push(i);
    }
    const first = (a, b) => this.entered[this.cursor[a]] - this.entered[this.cursor[b]] || a - b;
    for (const group of groups) {
      group.wait.sort(first);
      group.work.sort(first);
    }
    return groups;
  }

  /** The largest number of changes that are in each stage at one time, over the whole window. */
  mostAtOnce() {
    const order = Array.from(this.entered.keys()).sort((a, b) => this.entered[a] - this.entered[b]);
    const owner = new Int32Array(this.entered.length);
    for (let i = 0; i < this.size; i++) owner.fill(i, this.offsets[i], this.offsets[i + 1]);
    const where = new Int8Array(this.size).fill(-1);
    const now = new Int32Array(this.stages.length);
    const most = new Int32Array(this.stages.length);
    for (const step of order) {
      const { stage } = this.states[this.steps[step]];
      const i = owner[step];
      if (where[i] >= 0) now[where[i]]--;
      where[i] = stage;
      now[stage]++;
      most[stage] = Math.max(most[stage], now[stage]);
    }
    return most;
  }

  /** Whether the work of a stage rests because it is done by people, and they are at home. */
  rests(stage, hour, clock) {
    return !this.restless && this.actors[stage] === "people" && clock.isQuiet(hour);
  }

  /** What was said last up to an hour: all of one moment, without news that has passed. */
  lastSaid(hour) {
    let said = null;
    for (const event of this.events) {
      if (event.at > hour) break;
      if (event.passing && hour - event.at > FRESH) continue;
      if (said?.at === event.at) said.words.push(event.words);
      else said = { at: event.at, words: [event.words] };
    }
    return said;
  }

  openIncident(hour, hold) {
    return this.incidents.find((one) => one.started <= hour &&
      (one.restored === null || hour < one.restored + hold)) ?? null;
  }
}

/** Times that are numbers of 32 bits, as those of the steps: the same moment is the same number. */
function atOneClock(row) {
  const fround = ([name, value]) => [name, typeof value === "number" ? Math.fround(value) : value];
  return Object.fromEntries(Object.entries(row).map(fround));
}

function readDeployments(data) {
  const { started, finished, changes, triggers, outcomes, versions } = data.deployments;
  const ends = numbers(finished, Float32Array);
  const brings = numbers(changes, Int32Array);
  const all = Array.from(numbers(started, Float32Array), (start, number) => ({
    started: start,
    finished: Number.isNaN(ends[number]) ? Infinity : ends[number],
    changes: brings[number], // how many it brings to the users: none if it goes wrong
    load: brings[number], // how many are in it that users do not have
    carrier: number, // the deployment that brings them
    again: false,
    trigger: triggers[number],
    outcome: outcomes[number],
    version: versions[number],
  }));
  all.forEach((one, number) => {
    if (one.outcome !== "failure") return;
    const next = all.findIndex((other, k) =>
      k > number && other.version === one.version && other.trigger === one.trigger);
    if (next < 0) return;
    all[next].again = true;
    Object.assign(one, { load: all[next].load, carrier: next });
  });
  return all;
}
