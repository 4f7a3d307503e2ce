"""`python -m deliverylab hand-in`: a student's results of the tests and exercises, as a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from deliverylab.command_line.output import CannotBeDone, Printed

if TYPE_CHECKING:
    from deliverylab.command_line.words import Subcommands

DESCRIPTION = """\
Write what your teacher may ask for into a file: how many questions of the pre-test and of the
post-test you had right in each lesson, which objectives you missed, and the points that checks gave
you. No answers, no dates, no tries; the only name in it is the one that you give with --name.
Nothing is sent: you hand the file in yourself. It is plain text; look into it first."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand and its arguments to the parser."""
    parser = subcommands.add_parser(
        "hand-in",
        help="write your results of the tests and exercises into a file for your teacher",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE.json", type=Path, help="the file to write")
    parser.add_argument("--name", default="", help="what your teacher knows you by; else none")
    parser.set_defaults(run=_hand_in)


def _hand_in(chosen: argparse.Namespace) -> Printed:
    """Write the file, and say what is in it."""
    from deliverylab.files import replace_whole
    from deliverylab.teach.gain import together
    from deliverylab.teach.hand_in import CannotBeRead, of_this_machine, read

    file: Path = chosen.file
    if file.suffix.lower() != ".json":
        raise CannotBeDone(f"{str(file)!r} does not end in .json; write it as my_results.json.")
    if file.exists():
        try:
            read(file)
        except CannotBeRead:
            raise CannotBeDone(
                f"There is {str(file)!r} already, and it is something else. Choose another name."
            ) from None
    try:
        mine = of_this_machine(chosen.name)
    except CannotBeRead as error:
        raise CannotBeDone(str(error)) from error
    try:
        replace_whole(file, mine.to_json())
    except OSError as error:
        raise CannotBeDone(
            f"{str(file)!r} cannot be written: {error.strerror or error}."
        ) from error
    lines = [f"{file} is written. It holds:"]
    lines += [f"  {name}: {together(scores)} right" for name, scores in mine.tests.items()]
    lines += [
        f"  exercises by checks: {together(mine.points)} points",
        f"  your name: {mine.name or 'none'}",
        "Nothing was sent. Look into the file, and hand it in as your teacher asks.",
    ]
    return Printed.lines(lines)
