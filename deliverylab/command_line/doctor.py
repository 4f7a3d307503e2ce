"""`python -m deliverylab doctor`: whether everything works that the course needs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deliverylab.command_line.output import Printed

if TYPE_CHECKING:
    from deliverylab.command_line.words import Subcommands

DESCRIPTION = """\
Check whether everything works that the course needs: Python, packages, widgets, git, a server on
this machine, files, the data, your progress, your copies. One line for each:

  OK    It works; in brackets, what was found.
  NOTE  It works, and there is something to know.
  FAIL  It does not work; the cure is in the line below.

It repairs nothing, and asks no other machine. The exit code is 1 where something fails."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand to the parser."""
    parser = subcommands.add_parser(
        "doctor",
        help="check whether everything works, and say what helps where it does not",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=_doctor)


def _doctor(_chosen: argparse.Namespace) -> Printed:
    """Return the report."""
    from deliverylab.teach import doctor

    report = doctor()
    return Printed.lines(report.lines(with_details=True), code=int(report.failed))
