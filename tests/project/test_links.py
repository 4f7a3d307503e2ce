"""Every link inside the course leads somewhere."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from tests.project.markdown import broken, parse, slug, texts

ROOT = Path(__file__).resolve().parents[2]


def test_no_link_is_broken() -> None:
    found = list(texts(ROOT))
    assert ROOT / "README.md" in [text.path for text in found]
    assert broken(found) == []


@pytest.mark.parametrize(
    "source",
    [
        "[gone](gone.md)",
        "![A picture](pictures/gone.png)",
        '![A picture](gone.png "its title")',
        '<img src="gone.png" alt="A picture">',
        "[ref]\n\n[ref]: gone.md",
        "[no such heading](#the-end)",
        "[no such heading there](other.md#the-end)",
        "[wrong case](other.md#The-start)",
    ],
)
def test_a_broken_link_is_found(tmp_path: Path, source: str) -> None:
    (tmp_path / "other.md").write_text("# The start\n", encoding="utf-8")
    (tmp_path / "page.md").write_text(source, encoding="utf-8")
    assert len(broken(list(texts(tmp_path)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "[a file](other.md)",
        "[a folder](.)",
        "[a heading](other.md#the-start)",
        '[an anchor](#here) <a id="here"></a>',
        "[the web](https://example.org/gone)",
        "[a space](with%20space.md)",
        "`[code](gone.md)`",
        "```\n[code](gone.md)\n```",
        "[a cell](lesson.ipynb#When-is-a-change-done?)",
    ],
)
def test_a_good_link_is_not_complained_of(tmp_path: Path, source: str) -> None:
    (tmp_path / "other.md").write_text("# The `start`\n", encoding="utf-8")
    (tmp_path / "with space.md").write_text("", encoding="utf-8")
    lesson = v4.new_notebook(cells=[v4.new_markdown_cell("## When is a change done?", id="a")])
    nbformat.write(lesson, tmp_path / "lesson.ipynb")
    (tmp_path / "page.md").write_text(source, encoding="utf-8")
    assert broken(list(texts(tmp_path))) == []


def test_notebooks_are_read_without_their_code(tmp_path: Path) -> None:
    cells = [
        v4.new_markdown_cell("[gone](gone.md)", id="a"),
        v4.new_code_cell("# [code](also_gone.md)", id="b"),
    ]
    nbformat.write(v4.new_notebook(cells=cells), tmp_path / "lesson.ipynb")
    assert broken(list(texts(tmp_path))) == ["lesson.ipynb: gone.md leads to nothing"]


def test_what_a_student_wrote_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "my_work").mkdir()
    (tmp_path / "my_work" / "01_half_written.ipynb").write_text('{"cells": [', encoding="utf-8")
    assert list(texts(tmp_path)) == []


def test_slug_is_githubs() -> None:
    assert slug("Windows, or no make") == "windows-or-no-make"
    assert parse(Path("a.md"), "# `make lab` – how").anchors == {"make-lab--how"}
