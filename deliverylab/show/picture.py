"""A picture is a finished drawing together with one sentence that says what it shows.

The sentence is made from the numbers that were drawn. It is the caption, the alternative text and
the `text/plain` output: a screen reader gets the result, and a test of the notebook compares it,
so a changed number is noticed. It is written once for each reader: JupyterLab, slides, nbconvert
and GitHub show `text/html` (the picture with its caption; a screen reader meets the sentence once,
as the picture's alternative text), what knows no HTML takes `image/png` (a PDF made by LaTeX of a
notebook that was run), tests take `text/plain`.
"""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure

    Pixels: TypeAlias = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]

SHARPNESS = 2
"""Pixels of the picture per pixel of the page, so that it is sharp on a fine screen."""

_COLOURS = 64


class Canvas(Protocol):
    """What is used of matplotlib's Agg canvas, which publishes no types."""

    def draw(self) -> None:
        """Draw the whole figure, but what moves."""

    def copy_from_bbox(self, bbox: object) -> object:
        """Return a copy of an area."""

    def restore_region(self, region: object) -> None:
        """Copy such an area back."""

    def get_renderer(self) -> RendererBase:
        """Return what artists draw themselves with."""

    def buffer_rgba(self) -> memoryview:
        """Return the pixels themselves."""


def canvas_of(figure: Figure) -> Canvas:
    """Give `figure` a canvas of its own, apart from pyplot, and return it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    return cast(Canvas, FigureCanvasAgg(figure))


@dataclass(frozen=True, repr=False)
class Picture:
    """A finished drawing and its sentence.

    `png` holds the bytes of the image, `width` and `height` its size on the page in pixels of
    the page (the image itself has twice as many each way).
    """

    sentence: str
    png: bytes
    width: int
    height: int

    @classmethod
    def of(cls, figure: Figure, sentence: str) -> Picture:
        """Draw `figure` and keep it with its `sentence`.

        The same figure gives the same bytes each time on one machine.

            >>> from matplotlib.figure import Figure
            >>> Picture.of(Figure(figsize=(2, 1)), "Nothing happened.")
            Nothing happened.
        """
        width, height = (round(inches * 100) for inches in figure.get_size_inches())
        return cls(sentence, png_bytes(_draw(figure)), width, height)

    def __repr__(self) -> str:
        """Return the sentence."""
        return self.sentence

    def save(self, path: str) -> None:
        """Write the image to `path`, as PNG."""
        with open(path, "wb") as file:
            file.write(self.png)

    def to_html(self) -> str:
        """Return the picture with its caption as HTML that needs nothing beside itself."""
        words = html.escape(self.sentence)
        data = base64.b64encode(self.png).decode("ascii")
        return (
            f'<figure style="margin: 0; max-width: {self.width}px">'
            f'<img src="data:image/png;base64,{data}" width="{self.width}" alt="{words}" '
            'style="max-width: 100%; height: auto; border-radius: 6px">'
            f'<figcaption aria-hidden="true">{words}</figcaption></figure>'
        )

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, object]]]:
        bundle = {
            "text/html": self.to_html(),
            "image/png": base64.b64encode(self.png).decode("ascii"),
            "text/plain": self.sentence,
        }
        about: dict[str, dict[str, object]] = {
            "image/png": {"alt": self.sentence, "width": self.width, "height": self.height}
        }
        return bundle, about


def png_bytes(pixels: Pixels) -> bytes:
    """Return an image of `pixels` (height × width × 4, RGBA, uint8) as a small PNG.

    The image is reduced to its most frequent colours: charts are flat, so nobody sees the
    difference, and a notebook with twenty pictures stays small.
    """
    from PIL import Image

    flat = Image.fromarray(pixels[..., :3]).quantize(_COLOURS, dither=Image.Dither.NONE)
    file = BytesIO()
    flat.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw(figure: Figure) -> Pixels:
    import numpy as np

    figure.set_dpi(100 * SHARPNESS)
    canvas = canvas_of(figure)
    canvas.draw()
    return np.array(canvas.buffer_rgba())
