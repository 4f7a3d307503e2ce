"""What DORA published about groups of survey answers, 2018 to 2024: the performance levels.

Each year DORA asked thousands of people six-choice questions ("less than one hour", "between one
day and one week", …), grouped the answers by cluster analysis, and described each cluster by its
median answers. It named the clusters Elite, High, Medium and Low.

So a level is **not** a cut-off, a grade or a target:

- It describes a cluster. Between two descriptions there are holes: in 2021, a lead time of two
  weeks belongs to nobody.
- The clusters are found anew each year from that year's answers. There were four in 2018–2021,
  three in 2022 (no Elite), four in 2023–2024, and none since 2025. 2020 had no report.
- The order is not always an order: in 2024, High fails twice as often as Medium.
- One team's four KPIs often fall in the descriptions of four different clusters.

The table is `dora_levels.csv` beside this file, with the source of every row.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd

from deliverylab.measure.kpi import Kpi
from deliverylab.measure.say import capital

__all__ = ["describe_level", "levels"]

SINCE_2023 = "failed deployment recovery time"
UNTIL_2022 = "time to restore service"


def levels(year: int) -> pd.DataFrame:
    """Return what DORA published about the clusters of one year.

    Args:
        year: 2018, 2019, 2021, 2022, 2023 or 2024.

    Returns:
        One row per cluster and KPI: `level`; `share_percent` of the respondents (missing where
        it could not be verified); `kpi`; `published`, the description in words; `low` and `high`,
        the same as numbers in `unit` (a missing `high` is open, a month is 730 hours); `checked`,
        whether read in a primary or a secondary source; `source`; `note`.

    Raises:
        ValueError: If DORA published no levels for that year.

    >>> levels(2024).query("kpi == 'change failure rate'")[["level", "published"]]
        level published
    3   Elite       5 %
    7    High      20 %
    11 Medium      10 %
    15    Low      40 %
    """
    table = _all_levels()
    years = sorted(table["year"].unique())
    if year not in years:
        why = {2020: " (2020 had no report)", 2025: " (since 2025 DORA publishes none)"}
        raise ValueError(
            f"there are no levels for {year}{why.get(year, '')}; "
            f"choose one of {', '.join(map(str, years))}"
        )
    return table[table["year"] == year].drop(columns="year").reset_index(drop=True)


def describe_level(kpi: Kpi, year: int) -> str:
    """Return which cluster's published description a KPI falls in, as one sentence.

    It says so when several clusters share a description, when the value falls between two
    descriptions, and when there is nothing to compare; it never turns "no data" into a level.
    Durations and frequencies fall in a description from its low end up to, but not including, its
    high end; shares include both ends.

    Args:
        kpi: A measured KPI.
        year: The year of the survey, as for `levels`.

    Raises:
        ValueError: If DORA published no levels for that year.

    >>> weeks = Kpi("lead time for changes", 400.0, "hours", 12, "median of 12 changes")
    >>> describe_level(weeks, 2024)
    'Lead time for changes, 2.4 weeks: as in the 2024 description of Medium
    (between one week and one month).'
    >>> describe_level(weeks, 2021)
    'Lead time for changes, 2.4 weeks: between two descriptions of 2021, High
    (between one day and one week) and Medium (between one month and six months).'
    """
    published = levels(year)
    name = UNTIL_2022 if kpi.name == SINCE_2023 else kpi.name
    rows = published[published["kpi"] == name]
    title = capital(kpi.name)
    if rows.empty:
        return f"{title}: DORA published no levels for it."
    if not kpi.has_data:
        return f"{title}: no data, so no description fits."
    return f"{title}, {kpi.said}: {_where(kpi.value, rows, year)}{_caution(kpi.name, year)}."


@cache
def _all_levels() -> pd.DataFrame:
    """Return the whole table, read once."""
    with files("deliverylab.measure").joinpath("dora_levels.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def _where(value: float, rows: pd.DataFrame, year: int) -> str:
    """Return in words where the value lies among one KPI's descriptions of one year."""
    low, high = rows["low"], rows["high"].fillna(float("inf"))
    below_top = (value <= high) if rows["unit"].iloc[0] == "share" else (value < high)
    inside = rows[(value >= low) & below_top]
    if not inside.empty:
        return f"as in the {year} description of {_said(inside)}"
    under, over = rows[high <= value], rows[low > value]
    nearest_under = under[under["high"] == under["high"].max()]
    nearest_over = over[over["low"] == over["low"].min()]
    if nearest_under.empty:
        return f"below every description of {year}; the lowest is {_said(nearest_over)}"
    if nearest_over.empty:
        return f"above every description of {year}; the highest is {_said(nearest_under)}"
    return f"between two descriptions of {year}, {_said(nearest_under)} and {_said(nearest_over)}"


def _said(rows: pd.DataFrame) -> str:
    """Return clusters with their description: "High and Medium (0–15 %)"."""
    by_words = rows.groupby("published", sort=False)["level"].agg(list)
    return " and of ".join(f"{_joined(names)} ({words})" for words, names in by_words.items())


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _caution(name: str, year: int) -> str:
    """Return a warning where the survey asked about another kind of incident."""
    if name == UNTIL_2022 and year >= 2023:
        return "; the survey asked only about failures that a change had caused"
    if name == SINCE_2023 and year < 2023:
        return "; the survey asked about all incidents, not only those that a change had caused"
    return ""
