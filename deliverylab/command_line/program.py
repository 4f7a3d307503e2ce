"""One program, a few subcommands: what was asked for is run, and what it says is printed.

The exit code is 0 where it worked, 1 where the input could not be read, does not hold what was
asked for, or the doctor found something that does not work, 2 where the command was not understood.
Without any command, all of them are listed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from deliverylab.command_line import (
    class_results,
    doctor,
    hand_in,
    key,
    measure,
    progress,
    reset,
)
from deliverylab.command_line.output import CannotBeDone, Printed, cannot_write, prepare, write

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code.

    Args:
        arguments: the words after `python -m deliverylab`; by default those of this process.

    Raises:
        SystemExit: with code 2 where the command is not understood, 0 after `--help`.
    """
    prepare()
    try:
        try:
            words = sys.argv[1:] if arguments is None else arguments
            parser = _parser()
            if not words:
                parser.print_help(sys.stderr)
                return 2
            return _run(parser.parse_args(words))
        finally:
            sys.stdout.flush()
    except OSError as error:
        return cannot_write(error)


def _run(chosen: argparse.Namespace) -> int:
    """Run what was chosen, print what it says, and return the exit code."""
    run: Callable[[argparse.Namespace], Printed] = chosen.run
    try:
        printed = run(chosen)
    except (CannotBeDone, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    write(printed)
    return printed.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deliverylab",
        description="Delivery Lab: run a delivery pipeline, measure it, improve it.",
        epilog="'python -m deliverylab COMMAND --help' says what a command does and takes.",
    )
    subcommands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (measure, reset, progress, doctor, hand_in, class_results, key):
        command.add(subcommands)
    return parser
