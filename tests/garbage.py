"""Python looks for garbage in what a test made, not each time in everything that was collected.

Some eight thousand tests and the packages that they import are a million objects that stay until
the end. To look through these again and again for what is no longer used takes a tenth of the
processor's time and never finds anything, so they are set aside. What the tests make is looked
through after a hundred thousand new objects, not after every seven hundred: that is another tenth.

They are not looked at when Python ends either, which saves two seconds more. DuckDB would complain
then that some of its objects are left, so it is imported where it is used. A plugin, loaded by
conftest.py.
"""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 20, 100)
        gc.enable()
