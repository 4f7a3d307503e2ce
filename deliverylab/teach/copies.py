"""A student's copy of a notebook: what it is made of, and when two of them say the same.

The course's own notebooks hold notes for whoever presents them, in cells that stand right after
what they are about. Such a cell is text, and bears the tag `instructor` or is marked as speaker
notes, as JupyterLab's property inspector marks them. They also hold what came out when they were
run, for whoever reads them where nothing runs.

A student's copy is the notebook without both: a result that is on the screen before its cell was
run spoils the prediction. So a note or an output that is added, changed or taken out is no change
for a student.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["Version", "digest", "student_copy", "without_notes"]

_Cell: TypeAlias = dict[str, Any]


def student_copy(content: bytes) -> bytes:
    """Return a notebook file as a student gets it: no notes for the instructor, nothing run.

    Args:
        content: the file, as it is in the course.

    Returns:
        the same bytes where there is nothing to take out; else the rest, as Jupyter writes it.

    Raises:
        ValueError: if it is not a notebook.

    >>> ran = {"cell_type": "code", "execution_count": 1, "outputs": [{}], "source": "1 + 1"}
    >>> note = {"cell_type": "markdown", "metadata": {"tags": ["instructor"]}, "source": "Ask."}
    >>> print(student_copy(json.dumps({"cells": [ran, note]}).encode()).decode())
    {
     "cells": [
      {
       "cell_type": "code",
       "execution_count": null,
       "outputs": [],
       "source": "1 + 1"
      }
     ]
    }
    >>> student_copy(b'{"cells": []}')
    b'{"cells": []}'
    """
    return _rewritten(content, _as_if_never_run)


def without_notes(content: bytes) -> bytes:
    """Return a notebook file without the cells that are for the instructor, else as it is.

    Raises:
        ValueError: if it is not a notebook.
    """
    return _rewritten(content, lambda cell: cell)


def _rewritten(content: bytes, change: Callable[[_Cell], _Cell]) -> bytes:
    with _of_a_notebook():
        notebook = json.loads(content)
        cells = notebook["cells"]
        kept = [change(cell) for cell in cells if not _is_for_instructor(cell)]
        if kept == cells:
            return content
        text = json.dumps(
            notebook | {"cells": kept},
            ensure_ascii=False,
            indent=1,
            sort_keys=True,
            separators=(",", ": "),
        )
    return text.encode() + (b"\n" if content.endswith(b"\n") else b"")


def _as_if_never_run(cell: _Cell) -> _Cell:
    if cell["cell_type"] != "code" or not (cell.get("outputs") or cell.get("execution_count")):
        return cell
    return cell | {"outputs": [], "execution_count": None}


def _is_for_instructor(cell: _Cell) -> bool:
    about = cell.get("metadata", {})
    return cell["cell_type"] == "markdown" and (
        "instructor" in about.get("tags", [])
        or about.get("slideshow", {}).get("slide_type") == "notes"
    )


@dataclass(frozen=True)
class Version:
    """One state of a notebook: what its cells say, and the whole file."""

    cells: str
    file: str

    @classmethod
    def of(cls, content: bytes) -> Version:
        """Return the version of a notebook file.

        Raises:
            ValueError: if it is not a notebook.

        >>> one = Version.of(b'{"cells": [{"cell_type": "raw", "source": "1 < 2"}]}')
        >>> two = Version.of(b'{"cells": [{"cell_type": "raw", "source": ["1 ", "< 2"]}]}')
        >>> one == two, one.cells == two.cells
        (False, True)

        Empty cells at the end say nothing:

        >>> more = b'{"cells": [{"cell_type": "raw", "source": "1 < 2"}, %s]}'
        >>> empty = b'{"cell_type": "code", "source": ""}'
        >>> Version.of(more % empty).cells == one.cells
        True
        """
        with _of_a_notebook():
            cells = [
                [cell.get("id"), cell["cell_type"], _lines(cell["source"])]
                for cell in json.loads(content)["cells"]
            ]
        while cells and not cells[-1][-1].strip():
            cells.pop()
        return cls(digest(json.dumps(cells).encode()), digest(content))


def _lines(source: str | list[str]) -> str:
    return "".join(source).replace("\r\n", "\n")


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _of_a_notebook() -> Iterator[None]:
    """Say of whatever has not the parts of a notebook that it is none."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("it is not a notebook") from error
