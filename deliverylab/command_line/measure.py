"""`python -m deliverylab measure`: how a team delivers, from a path to a printed answer."""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from deliverylab.command_line import measure_help
from deliverylab.command_line.output import CannotBeDone, Printed, width
from deliverylab.command_line.page import Page
from deliverylab.command_line.words import PRODUCTION, RELEASES, definition, kpi, moment

if TYPE_CHECKING:
    from deliverylab.command_line.words import Subcommands

__all__ = ["add"]


def add(subcommands: Subcommands) -> None:
    """Add the subcommand and its arguments to the parser."""
    parser = subcommands.add_parser(
        "measure",
        help="print the scorecard of a git repository, of CSV files, or of CDEvents",
        usage=measure_help.USAGE,
        description=measure_help.DESCRIPTION,
        epilog=measure_help.EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "path",
        metavar="PATH",
        type=Path,
        help="a git repository, a folder of CSV files, or a file of CDEvents",
    )
    parser.add_argument(
        "--since",
        metavar="TIME",
        type=moment,
        help="measure from this date or time on; UTC where it names no zone (default: as far "
        "back as the log knows)",
    )
    parser.add_argument(
        "--until",
        metavar="TIME",
        type=moment,
        help="measure up to this date or time, which is not part of it (default: the end of what "
        "the log knows; of a git repository, the day of its newest commit or tag)",
    )
    parser.add_argument("--team", metavar="NAME", help="measure this team alone (default: each)")
    parser.add_argument(
        "--releases",
        metavar="PATTERN",
        help=f"which tags of a git repository are releases; * stands for any text (default: "
        f"{RELEASES}). Makes PATH a git repository even where it holds CSV files too",
    )
    parser.add_argument(
        "--production",
        metavar="PATTERN",
        help=f"which environments of CDEvents are production (default: {PRODUCTION})",
    )
    parser.add_argument(
        "--format",
        choices=("table", "json", "csv"),
        default="table",
        help="how to print it (default: table)",
    )
    parser.add_argument(
        "--definitions",
        metavar="NAME",
        nargs="*",
        type=definition,
        help="print what published tools would show of the same log, by their own definitions: "
        "those named, or all",
    )
    parser.add_argument(
        "--explain",
        metavar="KPI",
        type=kpi,
        help="print the rows behind a KPI and how it comes from them; a part of its name is "
        "enough. With --definitions: the rows of those tools",
    )
    parser.set_defaults(run=_measure, parser=parser)


def _measure(chosen: argparse.Namespace) -> Printed:
    """Return the answer in the format that was asked for."""
    from deliverylab.command_line.asking import ask
    from deliverylab.command_line.formats import as_csv, as_json
    from deliverylab.log import LogError

    try:
        answer = ask(chosen)
    except LogError as error:
        raise CannotBeDone(error) from error
    match chosen.format:
        case "json":
            return Printed(chain(as_json(answer.document()), "\n"))
        case "csv":
            return Printed(as_csv(answer.tables()), encoding="utf-8")
        case _:
            return Printed.lines(answer.lines(Page(width())))
