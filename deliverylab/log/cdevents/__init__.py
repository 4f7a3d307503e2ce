"""CDEvents in and out: a delivery log as events, and events as a delivery log.

CDEvents (https://cdevents.dev) are a common vocabulary for what happens on the way from a change to
production: many tools write them. A file of them is JSON lines: one event on each line.

- `write_cdevents`: a log as events; `read_cdevents` gives the same log again, exactly.
- `read_cdevents`: a log from such a file, or from events that other tools wrote.

`event` and `vocabulary` have a class for each event, `json_form` their JSON and its constraints,
`reading` the lines of a file. `own_words` says how a log is told in events; `from_log` and `to_log`
do it. `join` makes a log of the events of others.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from deliverylab.log.cdevents.from_log import events_of, write_cdevents
from deliverylab.log.cdevents.join import join_events
from deliverylab.log.cdevents.reading import LineFaults, Stream, read_events
from deliverylab.log.cdevents.to_log import is_ours, read_own
from deliverylab.log.errors import LogError
from deliverylab.log.faults import Faults, Place
from deliverylab.log.tables import LogParts

__all__ = ["events_of", "read_cdevents", "read_file", "write_cdevents"]


def read_file(path: str | Path, team: str | None = None, production: str = "prod*") -> LogParts:
    """Return the parts of the log in a file of events, checked; see `DeliveryLog.from_cdevents`."""
    file = Path(path)
    if file.is_dir():
        raise LogError(f"'{path}' is a folder. Give the file that holds the events as JSON lines.")
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise LogError(
            f"There is no file '{path}'. Give the file that holds the events as JSON lines."
        ) from None
    except OSError as error:
        raise LogError(f"'{path}' cannot be read: {error.strerror or error}.") from error
    return read_cdevents(data.split(b"\n"), file.name, team or file.stem, production)


def read_cdevents(
    lines: Iterable[bytes], name: str = "events", team: str = "team", production: str = "prod*"
) -> LogParts:
    """Return the parts of the log that events tell, checked.

    Args:
        lines: the events as JSON in UTF-8, one on each line, in any order.
        name: what messages call the file.
        team: whose events they are, where they do not say it.
        production: which environments are production, as a pattern in which `*` stands for any
            text, small and capital letters alike.

    Raises:
        LogError: naming every bad line by its number, with at most ten shown.
    """
    subject = f"The file of events '{name}'"
    every, faults = Faults(subject), LineFaults(name)
    stream = read_events(lines, faults)
    faults.told_to(every)
    if not every.kinds and not stream.lines:
        every.add(Place(name), "at least one event", "none")
    every.raise_any()
    own = [line for line in stream.lines if is_ours(line.event)]
    if own:
        parts = read_own(stream.lines, faults)
        return parts._replace(notes=[*parts.notes, *_notes(stream)])

    def is_production(environment: str) -> bool:
        return fnmatchcase(environment.lower(), production.lower())

    parts = join_events(stream.lines, name, team, is_production)
    return parts._replace(notes=[*parts.notes, *_notes(stream)])


def _notes(stream: Stream) -> list[str]:
    """Return what was done with the lines of a file, in words."""
    notes = []
    if stream.again:
        notes.append(
            f"Events that came more than once (the same source and id): {stream.again:,}. Each "
            "counts once."
        )
    if stream.cut:
        notes.append(
            f"Times with more digits than a log keeps: {stream.cut:,}. They are cut to the "
            "microsecond."
        )
    return notes
