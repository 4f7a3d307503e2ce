"""The commands: what the Makefile and the texts name exists, and what is generated says so."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import commands
from environment import SetupError

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# What is generated, and the command that its head must name.
GENERATED = {
    "requirements.lock": "make lock",
    "exercises/*.ipynb": "make exercises",
    "data/README.md": "make data",
}


def targets() -> set[str]:
    """Return the targets of the Makefile."""
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)
    assert phony
    return set(phony.group(1).split())


def named(text: str) -> set[str]:
    """Return the commands that a text tells its reader to use."""
    code = re.findall(r"```.*?```|`[^`\n]+`", text, flags=re.DOTALL)
    return set(re.findall(r"(?:\bmake|tools/course\.py) ([a-z][a-z-]*)", "\n".join(code)))


def test_makefile_has_a_target_for_every_command_and_no_other() -> None:
    assert targets() == set(commands.COMMANDS)
    rules = re.findall(r"^([a-z][a-z -]*):", MAKEFILE, flags=re.MULTILINE)
    assert {name for rule in rules for name in rule.split()} == targets()


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_texts_name_commands_that_exist(path: Path) -> None:
    assert named(path.read_text(encoding="utf-8")) <= targets()


def test_readme_names_the_two_commands() -> None:
    assert {"lab", "test"} <= named((ROOT / "README.md").read_text(encoding="utf-8"))


def test_a_command_that_is_not_there_is_found() -> None:
    text = "Run `make coffee`, or\n```sh\npy tools/course.py tea\n```\nto make peace."
    assert named(text) == {"coffee", "tea"}


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_make_help_lists_every_command() -> None:
    # These tests may themselves have been started by make.
    plain = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    done = subprocess.run(
        ["make", "help", f"PYTHON={sys.executable}"],
        cwd=ROOT,
        env=plain,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    listed = [line.split()[:2] for line in done.stdout.splitlines()]
    assert listed == [["make", name] for name in commands.COMMANDS]


def test_an_unknown_command_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["lap"]) == 2
    said = capsys.readouterr()
    assert "There is no command 'lap'" in said.err
    assert "lab" in said.out


def test_any_python_can_read_the_first_file() -> None:
    source = (ROOT / "tools" / "course.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))
    assert "from __future__ import annotations" not in source  # which Python 3.6 does not know
    with pytest.raises(SyntaxError):
        ast.parse("match x:\n    case 1: pass", feature_version=(3, 7))


def test_set_up_needs_the_standard_library_alone() -> None:
    ours = {"commands", "course", "environment", "settings"}
    for name in ours:
        source = (ROOT / "tools" / f"{name}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            else:
                continue
            for module in modules:
                top = module.split(".")[0]
                assert top in ours or top in sys.stdlib_module_names, f"{name}.py: {module}"


def test_generated_files_say_so() -> None:
    for pattern, command in GENERATED.items():
        for path in ROOT.glob(pattern):
            head = path.read_text(encoding="utf-8")[:1500]
            assert re.search("[Gg]enerated|Made by", head), f"{path} does not say what made it"
            assert command in head, f"{path} does not name {command}"
    assert (ROOT / "requirements.lock").exists()


def test_a_lesson_is_found_by_number_or_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()
    with pytest.raises(SetupError, match="The lessons are: none yet"):
        commands.find_notebook("01")
    lesson = tmp_path / "notebooks" / "02_integrate.ipynb"
    lesson.touch()
    for wanted in ("02", "2"):
        assert commands.find_notebook(wanted) == "my_work/02_integrate.ipynb"
    for wanted in ("notebooks/02_integrate.ipynb", str(lesson)):
        assert commands.find_notebook(wanted) == "notebooks/02_integrate.ipynb"
    with pytest.raises(SetupError, match=r"no lesson 9\. The lessons are: 02"):
        commands.find_notebook("9")
    with pytest.raises(SetupError, match="There is no notebook"):
        commands.find_notebook("notebooks/gone.ipynb")
    with pytest.raises(SetupError, match="There is no notebook"):
        commands.find_notebook("../elsewhere.ipynb")


@pytest.mark.parametrize("options", [[], ["02"], ["--no-browser"], ["2", "--no-browser"]])
def test_lab_asks_for_a_lesson_that_is_found_where_nobody_has_worked_yet(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JupyterLab's program looks for the lesson itself, before there is a copy of it."""
    (tmp_path / "notebooks").mkdir()
    for name in ("00_start.ipynb", "01_one.ipynb", "02_two.ipynb"):
        (tmp_path / "notebooks" / name).touch()
    called: list[str] = []
    monkeypatch.setattr(commands, "ROOT", tmp_path)
    monkeypatch.setattr(commands, "ensure", lambda purpose: Path("python"))
    monkeypatch.setattr(commands, "call", lambda python, *words: called.extend(words) or 0)
    assert commands.lab(options) == 0
    program, wanted, *rest = called
    assert program == "tools/jupyter_lab.py"
    assert commands.find_notebook(wanted) == (
        "my_work/02_two.ipynb" if options[:1] in (["02"], ["2"]) else "my_work/00_start.ipynb"
    )
    assert rest == [option for option in options if option.startswith("-")]


def test_a_lesson_in_parts_is_found_by_its_number_or_a_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "ROOT", tmp_path)
    (tmp_path / "notebooks").mkdir()
    for name in ("01_one.ipynb", "01b_more.ipynb", "03a_waste.ipynb", "03b_gates.ipynb"):
        (tmp_path / "notebooks" / name).touch()
    found = {
        "01": "01_one",
        "1": "01_one",
        "01b": "01b_more",
        "1b": "01b_more",
        "03": "03a_waste",
        "3": "03a_waste",
        "3b": "03b_gates",
    }
    for wanted, name in found.items():
        assert commands.find_notebook(wanted) == f"my_work/{name}.ipynb"
    with pytest.raises(SetupError, match=r"no lesson 3c\. The lessons are: 01, 01b, 03a, 03b"):
        commands.find_notebook("3c")


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize(("lesson", "opened"), [([], "00"), (["LESSON=02"], "02")])
def test_make_opens_the_first_lesson_where_none_is_named(lesson: list[str], opened: str) -> None:
    assert made("lab", *lesson) == ["python3", "tools/course.py", "lab", opened]
    assert commands.find_notebook(opened).startswith(f"my_work/{opened}_")
    assert commands.FIRST == "00"


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize(
    ("lesson", "started"),
    [([], "tools/course.py reset"), (["LESSON=02"], "tools/course.py reset 02")],
)
def test_make_resets_only_a_lesson_that_is_named(lesson: list[str], started: str) -> None:
    assert made("reset", *lesson) == ["python3", *started.split()]


def made(*words: str) -> list[str]:
    """Return the words of the command that make would start."""
    done = subprocess.run(
        ["make", "-n", *words, "PYTHON=python3"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("MAKE")},
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


def test_reset_asks_which_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["reset"]) == 1
    assert "make reset LESSON=01" in capsys.readouterr().err


def test_the_doctor_is_asked_once_the_environment_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    monkeypatch.setattr(commands, "ensure", lambda purpose: done.append(purpose) or Path("python"))
    monkeypatch.setattr(commands, "call", lambda python, *words: done.extend(words) or 1)
    assert commands.main(["doctor"]) == 1
    assert done == ["lab", "-m", "deliverylab", "doctor"]


def test_everything_is_checked_even_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def run_quietly(_python: Path, *module: str) -> commands.Done:
        ran.append(" ".join(module))
        return commands.Done(int(module[0] == "pyrefly"), f"{module[0]} has spoken\n", 2.0)

    monkeypatch.setattr(commands, "ensure", lambda purpose: Path("python"))
    monkeypatch.setattr(commands, "run_quietly", run_quietly)
    monkeypatch.setattr(commands, "call", lambda python, *words: ran.append(words[1]) or 0)
    assert commands.test(["-k", "wilson"]) == 1
    assert sorted(ran) == ["pyrefly check", "pytest", "ruff check", "ruff format --check"]
    said = capsys.readouterr().out
    assert "pyrefly has spoken" in said
    assert re.findall(r"(?m)^  (\w.*?) +(ok|FAILED) ", said) == [
        ("ruff check", "ok"),
        ("ruff format", "ok"),
        ("pyrefly", "FAILED"),
        ("pytest", "ok"),
    ]


def test_what_a_check_says_is_kept() -> None:
    done = commands.run_quietly(Path(sys.executable), "this")
    assert done.status == 0
    assert done.said.startswith("The Zen of Python")
    assert commands.run_quietly(Path(sys.executable), "no_such_module").status == 1
