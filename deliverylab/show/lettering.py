"""Words that move: drawn once, then stamped.

matplotlib lays out and draws every letter anew for every picture, almost half a millisecond for a
few words. A live picture with a table in it has dozens of them, most of which it has shown before:
"45 hours" comes back whenever the slider does. A `Lettering` keeps the shape of what it has drawn,
and puts it in its place in the colour that it has then. What it has not shown before is put
together from words that it has: of "45 hours ▲" only the arrow is new.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.typing import ColorType
from numpy.typing import NDArray

from deliverylab.simulate.cache import Cache

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

_WIDEST_INCHES, _BASELINE_INCHES, _HEIGHT_INCHES = 8.0, 0.15, 0.45
_WIDEST_LETTER = 1.5
"""How wide a letter is at most, in sizes of the font."""


class Lettering(Text):
    """One line of words that moves; `x` and `y` say where its baseline begins, or ends.

    It is made like a `matplotlib.text.Text`, always stands on its baseline, and is drawn at whole
    pixels. Add it with `add_artist`.
    """

    def __init__(
        self,
        x: float,
        y: float,
        *,
        size: float,
        transform: Transform,
        color: str,
        weight: str = "normal",
        ha: Literal["left", "right"] = "left",
    ) -> None:
        """Begin without words."""
        super().__init__(
            x,
            y,
            "",
            fontsize=size,
            fontweight=weight,
            color=color,
            ha=ha,
            va="baseline",
            transform=transform,
            animated=True,
        )

    def draw(self, renderer: RendererBase) -> None:
        """Stamp the words onto the picture."""
        words: str = self.get_text()
        if not words or not self.get_visible():
            return
        dpi = float(renderer.dpi)  # pyrefly: ignore[missing-attribute]  # Agg's renderer has it
        stamp = _stamp(words, float(self.get_fontsize()), self.get_fontweight(), dpi)
        # The colour as one number a pixel: written as three, it takes four times as long.
        image = np.full((*stamp.shape.shape, 1), _ink(self.get_color()), np.uint32).view(np.uint8)
        image[..., 3] = stamp.shape
        x, y = self.get_transform().transform(self.get_position())
        left = round(x) - (image.shape[1] if self.get_horizontalalignment() == "right" else 0)
        renderer.draw_image(renderer.new_gc(), left, round(y) - stamp.below, image)
        self.stale = False


@lru_cache(maxsize=64)
def _ink(colour: ColorType) -> np.uint32:
    """Return a colour as the four bytes of a pixel that it does not cover yet."""
    red, green, blue = np.rint(255.0 * np.array(to_rgb(colour)))
    return np.uint32(np.array([red, green, blue, 0], np.uint8).view(np.uint32)[0])


def words_on(
    owner: Figure | Axes,
    x: float,
    y: float,
    size: float,
    colour: str,
    side: Literal["left", "right"] = "left",
    weight: str = "normal",
) -> Lettering:
    """Return words that move: at a point of axes, or at shares of a figure's width and height."""
    where = owner.transData if isinstance(owner, Axes) else owner.transFigure
    made = Lettering(x, y, size=size, color=colour, weight=weight, ha=side, transform=where)
    owner.add_artist(made)
    return made


@dataclass(frozen=True, eq=False)
class _Stamp:
    """How much of each pixel words cover (height × width), and the rows below their baseline."""

    shape: NDArray[np.uint8]
    below: int


@dataclass(frozen=True, eq=False)
class _Word:
    """One word's stamp, and how many pixels further the next word begins."""

    stamp: _Stamp
    advance: float


_NO_MARK = _Stamp(np.zeros((1, 1), np.uint8), 0)
_KEPT: Cache[_Stamp] = Cache(limit_bytes=3_000_000)
_WORDS: Cache[_Word] = Cache(limit_bytes=2_000_000)


def _stamp(words: str, size: float, weight: str | int, dpi: float) -> _Stamp:
    """Return the stamp of some words, made when they are first met."""
    key = (words, size, weight, dpi)
    kept = _KEPT.get(key)
    if kept is None:
        kept = _side_by_side([_word(word, size, weight, dpi) for word in words.split(" ")])
        _KEPT.put(key, kept, kept.shape.nbytes)
    return kept


def _side_by_side(words: list[_Word]) -> _Stamp:
    """Return the stamp of words on one line; each begins at a whole pixel."""
    begins = [round(x) for x in accumulate((word.advance for word in words), initial=0.0)]
    below = max(word.stamp.below for word in words)
    above = max(word.stamp.shape.shape[0] - word.stamp.below for word in words)
    ends = [x + word.stamp.shape.shape[1] for x, word in zip(begins, words, strict=False)]
    line = np.zeros((below + above, max(ends)), np.uint8)
    for left, right, word in zip(begins, ends, words, strict=False):
        lowest = below - word.stamp.below
        place = line[lowest : lowest + word.stamp.shape.shape[0], left:right]
        np.maximum(place, word.stamp.shape, out=place)  # a letter may reach beyond its width
    return _Stamp(line, below)


def _word(word: str, size: float, weight: str | int, dpi: float) -> _Word:
    """Return one word, drawn when it is first met: most come back in other company."""
    key = (word, size, weight, dpi)
    kept = _WORDS.get(key)
    if kept is None:
        font = FontProperties(size=size, weight=weight)
        advance = _desk(dpi).get_text_width_height_descent(f"{word} ", font, False)[0]
        kept = _Word(_drawn(word, font, dpi) if word else _NO_MARK, advance)
        _WORDS.put(key, kept, kept.stamp.shape.nbytes)
    return kept


def _drawn(word: str, font: FontProperties, dpi: float) -> _Stamp:
    """Draw a word: the letters alone, as they stand on a baseline; `Text` lays them out too."""
    desk = _desk(dpi)
    desk.clear()
    desk.draw_text(desk.new_gc(), 0.0, desk.height - _BASELINE_INCHES * dpi, word, font, 0.0)
    widest = math.ceil(_WIDEST_LETTER * font.get_size_in_points() * dpi / 72) * len(word)
    covered = np.asarray(desk.buffer_rgba())[:, :widest, 3]
    drawn = covered > 0
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not rows.size:  # nothing but blanks of another kind
        return _NO_MARK
    shape = covered[rows[0] : rows[-1] + 1, : columns[-1] + 1][::-1].copy()
    below = round(_BASELINE_INCHES * dpi) - (len(covered) - 1 - int(rows[-1]))
    return _Stamp(shape, below)


@lru_cache(maxsize=4)
def _desk(dpi: float) -> Any:
    """Return a small empty canvas where stamps are made: Agg's renderer, which has no types."""
    return RendererAgg(_WIDEST_INCHES * dpi, _HEIGHT_INCHES * dpi, dpi)
