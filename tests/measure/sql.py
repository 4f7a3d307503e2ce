"""The five KPIs and the rework rate once more, in SQL: an independent reading of their definitions.

Nothing here shares code with the measures. DuckDB reads the log's tables and computes everything
per team in one query each.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from deliverylab.log import DeliveryLog

DEPLOYMENTS = """
    select team,
           count(*) filter (outcome = 'success') * 1.0
               / (epoch_us($end) - epoch_us($start)) * 604800000000 as deployment_frequency,
           avg((exists (select 1 from incidents i where i.deployment = d.deployment))::int)
               as change_failure_rate,
           avg((not planned)::int) as deployment_rework_rate
    from deployments d
    where environment = 'production' and finished >= $start and finished < $end
    group by team
"""
LEAD_TIME = """
    select team,
           median(epoch_us(deployed) - epoch_us(committed)) / 3.6e9 as lead_time_for_changes,
           quantile_cont(epoch_us(deployed) - epoch_us(committed), 0.9) / 3.6e9 as lead_time_p90,
           count(*) as changes
    from changes where deployed >= $start and deployed < $end
    group by team
"""
WAITING = """
    select team, count(*) as waiting,
           median(epoch_us($end) - epoch_us(committed)) / 3.6e9 as waiting_age
    from changes where committed < $end and (deployed is null or deployed >= $end)
    group by team
"""
RESTORE = """
    select team,
           median(epoch_us(restored) - epoch_us(started)) / 3.6e9 as time_to_restore_service,
           median(epoch_us(restored) - epoch_us(started)) filter (deployment is not null) / 3.6e9
               as failed_deployment_recovery_time
    from incidents where restored >= $start and restored < $end
    group by team
"""
RELIABILITY = """
    select team, 1 - sum(failed) / sum(requests) as reliability
    from traffic where hour >= $start and hour < $end
    group by team
"""
KAPLAN_MEIER = """
    with cohort as (
        select team, least(coalesce(deployed, $end), $end) - committed as lasted,
               coalesce(deployed < $end, false) as over
        from changes where committed >= $start and committed < $end
    ), steps as (
        select team, lasted, count(*) filter (over) as ended,
               sum(count(*)) over (partition by team order by lasted desc) as at_risk
        from cohort group by team, lasted
    ), curve as (
        select team, lasted, exp(sum(case when ended = at_risk then -1e9
            else ln(1 - ended / at_risk) end) over (partition by team order by lasted)) as going
        from steps where ended > 0
    )
    select team, epoch_us(epoch_ms(0) + min(lasted) filter (going <= 0.5 + 1e-9)) / 3.6e9
        as kaplan_meier_not_above_half
    from curve group by team
"""
QUERIES = (DEPLOYMENTS, LEAD_TIME, WAITING, RESTORE, RELIABILITY, KAPLAN_MEIER)


def connect(log: DeliveryLog) -> duckdb.DuckDBPyConnection:
    """Return a database with the log's tables in DuckDB's own format."""
    database = duckdb.connect()
    database.execute("set TimeZone = 'UTC'")
    for name in ("changes", "deployments", "incidents", "traffic"):
        table = log.tables[name]
        plain = table.assign(
            **{
                column: table[column].astype("object").where(table[column].notna(), None)
                for column in table.select_dtypes(["str", "category"])
            }
        )
        database.register("given", plain)
        database.execute(f"create table {name} as select * from given")
        database.unregister("given")
    return database


def kpis_in_sql(
    database: duckdb.DuckDBPyConnection,
    start: pd.Timestamp,
    end: pd.Timestamp,
    queries: tuple[str, ...] = QUERIES,
) -> dict[str, pd.DataFrame]:
    """Return the result of each query as a table by team."""
    window = {"start": start.to_pydatetime(), "end": end.to_pydatetime()}
    answers = {}
    for query in queries:
        used = {name: moment for name, moment in window.items() if f"${name}" in query}
        answer = database.execute(query, used).df().set_index("team")
        answers.update({column: answer[column] for column in answer})
    return answers
