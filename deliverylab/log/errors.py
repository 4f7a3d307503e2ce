"""The one exception of the delivery log."""

from __future__ import annotations


class LogError(ValueError):
    """A delivery log that cannot be read, or does not hold together.

    The message says what was found, what was expected and what to do, all faults at once.
    """

    def _render_traceback_(self) -> list[str]:
        """Let a notebook show the message alone, without the library's own code above it."""
        return [f"LogError: {self}"]
