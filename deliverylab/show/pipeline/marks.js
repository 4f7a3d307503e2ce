// How things look: the colours of the page, and small drawings of people, machines and teams.

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
    gate: dark ? "#9fc9f5" : "#0b5cad", onGate: dark ? "#10202f" : "#ffffff",
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
