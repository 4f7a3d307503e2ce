"""What a student waits for in the browser: a slider's picture, and the pipeline view's dots."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.result import Result, percentile
from tests.browser.latency import LAB, MODES, RECIPE, slider_latency
from tests.browser.measure_pipeline_view import frames_per_second
from tests.browser.server import Notebook, Server, chromium, find_chromium, jupyterlab, new_page

MOVES = 50


def run() -> list[Result]:
    """Measure the labs' sliders and the common recipe beside them, then the dots."""
    with (
        tempfile.TemporaryDirectory() as folder,
        jupyterlab(Path(folder)) as server,
        sync_playwright() as playwright,
        chromium(playwright, find_chromium(playwright)) as browser,
    ):
        lab = latency(browser, server, LAB, ".dl-lab input[type=range] >> nth=0")
        recipe = latency(browser, server, RECIPE, ".jp-OutputArea [role=slider] >> nth=0")
        trains = latency(browser, server, MODES, ".dl-lab input[type=range] >> nth=2")
        tests = latency(
            browser,
            server,
            MODES,
            ".dl-lab input[type=range] >> nth=1",
            to_the_end=7,
            positions=20,
        )
        dots = frames_per_second(browser)
    ratio = statistics.median(recipe) / statistics.median(lab)
    return [
        Result(
            "slider to picture, median", statistics.median(lab), "ms", 40, note=f"{MOVES} moves"
        ),
        Result("slider to picture, 95th percentile", percentile(lab, 0.95), "ms", 80),
        *_three_modes("days between trains", trains),
        *_three_modes("strength of the tests", tests),
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


def _three_modes(lever: str, times: list[float]) -> list[Result]:
    """Return the lines for a slider of the lab that simulates nine years a move, three a mode."""
    return [
        Result(f"three modes, {lever}, median", statistics.median(times), "ms", 60),
        Result(f"three modes, {lever}, 95th percentile", percentile(times, 0.95), "ms", 120),
    ]


def latency(
    browser: Browser,
    server: Server,
    cell: str,
    slider: str,
    *,
    to_the_end: int = 14,
    positions: int = 28,
) -> list[float]:
    """Return the milliseconds of each move of the slider that `cell` shows.

    It has so many `positions`, and stands `to_the_end` of them from its right end.
    """
    with new_page(browser) as page:
        notebook = Notebook(page, server)
        try:
            notebook.open([cell]).run_all()
            handle = page.locator(slider)
            handle.wait_for(timeout=30_000)
            return slider_latency(page, handle, MOVES, to_the_end=to_the_end, positions=positions)
        finally:
            notebook.shut_down()
