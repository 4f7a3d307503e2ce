"""The graph of a repository's commits, and the one question asked of it: who contained it first?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliverylab.log.git import Commit

Seconds = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int64]

UNDATED = np.iinfo(np.int64).min
"""Stands for a date that git cannot read."""

NONE = -1
"""Stands for no commit, no release."""


@dataclass(frozen=True)
class CommitGraph:
    """The commits of a repository as columns, parents before children.

    Args:
        names: each commit's name.
        parents: the positions of each commit's parents, the first parent first.
        authored: the author's date in seconds since 1970, `UNDATED` where unreadable.
        committed: the committer's date, the same way.
    """

    names: list[str]
    parents: list[tuple[int, ...]]
    authored: Seconds
    committed: Seconds

    @classmethod
    def of(cls, commits: Iterable[Commit]) -> CommitGraph:
        """Return the graph of commits that come with their parents before their children."""
        position: dict[str, int] = {}
        parents: list[tuple[int, ...]] = []
        authored: list[int] = []
        committed: list[int] = []
        for commit in commits:
            position[commit.name] = len(position)
            parents.append(tuple(position[parent] for parent in commit.parents))
            authored.append(UNDATED if commit.authored is None else commit.authored)
            committed.append(UNDATED if commit.committed is None else commit.committed)
        return cls(
            list(position),
            parents,
            np.array(authored, dtype=np.int64),
            np.array(committed, dtype=np.int64),
        )

    @property
    def is_merge(self) -> npt.NDArray[np.bool_]:
        """Which commits have more than one parent."""
        return np.array([len(parents) > 1 for parents in self.parents], dtype=np.bool_)

    @property
    def before_a_parent(self) -> npt.NDArray[np.bool_]:
        """Which commits the committer's clock dates before one of their parents."""
        committed = self.committed.tolist()
        return np.array(
            [
                own != UNDATED and any(own < committed[parent] for parent in parents)
                for own, parents in zip(committed, self.parents, strict=True)
            ],
            dtype=np.bool_,
        )

    def main_line(self, head: int) -> list[int]:
        """Return the first-parent line that ends at `head`, the oldest commit first."""
        line = [head]
        while self.parents[line[-1]]:
            line.append(self.parents[line[-1]][0])
        return line[::-1]

    def first_to_contain(self, tips: Sequence[int]) -> Positions:
        """Return for each commit which of the tips is the first, in the order given, to contain it.

        Each commit is visited once, however many tips there are: when a tip comes to a commit
        that an earlier tip has, that tip has all of its ancestors too.

        Args:
            tips: positions of commits.

        Returns:
            The number of the tip, `NONE` where no tip contains the commit.

        >>> line = CommitGraph(list("abcd"), [(), (0,), (1,), (1,)], np.zeros(4), np.zeros(4))
        >>> line.first_to_contain([1, 2]).tolist()
        [0, 0, 1, -1]
        """
        owner = [NONE] * len(self.names)
        for number, tip in enumerate(tips):
            waiting = [tip]
            while waiting:
                commit = waiting.pop()
                if owner[commit] == NONE:
                    owner[commit] = number
                    waiting.extend(self.parents[commit])
        return np.array(owner, dtype=np.int64)
