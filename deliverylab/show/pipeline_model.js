// Where every change is at an hour: the tracks of one team, read forwards and backwards.
// The numbers are made in Python (pipeline_tracks.py) and arrive as plain bytes.

const HOUR_MS = 3600e3;
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

  isNight(hour) {
    const h = this.date(hour).getUTCHours();
    return h < 8 || h >= 18;
  }

  isWeekend(hour) {
    return this.date(hour).getUTCDay() % 6 === 0;
  }

  isQuiet(hour) {
    return this.isWeekend(hour) || this.isNight(hour);
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
    this.actors = data.actors;
    this.stages = stages;
    this.states = states;
    this.offsets = numbers(data.offsets, Int32Array);
    this.entered = numbers(data.entered, Float32Array);
    this.steps = numbers(data.states, Uint8Array);
    this.carriedBy = numbers(data.carried_by, Int32Array);
    this.size = this.offsets.length - 1;
    this.deployments = readDeployments(data);
    this.incidents = data.incidents;
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

  /** The last thing that happened up to an hour, or null. */
  lastEvent(hour) {
    let last = null;
    for (const event of this.events) {
      if (event.at > hour) break;
      last = event;
    }
    return last;
  }

  openIncident(hour, hold) {
    return this.incidents.find((one) => one.started <= hour &&
      (one.restored === null || hour < one.restored + hold)) ?? null;
  }
}

function readDeployments(data) {
  const started = numbers(data.deployments.started, Float32Array);
  const finished = numbers(data.deployments.finished, Float32Array);
  const changes = numbers(data.deployments.changes, Int32Array);
  return Array.from(started, (start, i) => ({
    started: start,
    finished: Number.isNaN(finished[i]) ? Infinity : finished[i],
    changes: changes[i],
    trigger: data.deployments.triggers[i],
    outcome: data.deployments.outcomes[i],
    version: data.deployments.versions[i],
  }));
}

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What a deployment is called when it starts. */
function leaves(deployment) {
  const version = deployment.version ? `version ${deployment.version}` : "a package";
  const load = plural(deployment.changes, "change");
  switch (deployment.trigger) {
    case "train": return `A train leaves with ${load} (${version}).`;
    case "approval": return `Approved by a person: ${version} leaves with ${load}.`;
    case "rollback": return `Roll back to ${version}.`;
    case "hotfix": return `A hotfix leaves (${version}).`;
    default: return `${version[0].toUpperCase()}${version.slice(1)} leaves with ${load}.`;
  }
}

/** Everything worth a sentence, in order of time. */
function eventsOf(lane) {
  const events = [];
  lane.entered.forEach((at, step) => {
    if (at >= 0 && lane.states[lane.steps[step]].name === "RED_BUILD") {
      events.push({ at, words: "Red build: the change goes back to its author." });
    }
  });
  for (const one of lane.deployments) {
    events.push({ at: one.started, words: leaves(one) });
    if (one.outcome === "failure") {
      events.push({ at: one.finished, words: "The deployment went wrong." });
    } else if (one.changes > 0 && one.finished < Infinity) {
      events.push({ at: one.finished, words: `Users have ${plural(one.changes, "more change")}.` });
    }
  }
  for (const one of lane.incidents) {
    events.push({ at: one.started, words: `Incident (${one.severity}): nobody has noticed yet.` });
    if (one.detected !== null) {
      events.push({ at: one.detected, words: "The team has noticed the incident." });
    }
    if (one.restored !== null) {
      events.push({ at: one.restored, words: `The service is good again: ${one.restored_by}.` });
    }
  }
  return events.filter((event) => event.at >= 0).sort((a, b) => a.at - b.at);
}
