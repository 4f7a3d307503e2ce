// The legend: what every dot and mark means, in the same shapes as on the picture.

const LEGEND = [
  ["full", "worked on"],
  ["ring", "waits"],
  ["half", "rests: people work Monday to Friday, 9 to 17"],
  ["cross", "red build: the tests failed, back to its author"],
  ["arrow", "rolled back: users no longer have it"],
  ["train", "deployed together, in one package"],
  ["warning", "incident: users get errors"],
  ["", "On the time line:"],
  ["box", "release by hand"],
  ["tick", "deploy"],
  ["bar", "deploy of several changes"],
];

const SHAPES = {
  full: [16, '<circle cx="8" cy="8" r="5.5" fill="currentColor"/>'],
  ring: [16, '<circle cx="8" cy="8" r="4.7" fill="none" stroke="currentColor" stroke-width="1.8"/>'],
  half: [16, '<circle cx="8" cy="8" r="4.7" fill="none" stroke="currentColor" stroke-width="1.8"/>' +
    '<path d="M3.3 8A4.7 4.7 0 0 0 12.7 8Z" fill="currentColor"/>'],
  cross: [16, '<path d="M4 4 12 12M12 4 4 12" stroke="var(--dlp-bad)" stroke-width="2.6"/>'],
  arrow: [16, '<path d="M3 8 12 3 12 13Z" fill="none" stroke="var(--dlp-bad)" stroke-width="2"/>'],
  train: [28, '<rect x="1" y="2" width="26" height="12" rx="6" fill="none" stroke="currentColor"' +
    ' stroke-width="1.6"/><circle cx="8" cy="8" r="3" fill="currentColor"/>' +
    '<circle cx="14" cy="8" r="3" fill="currentColor"/><circle cx="20" cy="8" r="3"' +
    ' fill="currentColor"/>'],
  warning: [14, '<path d="M7 2 13 13 1 13Z" fill="var(--dlp-bad)"/>'],
  box: [12, '<rect x="2" y="4" width="8" height="8" fill="none" stroke="currentColor"' +
    ' stroke-width="1.8"/>'],
  tick: [6, '<path d="M3 8V15" stroke="currentColor" stroke-width="1.8"/>'],
  bar: [6, '<path d="M3 1V15" stroke="currentColor" stroke-width="3.2"/>'],
};

/** The small drawing of one entry. */
function icon(kind) {
  const [wide, shape] = SHAPES[kind];
  return `<svg width="${wide}" height="16" viewBox="0 0 ${wide} 16" aria-hidden="true">${shape}</svg>`;
}

/** Write the legend; nothing rests in a team that works at any hour. */
function addLegend(root, lanes) {
  const legend = add(root, "ul", { class: "dlp-legend", "aria-label": "Legend" });
  const nobodyRests = lanes.every((lane) => lane.restless);
  for (const [kind, words] of LEGEND) {
    if (kind === "half" && nobodyRests) continue;
    const item = add(legend, "li");
    if (kind) item.innerHTML = icon(kind);
    add(item, "span", {}, words);
  }
}
