"""The tasks of lesson 04: each usual mistake is recognised and gets hints of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import course_data
from deliverylab.measure import change_failure_rate
from deliverylab.measure.definitions import gitlab
from deliverylab.teach.checks import NotYet, check
from deliverylab.teach.shipped import shipped_log
from deliverylab.teach.tasks import lesson_04_failures as failures
from deliverylab.teach.tasks import lesson_04_messy as messy
from deliverylab.teach.tasks.lesson_04_export import MISREAD, export, lead_times, times
from deliverylab.teach.tasks.lesson_04_week import longest_run
from tests.teach.tasks.proof import Proof, Wrong

LOG = shipped_log()

Rate = Callable[[pd.DataFrame, pd.DataFrame], Any]


def in_production(deployments: pd.DataFrame) -> pd.DataFrame:
    return deployments.query("environment == 'production'")


def rate(of: Rate, rows: Callable[[pd.DataFrame], pd.DataFrame] = in_production) -> Rate:
    """Return a student's function: `of` the rows that it keeps, None where it keeps none."""
    return lambda deployments, incidents: (
        of(rows(deployments), incidents) if len(rows(deployments)) else None
    )


def harmed(rows: pd.DataFrame, incidents: pd.DataFrame) -> Any:
    return rows["deployment"].isin(incidents["deployment"].dropna()).mean()


def of_joined(rows: pd.DataFrame, incidents: pd.DataFrame) -> float:
    joined = rows.merge(incidents, on="deployment", how="left")
    return float(joined["incident"].notna().mean())


def no_data_without_incidents(rows: pd.DataFrame, incidents: pd.DataFrame) -> Any:
    return None if incidents.empty else harmed(rows, incidents)


def zero_without_data(deployments: pd.DataFrame, incidents: pd.DataFrame) -> Any:
    rows = in_production(deployments)
    return harmed(rows, incidents) if len(rows) else 0


def succeeded(deployments: pd.DataFrame) -> pd.DataFrame:
    return in_production(deployments).query("outcome == 'success'")


def hours_between(changes: pd.DataFrame, since: str) -> pd.Series[float]:
    return (changes["deployed"] - changes[since]).dt.total_seconds() / 3600


BARGE = succeeded(LOG.team("barge").deployments)
WEEKLY = ((BARGE["finished"] - LOG.start).dt.days // 7).value_counts()

hydrofoil = hours_between(LOG.team("hydrofoil").changes, "committed")
TUG = LOG.team("tug").changes.dropna(subset="deployed")
FROM_MERGE = hours_between(TUG, "merged")
ON_DAY = FROM_MERGE.groupby(TUG["deployed"].dt.date)
GITLAB = float(ON_DAY.median().median())
OF_ALL = float(FROM_MERGE.median())
FROM_COMMIT = float(hours_between(TUG, "committed").median())


def weeks(usual: float = 0, longest: int = 5, first: int = 0) -> dict[str, object]:
    return {"usual": usual, "longest": longest, "first": first}


def falls(kept: pd.Series[float]) -> dict[str, object]:
    return {
        "mean_falls": hydrofoil.mean() - kept.mean(),
        "median_falls": hydrofoil.median() - kept.median(),
    }


def clean(
    in_all: int = 1729, arrived: int = 1713, hours: float = 68.7, succeeded: int = 457
) -> dict[str, object]:
    return {"in_all": in_all, "arrived": arrived, "hours": hours, "succeeded": succeeded}


def raw(name: str) -> pd.DataFrame:
    """Return a file of the export as a student reads it."""
    separator = ";" if name == "deployments" else ","
    return pd.read_csv(course_data() / "messy" / f"{name}.csv", dtype="str", sep=separator)


def read(texts: pd.Series[str], *ways: dict[str, Any]) -> pd.Series[pd.Timestamp]:
    """Return times as a student reads them: in one way after the other."""
    found = pd.Series(pd.NaT, index=texts.index, dtype=FINE)
    for way in ways:
        given = pd.to_numeric(texts, errors="coerce") if "unit" in way else texts
        found = found.fillna(pd.to_datetime(given, utc=True, errors="coerce", **way).astype(FINE))
    return found


FINE: Final = "datetime64[ns, UTC]"
ISO: dict[str, Any] = {"format": "ISO8601"}
SLASHES: dict[str, Any] = {"format": "%d/%m/%Y %H:%M:%S"}
AMERICAN: dict[str, Any] = {"format": "%m/%d/%Y %H:%M:%S"}
GUESS: dict[str, Any] = {"format": "mixed", "dayfirst": True}
SECONDS: dict[str, Any] = {"unit": "s"}
NANOSECONDS: dict[str, Any] = {"unit": "ns"}

EXPORT = raw("changes")
ONCE = EXPORT.drop_duplicates()
RAW_DEPLOYMENTS = raw("deployments").rename(columns=str.strip)
TO_PRODUCTION = RAW_DEPLOYMENTS["Env"].str.strip().isin(["prod", "Production", "PROD"])


def arrivals(*ways: dict[str, Any]) -> int:
    return int(read(ONCE["Deployed At "], *ways).notna().sum())


def median_hours(
    *ways: dict[str, Any], rows: pd.DataFrame = ONCE, since: str = "Committed At"
) -> float:
    lasted = read(rows["Deployed At "], *ways) - read(rows[since], *ways)
    return float(lasted.dt.total_seconds().median() / 3600)


def without_zones() -> float:
    cut = ONCE.apply(lambda column: column.str.replace(r"\+0[18]:00", "Z", regex=True))
    return median_hours(ISO, SLASHES, SECONDS, rows=cut)


def budget(
    allowed: float = 21.6, spent: float = 14.4, per_cent: float = 66.7, may_ship: bool = True
) -> dict[str, object]:
    return {"allowed": allowed, "spent": spent, "per_cent": per_cent, "may_ship": may_ship}


def not_over(
    median_over: float = 4.5, least_mean: float = 10.67, median_all: float = 7
) -> dict[str, object]:
    return {"median_over": median_over, "least_mean": least_mean, "median_all": median_all}


def from_merge(gitlab: float = GITLAB, of_all: float = OF_ALL) -> dict[str, object]:
    return {"gitlab": gitlab, "of_all": of_all}


def slip(factor: float = 449, days: float = 210) -> dict[str, object]:
    return {"factor": factor, "days": days}


class TestLesson04(Proof):
    lesson = "04"
    wrong = (
        Wrong("4.1", lambda deployments, incidents: print(), "always none"),
        Wrong("4.1", rate(harmed, rows=lambda deployments: deployments), "counted staging too"),
        Wrong("4.1", rate(lambda rows, incidents: len(incidents) / len(rows)), "counted incidents"),
        Wrong(
            "4.1",
            rate(lambda rows, incidents: incidents["deployment"].count() / len(rows)),
            "counted a deployment once for each incident",
        ),
        Wrong("4.1", rate(of_joined), "counted the rows of a join"),
        Wrong("4.1", rate(harmed, rows=succeeded), "left failed deployments out"),
        Wrong(
            "4.1",
            rate(lambda rows, _incidents: (rows["outcome"] == "failure").mean()),
            "counted deployments that failed",
        ),
        Wrong("4.1", rate(no_data_without_incidents), "took no incidents for no data"),
        Wrong("4.1", zero_without_data, "gave 0 for no data"),
        Wrong("4.1", rate(lambda rows, incidents: 100 * harmed(rows, incidents)), "gave per cent"),
        Wrong(
            "4.1",
            rate(lambda rows, incidents: 1 - harmed(rows, incidents)),
            "gave the share without an incident",
        ),
        Wrong("4.1", lambda deployments, incidents: 0.27, None),
        Wrong("4.2", weeks(usual=WEEKLY.median()), "left the empty weeks out"),
        Wrong("4.2", weeks(usual=len(BARGE) / 12), "left the empty weeks out"),
        Wrong("4.2", weeks(usual=len(BARGE) / 52), "took the mean"),
        Wrong("4.2", weeks(usual=0.4), "took the mean"),
        Wrong("4.2", weeks(usual=len(BARGE)), "counted all deployments"),
        Wrong("4.2", weeks(longest=4), "forgot the first weeks"),
        Wrong("4.2", weeks(longest=40), "counted all empty weeks"),
        Wrong("4.2", weeks(usual=1), None, part="usual"),
        Wrong("4.2", weeks(longest=3), None, part="longest"),
        Wrong("4.2", weeks(first=13), "looked between two deployments"),
        Wrong("4.2", weeks(first=14), "looked between two deployments"),
        Wrong("4.2", weeks(first=38), "looked between two deployments"),
        Wrong("4.2", weeks(first=1), "counted the weeks from 1"),
        Wrong("4.2", weeks(first=5), None, part="first"),
        Wrong("4.3", {"mean_falls": 0.26, "median_falls": 3.23}, "swapped them"),
        Wrong("4.3", {"mean_falls": 10.7, "median_falls": 3.66}, "gave what is left"),
        Wrong(
            "4.3", falls(hydrofoil[hydrofoil >= hydrofoil.quantile(0.05)]), "left out the fastest"
        ),
        Wrong(
            "4.3", falls(hydrofoil[hydrofoil > hydrofoil.quantile(0.95)]), "kept the slowest alone"
        ),
        Wrong(
            "4.3",
            falls(hydrofoil[hydrofoil <= 0.95 * hydrofoil.max()]),
            "cut at a share of the longest",
        ),
        Wrong("4.3", falls(hydrofoil[hydrofoil <= hydrofoil.quantile(0.9)]), "left out a tenth"),
        Wrong("4.3", {"mean_falls": 23.18, "median_falls": 6.605}, "gave per cent"),
        Wrong("4.3", {"mean_falls": 3.23, "median_falls": 1.0}, None, part="median_falls"),
        Wrong("4.3", {"mean_falls": 7.0, "median_falls": 1.0}, None),
        Wrong("4.4", clean(in_all=len(EXPORT)), "counted rows twice"),
        Wrong(
            "4.4",
            clean(hours=median_hours(ISO, SLASHES, SECONDS, rows=EXPORT)),
            "counted rows twice",
        ),
        Wrong("4.4", clean(arrived=ONCE["Deployed At "].notna().sum()), "took a sign for a time"),
        Wrong("4.4", clean(arrived=arrivals(ISO, SLASHES)), "lost the seconds"),
        Wrong("4.4", clean(arrived=arrivals(GUESS), hours=75.9), "lost the seconds"),
        Wrong("4.4", clean(arrived=1536, hours=68.7), "lost the seconds"),
        Wrong("4.4", clean(arrived=arrivals(ISO, SECONDS)), "lost the slashes"),
        Wrong(
            "4.4", clean(arrived=arrivals(ISO), hours=median_hours(ISO)), "lost two forms of time"
        ),
        Wrong("4.4", clean(hours=without_zones()), "took other zones for UTC"),
        Wrong(
            "4.4",
            clean(hours=median_hours(ISO, AMERICAN, SLASHES, SECONDS)),
            "swapped day and month",
        ),
        Wrong("4.4", clean(hours=median_hours(GUESS, SECONDS)), "swapped day and month"),
        Wrong(
            "4.4",
            clean(
                arrived=arrivals(ISO, AMERICAN, SECONDS),
                hours=median_hours(ISO, AMERICAN, SECONDS),
            ),
            "swapped day and month",
        ),
        Wrong("4.4", clean(arrived=arrivals(ISO, AMERICAN)), "swapped day and month"),
        Wrong(
            "4.4",
            clean(hours=median_hours(ISO, SLASHES, NANOSECONDS)),
            "read seconds in another unit",
        ),
        Wrong("4.4", clean(hours=72.1), "took the mean"),
        Wrong(
            "4.4",
            clean(hours=median_hours(ISO, SLASHES, SECONDS, since="Merged at")),
            "started at the merge",
        ),
        Wrong("4.4", clean(succeeded=2182), "counted staging too"),
        Wrong("4.4", clean(succeeded=TO_PRODUCTION.sum()), "counted what is no deployment"),
        Wrong("4.4", clean(succeeded=458), "counted what is no deployment"),
        Wrong("4.4", clean(succeeded=(RAW_DEPLOYMENTS["Env"] == "prod").sum()), "lost a spelling"),
        Wrong("4.4", clean(in_all=1700), None, part="in_all"),
        Wrong("4.4", clean(arrived=1000), None, part="arrived"),
        Wrong("4.4", clean(hours=50), None, part="hours"),
        Wrong("4.4", clean(succeeded=500), None, part="succeeded"),
        Wrong("4.5", budget(allowed=0.05 * 43_200), "forgot that per cent are hundredths"),
        Wrong("4.5", budget(allowed=43.2), "took another objective"),
        Wrong("4.5", budget(allowed=0.0005 * 31 * 1440), "took another month"),
        Wrong("4.5", budget(spent=36, per_cent=166.7, may_ship=False), "took everybody for hit"),
        Wrong("4.5", budget(spent=21.6, per_cent=100), "took those who were not hit"),
        Wrong("4.5", budget(spent=1.6), "counted one incident"),
        Wrong("4.5", budget(per_cent=33.3), "gave what is left"),
        Wrong("4.5", budget(per_cent=150), "divided the wrong way round"),
        Wrong("4.5", budget(may_ship=False), "stopped too early"),
        Wrong("4.5", budget(allowed=20), None, part="allowed"),
        Wrong("4.5", budget(spent=20), None, part="spent"),
        Wrong("4.5", budget(per_cent=80), None, part="per_cent"),
        Wrong("4.6", not_over(median_over=5.5), "took all six for over"),
        Wrong("4.6", not_over(median_over=7.5), "took the mean"),
        Wrong("4.6", not_over(least_mean=7.5), "left the open ones out"),
        Wrong("4.6", not_over(least_mean=5), "gave the open ones no hours"),
        Wrong("4.6", not_over(least_mean=16), "divided by those that are over"),
        Wrong("4.6", not_over(median_all=5.5), "told the library that all are over"),
        Wrong("4.6", not_over(median_all=4.5), "left out what is open"),
        Wrong("4.6", not_over(median_all=30), "turned it round"),
        Wrong("4.6", not_over(median_over=3), None, part="median_over"),
        Wrong("4.6", not_over(least_mean=12), None, part="least_mean"),
        Wrong("4.6", not_over(median_all=12), None, part="median_all"),
        Wrong("4.7", from_merge(FROM_COMMIT, FROM_COMMIT), "started at the commit"),
        Wrong("4.7", from_merge(of_all=FROM_COMMIT), "started at the commit"),
        Wrong("4.7", from_merge(OF_ALL, GITLAB), "swapped them"),
        Wrong("4.7", from_merge(gitlab=OF_ALL), "took the median of all changes"),
        Wrong(
            "4.7",
            from_merge(FROM_MERGE.groupby(TUG["merged"].dt.date).median().median()),
            "grouped by the day of the merge",
        ),
        Wrong("4.7", from_merge(ON_DAY.median().mean()), "took the mean of the days"),
        Wrong("4.7", from_merge(ON_DAY.mean().median()), "took the mean of each day"),
        Wrong("4.7", from_merge(of_all=FROM_MERGE.mean()), "took the mean of all changes"),
        Wrong("4.7", from_merge(gitlab=200), None, part="gitlab"),
        Wrong("4.7", from_merge(of_all=200), None, part="of_all"),
        Wrong("4.8", slip(2604), "took the month of the reports"),
        Wrong("4.8", slip(898), "forgot to halve"),
        Wrong("4.8", slip(365), "took the month alone"),
        Wrong("4.8", slip(444), "took a month of thirty days"),
        Wrong("4.8", slip(300), None, part="factor"),
        Wrong("4.8", slip(days=180), None, part="days"),
    )


def per_row(deployments: pd.DataFrame, incidents: pd.DataFrame) -> float | None:
    """Return the rate, in plain Python."""
    causes = set(incidents["deployment"].dropna())
    failed = [
        row.deployment in causes
        for row in deployments.itertuples()
        if row.environment == "production"
    ]
    return sum(failed) / len(failed) if failed else None


def in_one_query(deployments: pd.DataFrame, incidents: pd.DataFrame) -> np.floating[Any] | None:
    """Return the rate, by way of the ids, each once."""
    ids = in_production(deployments)["deployment"].unique()
    return np.mean(np.isin(ids, incidents["deployment"].dropna().unique())) if len(ids) else None


@pytest.mark.usefixtures("new_kernel")
@pytest.mark.parametrize("written", [per_row, in_one_query])
def test_every_way_to_write_the_failure_rate_is_right(written: Rate) -> None:
    assert "holds in all 17 cases" in repr(check("4.1", written))


def test_the_rule_is_the_library_s() -> None:
    for team in LOG.teams:
        log = LOG.team(team)
        rule = failures.failure_rate(log.deployments, log.incidents)
        assert rule == pytest.approx(change_failure_rate(log).value)


@pytest.mark.usefixtures("new_kernel")
def test_nothing_to_divide_by_is_told() -> None:
    def divides(deployments: pd.DataFrame, incidents: pd.DataFrame) -> float:
        rows = in_production(deployments)
        return float(rows["deployment"].isin(incidents["deployment"]).sum()) / len(rows)

    with pytest.raises(NotYet, match="raises ZeroDivisionError"):
        check("4.1", divides)
    with pytest.raises(NotYet, match="is a missing value; where there is no deployment to prod"):
        check("4.1", lambda deployments, incidents: harmed(in_production(deployments), incidents))


@pytest.mark.usefixtures("new_kernel")
def test_a_function_that_is_wrong_somewhere_else_hears_where() -> None:
    def odd(deployments: pd.DataFrame, incidents: pd.DataFrame) -> Any:
        return 0.3 if len(incidents) == 3 else rate(harmed)(deployments, incidents)

    with pytest.raises(NotYet) as heard:
        check("4.1", odd)
    assert str(heard.value) == (
        "4.1 not yet: Try your function on this: two deployments, one of which caused three "
        "incidents (deployments: d1 production success, d2 production success; incidents: i9 of "
        "d1, i10 of d1, i11 of d1). It returns 0.3. Which of the rules speaks of such a case?"
    )


@pytest.mark.usefixtures("new_kernel")
def test_a_function_that_raises_hears_of_the_rows_that_it_was_given() -> None:
    with pytest.raises(NotYet) as heard:
        check("4.1", lambda deployments, incidents: incidents["cause"])
    assert str(heard.value).startswith(
        "4.1 not yet: For (deployments: d1 production success, d2 production success, d3 "
        "production success, …; incidents: i1 of d2) your function raises KeyError at `"
    )
    assert str(heard.value).endswith("there is no entry 'cause'.")


@pytest.mark.usefixtures("new_kernel")
def test_odd_right_answers_are_right() -> None:
    check("4.2", {"usual": np.float64(0.0), "longest": np.int64(5), "first": np.int64(0)})
    check("4.3", {"mean_falls": pd.Timedelta(hours=3.228), "median_falls": 0.26})
    check("4.4", clean(hours=68.68972) | {"in_all": np.int64(1729)})
    check("4.5", budget() | {"allowed": pd.Timedelta(minutes=21.6), "may_ship": np.True_})
    check("4.6", not_over(least_mean=10.7) | {"median_all": pd.Timedelta(hours=7)})
    check("4.7", from_merge(round(GITLAB, 1)) | {"of_all": pd.Timedelta(hours=OF_ALL)})
    check("4.8", slip(factor=449.0) | {"days": pd.Timedelta(hours=5040)})


@pytest.mark.usefixtures("new_kernel")
def test_a_number_in_another_unit_is_told_so() -> None:
    with pytest.raises(NotYet, match="looks like days"):
        check("4.7", from_merge(GITLAB / 24, OF_ALL / 24))
    with pytest.raises(NotYet, match="is a share, and per cent are asked for"):
        check("4.5", budget(per_cent=0.667))
    with pytest.raises(NotYet, match="looks like weeks"):
        check("4.8", slip(days=30))
    with pytest.raises(NotYet, match="sign is the wrong way round"):
        check("4.3", {"mean_falls": -3.23, "median_falls": -0.26})


def test_the_export_read_with_care_gives_the_clean_numbers() -> None:
    arrived, hours = lead_times(times)
    right = messy.cleaned()
    assert (arrived, len(ONCE)) == (right["arrived"], right["in_all"])
    assert hours == pytest.approx(right["hours"])


def test_no_fault_of_the_export_gives_the_right_hours() -> None:
    right = messy.cleaned()["hours"]
    for readers in MISREAD.values():
        for reader in readers:
            assert abs(lead_times(reader)[1] - right) > 0.1
    assert abs(lead_times(times, twice=True)[1] - right) > 0.1


def test_the_export_is_read_as_a_student_reads_it() -> None:
    assert export("changes").shape == EXPORT.shape
    assert len(export("deployments")) == len(RAW_DEPLOYMENTS)


def test_the_number_of_the_tool_is_the_library_s() -> None:
    assert gitlab.lead_time_for_changes(LOG.team("tug")).value == pytest.approx(GITLAB, abs=0.001)


def test_a_run_at_either_end_counts() -> None:
    assert longest_run([True, True, False, True]) == (2, 0)
    assert longest_run([False, True, True, True]) == (3, 1)
    assert longest_run([True, False, True]) == (1, 0)
    assert longest_run([]) == (0, 0)
