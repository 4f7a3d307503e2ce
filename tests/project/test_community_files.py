"""The pages around the course are true: how to contribute, how to cite, how to ask for help."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml

import commands
from tests.project.test_imports import MAY_USE

ROOT = Path(__file__).resolve().parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def table_after(heading: str) -> list[list[str]]:
    """Return the rows of the first table after a heading, cell by cell."""
    text = CONTRIBUTING.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def named(cell: str) -> list[str]:
    """Return what a cell names in code."""
    return re.findall(r"`([^`]+)`", cell)


def test_every_folder_that_is_named_is_there() -> None:
    rows = table_after("Where things are")
    folders = [name for cell, _ in rows for name in named(cell)]
    assert [name for name in folders if not (ROOT / name).is_dir()] == []


def test_every_room_is_named() -> None:
    package = ROOT / "deliverylab"
    rooms = {f"deliverylab/{room}/" for room in MAY_USE if (package / room).is_dir()}
    named_here = {name for cell, _ in table_after("Where things are") for name in named(cell)}
    assert rooms <= named_here


@pytest.mark.parametrize("row", table_after("What is generated"), ids=lambda row: str(row[0]))
def test_what_is_generated_names_files_and_a_command(row: list[str]) -> None:
    generated, source, command = row
    names = named(source)
    if "which is not in git" in generated:
        ask = ["git", "check-ignore", *named(generated)]
        ignored = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True)
        assert ignored.stdout.split() == named(generated)
    else:
        names += named(generated)
    for name in names:
        assert list(ROOT.glob(name.rstrip("/"))), f"{name} is not there"
    (said,) = named(command)
    assert said.removeprefix("make ") in commands.COMMANDS


def test_commands_that_are_named_exist() -> None:
    said = set(re.findall(r"[`\n]make ([a-z-]+)", CONTRIBUTING))
    assert said and said <= set(commands.COMMANDS)


def test_the_citation_agrees_with_the_project() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["version"] == project["version"]
    assert set(cited["license"]) == {"MIT", "CC-BY-4.0"}
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {project['version']} " in changes


@pytest.mark.parametrize("form", FORMS, ids=lambda form: str(form.stem))
def test_a_form_is_one_that_github_shows(form: Path) -> None:
    fields = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= set(fields)
    asked = [field for field in fields["body"] if field["type"] != "markdown"]
    names = [field["id"] for field in asked]
    assert len(names) == len(set(names)) and all(field["attributes"]["label"] for field in asked)
    assert {field["type"] for field in asked} <= {"dropdown", "input", "textarea", "checkboxes"}


def test_the_form_for_who_is_stuck_has_every_lesson() -> None:
    (form,) = (form for form in FORMS if form.stem == "stuck")
    fields = yaml.safe_load(form.read_text(encoding="utf-8"))["body"]
    (offered,) = (field["attributes"]["options"] for field in fields if field.get("id") == "lesson")
    assert offered == [title(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]


def title(path: Path) -> str:
    """Return the number and the title of a lesson, as its first line has them."""
    first = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0]
    return str(first.removeprefix("# ").replace(" · ", " "))
