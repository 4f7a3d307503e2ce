"""What every run of pytest shares: how notebooks run, how pictures are drawn, how hypothesis plays.

It stands at the top so that it holds for the tests, the doctests and the notebooks alike.
"""

from __future__ import annotations

import os

import hypothesis
import matplotlib

pytest_plugins = [
    "tests.notebooks.harness",
    "tests.longest_first",
    "tests.garbage",
    "tests.interrupts",
]
# What this holds is for other processes: in this one it would be asked about each of millions of
# events whether it may happen.
collect_ignore = ["tests/light"]

# No window opens. (Set here and not as an environment variable, which kernels would inherit:
# a notebook chooses its own way to show figures.)
matplotlib.use("Agg")

# Slow machines are no reason to fail. In CI the examples are the same each time, so that a failure
# there is one that can be repeated; elsewhere they are new each time, and so find more.
hypothesis.settings.register_profile("course", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "course")
