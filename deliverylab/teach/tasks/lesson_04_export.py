"""The messy export of one team, read with care, and read with each of the usual faults.

What is wrong with the files is said in the answer key of the data, for those who teach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import TypeAlias

import pandas as pd

from deliverylab.log import course_data
from deliverylab.log.schema import TIME

SIGNS_OF_PANDAS = ("", "N/A", "null")
"""What pandas takes for missing of all that stands for it in the files."""

Times: TypeAlias = "pd.Series[pd.Timestamp]"
Reader: TypeAlias = Callable[["pd.Series[str]"], Times]
"""Reads times in one form or several; where none of them fits, the time is missing."""


@cache
def export(name: str) -> pd.DataFrame:
    """Return one file of the export as text, without spaces around anything."""
    raw: pd.DataFrame = pd.read_csv(
        course_data() / "messy" / f"{name}.csv",
        sep=";" if name == "deployments" else ",",
        dtype="str",
        encoding="utf-8-sig",
        keep_default_na=False,
    )
    named = raw.rename(columns=str.strip)
    return named.assign(**{name: named[name].str.strip() for name in named.columns})


def in_iso(texts: pd.Series[str]) -> Times:
    """Return the times that are written in the international form; the others are missing."""
    return pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce")


def day_first(texts: pd.Series[str]) -> Times:
    """Return the times that are written with slashes; the others are missing."""
    return pd.to_datetime(texts, format="%d/%m/%Y %H:%M:%S", utc=True, errors="coerce")


def month_first(texts: pd.Series[str]) -> Times:
    """Return the same, taking the day for the month."""
    return pd.to_datetime(texts, format="%m/%d/%Y %H:%M:%S", utc=True, errors="coerce")


def guessed(texts: pd.Series[str]) -> Times:
    """Return what pandas makes of it when it is told that the day comes first."""
    return pd.to_datetime(texts, format="mixed", dayfirst=True, utc=True, errors="coerce")


def since_1970(texts: pd.Series[str], seconds: float = 1) -> Times:
    """Return the times that are only digits, as so many units of so many seconds since 1970."""
    counted = pd.to_numeric(texts, errors="coerce") * seconds
    return pd.to_datetime(counted, unit="s", utc=True)


def clocks_as_they_stand(texts: pd.Series[str]) -> Times:
    """Return the times in the international form, each zone taken for UTC."""
    return in_iso(texts.str.replace(r"\+0\d:00$", "Z", regex=True))


def reader(*forms: Reader) -> Reader:
    """Return what reads a time in the first of these forms that fits."""

    def read(texts: pd.Series[str]) -> Times:
        found, *others = (form(texts).astype(TIME) for form in forms)
        for times in others:
            found = found.fillna(times)
        return found

    return read


times = reader(in_iso, day_first, since_1970)
"""Reads times in all of the forms."""

LOST: Mapping[str, Reader] = MappingProxyType(
    {
        "lost the seconds": reader(in_iso, day_first),
        "lost the slashes": reader(in_iso, since_1970),
        "lost two forms of time": reader(in_iso),
    }
)
"""What loses times: fewer changes seem to have arrived."""

MONTHS_ONLY = (reader(in_iso, month_first, since_1970), reader(in_iso, month_first))
"""Take the day for the month, and lose the days that no month can be."""

MISREAD: Mapping[str, tuple[Reader, ...]] = MappingProxyType(
    {
        "took other zones for UTC": (reader(clocks_as_they_stand, day_first, since_1970),),
        "swapped day and month": (
            reader(in_iso, month_first, day_first, since_1970),
            reader(guessed, since_1970),
        ),
        "read seconds in another unit": (
            reader(in_iso, day_first, partial(since_1970, seconds=1e-9)),
            reader(in_iso, day_first, partial(since_1970, seconds=1e-3)),
        ),
    }
)
"""What gets times wrong: as many changes arrive, at another moment."""


@cache
def lead_times(read: Reader, twice: bool = False, since: str = "Committed At") -> tuple[int, float]:
    """Return how many changes have a lead time, and its median in hours.

    Args:
        read: how times are read.
        twice: whether the rows that stand there twice are kept.
        since: where the clock starts.
    """
    rows = changes(twice)
    hours = (read(rows["Deployed At"]) - read(rows[since])).dt.total_seconds() / 3600
    return int(hours.count()), float(hours.median())


@cache
def arrivals(read: Reader, twice: bool = False) -> int:
    """Return how many changes have a time of arrival."""
    return int(read(changes(twice)["Deployed At"]).count())


def changes(twice: bool) -> pd.DataFrame:
    """Return the rows of the changes, each once or as they stand."""
    return export("changes") if twice else export("changes").drop_duplicates()


def texts_of_arrivals() -> int:
    """Return how many changes have a text for their arrival that pandas takes for one."""
    return int((~changes(twice=False)["Deployed At"].isin(SIGNS_OF_PANDAS)).sum())
