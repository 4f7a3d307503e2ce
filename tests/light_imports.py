"""Whatever the tests start does without two packages that take long to import.

`nbformat`, and so every program that reads a notebook, imports `jsonschema`, and this imports
`rfc3987_syntax` where it is there, which reads a grammar for over a second: it knows whether a text
is an address (an IRI). No schema of a notebook asks for that. A kernel imports `debugpy` where it
is there, which is a third of its start, to stop at a line where JupyterLab's debugger asks for it.
No test does. In `light/` stand modules of the same names that cannot be imported, and `jsonschema`
and the kernel then do without. What else Python does at its start is in `light/sitecustomize.py`.

A plugin, which pyproject.toml names, so that it is loaded before nbval, which imports `nbformat`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

LIGHT = str(Path(__file__).with_name("light"))
VARIABLE = "PYTHONPATH"

sys.path.insert(0, LIGHT)


def pytest_configure() -> None:
    """Tell the workers of pytest-xdist, and every other Python that starts from here on."""
    os.environ[VARIABLE] = os.pathsep.join([LIGHT, *filter(None, [os.environ.get(VARIABLE)])])
