"""The command line: `python -m deliverylab measure PATH` prints the scorecard of a repository.

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

    try:
        text = run(chosen)
    except (LogError, OSError) as error:
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


if __name__ == "__main__":
    sys.exit(main())
