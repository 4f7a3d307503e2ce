import math
from dataclasses import replace

import pytest

from deliverylab.measure import Kpi, describe_level, levels

YEARS = (2018, 2019, 2021, 2022, 2023, 2024)
LEAD = Kpi("lead time for changes", 30.0, "hours", 12, "median of 12 changes")
FREQUENCY = Kpi("deployment frequency", 3.0, "deployments per week", 12, "12 deployments")
FAILURES = Kpi("change failure rate", 0.07, "share", 12, "1 of 12 deployments")
RESTORE = Kpi("time to restore service", 0.5, "hours", 12, "median of 12 incidents")


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_four_descriptions_of_each_cluster(year: int) -> None:
    table = levels(year)
    names = ["High", "Medium", "Low"] if year == 2022 else ["Elite", "High", "Medium", "Low"]
    assert table["level"].unique().tolist() == names
    assert len(table) == 4 * len(names)
    assert not table.duplicated(["level", "kpi"]).any()
    assert (table["high"].fillna(math.inf) >= table["low"]).all()


@pytest.mark.parametrize("year", YEARS)
def test_every_row_says_where_it_comes_from_and_how_it_was_checked(year: int) -> None:
    table = levels(year)
    assert table["source"].str.len().gt(20).all()
    assert set(table["checked"]) <= {"primary", "secondary"}


def test_shares_that_could_not_be_verified_are_left_out() -> None:
    assert levels(2022)["share_percent"].isna().all()
    assert levels(2023).query("level == 'Low'")["share_percent"].isna().all()
    shares = levels(2024).drop_duplicates("level").set_index("level")["share_percent"]
    assert shares.to_dict() == {"Elite": 19, "High": 22, "Medium": 35, "Low": 25}


def test_in_2024_high_fails_more_than_medium() -> None:
    table = levels(2024).query("kpi == 'change failure rate'").set_index("level")
    assert table.loc["High", "low"] > table.loc["Medium", "low"]


def test_a_caller_cannot_change_the_table() -> None:
    mine = levels(2024)
    mine["level"] = "Best"
    assert "Best" not in set(levels(2024)["level"])


@pytest.mark.parametrize(
    ("year", "why"), [(2020, "2020 had no report"), (2025, "since 2025"), (1999, "for 1999; ")]
)
def test_a_year_without_levels_is_refused_with_the_reason(year: int, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        levels(year)
    with pytest.raises(ValueError, match="choose one of 2018, 2019, 2021"):
        describe_level(LEAD, year)


@pytest.mark.parametrize(
    ("kpi", "year", "said"),
    [
        (LEAD, 2024, "30 hours: as in the 2024 description of High (between one day and one week)"),
        (replace(LEAD, value=24.0), 2024, "of High (between one day and one week)"),
        (
            replace(LEAD, value=168.0),
            2024,
            "description of Medium (between one week and one month)",
        ),
        (replace(LEAD, value=23.99), 2024, "of Elite (less than one day)"),
        (
            replace(LEAD, value=5.0),
            2021,
            "between two descriptions of 2021, Elite (less than one hour) and "
            "High (between one day and one week)",
        ),
        (replace(LEAD, value=5000.0), 2021, "of Low (more than six months)"),
        (replace(LEAD, value=5000.0), 2024, "above every description of 2024; the highest is Low"),
        (FREQUENCY, 2024, "of High (between once per day and once per week)"),
        (FREQUENCY, 2021, "between two descriptions of 2021, High (between once per week and"),
        (FREQUENCY, 2018, "between two descriptions of 2018, Medium and Low (between once per"),
        (replace(FREQUENCY, value=20.0), 2018, "of Elite (on demand, several per day) and of High"),
        (FAILURES, 2024, "between two descriptions of 2024, Elite (5 %) and Medium (10 %)"),
        (FAILURES, 2019, "of Elite, High and Medium (0–15 %)"),
        (replace(FAILURES, value=0.15), 2019, "of Elite, High and Medium (0–15 %)"),
        (replace(FAILURES, value=0.15), 2023, "of Medium (15 %)"),
        (replace(FAILURES, value=0.30), 2019, "between two descriptions of 2019"),
        (replace(FAILURES, value=0.01), 2024, "below every description of 2024; the lowest is"),
        (RESTORE, 2024, "the survey asked only about failures that"),
        (
            replace(RESTORE, name="failed deployment recovery time"),
            2021,
            "asked about all incidents",
        ),
    ],
)
def test_a_value_is_placed_among_the_descriptions(kpi: Kpi, year: int, said: str) -> None:
    assert said in describe_level(kpi, year)


def test_no_data_never_becomes_a_level() -> None:
    for kpi in (LEAD, FREQUENCY, FAILURES, RESTORE):
        text = describe_level(replace(kpi, value=math.nan), 2024)
        assert text.endswith("no data, so no description fits.")


def test_there_are_no_levels_for_reliability() -> None:
    kpi = Kpi("reliability", 0.999, "share", 1000, "1,000 requests")
    assert describe_level(kpi, 2021) == "Reliability: DORA published no levels for it."


def test_the_same_question_under_its_new_name_carries_no_warning() -> None:
    renamed = replace(RESTORE, name="failed deployment recovery time")
    assert "survey asked" not in describe_level(renamed, 2024)
    assert "survey asked" not in describe_level(RESTORE, 2021)
