// What happened to one team, as sentences: releases, deployments, incidents, red builds.

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const capital = (words) => words[0].toUpperCase() + words.slice(1);
const packageOf = (one) => (one.version ? `package ${one.version}` : "the package");
const RESTORED = {
  rollback: "rolled back, users have the older package again",
  "fix forward": "the mended package is deployed",
  restart: "the service was started again",
};

/**
 * Everything worth a sentence, in order of time. An event that does not `stop` is said in passing;
 * one that is `passing` is no longer news after an hour.
 */
function eventsOf(lane) {
  const events = [
    ...redBuilds(lane),
    ...lane.incidents.flatMap(incidentEvents),
    ...lane.releases.map(releaseEvent),
    ...lane.deployments.flatMap((one) => deploymentEvents(one, lane.incidents)),
  ];
  return events.filter((event) => event.at >= 0)
    .sort((a, b) => a.at - b.at || a.turn - b.turn);
}

// At one moment, what ends is said before what begins.
const TURN = { ends: 0, incident: 1, noticed: 2, release: 3, begins: 4 };

function redBuilds(lane) {
  const words = "Red build: the tests failed. The change goes back to its author.";
  return Array.from(lane.entered.keys())
    .filter((step) => lane.states[lane.steps[step]].name === "RED_BUILD")
    .map((step) => ({ at: lane.entered[step], turn: TURN.ends, words, stop: true, passing: true }));
}

function releaseEvent(one) {
  const many = `${plural(one.changes, "change")} ${one.changes === 1 ? "is" : "are"}`;
  const words = one.changes > 0
    ? `Release: ${many} ${packageOf(one)}, on the shelf.`
    : `Release: ${packageOf(one)} is on the shelf.`;
  const stop = one.by !== "automatic" && one.changes > 0; // machines release many times a day
  return { at: one.packaged, turn: TURN.release, words, stop };
}

/** What is said when a deployment begins. */
function begins(one) {
  const load = one.load ? ` with ${plural(one.load, "change")}` : "";
  if (one.again) return `The deploy is done again: ${packageOf(one)}${load}.`;
  switch (one.trigger) {
    case "train": return `Deploy: ${packageOf(one)}${load} is on its way to production.`;
    case "approval": return `A person has approved: ${packageOf(one)}${load} is being deployed.`;
    case "rollback": return `Roll back: the older ${packageOf(one)} is being deployed again.`;
    case "hotfix": return `A hotfix is being deployed: ${packageOf(one)} mends what failed.`;
    default: return capital(`${packageOf(one)}${load} is being deployed.`);
  }
}

/** What is said when a deployment ends, if it is not said by an incident that begins or ends. */
function ends(one, incidents) {
  const told = (when) => incidents.some((incident) => incident[when] === one.finished);
  if (one.outcome === "failure") {
    return told("started") ? "" : "The deploy itself went wrong: users keep what they have.";
  }
  if (one.changes > 0) return `Deploy: users have ${plural(one.changes, "more change")}.`;
  if (one.trigger === "hotfix") return `Deploy: users have the hotfix, ${packageOf(one)}.`;
  if (one.trigger === "rollback" && !told("restored")) {
    return `Rolled back: users have the older ${packageOf(one)} again.`;
  }
  return "";
}

function deploymentEvents(one, incidents) {
  const events = [];
  const ordinary = one.trigger !== "train" && one.trigger !== "approval" && one.load < 2;
  const planned = one.trigger !== "rollback" && one.trigger !== "hotfix";
  if (one.started < one.finished) {
    const stop = !(ordinary && planned) || one.again;
    events.push({ at: one.started, turn: TURN.begins, words: begins(one), stop });
  }
  const words = one.finished < Infinity ? ends(one, incidents) : "";
  if (words) events.push({ at: one.finished, turn: TURN.ends, words, stop: true });
  return events;
}

function incidentEvents(one) {
  const name = one.severity ? `Incident (${one.severity})` : "Incident";
  const known = one.detected !== null && one.detected <= one.started;
  const start = one.cause === "deploy"
    ? "The deploy itself went wrong. Incident: users get errors, and none of the new changes."
    : `${name}: users get errors.${known ? "" : " Nobody of the team knows yet."}`;
  const events = [{ at: one.started, turn: TURN.incident, words: start, stop: true }];
  if (one.detected !== null && !known) {
    const words = "The team has noticed the incident. Users still get errors.";
    events.push({ at: one.detected, turn: TURN.noticed, words, stop: true });
  }
  if (one.restored !== null) {
    const how = RESTORED[one.restored_by] ? `: ${RESTORED[one.restored_by]}` : "";
    const words = `The incident is over${how}.`;
    events.push({ at: one.restored, turn: TURN.ends, words, stop: true });
  }
  return events;
}
