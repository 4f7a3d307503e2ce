"""The page for whoever teaches: its plans add up, its points are those of the notebooks."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from deliverylab.command_line import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PRE_TEST_MINUTES, POST_TEST_MINUTES = 15, 20
"""A test after the course has more to think about."""
WORDS_A_MINUTE = 200
"""As the page says; of text that one has to think about."""


def section(heading: str) -> str:
    """Return what stands below a heading of the page, to the next one of its level or above."""
    level, title = heading.split(" ", 1)
    found = re.search(
        rf"^{level} {re.escape(title)}\n(.*?)(?=^#{{2,{len(level)}}} |\Z)", PAGE, re.M | re.S
    )
    assert found, f"there is no {heading!r}"
    return found.group(1)


def rows(text: str) -> list[list[str]]:
    """Return the cells of the first table in a text, without its head."""
    table = re.search(r"(?:^\|.*\n)+", text, re.M)
    assert table
    lines = table.group().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def sources(folder: str) -> dict[str, str]:
    """Return the text of each notebook in a folder by its number."""
    return {
        path.name.partition("_")[0]: "\n\n".join(
            cell.source for cell in nbformat.read(path, as_version=4).cells
        )
        for path in sorted((ROOT / folder).glob("*.ipynb"))
    }


LESSONS, EXERCISES = sources("notebooks"), sources("solutions")


def stated(text: str) -> int:
    found = re.search(r"\*\*Time\*\* (\d+) minutes", text)
    assert found
    return int(found.group(1))


MINUTES = (
    {number: stated(text) for number, text in LESSONS.items()}
    | {f"exercises {number}": stated(text) for number, text in EXERCISES.items()}
    | {"pre-test": PRE_TEST_MINUTES, "post-test": POST_TEST_MINUTES}
)
NEEDS = {
    number: re.findall(r"\b\d\d[ab]?\b", text.split("**You need**")[1].split("**Time**")[0])
    for number, text in LESSONS.items()
}


def minutes_to_read(text: str) -> float:
    return len(text.split()) / WORDS_A_MINUTE


def test_the_lists_of_what_to_prepare_add_up() -> None:
    once, each = re.findall(r"(?:^\|.*\n)+", section("## To prepare a lesson"), re.M)
    for table, minutes in ((each, 20), (once, 10)):
        assert sum(int(row[0]) for row in rows(table)) == minutes
    assert "Twenty minutes a lesson, and ten more before your first one" in PAGE


def test_what_is_to_be_read_is_read_in_the_minutes_that_are_stated() -> None:
    listed = {
        what: int(minutes)
        for table in re.findall(r"(?:^\|.*\n)+", section("## To prepare a lesson"), re.M)
        for minutes, what in rows(table)
        if what.startswith("Read ")
    }
    presenting = (ROOT / "docs/presenting.md").read_text("utf-8")
    to_read = {
        "Read [ten minutes before class]": section("## Ten minutes before class"),
        "Read this page to here": PAGE.split("\n## Plans")[0] + section("## In groups"),
        "Read [how to present]": presenting.split("\n## What becomes")[0],
        "Read the [README]": README.split("\n## Start")[1].split("\n### Windows")[0],
    }
    for what, text in to_read.items():
        (stated,) = (minutes for row, minutes in listed.items() if row.startswith(what))
        assert minutes_to_read(text) <= stated, what
    (stated,) = (minutes for row, minutes in listed.items() if "its page" in row)
    for path in sorted((ROOT / "docs/teaching").glob("*.md")):
        opening, *sections = re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)
        must = ("Minutes", "What students get wrong", "On the board", "Prepare")
        text = "".join([opening, *(one for one in sections if one.startswith(must))])
        assert minutes_to_read(text) <= stated, path.name


def test_a_point_takes_as_long_as_the_page_says() -> None:
    assert "two to three and a half minutes for each of its points" in section("## The lessons")
    for number, *_, points in rows(section("## What points mean"))[:-1]:
        assert 2 <= MINUTES[f"exercises {number}"] / int(points) <= 3.5


@pytest.mark.parametrize("plan", ["### One day", "### Two days", "### Six weeks"])
def test_the_minutes_of_a_plan_add_up(plan: str) -> None:
    text = section(plan)
    together = 0
    for _, *pairs in rows(text):
        for what, minutes in zip(pairs[::2], pairs[1::2], strict=True):
            assert sum(MINUTES[one] for one in what.split(", ")) == int(minutes), what
            together += int(minutes)
    assert re.search(rf"^{together} minutes\b", text, re.M)


@pytest.mark.parametrize("plan", ["### One day", "### Two days", "### Six weeks"])
def test_a_plan_has_what_each_lesson_needs_before_it(plan: str) -> None:
    done: list[str] = []
    for _, *pairs in rows(section(plan)):
        for one in ", ".join(pairs[::2]).split(", "):
            lessons = [number for number in LESSONS if number[:2] == one[-2:]]
            needed = NEEDS.get(one, []) if one in LESSONS else lessons
            if one.startswith("exercises "):
                assert any(number in done for number in needed), f"{one} before its lesson"
            else:
                assert set(needed) <= set(done), f"{plan}: {one} needs {needed}"
            done.append(one)


def test_what_a_plan_leaves_out_is_said() -> None:
    for plan in ("### One day", "### Two days"):
        text = section(plan)
        planned = ", ".join(cell for row in rows(text) for cell in row[1::2]).split(", ")
        said = text.split("Left out: ")[1].split(".")[0]
        for number in LESSONS:
            assert (number in planned) != (number in said.split(", and ")[0].split(", ")), number
    planned = ", ".join(cell for row in rows(section("### Six weeks")) for cell in row[1::2])
    assert set(planned.split(", ")) == set(MINUTES)


def test_the_table_has_every_lesson_with_its_minutes_its_needs_and_its_page() -> None:
    table = rows(section("## The lessons"))
    assert [row[0] for row in table] == list(LESSONS)
    for number, title, minutes, needs, _, page in table:
        assert LESSONS[number].startswith(f"# {number} · {title}\n")
        assert int(minutes.split()[0]) == MINUTES[number]
        assert (needs.split(", ") if needs != "–" else []) == NEEDS[number]
        (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
        of_lesson = f"docs/teaching/{path.stem}.md"
        assert (ROOT / of_lesson).exists() == (of_lesson in page), of_lesson
        exercises = re.search(r"\+ (\d+)(?! pre)", minutes)
        if exercises and number != "00":
            assert int(exercises.group(1)) == MINUTES[f"exercises {number[:2]}"]


def test_readme_states_the_same_minutes() -> None:
    for number, minutes in ((row[0], row[2]) for row in rows(section("## The lessons"))):
        (row,) = re.findall(rf"^\| {number} \|.*\|$", README, re.M)
        *_, in_readme = row.strip("| ").split("|")
        assert in_readme.split()[0] == minutes.split()[0]


def test_the_points_are_those_of_the_notebooks() -> None:
    together = [0, 0, 0]
    table = rows(section("## What points mean"))
    for path in sorted((ROOT / "solutions").glob("*.ipynb")):
        graded = [
            (cell.id, cell.metadata["nbgrader"])
            for cell in nbformat.read(path, as_version=4).cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        ]
        hand = [(name, how["points"]) for name, how in graded if how["solution"]]
        by_hand = sum(points for _, points in hand)
        by_check = sum(how["points"] for _, how in graded if not how["solution"])
        tasks = ", ".join(name.removeprefix("answer-").replace("-", ".") for name, _ in hand)
        expected = [path.name[:2], f"{by_check}", f"{by_hand} ({tasks})", f"{by_check + by_hand}"]
        assert table.pop(0) == expected
        for place, points in enumerate((by_check, by_hand, by_check + by_hand)):
            together[place] += points
    assert table == [["all", *map(str, together)]]


def test_every_free_text_has_a_row_with_its_points() -> None:
    rubrics = section("## What points mean").split("**What one point is for.**")[1]
    found = {task: sum(cell != "–" for cell in cells) for task, *cells in rows(rubrics)}
    assert found == {
        cell.id.removeprefix("answer-").replace("-", "."): cell.metadata["nbgrader"]["points"]
        for path in sorted((ROOT / "solutions").glob("*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.metadata["nbgrader"]["solution"]
    }


def test_the_key_on_the_page_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    command, printed = re.findall(r"```\w+\n(.*?)```", section("## What points mean"), re.S)
    assert main(command.split(" deliverylab ")[1].split()) == 0
    assert capsys.readouterr().out == printed


def test_the_commands_of_the_page_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"-m deliverylab ([a-z-]+)", PAGE))
    assert {"key", "hand-in", "class"} <= named
    for command in named:
        with pytest.raises(SystemExit) as end:
            main([command, "--help"])
        assert end.value.code == 0
        capsys.readouterr()
