// The strip under the time slider: days and nights; releases, deployments and incidents of each team.

const STRIP = { names: 14, height: 30 };

function drawTimeline(canvas, width, clock, lanes, theme, colours) {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round((STRIP.names + STRIP.height) * ratio);
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const x = (hour) => 6 + (hour / clock.hours) * (width - 12); // as far as the thumb travels
  drawDays(ctx, x, clock, theme);
  const high = STRIP.height / lanes.length;
  lanes.forEach((lane, k) => {
    const top = STRIP.names + k * high;
    drawDeployments(ctx, x, lane, top, high, colours[k]);
    drawReleases(ctx, x, lane, top, colours[k]);
    drawIncidents(ctx, x, lane, top, theme.bad);
  });
}

/** The names of the days; darker where people are at home. */
function drawDays(ctx, x, clock, theme) {
  const { names, height } = STRIP;
  ctx.fillStyle = theme.ink(0.08);
  ctx.fillRect(x(0), names, x(clock.hours) - x(0), height);
  ctx.fillStyle = theme.ink(0.16);
  for (let hour = 0, from = 0; hour < clock.hours; hour++) {
    if (!clock.isQuiet(hour)) from = hour + 1;
    else if (hour + 1 >= clock.hours || !clock.isQuiet(hour + 1)) {
      ctx.fillRect(x(from), names, x(Math.min(hour + 1, clock.hours)) - x(from), height);
    }
  }
  ctx.font = `11px ${theme.font}`;
  ctx.fillStyle = theme.soft;
  const every = Math.ceil(34 / (x(24) - x(0)));
  for (let day = 0; day * 24 < clock.hours; day += every) {
    ctx.fillText(DAYS[clock.date(day * 24).getUTCDay()].slice(0, 3), x(day * 24 + 9), 9);
  }
}

/** A tick for a deployment, a taller bar for one that carries several changes. */
function drawDeployments(ctx, x, lane, top, high, colour) {
  ctx.fillStyle = colour;
  for (const one of lane.deployments) {
    if (one.started < 0) continue;
    const [wide, tall] = one.load > 1 ? [3, high - 2] : [1.5, high / 2 - 1];
    ctx.fillRect(x(one.started) - wide / 2, top + high - 1 - tall, wide, tall);
  }
}

function drawReleases(ctx, x, lane, top, colour) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.8;
  for (const one of lane.releases) {
    if (one.by === "automatic" || !one.changes) continue;
    ctx.strokeRect(x(one.packaged) - 4, top + 3.5, 8, 8);
  }
}

function drawIncidents(ctx, x, lane, top, colour) {
  ctx.fillStyle = colour;
  for (const one of lane.incidents) {
    if (one.started < 0) continue;
    const middle = x(one.started);
    ctx.beginPath();
    ctx.moveTo(middle - 5, top + 10);
    ctx.lineTo(middle + 5, top + 10);
    ctx.lineTo(middle, top + 1);
    ctx.fill();
  }
}
