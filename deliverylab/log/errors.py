"""The one exception of the delivery log."""

from __future__ import annotations


class LogError(ValueError):
    """A delivery log that cannot be read, or does not hold together.

    The message says what was found, what was expected and what to do, all faults at once.
    """
