"""Whether every slide fits its frame, measured in Chromium: ``python -m slides.fits 02``.

Prints one line for each slide of a lesson: ok, or what is cut off, by how many pixels, and what is
set smaller than the last row can read. ``--pictures FOLDER`` saves each slide as it is at its last
key, as FOLDER/02-07.png.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from slides import DeckError, lessons, page, read_deck
from tests.browser.server import chromium, find_chromium, new_page

SMALLEST = {"prose": 24, "code": 18, "table": 18}
"""The smallest letters of each kind, in pixels of a slide that is 720 high."""
SMALLEST_PICTURE = 1.0
"""A picture is at least as large as in its notebook."""

_MEASURE = Path(__file__).with_name("fits.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Fit:
    """How one slide fits: its number from 1, its cell, its heading and what is wrong with it."""

    number: int
    cell: str
    heading: str
    faults: list[str]


def fits(shown: Page) -> list[Fit]:
    """Return how each slide of the deck that a page shows fits, with all its keys pressed."""
    limits = {**SMALLEST, "picture": SMALLEST_PICTURE}
    return [Fit(**one) for one in shown.evaluate(_MEASURE, limits)]


@contextmanager
def opened(shown: Page, lesson: Path, folder: Path) -> Iterator[Page]:
    """Make the deck of a lesson in `folder` and open it in a page, ready."""
    deck = read_deck(lesson)
    file = folder / f"{deck.name}.html"
    file.write_text(page(deck), encoding="utf-8", newline="\n")
    shown.goto(file.as_uri())
    shown.evaluate("window.deck")
    yield shown


def photograph(shown: Page, lesson: Path, folder: Path) -> None:
    """Save each slide of an open deck as a picture."""
    folder.mkdir(parents=True, exist_ok=True)
    number = lesson.name.partition("_")[0]
    for slide in range(shown.evaluate("Reveal.getTotalSlides()")):
        shown.evaluate("slide => Reveal.slide(slide, 0, 99)", slide)
        shown.screenshot(path=folder / f"{number}-{slide + 1:02}.png")


def main(arguments: list[str]) -> int:
    """Measure the decks of the lessons that are named, or of all."""
    asked = argparse.ArgumentParser(prog="python -m slides.fits", description=__doc__)
    asked.add_argument("lesson", nargs="*", help="a lesson's number, such as 02; none: all lessons")
    asked.add_argument("--pictures", type=Path, metavar="FOLDER", help="save each slide there")
    options = asked.parse_args(arguments)
    wrong = 0
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            sync_playwright() as playwright,
            chromium(playwright, find_chromium(playwright)) as browser,
            new_page(browser, sharpness=1) as shown,
        ):
            for lesson in lessons(options.lesson):
                with opened(shown, lesson, Path(folder)):
                    for one in fits(shown):
                        wrong += bool(one.faults)
                        said = "; ".join(one.faults) or "ok"
                        print(f"{one.number:3} {one.cell:24} {one.heading[:48]:50} {said}")
                    if options.pictures:
                        photograph(shown, lesson, options.pictures)
    except DeckError as error:
        print(error, file=sys.stderr)
        return 2
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
