"""What a log does not record is no data, with the reason in words; never zero, never a crash."""

from __future__ import annotations

import json
import random

import pytest

from deliverylab.__main__ import main
from deliverylab.log import DeliveryLog, course_data
from deliverylab.log.schema import TABLES
from deliverylab.measure import (
    DEFINITIONS,
    change_failure_rate,
    compare,
    deployment_frequency,
    deployment_rework_rate,
    explain,
    lead_time_for_changes,
    reliability,
    scorecard,
    time_to_restore_service,
    within_latency_target,
)
from deliverylab.measure.explain import EXPLAINED
from deliverylab.measure.flow import (
    complete_and_accurate,
    flow_efficiency,
    littles_law,
    throughput,
    value_stream,
    work_in_progress,
)
from deliverylab.measure.truth import truth


@pytest.fixture(scope="module")
def ferry() -> DeliveryLog:
    return DeliveryLog.from_csv(course_data()).team("ferry")


def without(log: DeliveryLog, *what: str) -> DeliveryLog:
    """Return a log that does not record some tables or columns."""
    tables = {name: frame.copy() for name, frame in log.tables.items()}
    for name in what:
        table, _, column = name.partition(".")
        if not column:
            tables[table] = tables[table].iloc[:0]
        elif stand_in := TABLES[table].column(column).stand_in:
            tables[table][column] = {"true": True}.get(stand_in, 1)
        else:
            values = tables[table][column]
            tables[table][column] = values.mask(values.notna())
    pairs = [(team, name) for team in log.teams for name in what]
    return DeliveryLog.from_tables(tables, log.start, log.end, log.source, unrecorded=pairs)


def recovery(log: DeliveryLog):
    return time_to_restore_service(log, caused_by_change=True)


@pytest.mark.parametrize(
    ("measure", "what", "why"),
    [
        (deployment_frequency, "deployments.outcome", "how deployments ended is not recorded"),
        (deployment_frequency, "deployments.finished", "when deployments finished is not"),
        (lead_time_for_changes, "changes", "changes are not recorded"),
        (lead_time_for_changes, "changes.deployed", "when changes were deployed is not recorded"),
        (time_to_restore_service, "incidents.restored", "when service was restored is not"),
        (recovery, "incidents.deployment", "which deployment caused an incident is not recorded"),
        (change_failure_rate, "incidents", "incidents are not recorded"),
        (change_failure_rate, "incidents.deployment", "which deployment caused an incident is"),
        (change_failure_rate, "deployments", "deployments are not recorded"),
        (change_failure_rate, "deployments.finished", "when deployments finished is not"),
        (reliability, "traffic", "traffic is not recorded"),
        (deployment_rework_rate, "deployments.planned", "what was planned is not recorded"),
        (within_latency_target, "traffic.p95_latency_ms", "how fast requests were answered is"),
        (flow_efficiency, "changes.review_started", "when reviews began is not recorded"),
        (flow_efficiency, "builds", "builds are not recorded"),
        (throughput, "changes.deployed", "when changes were deployed is not recorded"),
        (work_in_progress, "changes.deployed", "when changes were deployed is not recorded"),
    ],
)
def test_a_kpi_that_needs_what_is_not_recorded_has_no_data_and_says_why(ferry, measure, what, why):
    assert measure(ferry).has_data
    kpi = measure(without(ferry, what))
    assert not kpi.has_data
    assert kpi.basis.startswith(why)
    assert not any(kpi.left_out.values()) or what == "incidents"


def test_no_incidents_and_incidents_that_nobody_records_are_not_the_same(ferry):
    none = DeliveryLog.from_tables(
        {**ferry.tables, "incidents": ferry.incidents.iloc[:0]}, ferry.start, ferry.end, "csv"
    )
    assert change_failure_rate(none).value == 0
    assert not change_failure_rate(without(ferry, "incidents")).has_data


def test_a_lead_time_needs_no_table_of_deployments_where_changes_say_when(ferry):
    alone = without(ferry, "deployments", "changes.deployment")
    assert lead_time_for_changes(alone).value == lead_time_for_changes(ferry).value
    assert not deployment_frequency(alone).has_data


@pytest.mark.parametrize("name", EXPLAINED)
@pytest.mark.parametrize("what", ["changes.deployed", "incidents.restored", "deployments.finished"])
def test_the_rows_behind_no_data_give_the_same_reason(ferry, name, what):
    one = explain(without(ferry, what), name)
    if "not recorded" in one.kpi.basis:
        assert set(one.reasons) == {one.kpi.basis}
        assert not one.rows["counted"].any()


def test_a_step_of_which_too_little_is_recorded_has_no_share(ferry):
    bare = without(ferry, "builds.reason", "deployments.release")
    quality = complete_and_accurate(bare)
    assert quality["review"].basis == "why builds failed is not recorded"
    assert quality["release"].basis == "which package was deployed is not recorded"
    assert quality["deploy"].has_data


def test_flow_says_why_it_has_no_data(ferry):
    bare = without(ferry, "changes.deployed", "changes.deployment")
    why = "when changes were deployed is not recorded"
    assert repr(value_stream(bare)) == f"Value stream: no data ({why})."
    assert repr(littles_law(bare)) == f"Little's law: no data ({why})."


def test_the_truth_of_what_is_not_recorded_is_no_data(ferry):
    bare = without(ferry, "incidents.restored", "deployments.finished", "changes.deployed",
                   "changes.deployment")  # fmt: skip
    known = truth(bare, ferry.start, ferry.end)
    assert [kpi.has_data for kpi in known.values()] == [False, False, False, True, False]


def odd(log: DeliveryLog, seed: int) -> DeliveryLog:
    """Return a log without a few of its tables and columns, by chance."""
    luck = random.Random(seed)
    tables = [name for name in TABLES if luck.random() < 0.25]
    columns = [
        f"{name}.{column.name}"
        for name, table in TABLES.items()
        for column in table.columns
        if luck.random() < 0.2 and not column.essential and column.kind != "team"
    ]
    return without(log, *tables, *columns)


@pytest.mark.parametrize("seed", range(20))
def test_nothing_crashes_on_a_log_without_a_few_of_its_parts(ferry, seed):
    log = odd(ferry, seed).check()
    for kpi in scorecard(log).kpis["ferry"].values():
        assert kpi.text
    for name in EXPLAINED:
        assert explain(log, name).text
    compared = compare(log)
    assert compared.text
    assert len(compared.table().columns) == len(DEFINITIONS)
    for measured in (value_stream(log), littles_law(log), flow_efficiency(log)):
        assert repr(measured)


@pytest.mark.parametrize("asked", [[], ["--definitions"], ["--explain", "lead-time"]])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_command_line_measures_a_log_of_a_few_columns(tmp_path, capsys, asked, form):
    (tmp_path / "changes.csv").write_text(
        "change,committed,deployed\n"
        "c1,2025-03-03T09:00:00Z,2025-03-04T09:00:00Z\n"
        "c2,2025-03-04T09:00:00Z,\n",
        encoding="utf-8",
    )
    assert main(["measure", str(tmp_path), "--format", form, *asked]) == 0
    said = capsys.readouterr().out
    if form == "json" and not asked:
        (team,) = json.loads(said)["teams"].values()
        assert team["lead time for changes"]["value"] == 24
        assert team["change failure rate"]["value"] is None
        assert team["deployment frequency"]["basis"] == "deployments are not recorded"
