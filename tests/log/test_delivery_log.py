"""What a delivery log can do: teams, joining, rounding, events, saying what is in it."""

from __future__ import annotations

import dataclasses
import pickle

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog, LogError
from deliverylab.log.schema import TABLES


def renamed(log: DeliveryLog, team: str) -> DeliveryLog:
    """Return the same log for another team, with ids of its own."""
    tables = {}
    for name, frame in log.tables.items():
        new = frame.assign(team=frame["team"].cat.rename_categories([team]))
        for column in TABLES[name].columns:
            if column.kind in ("id", "reference"):
                new[column.name] = f"{team}-" + new[column.name]
        tables[name] = new
    return DeliveryLog.from_tables(tables, log.start, log.end, log.source, [f"about {team}"])


def same(one: DeliveryLog, other: DeliveryLog) -> bool:
    """Return whether two logs hold the same; the test fails with the difference in a table."""
    for name in TABLES:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])
    return all(
        getattr(one, field.name) == getattr(other, field.name)
        for field in dataclasses.fields(one)
        if field.name not in TABLES
    )


def test_a_log_says_what_is_in_it(small):
    assert repr(small).splitlines() == [
        "DeliveryLog simulation: tug, 2025-01-06 to 2025-01-13 (7 days)",
        "  changes      3  (2 deployed, 1 waiting)",
        "  builds       2",
        "  releases     1",
        "  deployments  2  (1 to production)",
        "  incidents    1  (1 open)",
        "  traffic      2",
    ]


def test_a_log_says_what_is_not_recorded(small):
    log = dataclasses.replace(
        small,
        incidents=small.incidents.iloc[:0],
        notes=("a <b> note",),
        unrecorded=frozenset({("tug", "incidents"), ("tug", "deployments.planned")}),
    )
    assert "  incidents    0  (not recorded)" in repr(log)
    assert "  note: a <b> note" in repr(log)
    assert not log.records("incidents")
    assert not log.records("incidents.severity")
    assert not log.records("deployments.planned")
    assert log.records("deployments")
    assert small.records("incidents")


def test_the_html_says_the_same_and_is_safe(small):
    page = dataclasses.replace(small, notes=("a <b> note",))._repr_html_()
    assert "2 deployed, 1 waiting" in page
    assert "a &lt;b&gt; note" in page
    assert page.count('scope="row"') == len(TABLES)


def test_a_log_is_frozen(small):
    with pytest.raises(dataclasses.FrozenInstanceError):
        small.source = "other"


def test_joined_teams_come_apart_again(small):
    tug, barge = renamed(small, "tug"), renamed(small, "barge")
    both = DeliveryLog.concat([tug, barge])
    assert both.teams == ["tug", "barge"]
    assert len(both.changes) == 6
    assert both.changes["team"].to_list() == ["tug"] * 3 + ["barge"] * 3
    assert both.notes == ("about tug", "about barge")
    both.check()
    for log in (tug, barge):
        part = both.team(log.teams[0])
        assert same(dataclasses.replace(part, notes=log.notes), log)
        part.check()


def test_a_team_is_found_where_its_rows_are_scattered(small):
    tug, barge = renamed(small, "tug"), renamed(small, "barge")
    both = DeliveryLog.concat([tug, barge])
    mixed = dataclasses.replace(
        both, changes=both.changes.iloc[[3, 0, 4, 1, 2, 5]].reset_index(drop=True)
    )
    pd.testing.assert_frame_equal(mixed.team("tug").changes, tug.changes)


def test_what_is_not_recorded_stays_with_its_team(small):
    quiet = dataclasses.replace(
        renamed(small, "barge"), unrecorded=frozenset({("barge", "incidents")})
    )
    both = DeliveryLog.concat([renamed(small, "tug"), quiet])
    assert not both.records("incidents")
    assert both.team("tug").records("incidents")
    assert not both.team("barge").records("incidents")


def test_a_log_of_one_team_is_that_teams_log(small):
    assert small.team("tug") is small


def test_an_unknown_team_is_refused_with_those_that_there_are(small):
    with pytest.raises(LogError, match=r"No team 'ferry' in this log. Its teams: tug\."):
        small.team("ferry")


def test_joining_refuses_what_does_not_fit(small):
    with pytest.raises(LogError, match="at least one log"):
        DeliveryLog.concat([])
    with pytest.raises(LogError, match="tug comes twice"):
        DeliveryLog.concat([small, small])
    later = dataclasses.replace(renamed(small, "barge"), end=pd.Timestamp("2025-01-20", tz="UTC"))
    with pytest.raises(LogError, match=r"2025-01-06 to 2025-01-13 \(7 days\) \(tug\) and"):
        DeliveryLog.concat([small, later])


def test_rounding_down_keeps_the_order_and_the_window():
    log = DeliveryLog.of(
        "2025-01-06T00:00:00.3Z",
        "2025-01-06T10:00:00.7Z",
        team="tug",
        changes={
            "change": ["c1"],
            "committed": ["2025-01-06T09:00:00.25Z"],
            "opened": ["2025-01-06T10:00:00.5Z"],
        },
    ).floor("s")
    assert log.changes.loc[0, "committed"] == pd.Timestamp("2025-01-06T09:00:00Z")
    assert (log.start, log.end) == (
        pd.Timestamp("2025-01-06T00:00:00Z"),
        pd.Timestamp("2025-01-06T10:00:01Z"),
    )
    log.check()


def test_events_come_in_order_of_time(small):
    events = small.events()
    assert events.columns.to_list() == ["team", "time", "what", "id"]
    assert events["time"].is_monotonic_increasing
    assert events.iloc[0].to_list() == [
        "tug",
        pd.Timestamp("2025-01-06T09:00Z"),
        "change committed",
        "c1",
    ]
    times = sum(
        int(frame[TABLES[name].times].notna().sum().sum())
        for name, frame in small.tables.items()
        if name != "traffic"
    )
    assert len(events) == times
    assert events.loc[events["what"] == "incident detected", "id"].to_list() == ["i1"]


def test_a_log_with_nothing_in_it_works():
    log = DeliveryLog.of("2025-01-06", "2025-01-06", team="tug")
    assert "2025-01-06 to 2025-01-06 (0 days)" in repr(log)
    assert len(log.events()) == 0
    assert same(log.floor("s"), log)
    log.check()


def test_an_unknown_table_is_refused():
    with pytest.raises(KeyError, match="no table 'change'; the tables are changes, builds"):
        DeliveryLog.of("2025-01-06", "2025-01-07", team="tug", change={})


def test_a_table_given_as_a_function_is_made_when_it_is_first_read_and_once(small):
    made = []

    def make() -> pd.DataFrame:
        made.append(1)
        return small.builds

    log = dataclasses.replace(small, builds=make)
    later = dataclasses.replace(small, builds=make)
    assert not made
    assert log.builds is log.builds
    assert len(made) == 1
    assert same(log, small)
    assert same(pickle.loads(pickle.dumps(later)), small)
    assert len(made) == 2


def test_each_of_the_six_tables_must_be_given(small):
    given = {field.name: getattr(small, field.name) for field in dataclasses.fields(small)}
    for table in TABLES:
        some = {name: value for name, value in given.items() if name != table}
        with pytest.raises(TypeError, match=f"'{table}'"):
            DeliveryLog(**some)
