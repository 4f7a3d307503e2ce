"""The shipped data, as the right answers are computed from it: read once, apart from the student's.

A student's own `log` may have been changed, so no check relies on it. Loading the whole log with
all its checks takes longer than a check may. The files are the course's own, and the tests prove
that they hold together, so here they are read without asking again: a table takes milliseconds, and
it is read when it is first needed.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from deliverylab.log import DeliveryLog, course_data
from deliverylab.log.descriptor import DESCRIPTOR, read_descriptor
from deliverylab.log.faults import Faults
from deliverylab.log.schema import TABLES, TIME, dtype

TEAMS = ("barge", "tug", "ferry", "hydrofoil")
"""The four teams, in the order of the log."""


@cache
def shipped_log() -> DeliveryLog:
    """Return the year of the four teams: `DeliveryLog.from_csv`, quicker. Treat it as read-only.

    >>> shipped_log().teams
    ['barge', 'tug', 'ferry', 'hydrofoil']
    """
    about = read_descriptor(course_data() / DESCRIPTOR, Faults("The shipped log"))
    if about is None:
        return DeliveryLog.from_csv(course_data())  # slower, and says what is wrong
    tables = {name: shipped_table(name) for name in TABLES}
    return DeliveryLog.from_tables(
        tables, about.start, about.end, about.source, about.notes, about.unrecorded
    )


@cache
def shipped_table(name: str) -> pd.DataFrame:
    """Return one table of that log by itself. Treat it as read-only.

    >>> shipped_table("releases")["version"].iloc[9]
    '1.10'
    """
    table = TABLES[name]
    dtypes = {
        **{column: dtype(name, column) for column in table.column_names},
        "team": pd.CategoricalDtype(list(TEAMS)),
        **dict.fromkeys(table.times, "str"),
    }
    frame = pd.read_csv(
        course_data() / f"{name}.csv", dtype=dtypes, keep_default_na=False, na_values=[""]
    )
    times = {
        time: pd.to_datetime(frame[time], format="ISO8601", utc=True).astype(TIME)
        for time in table.times
    }
    return frame.assign(**times)
