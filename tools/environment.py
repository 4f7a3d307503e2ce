"""The environment: the folder ``.venv``, made from ``requirements.lock``.

`ensure` makes it where it is missing, mends it where it was left half-made, updates it where the
lock has changed, and otherwise returns at once. A small file in ``.venv``, the stamp, says from
what the environment was made; it reads "unfinished" while work goes on that would leave nothing to
work with. What only adds to a student's packages is no such work: without a network it fails, and
the lessons go on.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

import settings

ROOT = settings.ROOT
LOCK = "requirements.lock"
PROJECT = "pyproject.toml"
STAMP = "delivery-lab.json"
WINDOWS = os.name == "nt"

Packages = Literal["lab", "test"]
"""What an environment is for: ``lab`` holds what a student needs, ``test`` everything."""


class SetupError(Exception):
    """The environment cannot be made; the message says why and what to do."""


def ensure(packages: Packages, root: Path = ROOT) -> Path:
    """Make ``.venv`` hold the locked packages and return its Python.

    Args:
        packages: ``"lab"`` for what a student needs, ``"test"`` for everything in the lock.
        root: The folder of the course.

    Raises:
        SetupError: Python lacks what a virtual environment needs, or an installer stopped.
    """
    venv = root / ".venv"
    python = python_of(venv)
    stamp = venv / STAMP
    wanted = fingerprint(root)
    found = read_stamp(stamp)
    if python.exists() and found == wanted | {"packages": packages}:
        return python
    if python.exists() and found == wanted | {"packages": "test"}:
        return python

    if python.exists() and found == wanted | {"packages": "lab"}:
        print("Adding to .venv what this needs, once: a minute with a good connection.", flush=True)
        try:
            install(python, packages, root)
        except SetupError as error:
            raise SetupError(
                f"{error}\nThe lessons need none of this: they work as before."
            ) from None
    else:
        print("Setting up .venv, once. With a good connection it takes a minute.", flush=True)
        _make(venv, python, packages, root)
    write_stamp(stamp, wanted | {"packages": packages})
    say("done")
    return python


def _make(venv: Path, python: Path, packages: Packages, root: Path) -> None:
    """Make the environment, or bring it up to date; where that fails, it is what it was."""
    stamp = venv / STAMP
    found = read_stamp(stamp)
    reason = why_start_afresh(venv, found, fingerprint(root))
    if reason:
        say(f"{reason}: making it again")
        remove(venv)
    was_usable = venv.exists() and bool(found)
    if not venv.exists():
        make_venv(venv)
    write_stamp(stamp, {"state": "unfinished"})
    try:
        install(python, packages, root)
    except SetupError:
        if was_usable:
            write_stamp(stamp, found)
        raise


def python_of(venv: Path) -> Path:
    """Return where the Python of a virtual environment stands on this system."""
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def fingerprint(root: Path) -> dict[str, str]:
    """Return what an up-to-date environment is made from, as the stamp holds it.

    A virtual environment cannot be moved, so the folder belongs to it.
    """
    digest = hashlib.sha256()
    for name in (LOCK, PROJECT):
        digest.update((root / name).read_bytes())
    return {
        "state": "ready",
        "made from": digest.hexdigest(),
        "python": "{}.{}".format(*sys.version_info[:2]),
        "folder": str(root),
    }


def read_stamp(stamp: Path) -> dict[str, str]:
    """Return the stamp, or an empty one where there is none that can be read."""
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def write_stamp(stamp: Path, content: dict[str, str]) -> None:
    """Write the stamp in one step, so that it is never half-written."""
    draft = stamp.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    draft.replace(stamp)


def why_start_afresh(venv: Path, found: dict[str, str], wanted: dict[str, str]) -> str | None:
    """Return why ``venv`` has to be made again from nothing, or None where it can be used."""
    if not venv.exists():
        return None
    if found.get("state") == "unfinished":
        return "the last set-up was interrupted"
    if found and found.get("folder") != wanted["folder"]:
        return "the folder was moved"
    if found and found.get("python") != wanted["python"]:
        return f".venv has Python {found.get('python')} and this is Python {wanted['python']}"
    probe = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        reply = subprocess.run(
            [python_of(venv), "-c", probe], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ".venv does not work"
    version = reply.stdout.strip()
    if version != wanted["python"]:
        return f".venv has Python {version} and this is Python {wanted['python']}"
    return None


def remove(venv: Path) -> None:
    """Delete the environment."""
    try:
        shutil.rmtree(venv)
    except OSError as error:
        raise SetupError(
            f"{venv} cannot be deleted ({error}). Close JupyterLab and every Python that runs"
            " from it, delete the folder, and run the same command again."
        ) from error


def make_venv(venv: Path) -> None:
    """Make an empty virtual environment with pip in it."""
    version = "{}.{}".format(*sys.version_info[:2])
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise SetupError(
            f"This Python ({sys.executable}) came without venv or ensurepip, which make virtual"
            " environments.\nOn Debian and Ubuntu they are a package of their own:\n"
            f"    sudo apt install python{version}-venv\nThen run the same command again."
        )
    say(f"a virtual environment with Python {version}")
    try:
        run([sys.executable, "-m", "venv", str(venv)], "Python could not make .venv.")
    except SetupError:
        shutil.rmtree(venv, ignore_errors=True)
        raise


def install(python: Path, packages: Packages, root: Path) -> None:
    """Install the locked packages and the course itself, every download checked by its hash."""
    lock = root / LOCK
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder, "uv.txt")
        only_uv.write_text(entry(lock, "uv"), encoding="utf-8")
        say("the installer, uv")
        run(
            [
                *[str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
                *["--no-deps", "--require-hashes", "--requirement", str(only_uv)],
            ],
            CONNECTION,
        )
    uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    say("the packages in requirements.lock" + (" that the lessons need" * (packages == "lab")))
    if packages == "lab":
        chosen = ["--requirement", PROJECT, "--group", "setup", "--constraint", LOCK]
    else:
        chosen = ["--require-hashes", "--requirement", LOCK]
    run([*uv, "--compile-bytecode", *chosen], CONNECTION, root)
    say("the course itself")
    run(
        [*uv, "--no-deps", "--no-build-isolation", "--editable", "."],
        "The course could not be installed.",
        root,
    )
    say("matplotlib's list of fonts")
    fonts = [str(python), "-c", "import matplotlib.font_manager"]
    subprocess.run(fonts, cwd=root, env=settings.for_programs(python, root), check=False)


CONNECTION = (
    "The installer stopped; its words are above. Where they speak of a connection, a proxy or a"
    " certificate, or find no version of a package at all: check the network (or pip's and uv's own"
    " settings for your proxy or mirror)."
)


def entry(lock: Path, package: str) -> str:
    """Return the lines of one package in the lock: its version and its hashes."""
    text = lock.read_text(encoding="utf-8")
    match = re.search(rf"^{re.escape(package)}==(?:.*\\\n)*.*\n", text, flags=re.MULTILINE)
    if match is None:
        raise SetupError(f"{lock} has no entry for {package}. To make the lock again: make lock")
    return match.group()


def run(command: list[str], on_failure: str, folder: Path = ROOT) -> None:
    """Run one step of the set-up; on failure say ``on_failure`` and that it can be repeated."""
    if subprocess.run(command, cwd=folder, env=settings.for_installers()).returncode != 0:
        raise SetupError(
            f"{on_failure}\nThen run the same command again: it mends what is half-made."
        )


def say(step: str) -> None:
    """Print one step of the set-up."""
    print(f"  - {step}", flush=True)
