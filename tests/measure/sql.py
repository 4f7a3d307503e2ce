"""The five KPIs and the rework rate once more, in SQL: an independent reading of their definitions.

Nothing here shares code with the measures. DuckDB reads the log's tables and computes everything
per team. A column is called as its KPI is; what belongs to it has the KPI's name in front:
`lead_time_for_changes_p90`.

`connect` holds one log, measured in one window. `connect_all` holds many, each with its own: a
team is called "17 tug" there, and each row carries its window (`since`, `until`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from deliverylab.log import DeliveryLog

if TYPE_CHECKING:
    import duckdb

WEEK = 604_800_000_000  # in microseconds
HOUR = 3_600_000_000
READ: dict[str, list[str]] = {
    "changes": ["team", "committed", "deployed"],
    "deployments": [
        "team",
        "deployment",
        "environment",
        "started",
        "finished",
        "outcome",
        "planned",
    ],
    "incidents": ["team", "started", "restored", "deployment"],
    "traffic": ["team", "hour", "requests", "failed"],
}


class Case(NamedTuple):
    """A log and the window in which it is measured."""

    log: DeliveryLog
    start: pd.Timestamp
    end: pd.Timestamp


def ended_in_window(kpi: str, table: str, began: str, ended: str, of: str = "true") -> str:
    """Return the query for what ended: its median, 90th percentile and number."""
    return f"""
        select team,
               median(epoch_us({ended}) - epoch_us({began})) / {HOUR} as {kpi},
               quantile_cont(epoch_us({ended}) - epoch_us({began}), 0.9) / {HOUR} as {kpi}_p90,
               count(*) as {kpi}_observations
        from {table} where {ended} >= $start and {ended} < $end and {of}
        group by team
    """


def under_way(kpi: str, table: str, began: str, ended: str, of: str = "true") -> str:
    """Return the query for what had begun and not ended: its number and median age."""
    return f"""
        select team, count(*) as {kpi}_under_way,
               median(epoch_us($end) - epoch_us({began})) / {HOUR} as {kpi}_age
        from {table} where {began} < $end and ({ended} is null or {ended} >= $end) and {of}
        group by team
    """


def survival_median(kpi: str, table: str, began: str, ended: str, of: str = "true") -> str:
    """Return the query for the Kaplan–Meier median of what began in the window.

    Where the estimate is one half for a while, the middle of that while.
    """
    return f"""
        with cohort as (
            select team,
                   epoch_us(least(coalesce({ended}, $end), $end)) - epoch_us({began}) as lasted,
                   coalesce({ended} < $end, false) as over
            from {table} where {began} >= $start and {began} < $end and {of}
        ), steps as (
            select team, lasted, count(*) filter (over) as ended,
                   sum(count(*)) over (partition by team order by lasted desc) as at_risk
            from cohort group by team, lasted
        ), curve as (
            select team, lasted, exp(sum(case when ended = at_risk then -1e9
                else ln(1 - ended / at_risk) end) over (partition by team order by lasted)) as going
            from steps where ended > 0
        ), down as (
            select team, lasted, going,
                   lead(lasted) over (partition by team order by lasted) as after,
                   row_number() over (partition by team order by lasted) as place
            from curve where going <= 0.5 + 1e-9
        )
        select team, case when going >= 0.5 - 1e-9 and after is not null
            then (lasted + after) / 2 else lasted end / {HOUR} as {kpi}_kaplan_meier
        from down where place = 1
    """


def unrecorded(what: str) -> str:
    """Return the condition that a team's source says nothing of a table or column."""
    table = what.partition(".")[0]
    return f"team in (select team from unrecorded where what in ('{what}', '{table}'))"


FINISHED = "finished >= $start and finished < $end"
PRODUCTION = f"""
    select team,
           case when {unrecorded("deployments")} then null else
               count(*) filter ({FINISHED} and outcome = 'success') * {WEEK}.0
               / nullif(epoch_us(any_value($end)) - epoch_us(any_value($start)), 0)
           end as deployment_frequency,
           avg((exists (select 1 from incidents i where i.deployment = d.deployment))::int)
               filter ({FINISHED} and not {unrecorded("incidents")}) as change_failure_rate,
           avg((not planned)::int)
               filter ({FINISHED} and not {unrecorded("deployments.planned")})
               as deployment_rework_rate
    from deployments d
    where environment = 'production'
    group by team
"""
NO_DEPLOYMENTS = f"""
    select team, 0.0 as without_deployments
    from windows where until > since and not {unrecorded("deployments")}
"""
PRODUCTION_COUNTS = f"""
    select team,
           count(*) filter ({FINISHED} and outcome = 'success')
               as deployment_frequency_observations,
           count(*) filter ({FINISHED} and outcome is distinct from 'success') as failed,
           count(*) filter (started < $end and (finished is null or finished >= $end))
               as not_finished,
           count(*) filter ({FINISHED} and not {unrecorded("incidents")})
               as change_failure_rate_observations,
           count(*) filter ({FINISHED} and not {unrecorded("deployments.planned")})
               as deployment_rework_rate_observations
    from deployments
    where environment = 'production'
    group by team
"""
RELIABILITY = """
    select team, 1 - sum(failed) / nullif(sum(requests), 0) as reliability,
           sum(requests) as reliability_observations
    from traffic where hour >= $start and hour < $end
    group by team
"""
LEAD_TIME = ("lead_time_for_changes", "changes", "committed", "deployed")
RESTORE = ("time_to_restore_service", "incidents", "started", "restored")
RECOVERY = ("failed_deployment_recovery_time", *RESTORE[1:], "deployment is not null")
NOT_BY_CHANGE = """
    select team, count(*) as not_caused_by_a_deployment
    from incidents where restored >= $start and restored < $end and deployment is null
    group by team
"""

VALUES = (
    PRODUCTION,
    ended_in_window(*LEAD_TIME),
    under_way(*LEAD_TIME),
    ended_in_window(*RESTORE),
    under_way(*RESTORE),
    RELIABILITY,
)
"""What SQL is quick at: the value of each KPI, with what a duration says beside it."""

QUERIES = (
    *VALUES,
    PRODUCTION_COUNTS,
    ended_in_window(*RECOVERY),
    under_way(*RECOVERY),
    NOT_BY_CHANGE,
    survival_median(*LEAD_TIME),
    survival_median(*RESTORE),
    survival_median(*RECOVERY),
)
"""Everything but the weekly series."""

WEEKLY = f"""
    with weeks as (
        select team, since,
               unnest(range(ceil((epoch_us(until) - epoch_us(since)) / {WEEK})::int)) as week
        from windows
    ), production as (
        select *, (epoch_us(finished) - epoch_us(since)) // {WEEK} as week
        from deployments
        where environment = 'production' and finished >= since and finished < until
    ), deployed as (
        select team, week,
               count(*) filter (outcome = 'success') as succeeded,
               avg((deployment in (select deployment from incidents
                                   where deployment is not null))::int)
                   filter (not {unrecorded("incidents")}) as caused,
               avg((not planned)::int)
                   filter (not {unrecorded("deployments.planned")}) as unplanned
        from production group by team, week
    ), asked as (
        select team, (epoch_us(hour) - epoch_us(since)) // {WEEK} as week,
               1 - sum(failed) / nullif(sum(requests), 0) as good
        from traffic where hour >= since and hour < until
        group by team, week
    )
    select team, epoch_us(since) + week * {WEEK} as starts,
           coalesce(succeeded, 0) as deployment_frequency,
           caused as change_failure_rate,
           unplanned as deployment_rework_rate,
           good as reliability
    from weeks left join deployed using (team, week) left join asked using (team, week)
    order by team, week
"""


def connect(log: DeliveryLog) -> duckdb.DuckDBPyConnection:
    """Return a database with what the queries read of the log, in DuckDB's own format."""
    database = _open()
    for name, columns in READ.items():
        _create(database, name, _plain(log.tables[name][columns]))
    _create(database, "unrecorded", _pairs(log.unrecorded))
    return database


def connect_all(cases: Sequence[Case]) -> duckdb.DuckDBPyConnection:
    """Return a database with the tables of many logs, and a window with each row."""
    database = _open()
    windows = [
        {"team": f"{number} {team}", "since": case.start, "until": case.end}
        for number, case in enumerate(cases)
        for team in case.log.teams
    ]
    _create(database, "windows", pd.DataFrame(windows))
    for name, columns in READ.items():
        tables = [case.log.tables[name][columns] for case in cases]
        rows = pd.concat(tables, keys=range(len(cases)))
        number = rows.index.get_level_values(0)
        _create(database, f"{name}_of_all", _plain(rows).assign(number=number))
        # Each log has its own names: a cause is looked for among its own deployments only.
        names = [c for c in ("team", "deployment") if c in rows]
        named = ", ".join(f"number || ' ' || {column} as {column}" for column in names)
        database.execute(
            f"create table {name} as select * from "
            f"(select * exclude (number) replace ({named}) from {name}_of_all) "
            "join windows using (team)"
        )
    pairs = (
        (f"{number} {team}", what)
        for number, case in enumerate(cases)
        for team, what in case.log.unrecorded
    )
    _create(database, "unrecorded", _pairs(pairs))
    return database


def kpis_in_sql(
    database: duckdb.DuckDBPyConnection,
    start: pd.Timestamp,
    end: pd.Timestamp,
    queries: Iterable[str] = QUERIES,
) -> dict[str, pd.Series]:
    """Return each column of the queries by team, of what `connect` holds, in one window."""
    window = {"start": start.to_pydatetime(), "end": end.to_pydatetime()}
    answers = {}
    for query in queries:
        used = {name: moment for name, moment in window.items() if f"${name}" in query}
        answer = database.execute(query, used).df().set_index("team")
        answers.update({str(column): answer[column] for column in answer})
    return answers


def all_kpis_in_sql(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row for each team and window that `connect_all` holds, NaN where SQL has none."""
    columns = [
        database.execute(query.replace("$start", "since").replace("$end", "until"))
        .df()
        .set_index("team")
        for query in (*QUERIES, NO_DEPLOYMENTS)
    ]
    teams = database.execute("select team from windows").df().set_index("team")
    found = pd.concat([teams, *columns], axis="columns")
    frequency = found["deployment_frequency"].fillna(found["without_deployments"])
    return found.assign(deployment_frequency=frequency)


def weekly_in_sql(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row for each team, window and week that `connect_all` holds."""
    return database.execute(WEEKLY).df().set_index("team")


def _open() -> duckdb.DuckDBPyConnection:
    import duckdb  # not before it is used: see tests/garbage.py

    database = duckdb.connect()
    database.execute("set TimeZone = 'UTC'")
    return database


def _create(database: duckdb.DuckDBPyConnection, name: str, rows: pd.DataFrame) -> None:
    database.register("given", rows)
    database.execute(f"create table {name} as select * from given")
    database.unregister("given")


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with plain objects where pandas has types that DuckDB need not know."""
    plain = table.copy()
    for column in table.select_dtypes(["str", "category"]):
        plain[column] = table[column].astype("object").where(table[column].notna(), None)
    return plain


def _pairs(pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(list(pairs), columns=["team", "what"], dtype="object")
