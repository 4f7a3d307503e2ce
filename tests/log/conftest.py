"""A small log that holds together, and real git repositories to read."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from deliverylab.log import DeliveryLog

DAY = 24 * 60 * 60
MONDAY = 1_736_121_600  # 2025-01-06T00:00:00Z


@pytest.fixture
def small() -> DeliveryLog:
    """One team's week: two changes deployed together, one waiting, one incident."""
    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-13",
        team="tug",
        source="simulation",
        changes={
            "change": ["c1", "c2", "c3"],
            "kind": ["feature", "fix", None],
            "size": [120, 3, None],
            "committed": ["2025-01-06T09:00:00Z", "2025-01-06T11:30:00Z", "2025-01-10T16:00:00Z"],
            "merged": ["2025-01-06T15:00:00Z", "2025-01-07T10:00:00Z", None],
            "deployment": ["d1", "d1", None],
            "deployed": ["2025-01-08T10:20:00Z", "2025-01-08T10:20:00Z", None],
        },
        builds={
            "build": ["b1", "b2"],
            "change": ["c1", "c2"],
            "attempt": [1, 1],
            "queued": ["2025-01-06T14:00:00Z", "2025-01-07T09:00:00Z"],
            "started": ["2025-01-06T14:00:00Z", None],
            "finished": ["2025-01-06T14:10:00Z", None],
            "outcome": ["failure", None],
            "reason": ["flaky", None],
        },
        releases={
            "release": ["r1"],
            "version": ["1.1"],
            "change": ["c2"],
            "packaged": ["2025-01-08T09:00:00Z"],
            "by": ["hand"],
        },
        deployments={
            "deployment": ["d0", "d1"],
            "release": ["r1", "r1"],
            "environment": ["staging", "production"],
            "started": ["2025-01-08T09:30:00Z", "2025-01-08T10:00:00Z"],
            "finished": ["2025-01-08T09:40:00Z", "2025-01-08T10:20:00Z"],
            "outcome": ["success", "success"],
            "strategy": [None, "rolling"],
            "trigger": ["train", "train"],
            "planned": [True, True],
        },
        incidents={
            "incident": ["i1"],
            "started": ["2025-01-08T10:20:00Z"],
            "detected": ["2025-01-08T10:45:00Z"],
            "severity": ["minor"],
            "deployment": ["d1"],
        },
        traffic={
            "hour": ["2025-01-08T09:00:00Z", "2025-01-08T10:00:00Z"],
            "requests": [1000, 0],
            "failed": [2, 0],
            "p95_latency_ms": [181.5, None],
        },
    )


class GitRepository:
    """A git repository in a folder of the test, with dates of its own."""

    def __init__(self, folder: Path, *init: str) -> None:
        self.folder = folder
        self.settings = folder.parent / "gitconfig"
        self.settings.touch()
        folder.mkdir()
        self.git("init", "-q", "-b", "main", *init)

    def git(self, *words: str, authored: int = 0, committed: int = 0, given: str = "") -> str:
        """Run git at a given moment, in seconds since Monday 2025-01-06, and return what it says."""
        environment = os.environ | {
            "GIT_CONFIG_GLOBAL": str(self.settings),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ada Author",
            "GIT_AUTHOR_EMAIL": "ada@example.org",
            "GIT_COMMITTER_NAME": "Carl Committer",
            "GIT_COMMITTER_EMAIL": "carl@example.org",
            "GIT_AUTHOR_DATE": f"@{MONDAY + authored} +0100",
            "GIT_COMMITTER_DATE": f"@{MONDAY + committed} +0100",
        }
        done = subprocess.run(
            ["git", "-C", str(self.folder), "-c", "protocol.file.allow=always", *words],
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, day: float, committed: float | None = None) -> str:
        """Commit on a day, counted from Monday 2025-01-06, and return the commit's name."""
        seconds = round(day * DAY)
        later = seconds if committed is None else round(committed * DAY)
        self.git("commit", "-q", "--allow-empty", "-m", "x", authored=seconds, committed=later)
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, day: float) -> str:
        """Merge a branch on a day with a merge commit, and return its name."""
        moment = round(day * DAY)
        self.git("merge", "-q", "--no-ff", "-m", "m", branch, authored=moment, committed=moment)
        return self.git("rev-parse", "HEAD")

    def tag(self, name: str, day: float | None = None, at: str = "HEAD") -> None:
        """Tag a commit: annotated where a day is given, else lightweight."""
        if day is None:
            self.git("tag", name, at)
        else:
            self.git("tag", "-a", "-m", "t", name, at, committed=round(day * DAY))


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """An empty repository called `service`."""
    return GitRepository(tmp_path / "service")
