"""What students must not get, and whether it is in their package: solutions, model answers, notes.

What is looked for comes from the commit itself: what stands between the marks of each solution,
each model answer of a task that is graded by a person, and each note in a lesson. White space does
not count; in the slides the markup does not count either, and the wheel is looked into.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from deliverylab.teach.copies import without_notes
from release.source import Source

__all__ = ["leaks", "secrets"]

FOLDERS = ("solutions/", "tests/", "docs/teaching/", "TEACHING.md")
_SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n\s*### END SOLUTION", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NO_WORDS = re.compile(r"[^\w.=<>+*/%-]+|[*`_]+")
_LONG = 12
"""In characters: what is shorter stands in other places by chance."""


def secrets(source: Source) -> dict[str, str]:
    """Return what only instructors may read: what it is → its text.

    That is all of it but what the exercises and the library of the commit say themselves: a check
    computes the right answer on the student's machine, with one function in a line or two.
    """
    found = dict(_solutions(source)) | dict(_notes(source))
    open_to_all = [
        _plain(name, data)
        for name, data in source.files.items()
        if name.startswith(("exercises/", "deliverylab/"))
    ]
    flat = {what: _flat(text) for what, text in found.items()}
    return {
        what: text
        for what, text in found.items()
        if len(flat[what]) >= _LONG and not any(flat[what] in page for page in open_to_all)
    }


def leaks(files: Mapping[str, bytes], source: Source) -> list[str]:
    """Return a sentence for each thing in the students' package that is for the instructor."""
    found = [f"{name} is for the instructor" for name in files if name.startswith(FOLDERS)]
    sought = {what: _flat(text) for what, text in secrets(source).items()}
    for name, data in _opened(files):
        page = _plain(name, data)
        found += [f"{name} holds {what}" for what, text in sought.items() if text in page]
    return found


def _solutions(source: Source) -> Iterator[tuple[str, str]]:
    for name, cell in _cells(source, "solutions/"):
        text = "".join(cell["source"])
        for answer in _SOLUTION.findall(text):
            yield f"the solution {cell['id']} of {name}", answer
        graded = cell["metadata"].get("nbgrader", {})
        if graded.get("grade") and graded.get("solution"):
            yield f"the model answer {cell['id']} of {name}", text


def _notes(source: Source) -> Iterator[tuple[str, str]]:
    for name, cell in _cells(source, "notebooks/"):
        alone = json.dumps({"cells": [cell]}).encode()
        if without_notes(alone) != alone:
            yield f"the note {cell['id']} of {name}", "".join(cell["source"])


def _cells(source: Source, folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, data in source.files.items():
        if name.startswith(folder) and name.endswith(".ipynb"):
            for cell in json.loads(data)["cells"]:
                yield name, cell


def _opened(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield each file, and each file of a wheel."""
    for name, data in files.items():
        yield name, data
        if name.endswith(".whl"):
            with zipfile.ZipFile(io.BytesIO(data)) as wheel:
                for inner in wheel.namelist():
                    yield f"{name}: {inner}", wheel.read(inner)


@cache
def _plain(name: str, data: bytes) -> str:
    """Return what a file says, flat; nothing where it is no text.

    Nearly every file of the commit is in the package as well, and is read once for both.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    if name.endswith(".ipynb"):
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    elif name.endswith(".html"):
        text = html.unescape(_TAG.sub("", text))
    return _flat(text)


def _flat(text: str) -> str:
    """Return a text without what Markdown, or another line break, may change in it."""
    return _NO_WORDS.sub("", text)
