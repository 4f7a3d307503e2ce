"""The words of a command: what may stand after an option, and what is said of what may not."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Subcommands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["ALL", "PRODUCTION", "RELEASES", "definition", "kpi", "moment", "say_moment"]

RELEASES = "v*"
"""Which tags of a git repository are releases, where nothing else is said."""

PRODUCTION = "prod*"
"""Which environments of CDEvents are production, where nothing else is said."""

ALL = "all"
"""What stands for every definition."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def moment(word: str) -> datetime:
    """Return a date or a time; UTC where it names no zone.

    >>> moment("2025-03-01"), moment("2025-03-01T09:30+01:00").hour
    (datetime.datetime(2025, 3, 1, 0, 0, tzinfo=datetime.timezone.utc), 8)
    """
    try:
        if not DAY.match(word):  # no week numbers, no dates without hyphens
            raise ValueError
        read = datetime.fromisoformat(word)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"{word!r} is no date and no time; write it as 2025-03-01 or 2025-03-01T09:30 (in UTC) "
            "or with its zone as 2025-03-01T09:30+01:00"
        ) from None


def say_moment(moment: datetime) -> str:
    """Return a moment as a date, with the time only where it is not midnight.

    >>> say_moment(moment("2025-03-01")), say_moment(moment("2025-03-01T09:30"))
    ('2025-03-01', '2025-03-01 09:30')
    """
    midnight = (moment.hour, moment.minute) == (0, 0)
    return f"{moment:%Y-%m-%d}" if midnight else f"{moment:%Y-%m-%d %H:%M}"


def kpi(word: str) -> str:
    """Return the full name of a KPI.

    >>> kpi("lead-time")
    'lead time for changes'
    """
    from deliverylab.measure.explain import full_name

    try:
        return full_name(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error).removeprefix("kpi_name is ")) from None


def definition(word: str) -> str:
    """Return the name of a definition as the library writes it, or `ALL`.

    >>> definition("four-keys"), definition("devlake 2023"), definition("all")
    ('Four Keys', 'DevLake 2023', 'all')
    """
    from deliverylab.measure import DEFINITIONS

    meant = _bare(word)
    for name in (*DEFINITIONS, ALL):
        if _bare(name) == meant:
            return name
    names = ", ".join(map(repr, DEFINITIONS))
    raise argparse.ArgumentTypeError(
        f"there is no definition {word!r}; choose among {names}, or 'all' (PATH stands before "
        "this option)"
    )


def _bare(name: str) -> str:
    """Return a name without what people write in different ways."""
    return re.sub(r"[\s_-]", "", name).lower()
