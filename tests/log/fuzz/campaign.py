"""Spoil files by chance, read them, and judge what came of it.

A spoilt file is dealt with rightly in one of three ways: it is read as the same log, because the
spoiling lost nothing; or as another log, which is what the file says now (a number that was
replaced by another shows as that number); or it is refused with a `LogError` that says where. What
the file says is read a second time, in the plainest way (`plain_reading`). Everything else is
wrong: a crash, a log that differs from its file, an error without a place, a reading without end.
"""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from deliverylab.log import DeliveryLog, LogError
from deliverylab.simulate import Scenario, simulate
from tests.log.fuzz.plain_reading import (
    about_csv,
    about_log,
    moment,
    rows_of_csv,
    rows_of_events,
    rows_of_log,
    unrecorded_csv,
)
from tests.log.fuzz.spoil_csv import SPOIL_CSV, Files
from tests.log.fuzz.spoil_events import SPOIL_EVENTS
from tests.log.other_tools import STORY
from tests.log.small_log import small_log

SAME = "read as the same log"
SHOWN = "read as the other log that the file tells"
LINE = "refused, the line named"
FILE = "refused, the file or its column named"
OTHERWISE = "READ OTHERWISE THAN THE FILE SAYS"
NOWHERE = "REFUSED WITHOUT A PLACE"
CRASH = "CRASHED"
SLOW = "SLOWER THAN 5 SECONDS"
RIGHT, WRONG = (SAME, SHOWN, LINE, FILE), (OTHERWISE, NOWHERE, CRASH, SLOW)

SECONDS = 5.0
EVENTS = "events.jsonl"


@dataclass
class Outcomes:
    """How often what came of spoilt files, and each time that it was wrong, in words."""

    count: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, outcome: str, what: str) -> None:
        """Add the outcome of one spoilt file."""
        self.count[outcome] += 1
        if outcome in WRONG:
            self.wrong.append(f"{outcome}: {what}")


Judge = Callable[[DeliveryLog], bool]


def spoil_csv(runs: int, seed: int) -> Outcomes:
    """Spoil folders of CSV files and judge how they are read."""
    outcomes = Outcomes()
    for number, log in _shares(runs, base_logs()):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            log.to_csv(path)
            files = {file.name: file.read_bytes() for file in path.iterdir()}
            original = rows_of_log(log)
            for run in number:
                random = Random(f"csv {seed} {run}")
                spoilt, how = _spoil_files(random, files)
                _write(path, spoilt)

                def as_said(read: DeliveryLog, said: Files = spoilt) -> bool:
                    return rows_of_log(read) == rows_of_csv(said) and _agrees(
                        read, about_csv(said), unrecorded_csv(said)
                    )

                outcome, error = _outcome(
                    lambda path=path: DeliveryLog.from_csv(path), original, as_said, list(files)
                )
                outcomes.add(outcome, f"csv, seed {seed}, run {run}, {how}{error}")
    return outcomes


def spoil_own_events(runs: int, seed: int) -> Outcomes:
    """Spoil files that `to_cdevents` wrote and judge how they are read."""
    outcomes = Outcomes()
    for number, log in _shares(runs, base_logs()):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / EVENTS
            log.to_cdevents(path)
            _spoil_lines(path, rows_of_log(log), number, seed, _tells_the_rows, outcomes)
    return outcomes


def spoil_others_events(runs: int, seed: int) -> Outcomes:
    """Spoil a file of other tools' events and judge how it is read."""
    outcomes = Outcomes()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / EVENTS
        lines = "".join(json.dumps(event) + "\n" for event in STORY)
        path.write_text(lines, encoding="utf-8")
        original = rows_of_log(DeliveryLog.from_cdevents(path))
        _spoil_lines(path, original, range(runs), seed, _makes_nothing_up, outcomes)
    return outcomes


def base_logs() -> list[DeliveryLog]:
    """Return the logs that are spoilt: a tiny one, and two weeks of two simulated teams."""
    simulated = DeliveryLog.concat(
        [simulate(Scenario.team(team), days=14, seed=3) for team in ("tug", "ferry")]
    )
    few = simulated.traffic.groupby("team", observed=True).head(30).reset_index(drop=True)
    tables = {**simulated.tables, "traffic": few}
    larger = DeliveryLog.from_tables(
        tables, simulated.start, simulated.end, "simulation", ["made"], [("tug", "incidents")]
    )
    return [small_log(), larger]


def _shares(runs: int, logs: list[DeliveryLog]) -> Iterator[tuple[range, DeliveryLog]]:
    """Yield, for each log, the numbers of the runs that spoil it."""
    for at, log in enumerate(logs):
        yield range(runs * at // len(logs), runs * (at + 1) // len(logs)), log


def _spoil_files(random: Random, files: Files) -> tuple[Files, str]:
    """Return spoilt files, and how they were spoilt."""
    how = random.choice(SPOIL_CSV)
    spoilt = dict(files)
    how(random, spoilt)
    return spoilt, how.__name__


def _spoil_lines(
    path: Path,
    original: object,
    runs: range,
    seed: int,
    as_said: Callable[[DeliveryLog, bytes], bool],
    outcomes: Outcomes,
) -> None:
    data = path.read_bytes()
    for run in runs:
        random = Random(f"events {seed} {run}")
        how = random.choice(SPOIL_EVENTS)
        spoilt = how(random, data)
        path.write_bytes(spoilt)
        outcome, error = _outcome(
            lambda: DeliveryLog.from_cdevents(path),
            original,
            lambda read, said=spoilt: as_said(read, said),
            [EVENTS],
        )
        outcomes.add(outcome, f"events, seed {seed}, run {run}, {how.__name__}{error}")


def _outcome(
    read: Callable[[], DeliveryLog], original: object, as_said: Judge, files: list[str]
) -> tuple[str, str]:
    """Return what came of reading, and what Python says of a crash."""
    begin = time.perf_counter()
    try:
        log = read()
    except LogError as error:
        if re.search(r"\b(line|row) \d", str(error)):
            return LINE, ""
        if any(name in str(error) for name in files):
            return FILE, ""
        return NOWHERE, f"\n{error}"
    except Exception:
        return CRASH, f"\n{traceback.format_exc()}"
    if time.perf_counter() - begin > SECONDS:
        return SLOW, ""
    try:
        if not as_said(log):
            return OTHERWISE, ""
    except Exception:
        return OTHERWISE, f"\n{traceback.format_exc()}"
    return (SAME if rows_of_log(log) == original else SHOWN), ""


def _tells_the_rows(log: DeliveryLog, data: bytes) -> bool:
    """Return whether a log has the rows that the events of ours tell, and nothing else."""
    rows, about = rows_of_events(data)
    return rows_of_log(log) == rows and _agrees(log, about)


def _agrees(
    log: DeliveryLog, about: dict[str, object] | None, missing: set[str] | None = None
) -> bool:
    """Return whether a log says of itself what its file does, and what is missing; with notes."""
    lacks = {(team, what) for team in log.teams for what in missing or ()}
    if about is None:
        return log.source == "csv" and log.unrecorded == lacks
    recorded = about["unrecorded"]
    assert isinstance(recorded, set)
    about = {**about, "unrecorded": recorded | lacks}
    said = about_log(log)
    notes, teams = said.pop("notes"), said.pop("teams")
    expected = dict(about)
    first, named = list(expected.pop("notes")), list(expected.pop("teams"))
    return said == expected and notes[: len(first)] == first and (not named or teams == named)


def _makes_nothing_up(log: DeliveryLog, data: bytes) -> bool:
    """Return whether all times and ids of a log stand in the events, and no deployment is lost."""
    events = {}
    for line in data.decode("utf-8-sig").split("\n"):
        if line.strip():
            event = json.loads(line)
            events[event["context"]["source"], event["context"]["id"]] = event
    text = json.dumps(list(events.values()))
    times = {moment(event["context"]["timestamp"]) for event in events.values()}
    rows = rows_of_log(log)
    values = [value for table in rows.values() for row in table.values() for value in row.values()]
    made_up = {value for value in values if isinstance(value, datetime)} - times
    ids = {key[0] for name in ("changes", "releases", "incidents") for key in rows[name]}
    services = [
        event["subject"]["content"]["environment"]["id"].lower()
        for event in events.values()
        if re.fullmatch(
            r"dev\.cdevents\.service\.(deployed|upgraded|rolledback)\..*", event["context"]["type"]
        )
    ]
    deployed = sum(service.startswith(("prod", "stag")) for service in services)
    unknown = [key for key in ids if json.dumps(key)[1:-1] not in text]
    return not made_up and not unknown and len(rows["deployments"]) == deployed


def _write(folder: Path, files: Files) -> None:
    """Make the folder hold these files and no others."""
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for name, data in files.items():
        path = folder / name
        with contextlib.suppress(FileNotFoundError):
            if path.read_bytes() == data:
                continue
        path.write_bytes(data)
