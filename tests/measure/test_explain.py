import math

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.log.schema import TEXT
from deliverylab.measure import explain, scorecard
from deliverylab.measure.explain import EXPLAINED, Explanation
from tests.measure.odd_logs import odd_cases

MEDIANS = ("lead time for changes", "time to restore service", "failed deployment recovery time")


@pytest.fixture(scope="module")
def explanations() -> list[Explanation]:
    """Return the explanation of every KPI of each team of a few odd logs, in two windows each."""
    return [
        explain(case.log.team(team), name, case.start, case.end)
        for case in odd_cases(12, seed=3)
        for team in case.log.teams
        for name in EXPLAINED
    ]


def by_hand(explanation: Explanation) -> float:
    """Return the value that somebody comes to who has only the rows."""
    rows = explanation.rows[explanation.rows["counted"]]
    name = explanation.kpi.name
    if rows.empty:
        return math.nan
    if name in MEDIANS:
        return float(rows["hours"].median())
    if name == "change failure rate":
        return float((rows["incidents"] != "").mean())
    if name == "deployment rework rate":
        return float((~rows["planned"]).mean())
    if name == "reliability":
        asked = rows["requests"].sum()
        return float(1 - rows["failed"].sum() / asked) if asked else math.nan
    return math.nan  # of the deployment frequency the rows say how many, not how often


@pytest.mark.parametrize("name", [name for name in EXPLAINED if name != "deployment frequency"])
def test_the_rows_that_are_counted_give_the_value(
    explanations: list[Explanation], name: str
) -> None:
    of_the_kpi = [one for one in explanations if one.kpi.name == name]
    assert sum(one.kpi.has_data for one in of_the_kpi) > 10
    for one in of_the_kpi:
        assert one.kpi.value == pytest.approx(by_hand(one), abs=1e-12, nan_ok=True)


def test_every_observation_is_a_row_and_everything_left_out_is_one(
    explanations: list[Explanation],
) -> None:
    for one in explanations:
        counted = one.rows["counted"]
        assert counted.dtype == np.bool_
        assert one.rows["reason"].dtype == TEXT
        if one.kpi.name == "reliability":
            assert one.rows["requests"].sum() == one.kpi.observations
        else:
            assert counted.sum() == one.kpi.observations
            assert not one.rows.iloc[:, 0].duplicated().any()
        left_out = one.rows.loc[~counted, "reason"].value_counts().to_dict()
        said = {reason: number for reason, number in one.kpi.left_out.items() if number}
        if "not recorded" in one.kpi.basis:
            left_out.pop(one.kpi.basis, None)
        assert left_out == said, one


def test_the_hours_are_the_detail_of_the_kpi(explanations: list[Explanation]) -> None:
    for one in explanations:
        if one.kpi.name in MEDIANS and one.kpi.has_data:
            rows = one.rows[one.rows["counted"]]
            hours = rows.set_index(rows.columns[0])["hours"]
            pd.testing.assert_series_equal(
                hours.sort_index(), one.kpi.detail.sort_index(), check_names=False
            )


def test_what_is_not_over_has_lasted_until_the_windows_end(
    explanations: list[Explanation],
) -> None:
    ages = 0
    for one in explanations:
        for reason in ("still waiting", "still open"):
            so_far = one.rows.get("hours", pd.Series(dtype=float))[one.rows["reason"] == reason]
            if len(so_far):
                ages += 1
                said = one.kpi.also[f"median age of those {reason}"]
                assert said == pytest.approx(float(np.median(so_far)))
    assert ages > 10


def small_log() -> DeliveryLog:
    """Return four weeks with twelve deployments, of which one failed, and three incidents."""
    days = [f"2025-01-{day:02}" for day in range(6, 18)]
    return DeliveryLog.of(
        "2025-01-06",
        "2025-02-03",
        team="tug & tow",
        deployments={
            "deployment": [f"d{i}" for i in range(1, 13)],
            "environment": "production",
            "started": [f"{day}T09:00Z" for day in days],
            "finished": [f"{day}T10:00Z" for day in days],
            "outcome": ["success"] * 4 + ["failure"] + ["success"] * 7,
            "trigger": "train",
            "planned": [True] * 5 + [False] + [True] * 6,
        },
        incidents={
            "incident": ["i1", "i2", "i3"],
            "started": ["2025-01-10T10:00Z", "2025-01-10T12:00Z", "2025-01-20T12:00Z"],
            "restored": ["2025-01-10T11:00Z", "2025-01-10T15:00Z", None],
            "deployment": ["d5", "d5", None],
        },
        traffic={
            "hour": ["2025-01-10T09:00Z", "2025-01-10T10:00Z", "2025-01-10T11:00Z"],
            "requests": [1000, 3000, 0],
            "failed": [0, 6, 0],
            "p95_latency_ms": 120.0,
        },
    )


def test_what_caused_incidents_stands_first_and_ten_rows_are_shown() -> None:
    lines = explain(small_log(), "change failure rate").text.splitlines()
    assert lines[1:6] == [
        "1 (caused an incident) ÷ 12 (counted) = 0.0833333.",
        "12 rows: 1 caused an incident, 11 caused no incident.",
        "",
        "deployment  started           finished          outcome  incidents  counted  reason",
        "d5          2025-01-10 09:00  2025-01-10 10:00  failure  i1, i2     yes      "
        "caused an incident",
    ]
    assert lines[6].startswith("d1 ")
    assert lines[-1] == "… and 2 more rows"
    assert len(lines) == 4 + 1 + 10 + 1


def test_each_kpi_says_how_it_comes_from_its_rows() -> None:
    assert {name: explain(small_log(), name).how for name in EXPLAINED} == {
        "deployment frequency": "11 deployments ÷ 4 weeks = 2.75 per week.",
        "lead time for changes": "",
        "time to restore service": "The median of the hours in the rows that are counted is 2.",
        "change failure rate": "1 (caused an incident) ÷ 12 (counted) = 0.0833333.",
        "reliability": "1 − 6 failed requests ÷ 4,000 requests = 0.9985.",
        "deployment rework rate": "1 (unplanned) ÷ 12 (counted) = 0.0833333.",
        "failed deployment recovery time": (
            "The median of the hours in the rows that are counted is 2."
        ),
    }


def test_the_hours_of_traffic_say_where_the_budget_went() -> None:
    assert explain(small_log(), "reliability").text.splitlines()[3:] == [
        "",
        "hour              requests  failed  counted  reason",
        "2025-01-10 10:00  3,000     6       yes      some failed",
        "2025-01-10 09:00  1,000     0       yes      all went well",
        "2025-01-10 11:00  0         0       yes      nobody asked",
    ]


def test_what_is_left_out_says_why() -> None:
    assert explain(small_log(), "restore").reasons == {"restored": 2, "still open": 1}
    frequency = explain(small_log(), "frequency", end="2025-01-12 09:30")
    assert frequency.reasons == {"succeeded": 5, "failed": 1, "not finished": 1}
    recovery = explain(small_log(), "recovery", "2025-01-10 12:00")
    assert recovery.rows["incident"].to_list() == ["i2"]


def test_where_nothing_can_be_said_the_rows_say_why() -> None:
    log = small_log()
    unknown = [("tug & tow", "incidents")]
    silent = DeliveryLog.from_tables(log.tables, log.start, log.end, "git", unrecorded=unknown)
    one = explain(silent, "change failure rate")
    assert one.reasons == {"incidents are not recorded": 12}
    assert not one.rows["counted"].any()
    assert one.how == ""
    assert explain(small_log(), "lead").text == (
        "Lead time for changes: no data (no change reached production in this window).\nNo rows."
    )


def test_the_html_is_an_accessible_table_with_names_escaped() -> None:
    log = DeliveryLog.concat([small_log(), renamed(small_log())])
    page = explain(log, "deployment frequency")._repr_html_()
    assert page.startswith("<p>Deployment frequency: 5.5 per week (22 deployments in 4 weeks")
    assert '<tr><th scope="row">d1</th><td>tug &amp; tow</td><td>2025-01-06 09:00</td>' in page
    assert page.count('scope="col"') == 7
    assert "<caption>The rows behind the deployment frequency (UTC)</caption>" in page
    assert page.endswith("</table><p>… and 14 more rows</p>")
    assert explain(log, "lead time")._repr_html_().endswith("<p>No rows.</p>")


def renamed(log: DeliveryLog) -> DeliveryLog:
    """Return the log as another team's."""
    team = pd.CategoricalDtype(["ferry"])
    tables = {
        name: table.assign(team=table["team"].cat.rename_categories(team.categories))
        for name, table in log.tables.items()
    }
    return DeliveryLog.from_tables(tables, log.start, log.end, log.source)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("lead time for changes", "lead time for changes"),
        ("lead-time", "lead time for changes"),
        ("Change_Failure_Rate", "change failure rate"),
        (" rework ", "deployment rework rate"),
        ("failed", "failed deployment recovery time"),
    ],
)
def test_a_kpi_goes_by_any_part_of_its_name(given: str, name: str) -> None:
    assert explain(small_log(), given).kpi.name == name


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("deployment", "'deployment'; it may mean 'deployment frequency' or 'deployment rework"),
        ("velocity", "kpi_name is 'velocity'; it must be one of 'deployment frequency', 'lead"),
        ("", "kpi_name is ''; it must be one of"),
    ],
)
def test_a_name_that_is_no_kpis_is_refused(given: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        explain(small_log(), given)


def test_every_kpi_of_the_scorecard_can_be_explained() -> None:
    (kpis,) = scorecard(small_log()).kpis.values()
    assert kpis.keys() <= EXPLAINED.keys()
    for name, kpi in kpis.items():
        assert explain(small_log(), name).kpi.text == kpi.text
