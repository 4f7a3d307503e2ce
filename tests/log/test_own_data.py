"""The course's data are found from anywhere, and their absence is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import deliverylab
from deliverylab.log import course_data

ROOT = Path(__file__).resolve().parents[2]


def test_they_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert course_data() == ROOT / "data"
    assert deliverylab.course_data is course_data


def test_a_library_without_the_course_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deliverylab.log.own_data.FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError, match="get the whole course and install it"):
        course_data()
