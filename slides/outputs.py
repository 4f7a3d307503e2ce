"""What a code cell shows on a slide: its code, and the outputs that are stored with it."""

from __future__ import annotations

import html
import re

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from slides.text import python

_OF_A_SERIES = re.compile(r"\n(?:Freq: .*, )?(?:Name: .*, )?(?:Length: \d+, )?dtype: \S+$")
"""What pandas says below a series, and nobody reads from the last row."""
_TEXT = re.compile(r"""(['"])(.*)\1""")
"""A text as Python writes it."""
_NARROW = 40
"""Letters of a line that leave room to set all of them larger."""
_ONE_VALUE = 16
"""Letters of an answer that is set as large as it deserves."""


def code_of(cell: NotebookNode) -> str:
    """Return the code of a cell as HTML."""
    return python(cell.source)


def outputs_of(cell: NotebookNode) -> list[str]:
    """Return the stored outputs of a cell as HTML."""
    return [_output(output) for output in cell.outputs]


def _output(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return words(output.text)
    if output.output_type == "error":
        return words("\n".join(output.traceback), "error")
    data = output.data
    return str(data["text/html"]) if "text/html" in data else words(data["text/plain"])


def words(text: str, *kind: str) -> str:
    """Return what a program said, as HTML."""
    said = _OF_A_SERIES.sub("", strip_ansi(text).strip())
    if quoted := _TEXT.fullmatch(said):
        said = quoted[2]
    kinds = ["output", *kind]
    lines = said.splitlines()
    if all(line.endswith(".") for line in lines):
        kinds.append("sentence")
    elif len(lines) == 1 and len(said) <= _ONE_VALUE:
        kinds.append("value")
    elif max(map(len, lines)) <= _NARROW:
        kinds.append("narrow")
    return f'<pre class="{" ".join(kinds)}">{html.escape(said)}</pre>'
