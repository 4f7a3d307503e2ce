"""Words that move: drawn once, then stamped.

matplotlib lays out and draws every letter anew for every picture, almost half a millisecond for a
few words. A live picture with a table in it has dozens of them, most of which it has shown before:
"45 hours" comes back whenever the slider does. A `Lettering` keeps the shape of what it has drawn,
and puts it in its place in the colour that it has then.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
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
        dpi = float(renderer.dpi)  # type: ignore[attr-defined]  # Agg's renderer has it
        stamp = _stamp(words, float(self.get_fontsize()), self.get_fontweight(), dpi)
        image = np.empty((*stamp.shape.shape, 4), np.uint8)
        image[..., :3] = np.rint(255.0 * np.array(to_rgb(self.get_color())))
        image[..., 3] = stamp.shape
        x, y = self.get_transform().transform(self.get_position())
        left = round(x) - (image.shape[1] if self.get_horizontalalignment() == "right" else 0)
        renderer.draw_image(renderer.new_gc(), left, round(y) - stamp.below, image)
        self.stale = False


def words_on(
    figure: Figure,
    x: float,
    y: float,
    size: float,
    colour: str,
    side: Literal["left", "right"] = "left",
    weight: str = "normal",
) -> Lettering:
    """Return words that move, in their place of the figure (shares of its width and height)."""
    made = Lettering(
        x, y, size=size, color=colour, weight=weight, ha=side, transform=figure.transFigure
    )
    figure.add_artist(made)
    return made


@dataclass(frozen=True, eq=False)
class _Stamp:
    """How much of each pixel words cover (height × width), and the rows below their baseline."""

    shape: NDArray[np.uint8]
    below: int


_KEPT: Cache[_Stamp] = Cache(limit_bytes=4_000_000)


def _stamp(words: str, size: float, weight: str | int, dpi: float) -> _Stamp:
    """Return the stamp of some words, made when they are first met."""
    key = (words, size, weight, dpi)
    kept = _KEPT.get(key)
    if kept is None:
        kept = _make(words, size, weight, dpi)
        _KEPT.put(key, kept, kept.shape.nbytes)
    return kept


def _make(words: str, size: float, weight: str | int, dpi: float) -> _Stamp:
    """Draw some words: the letters alone, as they stand on a baseline; `Text` lays them out too."""
    desk = _desk(dpi)
    desk.clear()
    baseline = desk.height - _BASELINE_INCHES * dpi
    font = FontProperties(size=size, weight=weight)
    desk.draw_text(desk.new_gc(), 0.0, baseline, words, font, 0.0)
    widest = math.ceil(_WIDEST_LETTER * size * dpi / 72) * len(words)
    covered = np.asarray(desk.buffer_rgba())[:, :widest, 3]
    drawn = covered > 0
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not rows.size:  # nothing but blanks
        return _Stamp(np.zeros((1, 1), np.uint8), 0)
    shape = covered[rows[0] : rows[-1] + 1, : columns[-1] + 1][::-1].copy()
    below = round(_BASELINE_INCHES * dpi) - (len(covered) - 1 - int(rows[-1]))
    return _Stamp(shape, below)


@lru_cache(maxsize=4)
def _desk(dpi: float) -> Any:
    """Return a small empty canvas where stamps are made: Agg's renderer, which has no types."""
    return RendererAgg(  # type: ignore[no-untyped-call]
        _WIDEST_INCHES * dpi, _HEIGHT_INCHES * dpi, dpi
    )
