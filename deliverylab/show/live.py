"""A live figure answers a slider: one drawing that stays, in which only a few things move.

Drawing a new matplotlib figure for every position of a slider takes tens of milliseconds and makes
the page jump. A live figure is drawn once. What moves is marked with matplotlib's own
`animated=True`; everything else is kept as a background and copied back, and the moving artists are
drawn on top of it. A full drawing happens only when something that does not move has changed,
which matplotlib itself notices (`artist.stale`). That is mostly an axis limit. Those climb a ladder
(1, 2, 5, 10, 20, 50 …), so it happens rarely, and the backgrounds of the last few limits are kept,
so a slider that goes to and fro meets a full drawing once per rung.

The pixels go to the browser as runs of equal colour. Charts are flat, so a figure of a million
pixels has some ten thousand runs: packing takes about a millisecond, and the browser unpacks into a
canvas without decoding an image. A page that shows the frame before gets only what is different
now, mostly a tenth of it or less.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from deliverylab.show.picture import SHARPNESS, canvas_of, png_bytes
from deliverylab.show.style import course_style

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from deliverylab.show.picture import Pixels

_BACKGROUNDS = 6
_SPARE = 1.1

_AS_BEFORE = np.uint32(0)
"""The colour of pixels that have not changed; no figure has it, as all its pixels are opaque."""

Colours = npt.NDArray[np.uint32]
"""Pixels row after row, each one number."""

Result = TypeVar("Result", contravariant=True)
Shown = TypeVar("Shown")


class Plot(Protocol[Result]):
    """What is drawn into a live figure: made once with the empty figure, then moved."""

    def move(self, result: Result, /) -> None:
        """Set the moving artists (those with `animated=True`) to show `result`."""


@dataclass(frozen=True)
class Frame:
    """One drawn state of a live figure: its size in pixels and its colours, run after run.

    `runs` holds, as little-endian uint32, where every run ends (the index of the pixel after it)
    and then the colour of every run (the bytes red, green, blue, alpha). The frames of a figure
    have a `number`. One that changes another has that one's number in `since`; pixels of the
    colour 0, and those after the last run, stay as they are there. A frame that is whole has None.
    """

    width: int
    height: int
    runs: bytes
    number: int = 1
    since: int | None = None

    def pixels(self, before: Pixels | None = None) -> Pixels:
        """Return the pixels (height × width × 4, RGBA, uint8): what the browser paints.

        `before` are the pixels of the frame `since`, for a frame that changes one.
        """
        ends, colours = np.frombuffer(self.runs, "<u4").reshape(2, -1)
        flat = np.zeros(self.width * self.height, "<u4")
        if before is not None:
            flat[:] = before.reshape(-1).view("<u4")
        painted = np.repeat(colours, np.diff(ends, prepend=np.uint32(0)))
        np.copyto(flat[: len(painted)], painted, where=painted != _AS_BEFORE)
        return flat.view(np.uint8).reshape(self.height, self.width, 4)


class LiveFigure(Generic[Shown]):
    """One persistent figure of `width` × `height` page pixels, with `plot` drawn into it.

    `plot` is called once with the empty figure and returns the object whose `move(result)` sets
    the artists. The figure keeps its size and its axes keep their place, so nothing jumps.
    """

    def __init__(
        self, plot: Callable[[Figure], Plot[Shown]], width: int = 620, height: int = 340
    ) -> None:
        """Draw what stays; see the class."""
        from matplotlib.figure import Figure

        with course_style():
            self.figure = Figure(figsize=(width / 100, height / 100), dpi=100 * SHARPNESS)
            self._canvas = canvas_of(self.figure)
            self._plot = plot(self.figure)
        self.full_draws = 0
        self._backgrounds: dict[tuple[float, ...], object] = {}
        self._moving: list[Artist] = []
        self._resting: list[Artist] = []
        self._shown: tuple[float, ...] = ()
        self._number = 0
        self._last: Colours = np.empty(0, "<u4")

    def frame(self, result: Shown, sharpness: float = SHARPNESS, since: int | None = None) -> Frame:
        """Return the figure as it shows `result`, with `sharpness` pixels per page pixel.

        `since` is the number of the frame that the page shows. Where that was the last one, the new
        frame has only what is different; else, and where the size is another, it is whole.
        """
        pixels = self.draw(result, sharpness)
        height, width, _ = pixels.shape
        flat = pixels.reshape(-1).view("<u4")
        if since is None or since != self._number or flat.size != self._last.size:
            since, runs, self._last = None, pack(flat), flat.copy()
        else:
            new = np.flatnonzero(flat != self._last)
            runs = pack_at(new, flat[new])
            self._last[new] = flat[new]
        self._number += 1
        return Frame(width, height, runs, self._number, since)

    def png(self, result: Shown, sharpness: float = SHARPNESS) -> bytes:
        """Return the figure as it shows `result`, as a small PNG."""
        return png_bytes(self.draw(result, sharpness))

    def draw(self, result: Shown, sharpness: float = SHARPNESS) -> Pixels:
        """Draw `result` and return the pixels (height × width × 4); the next draw reuses them."""
        if self.figure.dpi != 100 * sharpness:
            self.figure.set_dpi(100 * sharpness)
        with course_style():  # how letters are hinted is asked when they are drawn
            self._plot.move(result)
            self._lay_background()
            renderer = self._canvas.get_renderer()
            for artist in self._moving:
                artist.draw(renderer)
        return np.asarray(self._canvas.buffer_rgba())

    def _lay_background(self) -> None:
        """Put onto the canvas what does not move: a kept background, or a new drawing."""
        if any(artist.stale for artist in self._resting):
            self._backgrounds.clear()
        seen = self._limits()
        background = self._backgrounds.pop(seen, None)
        if background is None or (self.figure.stale and seen == self._shown):
            self._canvas.draw()
            self._sort_artists()
            background = self._canvas.copy_from_bbox(self.figure.bbox)
            self.full_draws += 1
        else:
            self._canvas.restore_region(background)
        self.figure.stale = False
        self._shown = seen
        self._backgrounds[seen] = background
        if len(self._backgrounds) > _BACKGROUNDS:
            del self._backgrounds[next(iter(self._backgrounds))]

    def _limits(self) -> tuple[float, ...]:
        """What a background depends on, as long as its artists rest: sharpness and axis limits."""
        limits = [number for axes in self.figure.axes for number in axes.viewLim.extents]
        return (self.figure.dpi, *limits)

    def _sort_artists(self) -> None:
        """Tell the artists that move, from the lowest to the topmost, from those at rest."""
        artists = self.figure.findobj(include_self=False)
        moving = [artist for artist in artists if artist.get_animated()]
        self._moving = sorted(moving, key=lambda artist: artist.get_zorder())
        self._resting = [
            artist
            for artist in artists
            if not (artist.get_animated() or artist.stale or artist.get_children())
        ]


def pack(flat: Colours) -> bytes:
    """Return all pixels of a picture as runs of equal colour; see `Frame`.

    >>> white = np.full(4, 0xFFFFFFFF, "<u4")
    >>> Frame(2, 2, pack(white)).pixels().shape, len(pack(white))
    ((2, 2, 4), 8)
    """
    ends = np.append(np.flatnonzero(flat[1:] != flat[:-1]) + 1, flat.size)
    return np.concatenate([ends.astype("<u4"), flat[ends - 1]]).tobytes()


def pack_at(place: npt.NDArray[np.int64], colours: Colours) -> bytes:
    """Return the pixels at these places, in order, as runs with gaps between; see `Frame`.

    >>> white = np.full(3, 0xFFFFFFFF, "<u4")
    >>> np.frombuffer(pack_at(np.array([4, 5, 9]), white), "<u4").reshape(2, -1)[0].tolist()
    [4, 6, 9, 10]
    """
    follows = np.zeros(len(place) + 1, dtype=np.bool_)
    follows[1:-1] = (np.diff(place) == 1) & (colours[1:] == colours[:-1])
    first, last = np.flatnonzero(~follows[:-1]), np.flatnonzero(~follows[1:])
    ends = np.stack([place[first], place[last] + 1], axis=1).ravel()
    found = np.zeros(len(ends), "<u4")
    found[1::2] = colours[first]
    there = np.diff(ends, prepend=0) > 0  # a gap between two runs may be none
    return np.concatenate([ends[there].astype("<u4"), found[there]]).tobytes()


def rung(top: float) -> float:
    """Return the lowest rung of the ladder 1, 2, 5, 10, 20, 50 … that reaches `top`.

    >>> [rung(top) for top in (0.3, 1, 1.2, 6.8, 51)]
    [0.5, 1.0, 2.0, 10.0, 100.0]
    >>> rung(0)
    1.0
    """
    if not (math.isfinite(top) and top > 0):
        return 1.0
    exponent = math.floor(math.log10(top))
    steps = [float(f"{step}e{exponent}") for step in (1, 2, 5, 10)]  # exact, unlike 10 * 1e-06
    return next(step for step in steps if top <= step * (1 + 1e-9))


def reach_x(axes: Axes, top: float) -> float:
    """Let the x-axis of `axes` reach from 0 to the rung for `top`; return that rung."""
    limit = climb(axes.get_xlim()[1], top)
    if axes.get_xlim() != (0.0, limit):
        axes.set_xlim(0.0, limit)
    return limit


def reach_y(axes: Axes, top: float) -> float:
    """Let the y-axis of `axes` reach from 0 to the rung for `top`; return that rung."""
    limit = climb(axes.get_ylim()[1], top)
    if axes.get_ylim() != (0.0, limit):
        axes.set_ylim(0.0, limit)
    return limit


def climb(limit: float, top: float) -> float:
    """Return the new limit of an axis that now ends at `limit` and has to show `top`.

    It climbs at once, and comes down when a lower rung reaches `top` with a tenth to spare. So a
    picture fills more than a third of its axis, and a slider moved to and fro across the edge of a
    rung does not make it flicker.

        >>> climb(10, 12), climb(20, 9.5), climb(20, 9), climb(50, 15)
        (20.0, 20, 10.0, 20.0)
    """
    stays = rung(limit) == limit and top <= limit <= rung(_SPARE * top)
    return limit if stays else rung(top)
