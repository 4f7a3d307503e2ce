"""Make the decks: ``python -m slides [NN …] [--without-notes] [--to FOLDER]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from slides import DeckError, lessons, page, read_deck
from slides.lessons import BUILD


def main(arguments: list[str]) -> int:
    """Make the decks of the lessons that are named, or of all; say how large each is."""
    asked = argparse.ArgumentParser(prog="python -m slides", description=__doc__)
    asked.add_argument("lesson", nargs="*", help="a lesson's number, such as 02; none: all lessons")
    asked.add_argument("--without-notes", action="store_true", help="leave the notes out")
    asked.add_argument("--to", type=Path, default=BUILD, metavar="FOLDER", help="where to write")
    options = asked.parse_args(arguments)
    try:
        for path in lessons(options.lesson):
            deck = read_deck(path)
            made = page(deck, notes=not options.without_notes)
            file = options.to / f"{deck.name}.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(made, encoding="utf-8", newline="\n")
            size = f"{len(made.encode()) / 1e6:.1f} MB"
            print(f"{file}  {len(deck.slides)} slides, {size}", flush=True)
    except DeckError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
