"""`python -m deliverylab progress`: which exercises and quiz questions are right so far."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deliverylab.command_line.output import Printed

if TYPE_CHECKING:
    from deliverylab.command_line.words import Subcommands


def add(subcommands: Subcommands) -> None:
    """Add the subcommand to the parser."""
    parser = subcommands.add_parser(
        "progress",
        help="print what you have done so far",
        description="Print which exercises and quiz questions are right so far, for each lesson.",
    )
    parser.set_defaults(run=_progress)


def _progress(_chosen: argparse.Namespace) -> Printed:
    """Return the table of what is done so far."""
    from deliverylab.teach import progress

    return Printed.lines([repr(progress())])
