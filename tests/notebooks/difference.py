"""What differs between a stored notebook and one that was made again, cell by cell, for a person.

Compared is what a reader sees and what nbgrader reads: which cells there are, in which order, their
text, their metadata, what they print and raise. Pictures are not: fonts draw them a little
differently on each system, and their words stand beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import unified_diff

from nbformat import NotebookNode

PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")


def difference(stored: NotebookNode, made: NotebookNode) -> str:
    """Return the difference as text, or nothing where there is none."""
    old = {cell.id: list(lines(cell)) for cell in stored.cells}
    new = {cell.id: list(lines(cell)) for cell in made.cells}
    found: list[str] = []
    for name in [*old, *(name for name in new if name not in old)]:
        found += unified_diff(
            old.get(name, []),
            new.get(name, []),
            f"cell {name}, {'as stored' if name in old else 'which is missing'}",
            f"cell {name}, {'as made again' if name in new else 'which should not be there'}",
            n=1,
            lineterm="",
        )
    order = [name for name in old if name in new]
    if order != [name for name in new if name in old]:
        found += ["The order of the cells differs; as made again it is: " + ", ".join(new)]
    if stored.metadata != made.metadata:
        found += [f"The notebook's metadata differ: {stored.metadata}, made again {made.metadata}"]
    return "\n".join(found)


def lines(cell: NotebookNode) -> Iterator[str]:
    """Yield what is compared of one cell, line by line."""
    yield f"({cell.cell_type})"
    for key, value in sorted(cell.metadata.items()):
        yield f"{key}: {json.dumps(value, sort_keys=True)}"
    yield from cell.source.splitlines()
    for output in cell.get("outputs", []):
        yield f"[{output.output_type}]"
        yield from shown(output).splitlines()


def shown(output: NotebookNode) -> str:
    """Return what one output says."""
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    if output.output_type == "stream":
        return str(output.text)
    return "\n".join(
        f"{kind}: {PICTURE.sub('PICTURE', str(value))}"
        for kind, value in sorted(output.data.items())
        if not kind.startswith("image/")
    )
