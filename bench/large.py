"""The scorecard of millions of changes beside DuckDB on the same tables, in a process of its own.

`measured` starts that process, so that its memory is the log's and nothing else's;
`python -m bench.large CHANGES` is what it runs.

The log has two years of four teams that are as busy as it takes. The two years are simulated
once, for a quarter of the changes, and each team gets its own copy, with names of its own for
everything in it. So a team's durations are as varied as in a simulation of that size, and the log
has all that a real one has: failed builds, staging, incidents, traffic, changes under way. No two
ids are one text in memory, as in a log that was read from files.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from bench.result import interleaved
from bench.simulate import CHANGES_A_DAY, times_as_busy
from deliverylab.log import DeliveryLog
from deliverylab.log.schema import TABLES, TEXT
from deliverylab.measure import scorecard
from deliverylab.simulate import simulate
from tests.measure.sql import VALUES, connect, kpis_in_sql

ROOT = Path(__file__).resolve().parent.parent
TEAMS = ("barge", "tug", "ferry", "hydrofoil")
DAYS = 2 * 364
CHANGES = 2 * 260 * CHANGES_A_DAY
"""How many changes the busy year's team makes in that time."""

ROUNDS = 3


@dataclass(frozen=True)
class Measured:
    """How long scorecard and SQL took each time, and the memory that the process came to hold."""

    changes: int
    ours: list[float]
    theirs: list[float]
    peak_bytes: int


def measured(changes: int) -> Measured:
    """Measure a log of about so many changes in a process of its own."""
    command = [sys.executable, "-m", "bench.large", str(changes)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(done.stdout))


def measure(changes: int) -> Measured:
    """Measure a log of about so many changes in this process."""
    log = large_log(changes)
    scorecard(log)
    peak = peak_bytes()
    database = connect(log)
    ours, theirs = interleaved(
        lambda _turn: scorecard(log),
        lambda _turn: kpis_in_sql(database, log.start, log.end, VALUES),
        rounds=ROUNDS,
    )
    return Measured(len(log.changes), ours, theirs, peak)


def large_log(changes: int) -> DeliveryLog:
    """Return a log of about so many changes."""
    busy = times_as_busy(changes / len(TEAMS) / CHANGES)
    years = simulate(busy, DAYS, seed=1)
    tables = {name: copies(name, table, busy.name) for name, table in years.tables.items()}
    return DeliveryLog.from_tables(tables, years.start, years.end, years.source, years.notes)


def copies(name: str, table: pd.DataFrame, simulated: str) -> pd.DataFrame:
    """Return the rows of the simulated team once for each team, team after team."""
    codes = np.repeat(np.arange(len(TEAMS), dtype=np.int8), len(table))
    teams = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(TEAMS)))
    columns = {}
    for column in TABLES[name].columns:
        if column.kind in ("id", "reference"):
            columns[column.name] = renamed(table[column.name], simulated)
        elif column.kind == "team":
            columns[column.name] = pd.Series(teams)
        else:
            every = [table[column.name]] * len(TEAMS)
            columns[column.name] = pd.concat(every, ignore_index=True)
    return pd.DataFrame(columns)


def renamed(names: pd.Series, simulated: str) -> pd.Series:
    """Return the names once for each team and after that team; a missing one stays missing."""
    ends = [name[len(simulated) :] if isinstance(name, str) else None for name in names]
    every = [None if end is None else team + end for team in TEAMS for end in ends]
    return pd.Series(every, dtype=TEXT)


def peak_bytes() -> int:
    """Return the most memory that this process has held so far."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    print(json.dumps(asdict(measure(int(sys.argv[1])))))
