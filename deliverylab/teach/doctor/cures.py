"""The commands that a cure names, as they are typed on this machine.

There are three ways to set the course up (README.md): make, the same without make on Windows, and
conda. Which one it was can be seen from the Python that runs.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["COURSE", "WINDOWS", "Ways", "is_conda", "ways"]

WINDOWS = os.name == "nt"

COURSE = Path(__file__).resolve().parents[3]
"""The folder that this library stands in: the course's, unless it was installed alone."""


@dataclass(frozen=True)
class Ways:
    """How to do on this machine what cures ask for.

    Attributes:
        start: opens JupyterLab, and brings the copies up to date.
        set_up: makes the environment again.
        reset: makes a notebook fresh.
    """

    start: str
    set_up: str
    reset: str


_MAKE = Ways("`make lab`", "`make clean`, then `make lab`", "`make reset LESSON=01`")
_WITHOUT_MAKE = Ways(
    "`py tools/course.py lab`",
    "`py tools/course.py clean`, then `py tools/course.py lab`",
    "`py tools/course.py reset 01`",
)
_CONDA = Ways(
    "`conda activate deliverylab`, then `python tools/jupyter_lab.py`",
    "`conda env update --file environment.yml`",
    "`python -m deliverylab reset 01`",
)


def ways() -> Ways:
    """Return how things are done on this machine."""
    if is_conda():
        return _CONDA
    return _WITHOUT_MAKE if WINDOWS else _MAKE


def is_conda() -> bool:
    """Return whether this Python belongs to an environment of conda."""
    return Path(sys.prefix, "conda-meta").is_dir()
