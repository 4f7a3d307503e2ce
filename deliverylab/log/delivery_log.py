"""The delivery log: what happened on the way from a commit to production.

A `DeliveryLog` holds six tables (`deliverylab.log.schema` describes them), the window in which
they were observed, and where they come from. Simulator, shipped data and a student's own
repository all give one; every measure reads one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from deliverylab.log.errors import LogError
from deliverylab.log.schema import TABLES
from deliverylab.log.summary import as_html, as_text, window
from deliverylab.log.table_field import MakeTable, TableField
from deliverylab.log.tables import make_table, utc

TimeUnit = Literal["s", "min", "h", "D"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class DeliveryLog:
    """What happened to one or more teams' changes in a window of time.

    Making a log checks nothing, so that the simulator stays fast; `check` does, and so do the
    ways in from outside (`from_csv`, `from_git`, `from_cdevents`). Treat the tables as read-only.
    Each may be given as a function that makes it: it is called when the table is first read.

    Args:
        changes: one row per change.
        builds: one row per CI run.
        releases: one row per package.
        deployments: one row per deployment.
        incidents: one row per incident.
        traffic: one row per team and hour.
        start: the start of the observed window, UTC.
        end: its end, not part of it. What would have happened from then on is not known.
        source: where the log comes from: `"simulation"`, `"csv"`, `"git"`, `"CDEvents"`.
        notes: caveats in words: what was left out of the log, and why.
        unrecorded: pairs of a team and a table (`"incidents"`) or a column
            (`"deployments.planned"`) of which the source says nothing. There, no rows means
            "not known", not "none".
    """

    changes: TableField = TableField()
    builds: TableField = TableField()
    releases: TableField = TableField()
    deployments: TableField = TableField()
    incidents: TableField = TableField()
    traffic: TableField = TableField()
    start: pd.Timestamp
    end: pd.Timestamp
    source: str
    notes: tuple[str, ...] = ()
    unrecorded: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def from_tables(
        cls,
        tables: Mapping[str, pd.DataFrame | MakeTable],
        start: pd.Timestamp,
        end: pd.Timestamp,
        source: str,
        notes: Sequence[str] = (),
        unrecorded: Iterable[tuple[str, str]] = (),
    ) -> DeliveryLog:
        """Return a log of the six tables given by name; the rest as in the class."""
        return cls(
            changes=tables["changes"],
            builds=tables["builds"],
            releases=tables["releases"],
            deployments=tables["deployments"],
            incidents=tables["incidents"],
            traffic=tables["traffic"],
            start=start,
            end=end,
            source=source,
            notes=tuple(notes),
            unrecorded=frozenset(unrecorded),
        )

    @classmethod
    def of(
        cls,
        start: pd.Timestamp | str,
        end: pd.Timestamp | str,
        *,
        team: str,
        source: str = "by hand",
        **tables: dict[str, object],
    ) -> DeliveryLog:
        """Return the log of one team, written by hand: for examples and tests.

        Args:
            start: the start of the window; UTC where it names no time zone.
            end: its end, not part of it.
            team: the team's name.
            source: where the log comes from.
            **tables: table name → column name → values (see `make_table`). A table that is not
                given has no rows.

        >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug",
        ...     changes={"change": ["c1"], "committed": ["2025-01-06T09:00Z"]})
        >>> log
        DeliveryLog by hand: tug, 2025-01-06 to 2025-01-13 (7 days)
          changes      1  (0 deployed, 1 waiting)
          builds       0
          releases     0
          deployments  0
          incidents    0
          traffic      0
        """
        unknown = sorted(set(tables) - set(TABLES))
        if unknown:
            raise KeyError(f"no table {unknown[0]!r}; the tables are {', '.join(TABLES)}")
        filled = {
            name: make_table(name, {"team": team, **tables.get(name, {})}, [team])
            for name in TABLES
        }
        return cls.from_tables(filled, utc(start), utc(end), source)

    @classmethod
    def from_csv(cls, folder: str | Path) -> DeliveryLog:
        """Return the log that stands in a folder as CSV files, checked.

        The files are `changes.csv`, `builds.csv`, `releases.csv`, `deployments.csv`,
        `incidents.csv` and `traffic.csv`; `datapackage.json` beside them holds the window. Where
        it is missing, the window is taken from the times, and a note says so. A file or a column
        that is missing is not recorded, and a note says that too; only what a table means nothing
        without must be there. Nothing is repaired or left out: whatever cannot be read exactly is
        a fault, and so is a column that a table does not have.

        Raises:
            LogError: naming every fault by file, line and column, with at most ten lines shown.
        """
        from deliverylab.log.csv_folder import read_csv_folder

        return cls.from_tables(*read_csv_folder(folder))

    def to_csv(self, folder: str | Path) -> None:
        """Write the log into a folder, one CSV file for each table, and `datapackage.json`.

        `from_csv` gives the same log again, exactly. The bytes are the same on every system.
        Files of the same names are replaced.

        Raises:
            LogError: where the log does not hold together; nothing is written then.
        """
        from deliverylab.log.csv_folder import write_csv_folder

        write_csv_folder(self, folder)

    @classmethod
    def from_git(
        cls, path: str | Path, releases: str = "v*", until: pd.Timestamp | str | None = None
    ) -> DeliveryLog:
        """Return the log of a git repository: commits are changes, tags are releases.

        A change is *committed* at its author's date, *merged* when it reached the main line (the
        first-parent line of HEAD), and *deployed* at the date of the first matching tag that
        contains it. Merge commits are no changes. Builds, incidents and traffic are not recorded.
        Names and addresses of people are not read. See `deliverylab.log.git_history`.

        Args:
            path: the repository's folder; a bare repository will do.
            releases: which tags are releases, as a pattern in which `*` stands for any text.
            until: the end of the window; nothing that happened from then on is in the log. By
                default the end of the day (UTC) of the newest event, so that the same repository
                always gives the same log.

        Raises:
            LogError: for what is no repository, a shallow clone, one without commits or without
                tags that match; says what to do.
        """
        from deliverylab.log.git_history import read_git

        return cls.from_tables(*read_git(path, releases, until)).check()

    @classmethod
    def from_cdevents(
        cls, path: str | Path, team: str | None = None, production: str = "prod*"
    ) -> DeliveryLog:
        """Return the log in a file of CDEvents (https://cdevents.dev): JSON lines, checked.

        A file that `to_cdevents` wrote gives the same log again, exactly. Events of other tools
        are joined by their ids: change, artifact, service, incident. What CDEvents do not tell is
        said in the notes; see `deliverylab.log.cdevents.join`.

        Args:
            path: the file.
            team: whose events they are, where they do not say it; by default the file's name.
            production: which environments are production, as a pattern in which `*` stands for
                any text; small and capital letters are alike.

        Raises:
            LogError: naming every bad line by its number, with at most ten lines shown.
        """
        from deliverylab.log.cdevents import read_file

        return cls.from_tables(*read_file(path, team, production))

    def to_cdevents(self, path: str | Path) -> None:
        """Write the log as CDEvents, version 0.5.1: JSON lines, one event each, in order of time.

        `from_cdevents` gives the same log again, exactly. The bytes are the same on every system.
        A file of the same name is replaced.

        Raises:
            LogError: where the log does not hold together; nothing is written then.
        """
        from deliverylab.log.cdevents import write_cdevents

        write_cdevents(self, path)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The six tables by name, in the schema's order."""
        return {name: getattr(self, name) for name in TABLES}

    @property
    def teams(self) -> list[str]:
        """The names of the teams, in the log's order."""
        return [str(name) for name in self.changes["team"].cat.categories]

    def records(self, what: str) -> bool:
        """Return whether the source records a table or a column for every team of the log.

        Args:
            what: a table (`"incidents"`), or a table and a column (`"deployments.planned"`).

        >>> DeliveryLog.of("2025-01-06", "2025-01-07", team="tug").records("incidents")
        True
        """
        table = what.partition(".")[0]
        return not any(name in (what, table) for _, name in self.unrecorded)

    def team(self, name: str) -> DeliveryLog:
        """Return the part of the log that belongs to one team; each table when it is first read.

        Raises:
            LogError: where the log has no such team.
        """
        teams = self.teams
        if name not in teams:
            raise LogError(f"No team {name!r} in this log. Its teams: {', '.join(teams)}.")
        if teams == [name]:
            return self
        code = teams.index(name)
        part = {table: partial(_rows_of, self, table, code) for table in TABLES}
        unrecorded = [pair for pair in self.unrecorded if pair[0] == name]
        return self.from_tables(part, self.start, self.end, self.source, self.notes, unrecorded)

    @staticmethod
    def concat(logs: Sequence[DeliveryLog]) -> DeliveryLog:
        """Return one log of several teams, team after team in the order given.

        Args:
            logs: at least one log; all observed in the same window, no team in two of them.

        Raises:
            LogError: where there is no log, the windows differ, or a team comes twice.
        """
        if not logs:
            raise LogError("concat needs at least one log, and none was given.")
        first = logs[0]
        for log in logs[1:]:
            if (log.start, log.end) != (first.start, first.end):
                raise LogError(
                    "concat needs logs of the same window, or rows would be missing from one of "
                    f"them: found {window(first)} ({', '.join(first.teams)}) and "
                    f"{window(log)} ({', '.join(log.teams)})."
                )
        teams = [team for log in logs for team in log.teams]
        twice = sorted({team for team in teams if teams.count(team) > 1})
        if twice:
            raise LogError(f"concat needs each team once, and {', '.join(twice)} comes twice.")
        dtype = pd.CategoricalDtype(teams)
        joined = {
            table: pd.concat(
                [
                    log.tables[table].assign(team=log.tables[table]["team"].astype(dtype))
                    for log in logs
                ],
                ignore_index=True,
            )
            for table in TABLES
        }
        return DeliveryLog.from_tables(
            joined,
            first.start,
            first.end,
            source=", ".join(dict.fromkeys(log.source for log in logs)),
            notes=tuple(dict.fromkeys(note for log in logs for note in log.notes)),
            unrecorded=(pair for log in logs for pair in log.unrecorded),
        )

    def floor(self, unit: TimeUnit) -> DeliveryLog:
        """Return the log with every time rounded down to a whole unit (the end rounded up).

        Args:
            unit: `"s"`, `"min"`, `"h"` or `"D"`: second, minute, hour, day.
        """
        floored = {
            name: frame.assign(**{c: frame[c].dt.floor(unit) for c in TABLES[name].times})
            for name, frame in self.tables.items()
        }
        start, end = self.start.floor(unit), self.end.ceil(unit)
        return self.from_tables(floored, start, end, self.source, self.notes, self.unrecorded)

    def events(self) -> pd.DataFrame:
        """Return everything that happened as one long table, in order of time.

        Returns:
            One row per time in the log but traffic's: `team`, `time`, `what` (such as
            `"change committed"`), `id`. Events at the same time keep the schema's order.

        >>> log = DeliveryLog.of("2025-01-06", "2025-01-07", team="tug", changes={
        ...     "change": ["c1"], "committed": "2025-01-06T09:00Z", "merged": "2025-01-06T11:00Z"})
        >>> log.events()["what"].to_list()
        ['change committed', 'change merged']
        """
        order: list[str] = []
        parts = []
        for name, frame in self.tables.items():
            table = TABLES[name]
            for time in table.times if name != "traffic" else ():
                happened = frame[frame[time].notna()]
                what = f"{table.row} {time}"
                order.append(what)
                parts.append(
                    pd.DataFrame(
                        {
                            "team": happened["team"],
                            "time": happened[time],
                            "what": what,
                            "id": happened[table.key[0]],
                        }
                    )
                )
        events = pd.concat(parts).sort_values("time", kind="stable", ignore_index=True)
        return events.assign(what=events["what"].astype(pd.CategoricalDtype(order)))

    def check(self) -> DeliveryLog:
        """Return the log itself where it holds together.

        Raises:
            LogError: naming every kind of fault, with at most ten rows shown.
        """
        from deliverylab.log.checks import check_log

        check_log(self)
        return self

    def __getstate__(self) -> dict[str, object]:
        """Return the fields, all tables made: what makes them may not go to another process."""
        return {**self.__dict__, **self.tables}

    def __repr__(self) -> str:
        """Say what is in the log, one line for each table."""
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)


def _rows_of(log: DeliveryLog, table: str, code: int) -> pd.DataFrame:
    """Return the rows of the team with this category code; a slice where they stand together."""
    frame: pd.DataFrame = getattr(log, table)
    rows = np.flatnonzero(frame["team"].cat.codes.to_numpy() == code)
    together = len(rows) > 0 and rows[-1] - rows[0] == len(rows) - 1
    part = frame.iloc[rows[0] : rows[-1] + 1] if together else frame.iloc[rows]
    codes = np.zeros(len(rows), dtype=np.int8)
    team = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype([log.teams[code]]))
    return part.reset_index(drop=True).assign(team=team)
