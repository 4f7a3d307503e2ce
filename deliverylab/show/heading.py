"""The head of a live picture: a title that says what came out, and under it what the marks mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from deliverylab.show.style import SOFT_INK

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.text import Text

LEFT = 0.095
"""Where the axes of such a picture begin, as a share of its width."""


def heading(figure: Figure, marks: Mapping[str, Artist], *, sample: float = 2.0) -> Text:
    """Write the meaning of the marks, and return the title above it, still empty.

    Args:
        figure: the picture; its axes stay below four fifths of the height.
        marks: what is drawn, by what it means.
        sample: how long a line is shown beside its meaning, in heights of a letter.
    """
    figure.legend(
        list(marks.values()),
        list(marks),
        loc="upper left",
        bbox_to_anchor=(LEFT - 0.01, 0.90),
        ncols=len(marks),
        handlelength=sample,
        columnspacing=1.4,
        borderaxespad=0,
        labelcolor=SOFT_INK,
    )
    return figure.text(LEFT, 0.925, "", fontsize=13, weight="bold", animated=True)
