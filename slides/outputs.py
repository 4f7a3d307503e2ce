"""What a code cell shows on a slide: its code, and the outputs that are stored with it."""

from __future__ import annotations

import html

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from slides.text import python


def code_of(cell: NotebookNode) -> str:
    """Return the code of a cell as HTML."""
    return python(cell.source)


def outputs_of(cell: NotebookNode) -> str:
    """Return the stored outputs of a cell as HTML; nothing where there are none."""
    return "\n".join(_output(output) for output in cell.outputs)


def _output(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return _words(output.text, "output")
    if output.output_type == "error":
        return _words("\n".join(output.traceback), "output error")
    data = output.data
    return str(data["text/html"]) if "text/html" in data else _words(data["text/plain"], "output")


def _words(text: str, kind: str) -> str:
    return f'<pre class="{kind}">{html.escape(strip_ansi(text).strip())}</pre>'
