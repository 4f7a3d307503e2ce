"""What every lab must hold to; a lab's test file names it, and the words that it keeps back.

    class TestOnTheShelf(LabProof):
        lab = OnTheShelf
        asks = "How many days does a package wait on the shelf"
        tells = "8.4 days"

Each test tells every fault that it finds, not only the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from deliverylab.show.lab import Lab, View
from deliverylab.show.lettering import Lettering
from deliverylab.show.live import Frame
from deliverylab.show.style import course_style
from deliverylab.show.sweep import sweep

LARGEST_PICTURE = 40_000
"""Bytes that a stored picture may have."""


class LabProof:
    """The tests; a class made from this one names the lab and what its stored page says."""

    lab: ClassVar[type[Lab[Any]]]
    asks: ClassVar[str]
    """Words of its question, to be read before anything is opened."""
    tells: ClassVar[str]
    """Words of its outcome, to be read only behind them."""
    keeps_back: ClassVar[str] = ""
    """What the page must not say before; all that it `tells`, where nothing else is given."""
    says_no_data: ClassVar[bool] = False
    """Whether the lab is about numbers that may be missing, and says so in place."""

    def refuses(self, done: str) -> bool:
        """Return whether a step of the sweep makes no sense and is to be refused in words."""
        return False

    def faults(self, view: View) -> Iterator[str]:
        """Yield what is wrong with what the lab shows, beyond what goes for every lab."""
        yield from ()

    def test_every_position_shows_a_picture_and_says_a_sentence(self) -> None:
        lab, found = self.lab(), []
        for done, view, frame in sweep(lab):
            faults = [*ill_said(view, self.says_no_data), *self.faults(view)]
            if bool(view.refusal) != self.refuses(done):
                faults.append(f"the refusal is {view.refusal!r}")
            if (frame.width, frame.height) != (lab.width, lab.height):
                faults.append(f"the picture has {frame.width} × {frame.height} pixels")
            if not opaque(frame):
                faults.append("one can see through the picture")
            faults += cut_off(lab)
            found += [f"{done}: {fault}" for fault in faults]
        assert not found, "\n".join(found)

    def test_what_is_stored_asks_before_it_tells_and_is_small(self) -> None:
        lab = self.lab()
        asked, hidden = str(lab._repr_mimebundle_()[0]["text/html"]).split("<details>")
        lab.widget.close()
        assert self.asks in asked, f"it does not ask at once: {asked}"
        assert (self.keeps_back or self.tells) not in asked, f"it tells too early: {asked}"
        assert self.tells in hidden, f"it never tells: {lab.picture.sentence}"
        size = len(lab.picture.png)
        assert size <= LARGEST_PICTURE, f"its picture has {size:,} bytes"


def opaque(frame: Frame) -> bool:
    """Return whether no colour of a picture lets one see through."""
    _, colours = np.frombuffer(frame.runs, "<u4").reshape(2, -1)
    return bool((colours >> 24 == 0xFF).all())


def cut_off(lab: Lab[Any]) -> Iterator[str]:
    """Yield what of the titles and legends does not fit into the picture."""
    figure = lab.live.figure
    for part in (*figure.texts, *figure.legends):
        box = part.get_window_extent()
        if box.x1 > figure.bbox.x1 or box.y1 > figure.bbox.y1:
            words = part.get_text() if part in figure.texts else "the legend"
            yield f"cut off at {box.x1:.0f} of {figure.bbox.x1:.0f}: {words}"


def cut_words(lab: Lab[Any]) -> Iterator[str]:
    """Yield what of the words that move does not fit into the picture of the last result.

    The words are put in their places, which is where they would be drawn; nothing is.
    """
    figure = lab.live.figure
    figure.set_dpi(100)
    with course_style():
        lab.live._plot.move(lab.result)
    for words in figure.findobj(Lettering):
        if isinstance(words, Lettering) and words.get_text() and words.get_visible():
            box = words.get_window_extent()
            if box.x0 < 0 or box.x1 > figure.bbox.x1:
                yield f"cut off at {box.x0:.0f} to {box.x1:.0f}: {words.get_text()}"


def ill_said(view: View, says_no_data: bool = False) -> Iterator[str]:
    """Yield what is wrong with the words of a view: no sentence, or no number where one belongs."""
    if not view.sentence.endswith("."):
        yield f"no sentence: {view.sentence!r}"
    no_numbers = r"\bnan|\binf\b" if says_no_data else r"\bnan|\binf\b|no data"
    for no_number in re.findall(no_numbers, str(view)):
        yield f"it says {no_number!r}"
