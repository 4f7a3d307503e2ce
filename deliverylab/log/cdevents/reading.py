"""Lines of JSON as events: each line is one event, and each bad line is named by its number.

Accepted, because nothing is lost by it: a byte order mark, any of the usual line ends, empty lines,
lines in any order, the same event more than once (the same source and id, and the same content).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from deliverylab.log.cdevents.event import Event
from deliverylab.log.cdevents.json_form import NOTHING, from_json
from deliverylab.log.cells import A_TIME, moments
from deliverylab.log.csv_text import BYTE_ORDER_MARK
from deliverylab.log.faults import Faults, Place, show
from deliverylab.log.json_text import json_text, read_json
from deliverylab.log.tables import utc

MICROSECOND = 6
"""How many digits of a second a delivery log keeps."""


@dataclass(frozen=True)
class Line:
    """An event, and the number of its line."""

    event: Event
    number: int

    @cached_property
    def time(self) -> pd.Timestamp:
        """When the event happened."""
        return utc(self.event.timestamp)


@dataclass
class LineFaults:
    """What is wrong with the lines of a file, sorted by kind.

    Args:
        name: the file, for messages.
    """

    name: str
    kinds: dict[tuple[str, str], dict[int, str]] = field(default_factory=dict)

    def add(self, line: int, where: str, expected: str, found: str) -> None:
        """Add a fault of one line."""
        self.kinds.setdefault((where, expected), {})[line] = found

    def told_to(self, faults: Faults) -> None:
        """Tell all of them, one kind after the other."""
        last = max((line for rows in self.kinds.values() for line in rows), default=0)
        for (where, expected), rows in self.kinds.items():
            lines = np.array(list(rows), dtype=np.intp)
            place = Place(self.name, range(last + 1))
            faults.add_rows(place, expected, lines, rows.__getitem__, where)


@dataclass(frozen=True)
class Stream:
    """The events of a file in the order of its lines, each once.

    Args:
        lines: the events.
        again: how many came more than once and are left out.
        cut: how many times had more digits than a delivery log keeps.
    """

    lines: Sequence[Line]
    again: int
    cut: int


def read_events(lines: Iterable[bytes], faults: LineFaults) -> Stream:
    """Return the events in the lines of a file.

    Args:
        lines: the lines, with or without their ends; their numbers start at 1.
        faults: told of every line that is not an event.
    """
    found: list[tuple[Event, int]] = []
    first: dict[tuple[str, str], tuple[int, bytes]] = {}
    again = 0
    for number, line in enumerate(lines, start=1):
        text = (line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line).strip()
        event = _event(text, number, faults) if text else None
        if event is None:
            continue
        key = (event.source, event.id)
        if key not in first:
            first[key] = (number, text)
            found.append((event, number))
        elif _same(text, first[key][1]):
            again += 1
        else:
            expected = "an id that no other event of the same source has"
            told = f"{show(event.id)}, as in line {first[key][0]}, with another content"
            faults.add(number, "context.id", expected, told)
    return _timed(found, again, faults)


def _event(text: bytes, number: int, faults: LineFaults) -> Event | None:
    """Return the event on a line, or `None`, with a fault for each thing that is wrong."""
    try:
        raw = read_json(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        faults.add(number, "", "text in UTF-8", f"the byte 0x{text[error.start]:02x}")
        return None
    except ValueError as error:
        faults.add(number, "", "one event in JSON", str(error))
        return None

    def wrong(where: str, expected: str, found: object) -> None:
        told = "none" if found is NOTHING else json_text(found)
        faults.add(number, where, expected, told)

    return from_json(raw, wrong)


def _timed(found: Sequence[tuple[Event, int]], again: int, faults: LineFaults) -> Stream:
    """Return the events whose times are in the calendar, cut to what a delivery log keeps."""
    written = [_to_the_microsecond(event.timestamp) for event, _ in found]
    lines = []
    cut = 0
    known = moments(written).notna()
    for (event, number), text, is_time in zip(found, written, known, strict=True):
        if not is_time:
            faults.add(number, "context.timestamp", A_TIME, show(event.timestamp))
            continue
        cut += len(text) < len(event.timestamp)
        as_read = event if text == event.timestamp else replace(event, timestamp=text)
        lines.append(Line(as_read, number))
    return Stream(lines, again, cut)


def _to_the_microsecond(timestamp: str) -> str:
    """Return a time as the log reads it: `T` and `Z` in capitals, six digits at most.

    >>> _to_the_microsecond("2025-01-06t09:14:32.123456789z")
    '2025-01-06T09:14:32.123456Z'
    """
    text = timestamp.upper()
    whole, point, rest = text.partition(".")
    if not point:
        return text
    digits = len(rest) - len(rest.lstrip("0123456789"))
    return f"{whole}.{rest[: min(digits, MICROSECOND)]}{rest[digits:]}"


def _same(one: bytes, other: bytes) -> bool:
    """Return whether two lines say the same; the order of entries does not matter."""
    return one == other or _canonical(one) == _canonical(other)


def _canonical(text: bytes) -> str:
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except RecursionError:
        return text.decode("utf-8")
