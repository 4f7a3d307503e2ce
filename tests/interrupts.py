"""Interrupts are heard, also where the tests run in the background of a shell.

A shell lets what it starts there ignore Ctrl-C, and whatever that starts inherits it: servers and
notebooks that a test interrupts would go on. A plugin, loaded by conftest.py.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def heard_interrupts() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
