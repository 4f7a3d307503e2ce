"""DuckDB computes the KPIs from the same tables by other means; both must agree."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog, course_data
from deliverylab.measure import Kpi, scorecard, time_to_restore_service
from deliverylab.measure.window import Window, times
from tests.measure.odd_logs import odd_cases
from tests.measure.sql import Case, all_kpis_in_sql, connect_all, weekly_in_sql

LOGS = 200
DURATIONS = (
    ("lead time for changes", "still waiting"),
    ("time to restore service", "still open"),
    ("failed deployment recovery time", "still open"),
)
RATES = ("deployment frequency", "change failure rate", "deployment rework rate", "reliability")
KPIS = (*RATES, *(name for name, _ in DURATIONS))


@dataclass
class Compared:
    """What both say of each team in each window: `kpis` and `sql` have the same keys."""

    kpis: dict[str, dict[str, Kpi]]
    sql: pd.DataFrame
    weekly: pd.DataFrame

    def differences(
        self, mine: Mapping[str, float], column: str, no_rows: float = math.nan
    ) -> list[str]:
        """Return where numbers differ from a column of SQL's; missing must be missing in both.

        Of a team without rows, SQL says nothing; `no_rows` is what that means.
        """
        theirs = self.sql[column].fillna(no_rows).to_dict()
        assert mine.keys() <= theirs.keys()
        return [
            f"{team}: {number} here, {theirs[team]} in SQL"
            for team, number in mine.items()
            if not same(number, float(theirs[team]))
        ]

    def by_team(self, name: str) -> dict[str, Kpi]:
        """Return the KPI of each team for which it was measured."""
        return {team: kpis[name] for team, kpis in self.kpis.items() if name in kpis}

    def recorded(self, name: str) -> dict[str, Kpi]:
        """Return the same of those teams whose log records what the KPI needs; SQL looks at all."""
        return {
            team: kpi
            for team, kpi in self.by_team(name).items()
            if not kpi.basis.endswith("not recorded") or kpi.left_out
        }


def same(mine: float, theirs: float) -> bool:
    """Return whether two numbers are equal but for rounding, or both missing."""
    if math.isnan(mine) or math.isnan(theirs):
        return math.isnan(mine) and math.isnan(theirs)
    return math.isclose(mine, theirs, rel_tol=1e-11, abs_tol=1e-12)


def compared(cases: list[Case]) -> Compared:
    kpis = {}
    for number, case in enumerate(cases):
        for team, measured in scorecard(*case).kpis.items():
            kpis[f"{number} {team}"] = dict(measured)
            if number % 4 == 0:  # not every time: making the log of one team takes long
                recovery = time_to_restore_service(
                    case.log.team(team), case.start, case.end, caused_by_change=True
                )
                kpis[f"{number} {team}"][recovery.name] = recovery
    database = connect_all(cases)
    return Compared(kpis, all_kpis_in_sql(database), weekly_in_sql(database))


def shipped_cases() -> list[Case]:
    """Return the shipped year, each of its quarters, and what starts within a week."""
    log = DeliveryLog.from_csv(course_data())
    edges = ["2025-01-06", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-05"]
    quarters = [Case(log, *map(utc, pair)) for pair in pairwise(edges)]
    odd = Case(log, utc("2025-02-13 13:37"), utc("2025-06-02 07:00"))
    return [Case(log, log.start, log.end), odd, *quarters]


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return odd_cases(LOGS, seed=1)


@pytest.fixture(scope="module", params=["random logs", "shipped data"])
def both(request: pytest.FixtureRequest, cases: list[Case]) -> Compared:
    return compared(cases if request.param == "random logs" else shipped_cases())


@pytest.mark.parametrize("name", KPIS)
def test_the_value_agrees(both: Compared, name: str) -> None:
    mine = {team: kpi.value for team, kpi in both.by_team(name).items()}
    assert both.differences(mine, name.replace(" ", "_")) == []


@pytest.mark.parametrize("name", KPIS)
def test_the_number_of_observations_agrees(both: Compared, name: str) -> None:
    column = f"{name.replace(' ', '_')}_observations"
    mine = {team: kpi.observations for team, kpi in both.by_team(name).items()}
    assert both.differences(mine, column, no_rows=0) == []


@pytest.mark.parametrize(
    ("name", "reason", "column"),
    [
        *((name, words, f"{name.replace(' ', '_')}_under_way") for name, words in DURATIONS),
        ("failed deployment recovery time", "not caused by a deployment", None),
        ("deployment frequency", "failed", None),
        ("deployment frequency", "not finished", None),
        ("change failure rate", "not finished", None),
        ("deployment rework rate", "not finished", None),
    ],
)
def test_what_was_left_out_agrees(
    both: Compared, name: str, reason: str, column: str | None
) -> None:
    column = column or reason.replace(" ", "_")
    mine = {team: kpi.left_out[reason] for team, kpi in both.recorded(name).items()}
    assert both.differences(mine, column, no_rows=0) == []


@pytest.mark.parametrize(("name", "words"), DURATIONS)
def test_what_a_duration_says_beside_its_value_agrees(
    both: Compared, name: str, words: str
) -> None:
    columns = {
        "90th percentile": "p90",
        "Kaplan–Meier median": "kaplan_meier",
        f"median age of those {words}": "age",
    }
    for also, column in columns.items():
        mine = {team: kpi.also[also] for team, kpi in both.recorded(name).items()}
        assert both.differences(mine, f"{name.replace(' ', '_')}_{column}") == [], also


@pytest.mark.parametrize("name", RATES)
def test_each_week_agrees(both: Compared, name: str) -> None:
    column = name.replace(" ", "_")
    for team, weeks in both.weekly.groupby("team"):
        detail = both.by_team(name)[str(team)].detail
        if detail is None:
            unknown = str(team) not in both.recorded(name)
            assert unknown or weeks[column].isna().all(), team
            continue
        starts = detail.index.as_unit("us").asi8  # type: ignore[attr-defined]
        assert starts.tolist() == weeks["starts"].to_list(), team
        np.testing.assert_allclose(detail, weeks[column], rtol=1e-12, err_msg=str(team))


def test_the_random_logs_hold_together(cases: list[Case]) -> None:
    for case in cases[:10:2]:
        case.log.check()


def test_everything_odd_occurs_in_the_random_logs(cases: list[Case]) -> None:
    assert len({id(case.log) for case in cases}) == LOGS
    seen = Counter(what for case in cases for what in oddities(case))
    assert {what: number for what, number in seen.items() if number < 10} == {}
    assert len(seen) == 16


def oddities(case: Case) -> set[str]:
    """Return what is odd about a log, or about a window on it."""
    log, window = case.log, Window.of(*case)
    finished = times(log.deployments["finished"])
    production = log.deployments["environment"] == "production"
    restored, deployed = log.incidents["restored"], log.changes["deployed"]
    causes = log.incidents["deployment"].dropna()
    within = finished[production & window.holds(finished)]
    found = {
        "an open incident": restored.isna().any(),
        "an incident without a cause": log.incidents["deployment"].isna().any(),
        "several incidents of one deployment": causes.duplicated().any(),
        "an incident whose cause never finished": causes.isin(
            log.deployments["deployment"][np.isnat(finished)]
        ).any(),
        "a change that waits": deployed.isna().any(),
        "a failed deployment": (log.deployments["outcome"] == "failure").any(),
        "a deployment to staging": (~production).any(),
        "a deployment under way": np.isnat(finished).any(),
        "a week without a deployment": len(within) and (window.per_week(within) == 0).any(),
        "changes deployed at the same time": deployed.dropna().duplicated().any(),
        "an event at the window's start": (finished == window.start).any(),
        "an event at the window's end": (finished == window.end).any(),
        "a window without length": window.start == window.end,
        "a part week": window.weeks % 1 != 0,
        "a log without any row": all(not len(table) for table in log.tables.values()),
        "something that is not recorded": bool(log.unrecorded),
    }
    return {what for what, is_so in found.items() if is_so}
