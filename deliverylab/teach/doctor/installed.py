"""What is installed: the Python, the packages that lessons need, and both halves of the widgets.

Which ones are needed is not listed here. The course's own metadata say it, which its installation
made from `pyproject.toml`.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path

from deliverylab.teach.doctor.cures import COURSE, is_conda, ways
from deliverylab.teach.doctor.examine import Trouble
from deliverylab.teach.doctor.requirement import Requirement

__all__ = ["environment", "packages", "python", "widgets"]

NAME = "deliverylab"


def python() -> str:
    """Look whether this Python is one of those that the course names as its own."""
    named = _course().metadata.get_all("Classifier") or []
    made_for = [found[1] for text in named if (found := re.search(r":: (3\.\d+)$", text))]
    here = "{}.{}".format(*sys.version_info[:2])
    if here not in made_for:
        *others, newest = made_for
        raise Trouble(
            f"this is Python {here}, and the course is made for {', '.join(others)} and {newest}",
            f"Install one of these (python.org/downloads); then: {ways().set_up}",
        )
    return "{}.{}.{}".format(*sys.version_info[:3])


def packages() -> str:
    """Look whether every package that lessons need is there, and new enough."""
    found: list[str] = []
    wrong: list[str] = []
    for need in map(Requirement.read, _needs(_course())):
        try:
            version = metadata.version(need.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{need.name} is missing")
            continue
        found.append(f"{need.name} {version}")
        if not need.is_met_by(version):
            wrong.append(f"{need.name} {version} is too old ({need} is needed)")
    if wrong:
        raise Trouble("; ".join(wrong), _set_up_again())
    return ", ".join(found)


def environment() -> str:
    """Look whether this Python, or this notebook's kernel, is the one that the course set up."""
    from deliverylab.teach.workspace import WorkspaceError, find_course

    own = COURSE / ".venv"
    if own.is_dir() and not _is_same(Path(sys.prefix), own) and not is_conda():
        raise Trouble(
            f"this is the Python of {sys.prefix}, and the course has its own in {own}",
            f"Start with {ways().start}; elsewhere (VS Code, PyCharm) choose {own} as the kernel.",
        )
    try:
        here = find_course(Path.cwd())
    except WorkspaceError as error:
        raise Trouble(
            f"the library in {COURSE} was installed without its course",
            f"Get the whole course (`git clone`, or its download); in its folder: {ways().start}",
        ) from error
    if not _is_same(here, COURSE):
        raise Trouble(
            f"you are in the course in {here}, and this is the library of the one in {COURSE}",
            f"In the folder {here}: {ways().start}",
        )
    return str(sys.prefix)


def widgets() -> str:
    """Look whether the two halves of a widget, Python's and JupyterLab's, are there and fit."""
    _course()
    half = "jupyterlab_widgets"
    python_half = _distribution("ipywidgets")
    need = next(Requirement.read(text) for text in _needs(python_half) if text.startswith(half))
    there = _distribution(half).version
    if not need.is_met_by(there):
        raise Trouble(
            f"ipywidgets {python_half.version} needs {half} {need}, and found {there}",
            _set_up_again(),
        )
    _version_in_jupyterlab("@jupyter-widgets/jupyterlab-manager")
    anywidget, shown = _distribution("anywidget").version, _version_in_jupyterlab("anywidget")
    if anywidget.split(".")[:2] != shown.split(".")[:2]:
        raise Trouble(
            f"anywidget is {anywidget} for Python and {shown} for JupyterLab", _set_up_again()
        )
    return f"ipywidgets {python_half.version}, {half} {there}, anywidget {anywidget}"


def _course() -> metadata.Distribution:
    """Return what was installed of the course."""
    try:
        return metadata.distribution(NAME)
    except metadata.PackageNotFoundError:
        raise Trouble(
            f"the course is not installed in this Python ({sys.executable})",
            f"Use the course's own Python. In its folder: {ways().start}",
        ) from None


def _distribution(name: str) -> metadata.Distribution:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        raise Trouble(f"{name} is missing", _set_up_again()) from None


def _needs(package: metadata.Distribution) -> list[str]:
    """Return what a package always needs, as its metadata say it."""
    return [text for text in package.requires or [] if ";" not in text]


def _version_in_jupyterlab(extension: str) -> str:
    """Return the version of what a package has installed into JupyterLab."""
    file = Path(sys.prefix, "share", "jupyter", "labextensions", extension, "package.json")
    try:
        return str(json.loads(file.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Trouble(
            f"JupyterLab's half of {extension} cannot be read ({file})", _set_up_again()
        ) from None


def _set_up_again() -> str:
    return f"Close JupyterLab; then, in the course's folder: {ways().set_up}"


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
