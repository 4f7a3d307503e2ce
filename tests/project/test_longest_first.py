"""What is to go first is there, and goes first."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.longest_first import LONGEST, pytest_collection_modifyitems


def test_what_is_to_go_first_is_there() -> None:
    assert [path for path in LONGEST if not path.is_file()] == []


def test_the_longest_go_first_and_the_rest_keeps_its_order() -> None:
    others = [Path("z.py"), Path("a.py")]
    order: list[Any] = [SimpleNamespace(path=path) for path in [*others, *reversed(LONGEST)]]
    pytest_collection_modifyitems(order)
    assert [item.path for item in order] == [*LONGEST, *others]
