"""`python -m deliverylab key`: for teachers, the answers of exercises 06 for the seeds of a class.

It is not in the list of commands, so that a student does not meet it by chance. It is no secret:
the course's source is open, and whoever reads this can run it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from deliverylab.command_line.output import CannotBeDone, Printed

if TYPE_CHECKING:
    from deliverylab.command_line.words import Subcommands
    from deliverylab.improve import UnseenTeam

DESCRIPTION = """\
For teachers: the team that a student's seed draws in exercises 06, the root of its trouble, and the
single move that saves most, in person-weeks a year (mean of ten years, as task 6.3 counts it)."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand, without a line in the list of commands."""
    parser = subcommands.add_parser(
        "key", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("seeds", metavar="SEED", nargs="+", help="a student's name or number")
    parser.set_defaults(run=_key)


def _key(chosen: argparse.Namespace) -> Printed:
    """Return the table of answers."""
    from deliverylab.improve import unseen_team
    from deliverylab.simulate.ranges import NotAllowed

    try:
        teams = [unseen_team(seed) for seed in chosen.seeds]
    except NotAllowed as error:
        raise CannotBeDone(str(error)) from error
    return Printed.lines(_lines(teams))


def _lines(teams: list[UnseenTeam]) -> Iterator[str]:
    """Yield a row for each team, as soon as it is known."""
    from deliverylab.teach.tasks.lesson_06_plan import best_single

    widest = max(4, *(len(team.seed) for team in teams))
    yield f"{'seed':<{widest}}  {'ship':<15}  {'root':<18}  {'saves':>5}  best first move"
    for team in teams:
        move, saves = best_single(team)
        yield (
            f"{team.seed:<{widest}}  {team.name:<15}  {team.trouble:<18}  {saves:>5.0f}  {move.key}"
        )
