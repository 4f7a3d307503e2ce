"""DuckDB computes the KPIs from the same tables by other means; both must agree."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import kaplan_meier, scorecard, time_to_restore_service
from tests.measure.logs import START, random_log
from tests.measure.sql import connect, kpis_in_sql


def same(mine: float, answers: pd.Series, team: str) -> bool:
    """Return whether a value equals SQL's; a team that SQL has no row for has no data."""
    theirs = float(answers.get(team, np.nan))
    return mine == pytest.approx(theirs, rel=1e-12, abs=1e-12, nan_ok=True)


def assert_agrees(
    log: DeliveryLog,
    database: duckdb.DuckDBPyConnection,
    start: pd.Timestamp,
    end: pd.Timestamp,
) -> None:
    sql = kpis_in_sql(database, start, end)
    card = scorecard(log, start, end)
    for team, kpis in card.kpis.items():
        for name in (
            "lead time for changes",
            "time to restore service",
            "change failure rate",
            "reliability",
            "deployment rework rate",
        ):
            assert same(kpis[name].value, sql[name.replace(" ", "_")], team), (team, name)
        # No successful deployment is zero in SQL and no data here.
        frequency = kpis["deployment frequency"]
        theirs = float(sql["deployment_frequency"].get(team, 0.0))
        assert (frequency.value if frequency.has_data else 0.0) == pytest.approx(theirs)
        lead = kpis["lead time for changes"]
        assert lead.observations == int(sql["changes"].get(team, 0))
        assert lead.left_out["still waiting"] == int(sql["waiting"].get(team, 0))
        assert same(lead.also["90th percentile"], sql["lead_time_p90"], team)
        assert same(lead.also["median age of those still waiting"], sql["waiting_age"], team)
        recovery = time_to_restore_service(log.team(team), start, end, caused_by_change=True)
        assert same(recovery.value, sql["failed_deployment_recovery_time"], team)
        assert_same_survival(log.team(team), start, end, sql["kaplan_meier_not_above_half"])


def assert_same_survival(
    log: DeliveryLog, start: pd.Timestamp, end: pd.Timestamp, answers: pd.Series
) -> None:
    """Compare the first time at which the estimate is not above one half."""
    cohort = log.changes[(log.changes["committed"] >= start) & (log.changes["committed"] < end)]
    over = cohort["deployed"] < end
    until = cohort["deployed"].where(over, end)
    curve = kaplan_meier((until - cohort["committed"]) / pd.Timedelta(hours=1), over)
    down = curve.times[curve.still_going <= 0.5 + 1e-9]
    mine = float(down[0]) if len(down) else np.nan
    assert same(mine, answers, log.teams[0])


@pytest.mark.parametrize("seed", range(40))
def test_random_logs_agree_with_sql(seed: int) -> None:
    draw = np.random.default_rng([7, seed])
    days = int(draw.integers(1, 90))
    log = DeliveryLog.concat(
        [
            random_log(seed * 10 + number, team, int(draw.integers(0, 80)), days)
            for number, team in enumerate(("barge", "tug", "ferry"))
        ]
    )
    database = connect(log)
    assert_agrees(log, database, log.start, log.end)
    first, last = np.sort(draw.integers(0, days * 24 + 1, 2))
    if first < last:
        start, end = (START + pd.Timedelta(hours=int(hour)) for hour in (first, last))
        assert_agrees(log, database, start, end)
