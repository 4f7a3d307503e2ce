"""A limit for how long a student's function may take: a loop without an end comes back too.

A kernel that hangs says nothing. So an alarm is set before the function is called, which interrupts
it as Kernel > Interrupt does. Only the main thread of a system with such alarms can do this (Linux,
macOS: there kernels run their cells in it); elsewhere there is no limit, and the interruption is
left to the student.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["SECONDS", "TookTooLong", "within"]

SECONDS = 10.0
"""How long a student's function may take. The slowest right one takes less than a second."""

AGAIN = 0.5
"""After so many seconds the alarm comes again, for a function that catches all that is raised."""


class TookTooLong(BaseException):
    """The time is over; no `Exception`, so that `except Exception` does not catch it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TookTooLong` in what is done here if it takes longer.

    >>> with within(5):
    ...     sum(range(10))
    45
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not hasattr(signal, "setitimer") or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield  # no alarm here, or somebody else's is set
        return
    before = signal.signal(signal.SIGALRM, _too_long)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TookTooLong
