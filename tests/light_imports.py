"""Whatever the tests start does without a package that takes over a second to import.

`nbformat`, and so every program that reads a notebook, imports `jsonschema`, and this imports
`rfc3987_syntax` where it is there, which reads a grammar that knows whether a text is an address
(an IRI). No schema of a notebook asks for that, and some fifteen programs would each wait for it.
In `light/` stands a module of the same name that cannot be imported, and `jsonschema` then does
without. A plugin, which pyproject.toml names, so that it is loaded before nbval, which imports
`nbformat`.
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
