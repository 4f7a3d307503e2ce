"""`python -m deliverylab reset`: a fresh copy of a notebook of the course."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from deliverylab.command_line.output import CannotBeDone, Printed

if TYPE_CHECKING:
    from deliverylab.command_line.words import Subcommands

DESCRIPTION = """\
Make a fresh copy of a notebook in my_work/. Your version is kept beside it, with the date in its
name; nothing is lost.

WHAT is one of
  a lesson's number  Its exercises.
  a notebook's name  That notebook, such as 01_from_commit_to_production."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand and its arguments to the parser."""
    parser = subcommands.add_parser(
        "reset",
        help="make a fresh copy of an exercise in my_work; yours is kept beside it",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", metavar="WHAT", help="a lesson's number, or a notebook's name")
    parser.set_defaults(run=_reset)


def _reset(chosen: argparse.Namespace) -> Printed:
    """Make the copy, and return what was done."""
    from deliverylab.teach.workspace import WorkspaceError, find_course, reset

    try:
        return Printed.lines([reset(find_course(Path.cwd()), chosen.what)])
    except WorkspaceError as error:
        raise CannotBeDone(error) from error
