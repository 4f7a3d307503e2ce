"""A small log that holds together, and a real git repository to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from deliverylab.log import DeliveryLog
from tests.log.git_repository import GitRepository
from tests.log.small_log import small_log


@pytest.fixture
def small() -> DeliveryLog:
    """One team's week: two changes deployed together, one waiting, one incident."""
    return small_log()


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """An empty repository called `service`."""
    return GitRepository(tmp_path / "service")
