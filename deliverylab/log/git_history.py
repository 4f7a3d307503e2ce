"""A git repository as a delivery log: commits are changes, tags are releases and their deployments.

- A **change** is a commit that is not a merge. It was *committed* at its author's date, from which
  the lead time counts. A rebase keeps that date and moves the committer's; a squash makes one new
  commit with a date of its own, and when the work on it began is lost.
- It was *merged* when it reached the main line, which is the first-parent line of HEAD: at the
  committer's date of the first commit on it that contains the change.
- A **release** is a tag whose name matches the pattern, and that is no pre-release (`v2.0.0-rc1`)
  unless the pattern asks for those. It was packaged and deployed to production at the tag's date:
  the tagger's for an annotated tag, the commit's for a lightweight one.
- A change belongs to the first release, by date, that contains it. One that no release contains is
  waiting.
- Builds, incidents and traffic are not recorded, nor is which deployments were planned.

Dates come from many clocks, and some are wrong. None is changed: what cannot be true is left empty
or left out, counted, and said in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log.errors import LogError
from deliverylab.log.git import Repository, Tag
from deliverylab.log.git_graph import NONE, UNDATED, CommitGraph, Positions, Seconds
from deliverylab.log.tables import LogParts, make_table, utc

Mask = npt.NDArray[np.bool_]

UNRECORDED = ("builds", "incidents", "traffic", "deployments.planned")
DAY = 24 * 60 * 60
NAMES_SHOWN = 3

_PRE = r"(?:alpha|beta|rc|pre|preview|dev|snapshot|milestone|nightly)"
_PRE_RELEASE = re.compile(rf"\d[-._]?(?:{_PRE}(?![a-z])|[ab]\d)", re.IGNORECASE)
_ASKS_FOR_PRE_RELEASES = re.compile(_PRE, re.IGNORECASE)


@dataclass(frozen=True)
class Release:
    """A tag that counts as a release: its name, its commit's position, its date in seconds."""

    name: str
    commit: int
    seconds: int


@dataclass(frozen=True)
class Changes:
    """Which commits are changes, and what became of them; one entry for each commit.

    Args:
        counted: whether the commit is a change of the log.
        release: the number of its release, `NONE` while it waits.
        merged: when it reached the main line, in seconds; `UNDATED` where that is not known.
    """

    counted: Mask
    release: Positions
    merged: Seconds


def read_git(
    path: str | Path, releases: str = "v*", until: pd.Timestamp | str | None = None
) -> LogParts:
    """Return the parts of a repository's log, unchecked; see `DeliveryLog.from_git`."""
    repository = Repository.open(path)
    head = repository.head()
    all_tags = repository.tags()
    notes = _Notes()
    tags = _matching(all_tags, releases, repository, notes)
    graph = CommitGraph.of(repository.commits([head, *(tag.commit for tag in tags if tag.commit)]))
    position = {name: number for number, name in enumerate(graph.names)}
    last = None if until is None else int(utc(until).timestamp())

    unlike = [tag.name for tag in all_tags if not fnmatchcase(tag.name, releases)]
    notes.count(f"Tags that do not match '{releases}'", unlike, "They are no releases.")
    bare = [tag.name for tag in tags if tag.commit and not tag.annotated]
    notes.count(
        "Lightweight tags",
        bare,
        "git keeps no time for them, so that of their commit is taken: lead times come out too "
        "short.",
    )
    astray = [tag.name for tag in tags if not tag.commit]
    notes.count("Tags that lead to no commit", astray, "They are left out.")
    found = _releases(tags, graph, position, last, notes)
    changes = _changes(graph, found, graph.main_line(position[head]), last, notes)
    start, end = _window(graph, found, changes, last, repository)
    return LogParts(
        _tables(repository.name, graph, found, changes),
        utc(pd.Timestamp(start, unit="s")),
        utc(pd.Timestamp(end, unit="s")) if until is None else utc(until),
        source="git",
        notes=notes.texts,
        unrecorded=[(repository.name, what) for what in UNRECORDED],
    )


class _Notes:
    """What was left out or looks odd, counted, in words."""

    def __init__(self) -> None:
        self.texts = [
            "A tag is taken for a release and for its deployment to production: git does not "
            "know what really ran."
        ]

    def count(self, what: str, names: Sequence[str], then: str) -> None:
        """Add a note with the number of names and the first few, where there are any."""
        if names:
            more = ", …" if len(names) > NAMES_SHOWN else ""
            some = f" ({', '.join(names[:NAMES_SHOWN])}{more})"
            self.texts.append(f"{what}: {len(names):,}{some}. {then}")


def _matching(
    tags: Sequence[Tag], pattern: str, repository: Repository, notes: _Notes
) -> list[Tag]:
    """Return the tags that match; raise `LogError`, naming those that there are, for none."""
    matching = [tag for tag in tags if fnmatchcase(tag.name, pattern)]
    early: list[Tag] = [] if _ASKS_FOR_PRE_RELEASES.search(pattern) else _pre_releases(matching)
    kept = [tag for tag in matching if tag not in early]
    if kept:
        left_out = [tag.name for tag in early]
        then = "They are left out; a pattern like '*-rc*' takes them."
        notes.count("Pre-releases", left_out, then)
        return kept
    if early:
        raise LogError(
            f"All {len(early):,} tags of '{repository.path}' that match '{pattern}' are "
            f"pre-releases, among them {early[-1].name}. To measure those, name them in the "
            f"pattern, such as '*rc*'."
        )
    if not tags:
        raise LogError(
            f"'{repository.path}' has no tags, so nothing says what was released. Tag each "
            f"release, for example with 'git tag v1.0.0'. If there are tags elsewhere, get them "
            f"with 'git fetch --tags'."
        )
    names = ", ".join(tag.name for tag in tags[-NAMES_SHOWN:])
    raise LogError(
        f"No tag of '{repository.path}' matches '{pattern}'. It has {len(tags):,}, among them "
        f"{names}. Give a pattern that your releases match, such as {_pattern_of(tags[-1].name)}."
    )


def _pre_releases(tags: Sequence[Tag]) -> list[Tag]:
    """Return the tags whose names say that they are no releases yet.

    >>> names = ["v2.0.0-rc1", "v2.0.0-beta", "2.0b3", "v2.0.0", "v1.0.2b", "v2-development"]
    >>> [tag.name for tag in _pre_releases([Tag(name, "", 0, True) for name in names])]
    ['v2.0.0-rc1', 'v2.0.0-beta', '2.0b3']
    """
    return [tag for tag in tags if _PRE_RELEASE.search(tag.name)]


def _pattern_of(name: str) -> str:
    """Return in words a pattern that tags like this one match, and the one that all do.

    >>> _pattern_of("release-1.4"), _pattern_of("1.4")
    ("'release-*', or '*' for all of them", "'*' for all of them")
    """
    letters = re.split(r"\d", name, maxsplit=1)[0]
    return (f"'{letters}*', or " if 0 < len(letters) < len(name) else "") + "'*' for all of them"


def _releases(
    tags: Sequence[Tag],
    graph: CommitGraph,
    position: dict[str, int],
    last: int | None,
    notes: _Notes,
) -> list[Release]:
    """Return the releases before `last` by date; at the same date, an ancestor comes first."""
    releases = []
    for tag in tags:
        if tag.commit:
            commit = position[tag.commit]
            seconds = int(graph.committed[commit]) if tag.seconds is None else tag.seconds
            releases.append(Release(tag.name, commit, seconds))
    undated = [release.name for release in releases if release.seconds == UNDATED]
    notes.count("Tags without a readable date", undated, "They are left out.")
    known = [
        release
        for release in releases
        if release.seconds != UNDATED and (last is None or release.seconds < last)
    ]
    known.sort(key=lambda release: (release.seconds, release.commit, release.name))
    first: dict[int, Release] = {}
    again = [r.name for r in known if first.setdefault(r.commit, r) is not r]
    notes.count(
        "Releases of a commit that has been released before", again, "Each counts as a deployment."
    )
    return known


def _changes(
    graph: CommitGraph,
    releases: Sequence[Release],
    main_line: Sequence[int],
    last: int | None,
    notes: _Notes,
) -> Changes:
    """Return which commits count as changes, their release, and when they were merged."""
    never = np.iinfo(np.int64).max
    until = never if last is None else last
    release = graph.first_to_contain([release.commit for release in releases])
    dates = np.array([*(release.seconds for release in releases), never], dtype=np.int64)
    released = dates[release]
    joined = graph.first_to_contain(main_line)
    merged = np.append(graph.committed[list(main_line)], UNDATED)[joined]

    dated = graph.authored != UNDATED
    too_late = dated & (graph.authored > released)
    counted = dated & ~graph.is_merge & ~too_late & (graph.authored < until)
    possible = (merged >= graph.authored) & (merged <= released)

    def names(which: Mask) -> list[str]:
        return [graph.names[commit][:12] for commit in np.flatnonzero(which)]

    if len(graph.names) > 1 and not graph.is_merge.any():
        notes.texts.append(
            "There are no merge commits. Where branches were squashed, git has lost when the work "
            "on them began, and lead times come out too short."
        )
    off = [tagged.name for tagged in releases if joined[tagged.commit] == NONE]
    notes.count("Releases off the main line", off, "Their changes count like any others.")
    notes.count("Merge commits", names(graph.is_merge), "They are no changes and are left out.")
    notes.count("Commits without a readable date", names(~dated), "They are left out.")
    notes.count(
        "Commits dated after the release that contains them",
        names(too_late & ~graph.is_merge),
        "One of the clocks was wrong, so they are left out.",
    )
    notes.count(
        "Changes that did not reach the main line between their commit and their release",
        names(counted & ~possible),
        "When they were merged is left empty.",
    )
    notes.count(
        "Commits that the committer's clock dates before a parent",
        names(graph.before_a_parent),
        "Their dates are taken as they are.",
    )
    return Changes(counted, release, np.where(possible & (merged < until), merged, UNDATED))


def _window(
    graph: CommitGraph,
    releases: Sequence[Release],
    changes: Changes,
    last: int | None,
    repository: Repository,
) -> tuple[int, int]:
    """Return the window in seconds: from the day of the first event to the end of the last's."""
    merged = changes.merged[changes.counted]
    events = [
        *graph.authored[changes.counted].tolist(),
        *merged[merged != UNDATED].tolist(),
        *(release.seconds for release in releases),
    ]
    if not events:
        raise LogError(
            f"Nothing in '{repository.path}' can be measured: no commit and no release with a "
            f"readable date lies in the time asked for."
        )
    start, end = min(events) // DAY * DAY, (max(events) // DAY + 1) * DAY
    return start, end if last is None else last


def _tables(
    team: str, graph: CommitGraph, releases: Sequence[Release], changes: Changes
) -> dict[str, pd.DataFrame]:
    """Return the six tables of the log."""
    rows = np.flatnonzero(changes.counted)
    rows = rows[np.argsort(graph.authored[rows], kind="stable")]
    names = np.array([*graph.names, None], dtype=object)
    tags = np.array([*(release.name for release in releases), None], dtype=object)
    dates = np.array([*(release.seconds for release in releases), UNDATED], dtype=np.int64)
    release = changes.release[rows]
    filled: dict[str, dict[str, object]] = {
        "changes": {
            "change": names[rows],
            "committed": _times(graph.authored[rows]),
            "merged": _times(changes.merged[rows]),
            "packaged": _times(dates[release]),
            "deployment": tags[release],
            "deployed": _times(dates[release]),
        },
        "releases": {
            "release": tags[:NONE],
            "version": tags[:NONE],
            "change": names[_heads(releases, changes)],
            "packaged": _times(dates[:NONE]),
        },
        "deployments": {
            "deployment": tags[:NONE],
            "release": tags[:NONE],
            "environment": "production",
            "started": _times(dates[:NONE]),
            "finished": _times(dates[:NONE]),
            "outcome": "success",
            "planned": True,
        },
        "builds": {},
        "incidents": {},
        "traffic": {},
    }
    return {
        name: make_table(name, {"team": team, **columns}, [team])
        for name, columns in filled.items()
    }


def _heads(releases: Sequence[Release], changes: Changes) -> Positions:
    """Return the last change in each release: its commit, or the newest below a merge commit."""
    newest = np.full(len(releases) + 1, NONE)
    counted = np.flatnonzero(changes.counted)
    np.maximum.at(newest, changes.release[counted], counted)
    commits = np.array([release.commit for release in releases], dtype=np.int64)
    return np.where(changes.counted[commits], commits, newest[changes.release[commits]])


def _times(seconds: Seconds) -> pd.DatetimeIndex:
    """Return seconds since 1970 as times in UTC, `NaT` where undated."""
    times = seconds.astype("datetime64[s]").astype("datetime64[us]")
    times[seconds == UNDATED] = np.datetime64("NaT")
    return pd.DatetimeIndex(times).tz_localize("UTC")
