"""How long a slider takes: from the key press to the painted picture, in JupyterLab in Chromium.

Two ways are measured alike: the lab, and the common recipe (`interact` with a new figure for every
position). A time begins with the browser's time stamp of the key press and ends in the first task
after the frame in which the new picture was painted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from playwright.sync_api import Locator, Page

from deliverylab.show.lab import SKIPPED

LAB_SLIDER = ".dl-lab input[type=range]"


def lab_cell(name: str) -> str:
    """Return a cell that shows a lab of `deliverylab.show` with its outcome in sight."""
    return (
        f"from deliverylab.show import {name}\nlab = {name}()\n"
        f"_ = lab.prediction and lab.predict({SKIPPED!r})\nlab"
    )


RECIPE = """
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import IntSlider, interact
from deliverylab.show import OnTheShelf
from deliverylab.show.waits import days_by_workday
%config InlineBackend.figure_format = "retina"
model = OnTheShelf()

def draw(days):
    result = model.model(model.first_choices | {"every_days": days})
    making, both = days_by_workday(result)
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.2, 3.4), width_ratios=(2.5, 1))
    left.stairs(both, baseline=making, fill=True, facecolor="white", edgecolor="red", hatch="////")
    left.stairs(making, fill=True)
    left.set_xlabel("day of the commit")
    left.set_ylabel("days to production")
    right.hist(result.waiting / 24, 14, orientation="horizontal")
    right.axhline(result.average_wait / 24)
    right.set_xlabel("packages, by wait")
    figure.suptitle(f"A package waits {result.average_wait / 24:.1f} days on the shelf")
    plt.show()

interact(draw, days=IntSlider(value=14, min=1, max=28));
"""
RECIPE_SLIDER = ".noUi-handle"

_WATCH = """
() => {
  const times = [];
  let pressed = null;
  document.addEventListener('keydown', event => { pressed = event.timeStamp; }, true);
  const painted = () => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      if (pressed === null) return;
      times.push(performance.now() - pressed);
      pressed = null;
      dispatchEvent(new Event('slider-painted'));
    };
    channel.port2.postMessage(null);
  });
  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === 'attributes') painted();
      for (const node of change.addedNodes) {
        if (node.nodeType !== 1) continue;
        const image = node.matches('img') ? node : node.querySelector('img');
        if (image) image.decode().then(painted);
      }
    }
  }).observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: ['data-number'],
  });
  window.sliderTimes = times;
  window.sliderPainted = count => new Promise(resolve => {
    const look = () => times.length >= count && resolve();
    addEventListener('slider-painted', look);
    look();
  });
}
"""


_PLACES = """
handle => {
  const read = (name, other) => Number(handle.getAttribute(name) ?? handle.getAttribute(other));
  const step = Number(handle.step) || 1;
  const [low, high] = [read('min', 'aria-valuemin'), read('max', 'aria-valuemax')];
  const now = Number(handle.value ?? handle.getAttribute('aria-valuenow'));
  return [Math.round((now - low) / step), Math.round((high - now) / step)];
}
"""


def slider_latency(page: Page, slider: Locator, moves: int = 50, pause_ms: int = 30) -> list[float]:
    """Return the milliseconds from key press to painted picture of `moves` key presses.

    `slider` is focused and moved by the arrow keys to its right end, to the left end and back, one
    position at a time; the next key is pressed `pause_ms` after the picture was painted.
    """
    page.evaluate(_WATCH)
    below, above = slider.evaluate(_PLACES)
    slider.focus()
    for count, key in enumerate(itertools.islice(_keys(below, above), moves), start=1):
        page.keyboard.press(key)
        page.evaluate("count => sliderPainted(count)", count)
        page.wait_for_timeout(pause_ms)
    times: list[float] = page.evaluate("sliderTimes")
    return times


def _keys(below: int, above: int) -> Iterator[str]:
    """Go to the right end, to the left end, and so on, from so far above the left end."""
    yield from ["ArrowRight"] * above
    while True:
        yield from ["ArrowLeft"] * (below + above)
        yield from ["ArrowRight"] * (below + above)
