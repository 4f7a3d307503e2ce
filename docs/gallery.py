"""Draw a picture of every lab and the README's gallery of them: part of ``make pictures``.

A lab's picture is the one that stands in a stored notebook: the lab as it is at the start. Each
file carries the lab's sentence, so that a test can tell when it is out of step. Where a lab is
first used, the notebooks say.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from PIL import Image, PngImagePlugin

from deliverylab import show
from deliverylab.show.lab import Lab
from docs.marked import marked, write_marked

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
FOLDER = "docs/labs"
BEGIN, END = "<!-- labs: made by make pictures, do not edit -->", "<!-- end of labs -->"

_SENTENCE = "Description"  # the PNG keyword for it
_WIDTH, _COLOURS = 500, 32
_IN_A_ROW = 3
_USED = re.compile(r"\bshow\.([A-Z]\w+)\(")


@dataclass(frozen=True)
class Shown:
    """A lab and the lesson that uses it first, by its notebook's path from the root."""

    name: str
    lab: Lab[object]
    lesson: str

    @property
    def file(self) -> str:
        """The picture's path from the root."""
        return f"{FOLDER}/{self.name}.png"

    @property
    def number(self) -> str:
        """The lesson's number."""
        return Path(self.lesson).name.partition("_")[0]


def labs(root: Path = ROOT) -> list[Shown]:
    """Return every lab that a lesson uses, in the order of the lessons.

    Lesson 00 does not count: the lab with which it shows what a lab is belongs to a later lesson.
    """
    found: dict[str, str] = {}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        if path.name.startswith("00_"):
            continue
        for cell in nbformat.read(path, as_version=4).cells:
            for name in _USED.findall(cell.source) if cell.cell_type == "code" else ():
                found.setdefault(name, f"notebooks/{path.name}")
    return [Shown(name, lab, found[name]) for name, lab in _made(found)]


def _made(names: dict[str, str]) -> Iterator[tuple[str, Lab[object]]]:
    """Yield those of the names that are labs, each with one as it is at the start."""
    for name in names:
        kind = getattr(show, name)
        if isinstance(kind, type) and issubclass(kind, Lab):
            yield name, kind()


def draw(shown: Shown, root: Path = ROOT) -> None:
    """Write the picture of a lab, with its sentence."""
    picture = shown.lab.picture
    about = PngImagePlugin.PngInfo()
    about.add_text(_SENTENCE, picture.sentence)
    path = root / shown.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(picture.png)
    with Image.open(path) as image:
        size = (_WIDTH, round(_WIDTH * image.height / image.width))
        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    small.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True, pnginfo=about)


def sentence_in(path: Path) -> str:
    """Return the sentence that a picture carries, or "" where it carries none."""
    with Image.open(path) as image:
        return str(image.info.get(_SENTENCE, ""))


def gallery(shown: list[Shown]) -> str:
    """Return the gallery as it stands in the README: a table, some labs in a row."""
    rows = [shown[i : i + _IN_A_ROW] for i in range(0, len(shown), _IN_A_ROW)]
    cells = ["<tr>\n" + "\n".join(map(_cell, row)) + "\n</tr>" for row in rows]
    return "\n".join([BEGIN, "<table>", *cells, "</table>", END])


def _cell(one: Shown) -> str:
    words = html.escape(one.lab.picture.sentence)
    name, question = html.escape(one.lab.name), html.escape(one.lab.question)
    return (
        f'<td width="33%" valign="top"><a href="{one.lesson}">'
        f'<img src="{one.file}" alt="{words}"></a><br>'
        f"<b>{name}</b> ({one.number})<br>{question}</td>"
    )


def in_readme(readme: str) -> str:
    """Return the gallery that a README has, with its marks.

    Raises:
        ValueError: if the marks are not there, once each and in order.
    """
    return marked(readme, BEGIN, END, README.name)


def main() -> None:
    """Draw every picture, take away those of labs that are gone, and write the gallery."""
    shown = labs()
    for one in shown:
        draw(one)
    kept = {ROOT / one.file for one in shown}
    for path in (ROOT / FOLDER).glob("*.png"):
        if path not in kept:
            path.unlink()
    write_marked(README, gallery(shown), in_readme)
    print(f"{len(shown)} labs in {FOLDER} and README.md")


if __name__ == "__main__":
    main()
