"""The changes of a joined log: the events of each change, and the package that names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from deliverylab.log.cdevents.joined import Deployment, Notes, Row
from deliverylab.log.cdevents.reading import Line
from deliverylab.log.cdevents.vocabulary import (
    ChangeAbandoned,
    ChangeCreated,
    ChangeMerged,
    ChangeReviewed,
    ChangeUpdated,
)
from deliverylab.log.faults import Faults, Place, show

OF_CHANGES = ChangeCreated | ChangeUpdated | ChangeReviewed | ChangeMerged | ChangeAbandoned


@dataclass
class _Story:
    """When what happened to a change, each in order of time."""

    created: list[pd.Timestamp] = field(default_factory=list)
    updated: list[pd.Timestamp] = field(default_factory=list)
    reviewed: list[pd.Timestamp] = field(default_factory=list)
    merged: list[pd.Timestamp] = field(default_factory=list)
    abandoned: list[pd.Timestamp] = field(default_factory=list)

    def times(self) -> list[pd.Timestamp]:
        """Return the times of all events but the change's end without a merge."""
        return [*self.created, *self.updated, *self.reviewed, *self.merged]


def join_changes(
    lines: Sequence[Line],
    releases: Mapping[str, Row],
    deployments: Sequence[Deployment],
    name: str,
    notes: Notes,
) -> list[Row]:
    """Return the rows of the table `changes`.

    Args:
        lines: the events in order of time.
        releases: the packages by the id of the artifact.
        deployments: the deployments in order of time.
        name: what messages call the file.
        notes: told of what was left out or taken for something else.

    Raises:
        LogError: where two repositories use the same id for a change.
    """
    stories = _stories(lines, name)
    packages: defaultdict[str, list[Row]] = defaultdict(list)
    for release in releases.values():
        packages[str(release["change"])].append(release)
    first = _first_deployments(packages, deployments, notes)
    given_up = {
        change: story
        for change, story in stories.items()
        if story.abandoned and not story.merged and change not in packages
    }
    notes.count("Changes that were abandoned", given_up, "They are left out.")
    backwards: list[str] = []
    rows = [
        _row(change, stories.get(change, _Story()), packages[change], first.get(change), backwards)
        for change in dict.fromkeys([*stories, *packages])
        if change not in given_up
    ]
    notes.count(
        "Changes with events in an order that cannot be",
        dict.fromkeys(backwards),
        "The times that do not fit are left empty.",
    )
    alone = [row["change"] for row in rows if row["merged"] and not packages[str(row["change"])]]
    notes.count(
        "Merged changes that no artifact names",
        alone,
        "An artifact names only its head, so when these reached users is not known; they wait.",
    )
    if rows:
        notes.texts.append(
            "CDEvents do not tell when a change was committed: the earliest event of each change "
            "stands for that."
        )
    return rows


def _stories(lines: Sequence[Line], name: str) -> dict[str, _Story]:
    """Return what happened to each change, by its id."""
    stories: defaultdict[str, _Story] = defaultdict(_Story)
    repositories: dict[str, tuple[str, int]] = {}
    faults = Faults(f"The file of events '{name}'")
    for line in lines:
        event = line.event
        if not isinstance(event, OF_CHANGES):
            continue
        getattr(stories[event.subject], event.name.partition(".")[2]).append(line.time)
        if event.repository is None:
            continue
        repository = event.repository.id
        known, at = repositories.setdefault(event.subject, (repository, line.number))
        if known != repository:
            faults.add(
                Place(f"{name}, line {line.number}"),
                f"each id of a change in one repository; {show(event.subject)} is in "
                f"{show(known)} on line {at}",
                show(repository),
            )
    faults.raise_any()
    return stories


def _first_deployments(
    packages: Mapping[str, Iterable[Row]], deployments: Sequence[Deployment], notes: Notes
) -> dict[str, Deployment]:
    """Return, for each change, the first production deployment of a package that names it."""
    head = {
        str(release["release"]): (change, release["packaged"])
        for change, releases in packages.items()
        for release in releases
    }
    first: dict[str, Deployment] = {}
    early = []
    for deployment in deployments:
        change, packaged = head.get(deployment.artifact, (None, None))
        if change is None or deployment.environment != "production":
            continue
        if isinstance(packaged, pd.Timestamp) and deployment.time < packaged:
            early.append(deployment.id)
        else:
            first.setdefault(change, deployment)
    notes.count("Deployments of an artifact before it was packaged", early, "They carry no change.")
    return first


def _row(
    change: str,
    story: _Story,
    packages: Sequence[Row],
    deployment: Deployment | None,
    backwards: list[str],
) -> Row:
    """Return the row of a change; times that run backwards are left out of it."""
    packaged = [time for row in packages if isinstance(time := row["packaged"], pd.Timestamp)]
    last = None if deployment is None else deployment.time
    merged = _before(story.merged[:1], last)
    in_package = _before(packaged[:1], last)
    if merged and in_package and in_package < merged:
        in_package = None
    reviewed = _before(story.reviewed, merged or in_package or last)
    opened = _before(story.created[:1], reviewed or merged or in_package or last)
    kept = (merged, in_package, reviewed, opened)
    given = (story.merged, packaged, story.reviewed, story.created)
    if any(times and time is None for time, times in zip(kept, given, strict=True)):
        backwards.append(change)
    return {
        "change": change,
        "committed": min([*story.times(), *packaged]),
        "opened": opened,
        "reviewed": reviewed,
        "merged": merged,
        "packaged": in_package,
        "deployment": None if deployment is None else deployment.id,
        "deployed": last,
    }


def _before(times: Sequence[pd.Timestamp], limit: pd.Timestamp | None) -> pd.Timestamp | None:
    """Return the last of the times that is not after the limit, or `None` where there is none."""
    return max((time for time in times if limit is None or time <= limit), default=None)
