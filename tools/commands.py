"""The commands of the course: what ``make lab``, ``make test`` and the others do.

Each sees to the environment first, so each works on a fresh machine. Standard library only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import settings
from environment import LOCK, PROJECT, ROOT, SetupError, ensure, python_of

Options = Sequence[str]

FIRST = "00"
"""The lesson that opens where none is named."""


class Command(NamedTuple):
    """One thing that can be asked for by name."""

    about: str
    run: Callable[[Options], int]
    needs: str = ""
    """What it works on, where a download of the course does not hold that."""

    @property
    def is_here(self) -> bool:
        """Whether it can work in this folder."""
        return (ROOT / self.needs).exists()


def main(arguments: Options) -> int:
    """Run one command with its options and return its exit status."""
    name, *options = arguments or ["help"]
    if name not in COMMANDS:
        print(f"There is no command {name!r}. These there are:\n", file=sys.stderr)
        show_help([])
        return 2
    if not COMMANDS[name].is_here:
        print(
            f"{name} is for whoever changes the course. It needs {COMMANDS[name].needs}, and that"
            " is in the course's repository, not in this download.",
            file=sys.stderr,
        )
        return 1
    os.chdir(ROOT)
    try:
        return COMMANDS[name].run(options)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def show_help(_options: Options) -> int:
    """Print the commands, one a line."""
    how = "make" if "MAKELEVEL" in os.environ else "python tools/course.py"
    for name, command in COMMANDS.items():
        if command.is_here:
            print(f"  {how} {name:<14}{command.about}")
    return 0


# --- for students -------------------------------------------------------------------------------


def lab(options: Options) -> int:
    """Open JupyterLab at a lesson: its number or a notebook's path, then JupyterLab's options."""
    named = [option for option in options[:1] if not option.startswith("-")]
    wanted = named or [FIRST]
    find_notebook(*wanted)  # before the environment is made, which takes a while
    return call(ensure("lab"), "tools/jupyter_lab.py", *wanted, *options[len(named) :])


def find_notebook(wanted: str) -> str:
    """Return the path from the course's folder to a notebook.

    A lesson's number stands for your copy of it, which is made when JupyterLab starts; a path for
    that very file. Where a lesson has parts, such as 03a and 03b, its number alone is the first.
    """
    if wanted.endswith(".ipynb"):
        path = Path(wanted).resolve()
        if path.is_file() and path.is_relative_to(ROOT):
            return path.relative_to(ROOT).as_posix()
        raise SetupError(f"There is no notebook {wanted} in this course.")
    number = re.sub(r"^(\d)(?!\d)", r"0\1", wanted)
    found = sorted(ROOT.glob(f"notebooks/{number}_*.ipynb"))
    found = found or sorted(ROOT.glob(f"notebooks/{number}[a-z]_*.ipynb"))
    if not found:
        lessons = ROOT.glob("notebooks/[0-9]*.ipynb")
        there = ", ".join(sorted(path.name.partition("_")[0] for path in lessons))
        raise SetupError(f"There is no lesson {wanted}. The lessons are: {there or 'none yet'}.")
    return f"my_work/{found[0].name}"


def reset(options: Options) -> int:
    """Make an exercise fresh again; your version is kept."""
    if not options:
        raise SetupError(
            "Which lesson? Say its number: make reset LESSON=01, or python tools/course.py reset 01"
        )
    return call(ensure("lab"), "-m", "deliverylab", "reset", *options)


def present(options: Options) -> int:
    """Present a lesson on a projector: its number or a notebook's path, then JupyterLab's options.

    Students need nothing of it, and it needs no more than what they have.
    """
    if not options or options[0].startswith("-"):
        raise SetupError(
            "Which lesson? Say its number: make present LESSON=02, or python tools/course.py"
            " present 02"
        )
    find_notebook(options[0])  # before the environment is made, which takes a while
    return call(ensure("lab"), "tools/present.py", *options)


def doctor(options: Options) -> int:
    """Check whether everything works that the lessons need, once the environment is there."""
    return call(ensure("lab"), "-m", "deliverylab", "doctor", *options)


# --- for whoever changes the course -------------------------------------------------------------


def test(options: Options) -> int:
    """Run the linters, the type checker and every test; all of them, even after a failure.

    The linters and the type checker run beside the tests, which often wait for a program and leave
    a processor free; what they say comes last.
    """
    python = ensure("test")
    workers = str(min(4, os.cpu_count() or 1))
    steps = {
        "ruff check": ["ruff", "check"],
        "ruff format": ["ruff", "format", "--check"],
        "pyrefly": ["pyrefly", "check"],
    }
    with ThreadPoolExecutor(max_workers=1) as beside:
        begun = [beside.submit(run_quietly, python, *command) for command in steps.values()]
        print("\n== pytest", flush=True)
        started = time.perf_counter()
        status = call(python, "-m", "pytest", "-n", workers, *options)
        tests = Done(status, "", time.perf_counter() - started)
    done = dict(zip(steps, (step.result() for step in begun), strict=True))
    for name, step in done.items():
        print(f"\n== {name}\n{step.said}", end="", flush=True)
    print()
    for name, step in (done | {"pytest": tests}).items():
        word = "FAILED" if step.status else "ok"
        print(f"  {name:<12} {word:<7} {step.seconds:6.1f} s", flush=True)
    return int(any(step.status for step in (tests, *done.values())))


class Done(NamedTuple):
    """How a program ended, what it said, and how long it took."""

    status: int
    said: str
    seconds: float


def run_quietly(python: Path, *module: str) -> Done:
    """Run a module of the environment to its end, and keep what it says."""
    started = time.perf_counter()
    done = subprocess.run(
        [str(python), "-m", *module],
        env=settings.for_programs(python),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return Done(done.returncode, done.stdout, time.perf_counter() - started)


def test_browser(options: Options) -> int:
    """Run the tests that need Chromium."""
    return call(ensure("test"), "-m", "pytest", "-m", "browser", "tests/browser", *options)


def bench(options: Options) -> int:
    """Measure the speed."""
    return call(ensure("test"), "-m", "bench", *options)


def data(options: Options) -> int:
    """Make the shipped data again, and the tables of the scenarios that they come from."""
    python = ensure("lab")
    return call(python, "data/make_data.py", *options) | call(python, "-m", "docs.simulator_tables")


def notebooks(options: Options) -> int:
    """Run notebooks in place and store their outputs."""
    return call(ensure("lab"), "tools/run_notebooks.py", *options)


def exercises(options: Options) -> int:
    """Make the exercises from the solutions, and store what their checks say."""
    return call(ensure("test"), "tools/make_exercises.py", *options)


def slides(options: Options) -> int:
    """Make the slides of the lessons: of all, or of those whose numbers are given."""
    return call(ensure("test"), "-m", "slides", *options)


def pictures(_options: Options) -> int:
    """Take the pictures of the README again, and write its gallery of labs."""
    python = ensure("test")
    return call(python, "-m", "docs.gallery") | call(python, "-m", "docs.pictures")


def lock(options: Options) -> int:
    """Make the lock from pyproject.toml; ``--upgrade`` takes the newest versions."""
    python = python_of(ROOT / ".venv")
    if not python.exists():
        python = ensure("lab")
    uv = [
        *[str(python), "-m", "uv", "pip", "compile", PROJECT, "--quiet", "--output-file", LOCK],
        *["--group", "setup", "--group", "test", "--universal", "--python-version", "3.11"],
        # The same versions on every Python, so that every student gets the same numbers.
        *["--fork-strategy", "fewest", "--generate-hashes"],
        *["--no-header", "--no-emit-index-url", "--no-emit-find-links", *options],
    ]
    status = subprocess.run(uv, env=settings.for_installers()).returncode
    if status == 0:
        path = ROOT / LOCK
        note = f"# Generated by uv from {PROJECT}; do not edit. To make it again: make lock\n"
        path.write_text(note + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    return status


def tidy(options: Options) -> int:
    """Format the code and mend what ruff can mend."""
    python = ensure("test")
    return call(python, "-m", "ruff", "check", "--fix", *options) | call(
        python, "-m", "ruff", "format", *options
    )


def release(_options: Options) -> int:
    """Make the packages of this version for schools, in dist/, of the commit that is here."""
    return call(ensure("test"), "-m", "release")


def clean(_options: Options) -> int:
    """Delete what can be made again; never a notebook, an answer or a note."""
    caches = [".pytest_cache", ".ruff_cache", ".hypothesis"]
    for name in [".venv", ".jupyter", "build", "dist", *caches]:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in ROOT.rglob("__pycache__"):
        shutil.rmtree(folder, ignore_errors=True)
    return 0


COMMANDS = {
    "help": Command("show this list", show_help),
    "lab": Command("open JupyterLab at lesson 00, start here (another: make lab LESSON=02)", lab),
    "reset": Command("make an exercise fresh again, and keep yours (LESSON=01)", reset),
    "doctor": Command("check whether everything works, and say what helps if not", doctor),
    "present": Command("show a lesson on a projector, with working labs (LESSON=02)", present),
    "test": Command("run the linters, the type checker and every test", test, "tests"),
    "test-browser": Command("run the tests that need Chromium", test_browser, "tests"),
    "bench": Command("measure the speed", bench, "bench"),
    "data": Command("make the shipped data again", data, "data/make_data.py"),
    "notebooks": Command("run the notebooks and store their outputs", notebooks, "solutions"),
    "exercises": Command("make the exercises again from the solutions", exercises, "solutions"),
    "slides": Command(
        "make the slides of the lessons in build/slides (one: ARGS=02)",
        slides,
        "slides/__main__.py",
    ),
    "pictures": Command(
        "take the pictures of the README again (needs Chromium)", pictures, "docs/gallery.py"
    ),
    "lock": Command("make requirements.lock again from pyproject.toml", lock, "tests"),
    "format": Command("format the code", tidy, "tests"),
    "release": Command("make the packages for schools, in dist", release, "release"),
    "clean": Command("delete the environment and what tools left behind", clean),
}


# --- running a program in the environment -------------------------------------------------------


def call(python: Path, *arguments: str) -> int:
    """Run the environment's Python to the end and return its exit status.

    Ctrl-C reaches that program too; it is given the time to end in its own way.
    """
    with subprocess.Popen([str(python), *arguments], env=settings.for_programs(python)) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
