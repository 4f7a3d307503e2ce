"""The real time, which never runs backwards."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


def say_seconds(seconds: float) -> str:
    """Return a number of seconds as a person says it.

    >>> say_seconds(1), say_seconds(2.5)
    ('1 second', '2.5 seconds')
    """
    return f"{seconds:.3g} second{'' if seconds == 1 else 's'}"


class Clock:
    """Tells the time in UTC.

    The machine's own clock may be set back at any moment, and a log in which a deployment ends
    before it begins is no log. So the date is taken once, and from then on seconds are counted.
    """

    def __init__(self) -> None:
        """Take the date."""
        self.start = datetime.now(UTC)
        self._begin = time.monotonic()

    def __call__(self) -> datetime:
        """Return the time now."""
        return self.start + timedelta(seconds=time.monotonic() - self._begin)
