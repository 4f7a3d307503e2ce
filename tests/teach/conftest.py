"""What the tests of checks share: a small lesson, and nobody's progress."""

from __future__ import annotations

from pathlib import Path

import pytest

from deliverylab.teach import checks, tasks
from tests.teach import tiny_lesson


@pytest.fixture
def new_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with no hint told, and leave the progress of whoever runs the tests alone."""
    monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(checks, "hints_told", {})


@pytest.fixture
def tiny(new_kernel: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Register the small lesson, and no other."""
    monkeypatch.setattr(tasks, "lessons", lambda: [tiny_lesson.LESSON])
    monkeypatch.setattr(tasks, "by_hand", lambda lesson: {})
    monkeypatch.setattr(tasks, "of_lesson", tiny_lesson.of_lesson(tasks.of_lesson))
