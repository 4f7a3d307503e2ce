"""Task 4.4: clean a messy export. What is left in it shows in the numbers.

The right answers come from the clean tables. What each fault does to them is computed from the
export itself, cleaned with that one fault left in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from deliverylab.teach.forms import count, number, parts
from deliverylab.teach.shipped import shipped_table
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_04_export import (
    LOST,
    MISREAD,
    MONTHS_ONLY,
    Reader,
    arrivals,
    export,
    lead_times,
    texts_of_arrivals,
    times,
)

Parts = dict[str, Any]

TEAM = "ferry"
DECIMALS = 1


def of_team(name: str) -> pd.DataFrame:
    """Return the clean rows of the team's table."""
    table = shipped_table(name)
    return table[table["team"] == TEAM]


def hours_each() -> pd.Series[float]:
    """Return the lead time of each clean change; missing where it has not arrived."""
    changes = of_team("changes")
    lasted: pd.Series[pd.Timedelta] = changes["deployed"] - changes["committed"]
    return lasted.dt.total_seconds() / 3600


def cleaned() -> Parts:
    """Return the answers, from the clean tables."""
    changes, deployments = of_team("changes"), of_team("deployments")
    production = deployments[deployments["environment"] == "production"]
    return {
        "in_all": len(changes),
        "arrived": int(changes["deployed"].notna().sum()),
        "hours": float(hours_each().median()),
        "succeeded": int((production["outcome"] == "success").sum()),
    }


def is_hours(*wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether the hours of an answer are one of these, as far as they are rounded.

    Where changes are missing, that comes first, and the hours are what they are by chance.
    """
    return lambda value: (
        value["arrived"] == cleaned()["arrived"]
        and any(abs(value["hours"] - hours()) <= 0.5 * 10.0**-DECIMALS for hours in wrong)
    )


def misread(name: str) -> Callable[[Parts], bool]:
    """Return whether the hours of an answer are those of one of these readers."""
    return is_hours(*(partial(median_of, read) for read in MISREAD[name]))


def month_before_day(value: Parts) -> bool:
    """Return whether days were taken for months, or lost where there is no such month."""
    lost_days = [arrivals(read) for read in MONTHS_ONLY]
    return value["arrived"] in lost_days or misread("swapped day and month")(value)


def median_of(read: Reader, since: str = "Committed At") -> float:
    """Return the median lead time in hours."""
    return lead_times(read, since=since)[1]


def lost(name: str) -> Callable[[Parts], bool]:
    """Return whether as many changes arrived as this reader finds, with rows once or twice."""
    return lambda value: any(
        value["arrived"] in (arrivals(LOST[name], twice), lead_times(LOST[name], twice)[0])
        for twice in (False, True)
    )


def too_few(value: Parts) -> bool:
    """Return whether the spelling of something cost rows."""
    return bool(0 < value["succeeded"] < cleaned()["succeeded"])


def no_deployments_among(value: Parts) -> bool:
    """Return whether rows are counted that are no deployments: the tests, the total."""
    others = export("deployments")["Deployment"].isin(["TEST1", "Total"]).sum()
    return bool(0 < value["succeeded"] - cleaned()["succeeded"] <= others)


def everywhere(value: Parts) -> bool:
    """Return whether staging is counted as well."""
    return bool(value["succeeded"] > 2 * cleaned()["succeeded"])


def said(value: Parts) -> str:
    """Say how many rows the export had, and what one call of `to_datetime` makes of the times."""
    found, hours = lead_times(LOST["lost two forms of time"])
    return (
        f"{len(export('changes')):,} rows were {value['in_all']:,} changes. One call of "
        f"`to_datetime` would have lost {value['arrived'] - found} of their {value['arrived']:,} "
        f"lead times without a word, and {hours:.1f} hours look as good as {value['hours']:.1f}. "
        "So count rows and missing times before and after each step."
    )


MESSY_EXPORT: Task[Parts] = Task(
    number="4.4",
    title="Clean the messy export",
    points=4,
    expects=parts(
        in_all=count("changes"),
        arrived=count("changes"),
        hours=number("hours", decimals=DECIMALS),
        succeeded=count("deployments"),
    ),
    answer=cleaned,
    mistakes=(
        Mistake(
            "counted rows twice",
            recognises=lambda value: (
                value["in_all"] == len(export("changes"))
                or value["arrived"] == arrivals(times, twice=True)
                or is_hours(lambda: lead_times(times, twice=True)[1])(value)
            ),
            hints=(
                "You count some changes twice. Does each change have one row?",
                "Look at `.duplicated().sum()` of the table.",
                "Some rows stand there twice, sign by sign. Drop them before you count and before "
                "you take a median: `drop_duplicates()`.",
            ),
        ),
        Mistake(
            "took a sign for a time",
            part="arrived",
            recognises=lambda value: value["arrived"] == texts_of_arrivals(),
            hints=(
                "`arrived` is a little too large. What stands in *Deployed At* when a change has "
                "not arrived?",
                "pandas knows some signs for *missing*, but not every one.",
                "Count times, not texts: turn the column into times first; what cannot be one "
                "becomes `NaT`.",
            ),
        ),
        Mistake(
            "lost the seconds",
            part="arrived",
            recognises=lost("lost the seconds"),
            hints=(
                "`arrived` is too small: some of your times became `NaT`. Look at their texts.",
                "Some times are only digits. They count the seconds since 1970.",
                '`pd.to_datetime(pd.to_numeric(texts, errors="coerce"), unit="s", utc=True)` reads '
                "those. Fill the gaps of the others with them.",
            ),
        ),
        Mistake(
            "lost the slashes",
            part="arrived",
            recognises=lost("lost the slashes"),
            hints=(
                "`arrived` is too small: some of your times became `NaT`. Look at their texts.",
                "Some times are written with slashes. What comes first, the day or the month?",
                'Read those with a `format` of their own, such as "%d/%m/%Y %H:%M:%S" if the day '
                "comes first. Fill the gaps of the others with them.",
            ),
        ),
        Mistake(
            "lost two forms of time",
            part="arrived",
            recognises=lost("lost two forms of time"),
            hints=(
                "`arrived` is far too small: many times became `NaT`, and nobody told you.",
                'Look at their texts: `texts[pd.to_datetime(texts, errors="coerce", utc=True)'
                ".isna()]`. There are two more forms.",
                "Read each form by itself, with a `format` or a `unit` of its own; then "
                "`first.fillna(second).fillna(third)`.",
            ),
        ),
        Mistake(
            "took other zones for UTC",
            part="hours",
            recognises=misread("took other zones for UTC"),
            hints=(
                "`hours` is a little too small. Are all of your times of the same zone?",
                "A time that ends in +08:00 is the time of a clock that is 8 hours ahead of UTC.",
                "Do not cut the end off. `pd.to_datetime(..., utc=True)` reads +08:00 and turns "
                "the time into UTC.",
            ),
        ),
        Mistake(
            "swapped day and month",
            recognises=month_before_day,
            hints=(
                "Some of your times are wrong. Are some lead times below zero?",
                "What is 03/04/2025: in March, or in April? Look for a row that tells.",
                "There is 22/12/2025, so the day comes first. Read the times with slashes by "
                'themselves, with `format="%d/%m/%Y %H:%M:%S"`; `dayfirst` is for guesses only.',
            ),
        ),
        Mistake(
            "read seconds in another unit",
            part="hours",
            recognises=misread("read seconds in another unit"),
            hints=(
                "`hours` is wrong although nothing is missing. In which years are your times?",
                "The times that are only digits came out near 1970. In which unit do they count?",
                'They count seconds: `unit="s"`.',
            ),
        ),
        Mistake(
            "took the mean",
            part="hours",
            recognises=is_hours(lambda: float(hours_each().mean())),
            hints=(
                "`hours` is a mean. A few slow changes pull it up.",
                "The course reports the number that half of the changes stay below.",
                "Take `.median()`.",
            ),
        ),
        Mistake(
            "started at the merge",
            part="hours",
            recognises=is_hours(partial(median_of, times, since="Merged at")),
            hints=(
                "`hours` is much too small. When does the clock start?",
                "The lead time runs from the commit, and review and tests are in it.",
                "Subtract *Committed At*.",
            ),
        ),
        Mistake(
            "counted staging too",
            part="succeeded",
            recognises=everywhere,
            hints=(
                "`succeeded` is far too large. To which environment do they go?",
                "*Env* tells it, in several spellings.",
                "Keep those whose *Env* means production, whatever the spelling.",
            ),
        ),
        Mistake(
            "counted what is no deployment",
            part="succeeded",
            recognises=no_deployments_among,
            hints=(
                "`succeeded` is nearly right: you count something that is no deployment.",
                "Look at the ids that do not look like the others.",
                "Somebody tried the exporter out, and the last line is a sum. Keep the ids that "
                'begin with "ferry-d", in any case.',
            ),
        ),
        Mistake(
            "lost a spelling",
            part="succeeded",
            recognises=too_few,
            hints=(
                "`succeeded` is too small. In how many ways is *production* written, and "
                "*success*?",
                '`table["Env"].unique()` shows them. Mind spaces and capitals.',
                "`.str.strip().str.lower()` makes many spellings one. Then `.isin([...])` with "
                "every word that means the same.",
            ),
        ),
    ),
    part_hints={
        "in_all": (
            "For `in_all`: how many different changes are in the table?",
            "One id is one change, however it is written: mind spaces and capitals.",
            "`.str.strip().str.lower()` of the ids, then `.nunique()`.",
        ),
        "arrived": (
            "`in_all` is right. `arrived` counts the changes that have a time in *Deployed At*.",
            "Which texts did not become times? Print them, and see how they are written.",
            "Read each form by itself, with a `format` or a `unit` of its own; then "
            "`first.fillna(second).fillna(third)`.",
        ),
        "hours": (
            "So many times are read, but not all of them right. Is any lead time below zero?",
            "Print the lead times that are below zero or longer than a month, with their texts.",
            "Zone, day before month, seconds since 1970: look at one example of each form, and "
            "at the time that you make of it.",
        ),
        "succeeded": (
            "The changes are right. For `succeeded`, three columns matter: *Deployment*, *Env* "
            "and *Result*.",
            "Look at `.value_counts()` of *Env* and of *Result*, and at the ids.",
            "Keep rows with a true id, whose *Env* means production and whose *Result* means "
            "success.",
        ),
    },
    hints=(
        "Look at each column that you need before you use it.",
        "Count the rows before and after each step.",
        "`.unique()` and `.value_counts()` show how things are written.",
    ),
    said=said,
)
