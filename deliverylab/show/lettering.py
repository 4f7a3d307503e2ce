"""Words that move: drawn once, then stamped.

matplotlib lays out and draws every letter anew for every picture, almost half a millisecond for a
few words. A live picture with a table in it has dozens of them, most of which it has shown before:
"45 hours" comes back whenever the slider does. A `Lettering` keeps each word that it has drawn as a
small image and puts that in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from matplotlib.transforms import Transform

    from deliverylab.show.picture import Pixels

_KEPT = 1_500
_WIDEST_INCHES, _BASELINE_INCHES, _HEIGHT_INCHES = 8.0, 0.15, 0.45


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
        stamp = _stamp(words, self.get_fontsize(), self.get_fontweight(), self.get_color(), dpi)
        x, y = self.get_transform().transform(self.get_position())
        left = round(x) - (stamp.image.shape[1] if self.get_horizontalalignment() == "right" else 0)
        renderer.draw_image(renderer.new_gc(), left, round(y) - stamp.below, stamp.image)
        self.stale = False


@dataclass(frozen=True, eq=False)
class _Stamp:
    """An image of words (height × width × 4), and how many of its rows lie below the baseline."""

    image: Pixels
    below: int


@lru_cache(maxsize=_KEPT)
def _stamp(words: str, size: float, weight: Any, colour: Any, dpi: float) -> _Stamp:
    canvas, text = _desk(dpi)
    text.set(text=words, fontsize=size, fontweight=weight, color=colour)
    renderer = canvas.get_renderer()
    renderer.clear()
    text.draw(renderer)
    pixels = np.asarray(renderer.buffer_rgba())
    drawn = pixels[..., 3] > 0
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not rows.size:  # nothing but blanks
        return _Stamp(np.zeros((1, 1, 4), np.uint8), 0)
    image = pixels[rows[0] : rows[-1] + 1, : columns[-1] + 1][::-1].copy()
    baseline = round(_BASELINE_INCHES * dpi)
    return _Stamp(image, baseline - (len(pixels) - 1 - int(rows[-1])))


@lru_cache(maxsize=4)
def _desk(dpi: float) -> tuple[Any, Text]:
    """Return a small empty canvas with one text, where stamps are made."""
    figure = Figure(figsize=(_WIDEST_INCHES, _HEIGHT_INCHES), dpi=dpi)
    figure.patch.set_alpha(0.0)
    canvas = FigureCanvasAgg(figure)
    text = figure.text(0.0, _BASELINE_INCHES / _HEIGHT_INCHES, "", va="baseline")
    return canvas, text
