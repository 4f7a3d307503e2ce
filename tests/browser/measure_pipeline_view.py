"""How many pictures a second the pipeline view draws in Chromium with 500 dots on the move.

`make bench` calls `frames_per_second`. The view plays for a few seconds while two counters
run in the page: how often the browser drew, and how long the view's own work took each time. The
dots are a crowd made for this: 500 changes, most of them moving at any moment.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from playwright.sync_api import Browser

from deliverylab.log import DeliveryLog
from deliverylab.show.pipeline.view import PipelineView
from tests.browser.widget_page import widget_page

_PLAY = """async (seconds) => {
  const ask = window.requestAnimationFrame.bind(window);
  const times = [];
  window.requestAnimationFrame = (callback) => ask((now) => {
    const from = performance.now();
    callback(now);
    times.push(performance.now() - from);
  });
  document.querySelector(".dlp-play").click();
  await new Promise((done) => setTimeout(done, 500));
  times.length = 0;
  const start = performance.now();
  await new Promise((done) => setTimeout(done, seconds * 1000));
  const fps = (1000 * times.length) / (performance.now() - start);
  document.querySelector(".dlp-play").click();
  times.sort((a, b) => a - b);
  return { fps, median: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)] };
}"""


@dataclass(frozen=True)
class Smoothness:
    """Pictures a second, and the milliseconds that one picture takes (median, 95th percentile)."""

    frames_per_second: float
    median_ms: float
    p95_ms: float


def crowd(changes: int) -> DeliveryLog:
    """Return a log of one busy day: every change enters a new stage about every half hour."""
    day = pd.Timestamp("2025-03-03T08:00", tz="UTC")
    first = [day + pd.Timedelta(seconds=7 * i) for i in range(changes)]

    def later(hours: float) -> list[pd.Timestamp]:
        return [at + pd.Timedelta(hours=hours) for at in first]

    names = [f"c{i}" for i in range(changes)]
    return DeliveryLog.of(
        "2025-03-03",
        "2025-03-04",
        team="hydrofoil",
        changes={
            "change": names,
            "committed": first,
            "opened": later(0.5),
            "review_started": later(1),
            "reviewed": later(1.5),
            "merged": later(2.6),
            "packaged": later(3.2),
            "staged": later(4),
            "deployment": names,
            "deployed": later(5.5),
        },
        builds={
            "build": names,
            "change": names,
            "attempt": [1] * changes,
            "queued": later(1.5),
            "started": later(2),
            "finished": later(2.6),
            "outcome": ["success"] * changes,
        },
        releases={
            "release": names,
            "version": [f"1.{i}" for i in range(changes)],
            "change": names,
            "packaged": later(3.2),
            "by": ["automatic"] * changes,
        },
        deployments={
            "deployment": names,
            "release": names,
            "environment": ["production"] * changes,
            "started": later(4.6),
            "finished": later(5.5),
            "outcome": ["success"] * changes,
            "trigger": ["change"] * changes,
            "planned": [True] * changes,
        },
    )


def frames_per_second(browser: Browser, dots: int = 500, seconds: float = 4.0) -> Smoothness:
    """Play a crowd of `dots` changes in `browser` and return how smoothly it moves."""
    view = PipelineView(crowd(dots), start="2025-03-03", days=1)
    view.hour = 9.5  # most of the crowd is on its way
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.set_content(widget_page(view))
    page.wait_for_function("window.ready")
    page.wait_for_timeout(500)
    page.select_option("select", "0.5")  # slow, so that most dots are there all the time
    measured = page.evaluate(_PLAY, seconds)
    page.close()
    return Smoothness(measured["fps"], measured["median"], measured["p95"])
