"""What the tests of the doctor's checks share: a student's file of their own, and a way to fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from deliverylab.teach.doctor import CHECKS
from deliverylab.teach.doctor.examine import examine
from deliverylab.teach.doctor.report import Finding

Look = Callable[[str], Finding]


@pytest.fixture(autouse=True)
def progress_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Leave the progress of whoever runs the tests alone."""
    path = tmp_path / "data" / "progress.json"
    monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(path))
    return path


@pytest.fixture
def look() -> Look:
    """Return a function that runs one of the doctor's checks and returns what it found."""

    def one(about: str) -> Finding:
        (check,) = [check for check in CHECKS if check.about == about]
        (finding,) = examine([check]).findings
        return finding

    return one
