"""Many small random logs at once, in which everything odd happens that a KPI must bear.

Times fall on whole minutes, hours or days, so that durations tie and events stand exactly at a
window's edge. Of the two teams of a log, one may have no rows, or a source that does not record
incidents, traffic, deployments or what was planned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.log.tables import make_table
from tests.measure.sql import Case

START = pd.Timestamp("2025-01-06", tz="UTC").as_unit("us")
TEAMS = ("barge", "tug")
STEPS = {"minute": 1, "hour": 60, "day": 24 * 60}
Columns = Mapping[str, npt.ArrayLike]
Minutes = npt.NDArray[np.floating]


def odd_cases(logs: int, seed: int) -> list[Case]:
    """Return each log twice: measured as a whole, and in a window that cuts it."""
    draw = np.random.default_rng(seed)
    cases = []
    for log in odd_logs(logs, draw):
        hours = int((log.end - log.start) / pd.Timedelta(hours=1))
        step = draw.choice([1, 24])
        cut = np.sort(draw.integers(0, hours // step + 1, 2)) * int(step)
        start, end = (log.start + pd.Timedelta(hours=int(hour)) for hour in cut)
        cases += [Case(log, log.start, log.end), Case(log, start, end)]
    return cases


def odd_logs(count: int, draw: np.random.Generator) -> Iterator[DeliveryLog]:
    """Yield the logs. All tables are made in one go and cut up, which is far quicker."""
    columns: dict[str, dict[str, list[npt.NDArray[np.generic]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    ends: dict[str, list[int]] = defaultdict(lambda: [0])
    days = [int(draw.choice([1, 5, 7, 20, 35, 60])) for _ in range(count)]
    unrecorded = []
    for length in days:
        silent = []
        nothing = draw.random() < 0.07
        for team in TEAMS:
            missing = str(draw.choice(list(UNRECORDED), p=list(UNRECORDED.values())))
            silent += [(team, missing)] if missing else []
            for name, rows in team_rows(draw, length * 24 * 60, team, missing, nothing).items():
                for column, values in rows.items():
                    columns[name][column].append(np.asarray(values))
        unrecorded.append(silent)
        for name, rows in columns.items():
            ends[name].append(ends[name][-1] + sum(map(len, rows["team"][-len(TEAMS) :])))
    tables = {
        name: make_table(name, {c: joined(v) for c, v in columns[name].items()}, TEAMS)
        for name in ("changes", "builds", "releases", "deployments", "incidents", "traffic")
    }
    for number, length in enumerate(days):
        part = {
            name: rows_between(table, *ends[name][number : number + 2]) if name in ends else table
            for name, table in tables.items()
        }
        end = START + pd.Timedelta(days=length)
        yield DeliveryLog.from_tables(part, START, end, "at random", unrecorded=unrecorded[number])


UNRECORDED = {
    "": 0.8,
    "incidents": 0.05,
    "traffic": 0.05,
    "deployments": 0.05,
    "deployments.planned": 0.05,
}
"""What a team's source may not record, and how often."""


def team_rows(
    draw: np.random.Generator, minutes: int, team: str, missing: str, nothing: bool
) -> dict[str, Columns]:
    """Return the rows of one team's log of so many minutes.

    Args:
        draw: where the luck comes from.
        minutes: the log's length.
        team: the team's name.
        missing: what its source does not record.
        nothing: whether nothing happened at all.
    """
    step = int(draw.choice(list(STEPS.values())))
    longest = int(draw.choice([2, 12, 100]))  # steps
    empty = nothing or draw.random() < 0.03

    def size(most: int) -> int:
        return 0 if empty else int(draw.integers(0, most))

    def some_time(rows: int) -> Minutes:
        return np.sort(draw.integers(0, max(1, minutes // step), rows) * step).astype(np.float64)

    def later(begin: Minutes) -> Minutes:
        return begin + draw.integers(0, longest, len(begin)) * step

    def known(time: Minutes) -> Minutes:
        return np.where(time < minutes, time, np.nan)

    deployments = size(16) if missing != "deployments" else 0
    started = some_time(deployments)
    finished = known(later(started))
    over = ~np.isnan(finished)
    production = draw.random(deployments) < 0.7
    outcome = np.where(draw.random(deployments) < 0.85, "success", "failure").astype(object)
    outcome[~over] = None
    names = np.array([f"{team}-d{i}" for i in range(deployments)], dtype=object)

    committed = some_time(size(25))
    carrier = np.flatnonzero(production & (outcome == "success"))
    carried_by, deployed = np.full((2, len(committed)), np.nan).astype(object)
    if len(carrier):
        chosen = carrier[draw.integers(0, len(carrier), len(committed))]
        reached = finished[chosen] >= committed
        carried_by[reached], deployed[reached] = names[chosen[reached]], finished[chosen[reached]]

    begin = some_time(size(10) if missing != "incidents" else 0)
    cause = np.full(len(begin), None, dtype=object)
    if deployments:
        caused = draw.random(len(begin)) < 0.7
        # Few deployments, so that one causes several incidents; unfinished and staging ones too.
        cause[caused] = names[draw.integers(0, min(5, deployments), caused.sum())]

    hours = minutes // 60 if draw.random() < 0.9 and missing != "traffic" and not empty else 0
    hour = np.unique(draw.integers(0, max(1, hours), min(hours, 30))) * 60.0
    requests = draw.choice([0, 1, 40, 1000], len(hour), p=[0.3, 0.1, 0.3, 0.3])
    return {
        "changes": {
            "change": [f"{team}-c{i}" for i in range(len(committed))],
            "team": [team] * len(committed),
            "committed": moment(committed),
            "deployment": carried_by,
            "deployed": moment(deployed.astype(np.float64)),
        },
        "deployments": {
            "deployment": names,
            "team": [team] * deployments,
            "environment": np.where(production, "production", "staging").astype(object),
            "started": moment(started),
            "finished": moment(finished),
            "outcome": outcome,
            "planned": draw.random(deployments) < 0.8,
        },
        "incidents": {
            "incident": [f"{team}-i{i}" for i in range(len(begin))],
            "team": [team] * len(begin),
            "started": moment(begin),
            "restored": moment(known(later(begin))),
            "deployment": cause,
        },
        "traffic": {
            "team": [team] * len(hour),
            "hour": moment(hour),
            "requests": requests,
            "failed": draw.binomial(requests, 0.1),
            "p95_latency_ms": np.full(len(hour), 120.0),
        },
    }


def moment(minute: Minutes) -> npt.NDArray[np.datetime64]:
    """Return minutes after the start as moments; NaN becomes missing."""
    return START.to_datetime64() + pd.to_timedelta(minute, unit="min").to_numpy()


def joined(parts: list[npt.NDArray[np.generic]]) -> object:
    """Return the parts of a column as one, with the time zone that NumPy cannot hold."""
    column = np.concatenate(parts)
    if column.dtype.kind != "M":
        return column
    return pd.DatetimeIndex(column).as_unit("us").tz_localize("UTC")


def rows_between(table: pd.DataFrame, first: int, after: int) -> pd.DataFrame:
    """Return part of a table's rows, numbered from 0."""
    return table.iloc[first:after].reset_index(drop=True)
