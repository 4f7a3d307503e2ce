"""A harbour for each test, in the test's own folder, and a look at what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deliverylab.ship import Harbour
from tests.ship.harbours import folders, port_is_open, processes


@pytest.fixture(autouse=True)
def a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python take its time to start: tests may share the machine with many others."""
    monkeypatch.setattr("deliverylab.ship.berth.SECONDS_TO_START", 30)


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Harbour]:
    before = set(processes())
    # A good package does not wait for this long; a test of a bad one makes it shorter.
    opened = Harbour(tmp_path, health_seconds=20)
    ports = [front.port for front in opened._crew.fronts.values()]
    yield opened
    opened.close()
    assert set(processes()) <= before
    assert not folders(tmp_path)
    assert not any(map(port_is_open, ports))
