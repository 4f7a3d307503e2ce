"""Shipping for real: how long a student waits for each step of the harbour."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from bench.result import Result
from deliverylab.ship import Harbour

ROUNDS = 5


def run() -> list[Result]:
    """Measure each step, in a new harbour each time, and the whole story of lesson 01."""
    seconds: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, took in story().items():
            seconds.setdefault(name, []).append(took)
    budgets = {"release": 2, "deploy with health check": 3, "roll back": 1, "the whole story": 20}
    return [
        Result(f"ship: {name}", statistics.median(took), "s", budgets.get(name))
        for name, took in seconds.items()
    ]


def story() -> dict[str, float]:
    """Ship two packages, have a third one refused, roll back; return the seconds of each step."""
    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], object]) -> None:
        begin = time.perf_counter()
        step()
        seconds[name] = time.perf_counter() - begin

    def ship(change: str) -> None:
        timed("commit", lambda: harbour.commit(change))
        timed("build", harbour.build)
        timed("release", harbour.release)
        timed("deploy to staging", lambda: harbour.deploy("staging"))
        timed("deploy with health check", harbour.deploy)

    def refused() -> None:
        harbour.commit("keep the book in a file")
        harbour.build()
        harbour.release()
        try:
            harbour.deploy("staging")
        except ValueError:
            harbour.commit("take it back")

    begin = time.perf_counter()
    harbour = Harbour()
    seconds["open"] = time.perf_counter() - begin
    with harbour:
        ship("show the ship")
        timed("a deployment that is refused", refused)
        ship("print a label")
        timed("ask", lambda: harbour.ask("production"))
        timed("roll back", harbour.roll_back)
        timed("log", harbour.log)
    seconds["the whole story"] = time.perf_counter() - begin
    return seconds
