"""Delivery logs for the tests: one random log of any number of teams."""

from __future__ import annotations

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog

START = pd.Timestamp("2025-01-06", tz="UTC")
HOUR = 3_600_000_000  # in microseconds


def random_log(seed: int, team: str = "tug", changes: int = 60, days: int = 70) -> DeliveryLog:
    """Return a log in which everything odd happens: failed, unfinished, redeployed, open, waiting.

    Times are whole minutes, so that ties and events exactly at a window's edge occur.
    """
    draw = np.random.default_rng(seed)
    minutes = days * 24 * 60

    def when(minute: np.ndarray, known: np.ndarray | None = None) -> pd.Series:
        moment = pd.Series(START.as_unit("us") + pd.to_timedelta(minute, unit="min"))
        known = minute < minutes if known is None else known & (minute < minutes)
        return moment.astype("datetime64[us, UTC]").where(known)

    deployments = int(draw.integers(0, max(2, changes // 2)))
    started = np.sort(draw.integers(0, minutes, deployments))
    finished = started + draw.integers(1, 3000, deployments)
    production = draw.random(deployments) < 0.7
    success = draw.random(deployments) < 0.85
    deployment = pd.Series([f"{team}-d{i:06d}" for i in range(deployments)], dtype="str")
    over = finished < minutes

    committed = np.sort(draw.integers(0, minutes, changes))
    carrier = np.flatnonzero(production & success & over)
    chosen = carrier[draw.integers(0, len(carrier), changes)] if len(carrier) else None
    reached = np.zeros(changes, dtype=bool)
    arrives = np.zeros(changes, dtype=np.int64)
    carried_by = np.full(changes, None, dtype=object)
    if chosen is not None:
        arrives = finished[chosen]
        reached = arrives >= committed
        carried_by = np.where(reached, deployment.to_numpy()[chosen], None)

    incidents = int(draw.integers(0, max(2, deployments)))
    cause = draw.integers(0, max(1, deployments), incidents)
    caused = (draw.random(incidents) < 0.7) & (deployments > 0)
    begin = np.sort(draw.integers(0, minutes, incidents))
    causes = np.array([f"{team}-d{i:06d}" for i in cause], dtype=object)

    hours = np.arange(0, minutes, 60)
    requests = draw.poisson(50, len(hours))
    return DeliveryLog.of(
        START,
        START + pd.Timedelta(days=days),
        team=team,
        changes={
            "change": [f"{team}-c{i:06d}" for i in range(changes)],
            "committed": when(committed),
            "deployment": carried_by,
            "deployed": when(arrives, reached),
        },
        deployments={
            "deployment": deployment,
            "release": [f"{team}-r{i // 2:06d}" for i in range(deployments)],
            "environment": np.where(production, "production", "staging"),
            "started": when(started),
            "finished": when(finished),
            "outcome": np.where(over, np.where(success, "success", "failure"), None),
            "planned": draw.random(deployments) < 0.8,
        },
        releases={
            "release": [f"{team}-r{i:06d}" for i in range((deployments + 1) // 2)],
            "version": [f"1.{i}" for i in range((deployments + 1) // 2)],
            "packaged": START,
        },
        incidents={
            "incident": [f"{team}-i{i:06d}" for i in range(incidents)],
            "started": when(begin),
            "restored": when(begin + draw.integers(0, 4000, incidents)),
            "severity": "minor",
            "deployment": np.where(caused, causes, None),
        },
        traffic={
            "hour": when(hours),
            "requests": requests,
            "failed": draw.binomial(requests, 0.004),
            "p95_latency_ms": 120.0,
        },
    )
