"""The letters of a deck, carried by the deck: it is set the same on every machine.

So a slide that fits its frame where it was made fits in the classroom too. Prose is set in Source
Sans (SIL Open Font License, it comes with reveal.js); code and signs that it lacks in DejaVu, in
which the course's pictures are lettered (it comes with matplotlib).
"""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import matplotlib
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

_SOURCE_SANS = Path(
    str(files("sphinx_revealjs").joinpath("_static/revealjs/dist/theme/fonts/source-sans-pro"))
)
_DEJAVU = Path(matplotlib.get_data_path(), "fonts", "ttf")

_LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2030), 0x2032, 0x2033, 0x20AC]
_SIGNS = [
    *range(0x370, 0x400),  # Greek
    *range(0x2190, 0x2200),  # arrows
    *range(0x2200, 0x2300),  # mathematics
    *range(0x2500, 0x2600),  # lines, blocks and triangles
    *range(0x2700, 0x27C0),  # ticks and crosses
]


class _Face(NamedTuple):
    family: str
    weight: int
    style: str
    file: Path
    letters: list[int]


_FACES = (
    _Face("Deck", 400, "normal", _SOURCE_SANS / "source-sans-pro-regular.ttf", _LATIN),
    _Face("Deck", 400, "italic", _SOURCE_SANS / "source-sans-pro-italic.ttf", _LATIN),
    _Face("Deck", 600, "normal", _SOURCE_SANS / "source-sans-pro-semibold.ttf", _LATIN),
    _Face("Deck", 600, "italic", _SOURCE_SANS / "source-sans-pro-semibolditalic.ttf", _LATIN),
    _Face("Deck Code", 400, "normal", _DEJAVU / "DejaVuSansMono.ttf", _LATIN + _SIGNS),
    _Face("Deck Signs", 400, "normal", _DEJAVU / "DejaVuSans.ttf", _SIGNS),
)


@cache
def font_faces() -> str:
    """Return the style rules that carry the letters."""
    return "\n".join(
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; "
        f"font-style: {face.style}; src: url(data:font/woff;base64,{_woff(face)}) "
        "format('woff'); }"
        for face in _FACES
    )


def _woff(face: _Face) -> str:
    """Return the letters of a font that a deck may need, as a small file in base64."""
    options = Options(flavor="woff", layout_features=["kern", "liga", "tnum", "mark"])
    options.drop_tables += ["FFTM", "webf"]  # of the program that made the font
    with TTFont(face.file, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=face.letters)
        subsetter.subset(font)
        font.flavor = "woff"
        small = BytesIO()
        font.save(small)
    return base64.b64encode(small.getvalue()).decode("ascii")
