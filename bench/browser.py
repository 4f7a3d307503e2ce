"""What a student waits for in the browser: a slider's picture, and the pipeline view's dots."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.result import Result, percentile
from tests.browser.latency import LAB_SLIDER, RECIPE, RECIPE_SLIDER, lab_cell, slider_latency
from tests.browser.measure_pipeline_view import frames_per_second
from tests.browser.server import Notebook, Server, chromium, find_chromium, jupyterlab, new_page

MOVES = 50

SLIDERS = {
    "OnTheShelf": 0,
    "ThreeModes": 1,  # the strength of the tests: nearly everything is simulated anew
    "WhatIsInABatch": 0,
    "BusyIsSlow": 0,
    "WorkInProgress": 0,
    "BatchSize": 0,
    "WhereIsItCaught": 0,
    "WorthAutomating": 0,
    "TheMissingGate": 0,
    "ScorecardLab": 0,
    "ErrorBudget": 1,  # the changes per working day: all twelve months are simulated anew
    "WhoSaysSo": 0,  # the first week: every definition measures anew
    "GameTheMetric": 0,
    "TooManyAlarms": 0,
    "NotInVersionControl": 0,
    "AnyoneCanPickItUp": 4,  # how busy the busiest is: the break-even is looked for anew
    "CalmsAssessment": 0,
    "WhoKnows": 2,  # the weeks away: all absences and incidents anew
    "HalfAsMuch": 1,  # the lines in a change: all features are simulated anew
}
"""The labs with sliders, and which of them is moved."""


def run() -> list[Result]:
    """Measure the first slider of every lab, the common recipe beside them, then the dots."""
    with (
        tempfile.TemporaryDirectory() as folder,
        jupyterlab(Path(folder)) as server,
        sync_playwright() as playwright,
        chromium(playwright, find_chromium(playwright)) as browser,
    ):
        recipe = latency(browser, server, RECIPE, RECIPE_SLIDER)
        labs = {
            name: latency(browser, server, lab_cell(name), f"{LAB_SLIDER} >> nth={nth}")
            for name, nth in SLIDERS.items()
        }
        dots = frames_per_second(browser)
    ratio = statistics.median(recipe) / statistics.median(labs["OnTheShelf"])
    return [
        *(line for name, times in labs.items() for line in _slider(name, times)),
        Result(
            "common recipe, median", statistics.median(recipe), "ms", note=f"{ratio:.1f} × ours"
        ),
        Result("common recipe, 95th percentile", percentile(recipe, 0.95), "ms"),
        Result(
            "pipeline view, 500 dots",
            dots.frames_per_second,
            "frames/s",
            55,
            True,
            f"{dots.median_ms:.1f} ms of work a frame",
        ),
    ]


def _slider(lab: str, times: list[float]) -> list[Result]:
    """Return the lines for one lab's slider."""
    median, slowest = (60, 120) if lab == "ThreeModes" else (40, 80)  # that one runs nine years
    return [
        Result(f"{lab}, median", statistics.median(times), "ms", median, note=f"{MOVES} moves"),
        Result(f"{lab}, 95th percentile", percentile(times, 0.95), "ms", slowest),
    ]


def latency(browser: Browser, server: Server, cell: str, slider: str) -> list[float]:
    """Return the milliseconds of each move of the slider that `cell` shows."""
    with new_page(browser) as page:
        notebook = Notebook(page, server)
        try:
            notebook.open([cell]).run_all()
            handle = page.locator(slider).first
            handle.wait_for(timeout=30_000)
            handle.scroll_into_view_if_needed()
            return slider_latency(page, handle, MOVES)
        finally:
            notebook.shut_down()
