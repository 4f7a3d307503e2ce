"""Logs that hold together and are as odd as can be, drawn for tests; and when two are the same."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from deliverylab.log import DeliveryLog
from deliverylab.log.schema import TABLES

START = pd.Timestamp("2025-01-06", tz="UTC")
END = pd.Timestamp("2025-02-03", tz="UTC")
MICROSECONDS = int((END - START) / pd.Timedelta(microseconds=1))
TRAPS = [
    "NA", "nan", "NaN", "null", "None", "1e5", " c1 ", 'a"b', "a,b", "a\nb", "a\r\nb", "\r",
    "\ufeffc", "Straße 港", "#", "true", "2025-01-06", "a/b@c%2F", "incidents", "..",
]  # fmt: skip

texts = st.one_of(
    st.sampled_from(TRAPS),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6),
)


def assert_same(one: DeliveryLog, other: DeliveryLog) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])
    for field in dataclasses.fields(one):
        if field.name not in TABLES:
            assert getattr(one, field.name) == getattr(other, field.name), field.name


@st.composite
def moments(draw: st.DrawFn, count: int) -> list[pd.Timestamp]:
    """Draw times in order, all in whole seconds or to the microsecond."""
    step = draw(st.sampled_from([1, 1_000_000]))
    ticks = draw(st.lists(st.integers(0, MICROSECONDS // step - 1), min_size=count, max_size=count))
    return [START + pd.Timedelta(microseconds=tick * step) for tick in sorted(ticks)]


def or_missing(draw: st.DrawFn, values: st.SearchStrategy[object]) -> object:
    return draw(st.one_of(st.none(), values))


def one_of(draw: st.DrawFn, table: str, column: str) -> object:
    """Draw one of the values that a column of categories may hold, or none."""
    return draw(st.sampled_from([None, *TABLES[table].column(column).categories]))


@st.composite
def deployments(draw: st.DrawFn, names: list[str], releases: list[str]) -> list[dict[str, object]]:
    """Draw deployments; one that has ended has an outcome."""
    rows = []
    for name in names:
        started, finished = draw(moments(count=2))
        ended = draw(st.sampled_from(["success", "success", "failure", None]))
        rows.append(
            {
                "deployment": name,
                "release": draw(st.sampled_from([None, *releases])),
                "environment": draw(st.sampled_from(["production", "staging"])),
                "started": started,
                "finished": finished if ended else None,
                "outcome": ended,
                "strategy": one_of(draw, "deployments", "strategy"),
                "trigger": one_of(draw, "deployments", "trigger"),
                "planned": draw(st.booleans()),
            }
        )
    return rows


@st.composite
def changes(
    draw: st.DrawFn, names: list[str], deployed: list[dict[str, object]]
) -> list[dict[str, object]]:
    """Draw changes; one that is deployed has what its deployment says."""
    good = {
        row["deployment"]: row["finished"]
        for row in deployed
        if row["environment"] == "production" and row["outcome"] == "success"
    }
    rows = []
    for name in names:
        deployment = draw(st.sampled_from([None, *good]))
        end = good.get(deployment)
        stages = [time for time in draw(moments(count=8)) if end is None or time <= end]
        stages += [None] * (8 - len(stages))
        first, *others = stages
        kept = [time if draw(st.booleans()) else None for time in others]
        rows.append(
            {
                "change": name,
                "kind": one_of(draw, "changes", "kind"),
                "size": or_missing(draw, st.integers(0, 2**63 - 1)),
                **dict(zip(TABLES["changes"].time_order, [first or end, *kept], strict=False)),
                "deployment": deployment,
                "deployed": end,
            }
        )
    return rows


@st.composite
def builds(draw: st.DrawFn, names: list[str], built: list[str]) -> list[dict[str, object]]:
    """Draw CI runs; only one that failed has a reason."""
    rows = []
    for name in names:
        queued, started, finished = draw(moments(count=3))
        outcome = one_of(draw, "builds", "outcome")
        rows.append(
            {
                "build": name,
                "change": draw(st.sampled_from([None, *built])),
                "attempt": draw(st.integers(1, 2**63 - 1)),
                "queued": queued,
                "started": or_missing(draw, st.just(started)),
                "finished": finished if outcome else None,
                "outcome": outcome,
                "reason": one_of(draw, "builds", "reason") if outcome == "failure" else None,
            }
        )
    return rows


@st.composite
def incidents(draw: st.DrawFn, names: list[str], causes: list[str]) -> list[dict[str, object]]:
    """Draw incidents, some of them open."""
    rows = []
    for name in names:
        started, detected, restored = draw(moments(count=3))
        over = draw(st.booleans())
        rows.append(
            {
                "incident": name,
                "started": started,
                "detected": or_missing(draw, st.just(detected)),
                "restored": restored if over else None,
                "severity": one_of(draw, "incidents", "severity"),
                "deployment": draw(st.sampled_from([None, *causes])),
                "restored_by": one_of(draw, "incidents", "restored_by") if over else None,
            }
        )
    return rows


@st.composite
def traffic(draw: st.DrawFn) -> list[dict[str, object]]:
    """Draw a few hours."""
    latency = st.one_of(st.just(np.nan), st.floats(0, allow_infinity=False, allow_nan=False))
    rows = []
    for hour in sorted(draw(st.sets(st.integers(0, 27 * 24), max_size=4))):
        requests = draw(st.integers(0, 2**62))
        rows.append(
            {
                "hour": START + pd.Timedelta(hours=hour),
                "requests": requests,
                "failed": draw(st.integers(0, requests)),
                "p95_latency_ms": draw(latency),
            }
        )
    return rows


@st.composite
def one_team(draw: st.DrawFn, team: str) -> DeliveryLog:
    """Draw a log of one team that holds together; rows at the same time stand in any order."""
    unique = st.lists(texts, max_size=4, unique=True)
    named = {table: [f"{team}/{name}" for name in draw(unique)] for table in TABLES}
    rows: dict[str, list[dict[str, object]]] = {
        "releases": [
            {
                "release": name,
                "version": draw(texts),
                "change": draw(st.sampled_from([None, *named["changes"]])),
                "packaged": draw(moments(count=1))[0],
                "by": one_of(draw, "releases", "by"),
            }
            for name in named["releases"]
        ],
        "deployments": draw(deployments(named["deployments"], named["releases"])),
        "builds": draw(builds(named["builds"], named["changes"])),
        "incidents": draw(incidents(named["incidents"], named["deployments"])),
        "traffic": draw(traffic()),
    }
    rows["changes"] = draw(changes(named["changes"], rows["deployments"]))
    log = DeliveryLog.of(
        START,
        END,
        team=team,
        source=draw(texts),
        **{
            table: {
                column: [row.get(column) for row in of_table]
                for column in TABLES[table].column_names
                if column != "team"
            }
            for table, of_table in rows.items()
        },
    )
    ordered = {
        name: frame.sort_values(TABLES[name].sorted_by, kind="stable", ignore_index=True)
        for name, frame in log.tables.items()
    }
    notes = draw(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=2))
    unrecorded = draw(st.sets(st.sampled_from(["incidents", "deployments.planned"])))
    return DeliveryLog.from_tables(
        ordered, log.start, log.end, log.source, notes, [(team, what) for what in unrecorded]
    )


@st.composite
def logs(draw: st.DrawFn) -> DeliveryLog:
    """Draw a log of one to three teams."""
    teams = draw(st.lists(texts, min_size=1, max_size=3, unique=True))
    return DeliveryLog.concat([draw(one_team(team)) for team in teams])
