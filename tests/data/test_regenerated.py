"""The data in the repository are what their maker makes, byte for byte."""

import json
import os
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path

import pytest

from deliverylab.log import DeliveryLog
from deliverylab.log.schema import TABLES
from deliverylab.measure import levels

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
WRITTEN_BY_HAND = {"make_data.py", "make_messy.py", ".gitattributes"}
MEGABYTE = 1_000_000


def generated(folder: Path) -> dict[str, bytes]:
    """Return the generated files in a folder by name, with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.name not in WRITTEN_BY_HAND
    }


def difference(name: str, stored: bytes, made: bytes) -> str:
    """Return the first lines that differ, and the command that repairs them."""
    before, after = (
        text.decode(errors="replace").splitlines(keepends=False) for text in (stored, made)
    )
    lines = list(
        unified_diff(before, after, f"{name} (stored)", f"{name} (made)", n=0, lineterm="")
    )
    shown = "\n".join(lines[:12]) or "the same lines, but other bytes (line endings?)"
    return f"{shown}\n\n{name} is not what its maker makes; run: make data"


def test_making_the_data_anew_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, DATA / "make_data.py", tmp_path],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    stored, made = generated(DATA), generated(tmp_path)
    assert list(stored) == list(made), "files were added or left behind; run: make data"
    for name, content in made.items():
        if stored[name] != content:
            pytest.fail(difference(name, stored[name], content), pytrace=False)


def test_a_difference_is_shown_with_the_command_that_repairs_it() -> None:
    text = difference("a.csv", b"x,y\n1,2\n", b"x,y\n1,3\n")
    assert "-1,2\n+1,3" in text
    assert text.endswith("a.csv is not what its maker makes; run: make data")
    assert "line endings" in difference("a.csv", b"x\r\n", b"x\n")


def test_the_data_stay_small() -> None:
    assert sum(map(len, generated(DATA).values())) < 6 * MEGABYTE


def test_the_folder_is_a_delivery_log_of_the_four_teams() -> None:
    log = DeliveryLog.from_csv(DATA)
    assert log.teams == ["barge", "tug", "ferry", "hydrofoil"]
    assert str(log.start) == "2025-01-06 00:00:00+00:00"
    assert (log.end - log.start).days == 364
    log.check()


def test_the_readme_says_that_it_is_synthetic_and_explains_every_column() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert "**Synthetic.**" in text
    assert "CC BY 4.0" in text
    assert text.startswith("<!-- Made by data/make_data.py")
    for table in TABLES.values():
        section = text.split(f"### {table.name}.csv")[1].split("###")[0]
        assert all(f"| `{column.name}` |" in section for column in table.columns)
    section = text.split("### dora_levels.csv")[1].split("###")[0]
    assert all(f"`{column}`" in section for column in levels(2024).columns)


def test_the_descriptor_names_the_licence() -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert "Synthetic" in package["description"]
    assert {one["path"] for one in package["resources"]} == {f"{name}.csv" for name in TABLES}
