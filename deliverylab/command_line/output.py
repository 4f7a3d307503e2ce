"""Printing on whatever there is: a narrow terminal, one without UTF-8, a pipe that closes early.

A terminal that lacks a character shows its plain cousin ("-" for "–"), or its number where it has
none. Lines end the same way on every system, so that a file of the output is the same everywhere.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["CannotBeDone", "Printed", "cannot_write", "prepare", "width", "write"]

PLAIN = {"–": "-", "−": "-", "×": "x", "÷": "/", "…": "...", "’": "'", "‘": "'"}


class CannotBeDone(Exception):
    """What was asked for cannot be done; the message says why, and what to do."""


@dataclass(frozen=True)
class Printed:
    """What a subcommand prints.

    Attributes:
        pieces: the text, a piece at a time, so that a long one need not be whole in memory.
        encoding: what a file or a pipe gets; by default whatever the system uses.
        code: the exit code, once it is printed.
    """

    pieces: Iterable[str]
    encoding: str | None = None
    code: int = 0

    @classmethod
    def lines(cls, lines: Iterable[str], code: int = 0) -> Printed:
        """Return text made of lines."""
        return cls((f"{line}\n" for line in lines), code=code)


def prepare() -> None:
    """Make the streams take any character, and end lines in the same way on every system."""
    codecs.register_error("deliverylab.plain", _in_plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="deliverylab.plain", newline="")


def write(printed: Printed) -> None:
    """Write the pieces to standard output."""
    out = sys.stdout
    if printed.encoding and isinstance(out, io.TextIOWrapper) and not out.isatty():
        out.reconfigure(encoding=printed.encoding, errors="strict")
    for piece in printed.pieces:
        out.write(piece)


def cannot_write(error: OSError) -> int:
    """Give up printing; return the exit code for the error that writing met.

    A pipe that its reader has closed is no fault: `head` has seen enough. Nothing is said then.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())  # Python itself writes once more, at the end
    os.close(nowhere)
    # Windows says "invalid argument" where others say that the pipe is broken.
    if error.errno in (errno.EPIPE, errno.EINVAL):
        return 0
    print(f"The output cannot be written: {error.strerror or error}.", file=sys.stderr)
    return 1


def width() -> int | None:
    """Return how many characters a line may have; None for a file or a pipe, which have no end.

    The environment variable COLUMNS, where it is set, has the last word.
    """
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS", "").isdecimal():
        return None
    return shutil.get_terminal_size().columns


def _in_plain(error: UnicodeError) -> tuple[str, int]:
    """Return the plain cousins of the characters that cannot be written, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    plain = (PLAIN.get(one) or one.encode("ascii", "backslashreplace").decode() for one in lacking)
    return "".join(plain), error.end
