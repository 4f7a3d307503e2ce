"""What a commit changes, as a person reads it: the lines that go, and the lines that come."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

LINES_SHOWN = 60


def diff(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    r"""Return the changed lines of every file, under its name, the same on every machine.

    Args:
        before: the files before the commit: name → bytes.
        after: the files after it.

    >>> print(diff({"a.py": b"one\ntwo\n"}, {"a.py": b"one\n2\n", "b.py": b"new\n"}))
    a.py
    - two
    + 2
    b.py (new)
    + new
    """
    shown: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        shown.append(f"{name}{' (new)' if old is None else ' (gone)' if new is None else ''}")
        lines = difflib.unified_diff(_lines(old), _lines(new), lineterm="", n=0)
        shown += [
            f"{line[0]} {line[1:]}".rstrip() for line in list(lines)[2:] if not line.startswith("@")
        ]
    more = len(shown) - LINES_SHOWN
    return "\n".join([*shown[:LINES_SHOWN], *([f"and {more:,} more lines"] if more > 0 else [])])


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "replace").splitlines()
