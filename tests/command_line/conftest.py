"""What the tests of the command line share: logs to measure, and a way to run a command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from deliverylab.command_line import main
from deliverylab.log import DeliveryLog, course_data
from tests.log.git_repository import GitRepository
from tests.log.small_log import small_log


class Printed(NamedTuple):
    """How a command ended, and what it printed on standard output and standard error."""

    code: int
    out: str
    err: str


Run = Callable[..., Printed]

read = DeliveryLog.from_csv
read_once = cache(read)


@pytest.fixture(autouse=True)
def no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing say how wide a terminal is: pytest-xdist does."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(autouse=True)
def the_year_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every command measure the same year of four teams: reading it takes a third of a second.

    The first of them reads it, as whoever measures it does.
    """
    year = course_data()
    monkeypatch.setattr(
        DeliveryLog, "from_csv", lambda path: (read_once if path == year else read)(path)
    )


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs `measure` with some words, printing on no terminal."""

    def measure(*words: object) -> Printed:
        capsys.readouterr()
        try:
            code = main(["measure", *map(str, words)])
        except SystemExit as end:
            code = int(end.code or 0)
        return Printed(code, *capsys.readouterr())

    return measure


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """A service with a change that took three days to reach production, and one that waits."""
    made = GitRepository(tmp_path / "service")
    made.commit(0)
    made.tag("v1.0", 3)
    made.commit(6.5)
    return made


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to copy: most tests measure it, and to write one takes longer than to copy it."""
    folder = tmp_path_factory.mktemp("logs") / "small"
    small_log().to_csv(folder)
    return folder


@pytest.fixture
def small(tmp_path: Path, small_folder: Path) -> Path:
    """A folder with one week of one team, `tug`, from Monday 6 January 2025."""
    return shutil.copytree(small_folder, tmp_path / "small")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the year of four teams."""
    return course_data()


@pytest.fixture(scope="session")
def year(data: Path) -> DeliveryLog:
    """The year of four teams."""
    return DeliveryLog.from_csv(data)
