"""Links and headings in the course's texts: Markdown files, and the text cells of notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat

FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"""\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)""")
ATTRIBUTE = re.compile(r"""<[^>]*?\b(?:href|src)=["']([^"']+)["']""")
REFERENCE = re.compile(r"^\[[^\]]+\]:\s*<?(\S+?)>?\s*$", re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
ANCHOR = re.compile(r"""<[^>]*?\b(?:id|name)=["']([^"']+)["']""")


@dataclass
class Text:
    """What a file says outside its code, and what can be linked to in it."""

    path: Path
    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


def texts(root: Path) -> Iterator[Text]:
    """Yield every text of the course that git knows or could know (nothing that starts with .)."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        ours = not any(part.startswith(".") or part in {"build", "my_work"} for part in parts)
        if ours and path.suffix in {".md", ".ipynb"}:
            yield read(path)


def read(path: Path) -> Text:
    """Read one file."""
    if path.suffix != ".ipynb":
        return parse(path, path.read_text(encoding="utf-8"))
    cells = nbformat.read(path, as_version=4).cells
    return parse(path, "\n\n".join(c.source for c in cells if c.cell_type == "markdown"))


def parse(path: Path, source: str) -> Text:
    """Find the links and the anchors in Markdown, leaving out what stands in code."""
    prose = FENCE.sub("", source)
    headings = [re.sub(r"[`*]|\]\([^)]*\)|\[", "", text) for text in HEADING.findall(prose)]
    prose = CODE.sub("", prose)
    found = Text(path)
    for pattern in (LINK, ATTRIBUTE, REFERENCE):
        found.links += pattern.findall(prose)
    found.anchors |= set(ANCHOR.findall(prose))
    for heading in headings:
        if path.suffix == ".ipynb":
            found.anchors.add(heading.replace(" ", "-"))  # as JupyterLab makes them
        else:
            found.anchors.add(slug(heading))
    return found


def slug(heading: str) -> str:
    """Return the anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def broken(texts: list[Text]) -> list[str]:
    """Return a sentence for each link inside the course that leads nowhere."""
    anchors = {text.path.resolve(): text.anchors for text in texts}
    found = []
    for text in texts:
        for link in text.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link.startswith("attachment:"):
                continue
            target = (text.path.parent / unquote(parts.path)).resolve()
            if not parts.path:
                target = text.path.resolve()
            if not target.exists():
                found.append(f"{text.path.name}: {link} leads to nothing")
            elif (
                parts.fragment
                and target in anchors
                and unquote(parts.fragment) not in anchors[target]
            ):
                found.append(f"{text.path.name}: {link}: no such heading there")
    return found
