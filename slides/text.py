"""Text and code as HTML: markdown with its formulas, and Python with its colours."""

from __future__ import annotations

from functools import cache

from latex2mathml.converter import convert as to_mathml
from mistune.plugins.table import table_in_list, table_in_quote
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name


class _Renderer(IPythonRenderer):
    """Markdown as Jupyter reads it, but with formulas that need no program to be shown."""

    def inline_math(self, body: str) -> str:
        return str(to_mathml(body))

    def block_math(self, body: str) -> str:
        return str(to_mathml(body, display="block"))


@cache
def _markdown() -> MarkdownWithMath:
    reader = MarkdownWithMath(renderer=_Renderer(escape=False, exclude_anchor_links=True))
    for plugin in (table_in_quote, table_in_list):
        plugin(reader)
    return reader


def markdown(text: str) -> str:
    """Return markdown as HTML."""
    return str(_markdown().render(text))


def python(code: str) -> str:
    """Return Python code as HTML, its words marked by what they are."""
    formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
    coloured = highlight(code.strip("\n"), get_lexer_by_name("python"), formatter)
    return f'<pre class="code"><code>{coloured.rstrip()}</code></pre>'
