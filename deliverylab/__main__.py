"""The command line: measure a repository, get a fresh exercise, see your progress.

    python -m deliverylab measure PATH    print the scorecard of a repository
    python -m deliverylab reset 01        a fresh exercise; your version is kept beside it
    python -m deliverylab progress        what you have done so far

Each subcommand is one function that adds its arguments and one that runs it. The exit code is 0
where it worked, 1 where the input could not be read, 2 where the command was not understood.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from deliverylab.log import DeliveryLog
    from deliverylab.measure import Scorecard

    Subcommands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

RELEASES = "v*"

MEASURE = """\
Measure how a team delivers, and print the scorecard: how often it deploys, how long a change
takes to reach production, how long it takes to restore service, how many deployments fail, how
reliable the service is.

PATH is one of
  a git repository       Its commits are changes. Its tags that match PATTERN are releases and
                         their deployments to production.
  a folder of CSV files  A delivery log: changes.csv, builds.csv, releases.csv, deployments.csv,
                         incidents.csv, traffic.csv. data/README.md describes them.

Nothing is changed, nothing is sent anywhere, and no names of people are read."""

EXAMPLES = """\
examples:
  python -m deliverylab measure .
  python -m deliverylab measure ../service --releases 'release-*'
  python -m deliverylab measure data"""

RESET = """\
Make a fresh copy of a notebook in my_work/. Your version is kept beside it, with the date in its
name; nothing is lost.

WHAT is one of
  a lesson's number  Its exercises.
  a notebook's name  That notebook, such as 01_from_commit_to_production."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code.

    Args:
        arguments: the words after `python -m deliverylab`; by default those of this process.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack a character
    chosen = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], str] = chosen.run
    from deliverylab.log import LogError
    from deliverylab.teach.workspace import WorkspaceError

    try:
        text = run(chosen)
    except (LogError, WorkspaceError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deliverylab",
        description="Delivery Lab: run a delivery pipeline, measure it, improve it.",
    )
    subcommands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_measure(subcommands)
    _add_reset(subcommands)
    _add_progress(subcommands)
    return parser


def _add_measure(subcommands: Subcommands) -> None:
    measure = subcommands.add_parser(
        "measure",
        help="print the scorecard of a git repository or of a folder of CSV files",
        description=MEASURE,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    measure.add_argument(
        "path", metavar="PATH", type=Path, help="a git repository, or a folder of CSV files"
    )
    measure.add_argument(
        "--releases",
        metavar="PATTERN",
        help=f"which tags of a git repository are releases; * stands for any text (default: "
        f"{RELEASES}). Makes PATH a git repository even where it holds CSV files too",
    )
    measure.set_defaults(run=_measure)


def _measure(chosen: argparse.Namespace) -> str:
    """Return the scorecard of a path, with what it does not say."""
    from deliverylab.measure import scorecard

    log = _read(chosen.path, chosen.releases)
    card = scorecard(log)
    sections = [("No data:", _without_data(card)), ("Notes:", log.notes)]
    lines = [str(card)]
    for title, entries in sections:
        told = [f"  {entry}" for entry in entries]
        lines += [title, *told] if told else []
    return "\n".join(lines)


def _read(path: Path, releases: str | None) -> DeliveryLog:
    """Return the log of a folder of CSV files where there are any, else of a git repository."""
    from deliverylab.log import DeliveryLog
    from deliverylab.log.csv_folder import holds_csv_log

    if releases is None and holds_csv_log(path):
        return DeliveryLog.from_csv(path)
    return DeliveryLog.from_git(path, releases or RELEASES)


def _without_data(card: Scorecard) -> Iterator[str]:
    """Yield why there is no data, for each KPI that has none."""
    for team, kpis in card.kpis.items():
        for kpi in kpis.values():
            if not kpi.has_data:
                yield f"{team}: {kpi.name}: {kpi.basis}"


def _add_reset(subcommands: Subcommands) -> None:
    reset = subcommands.add_parser(
        "reset",
        help="make a fresh copy of an exercise in my_work; yours is kept beside it",
        description=RESET,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reset.add_argument("what", metavar="WHAT", help="a lesson's number, or a notebook's name")
    reset.set_defaults(run=_reset)


def _reset(chosen: argparse.Namespace) -> str:
    """Make a fresh copy of a notebook of the course, and return what was done."""
    from deliverylab.teach.workspace import find_course, reset

    return reset(find_course(Path.cwd()), chosen.what)


def _add_progress(subcommands: Subcommands) -> None:
    progress = subcommands.add_parser(
        "progress",
        help="print what you have done so far",
        description="Print which exercises and quiz questions are right so far, for each lesson.",
    )
    progress.set_defaults(run=_progress)


def _progress(_chosen: argparse.Namespace) -> str:
    """Return the table of what is done so far."""
    from deliverylab.teach import progress

    return repr(progress())


if __name__ == "__main__":
    sys.exit(main())
