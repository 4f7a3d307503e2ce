"""A cure names commands as they are typed on this machine."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import commands
from deliverylab.teach.doctor import cures
from deliverylab.teach.doctor.cures import ways

ROOT = Path(__file__).resolve().parents[3]
EVERY = (cures._MAKE, cures._WITHOUT_MAKE, cures._CONDA)


def test_each_way_has_its_commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(cures, "WINDOWS", False)
    assert ways().start == "`make lab`"
    monkeypatch.setattr(cures, "WINDOWS", True)
    assert ways().start == "`py tools/course.py lab`"
    (tmp_path / "conda-meta").mkdir()
    assert ways().start == "`conda activate deliverylab`, then `python tools/jupyter_lab.py`"


def test_every_command_is_there() -> None:
    told = " ".join(f"{way.start} {way.set_up} {way.reset}" for way in EVERY)
    named = re.findall(r"(?:make|tools/course\.py|-m deliverylab) ([a-z]+)", told)
    assert set(named) == {"lab", "clean", "reset"} <= set(commands.COMMANDS)
    for file in re.findall(r"tools/\w+\.py|environment\.yml", told):
        assert (ROOT / file).is_file()
    assert cures.COURSE == ROOT
