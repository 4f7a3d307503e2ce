"""Real git repositories for tests, with dates that the test chooses."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

DAY = 24 * 60 * 60
MONDAY = 1_736_121_600  # 2025-01-06T00:00:00Z


class GitRepository:
    """A git repository in a folder of the test, with dates of its own."""

    def __init__(self, folder: Path, *init: str) -> None:
        self.folder = folder
        self.settings = folder.parent / "gitconfig"
        self.settings.touch()
        folder.mkdir()
        self.git("init", "-q", "-b", "main", *init)

    @property
    def environment(self) -> dict[str, str]:
        """The environment for git, without the settings of whoever runs the tests."""
        return os.environ | {
            "GIT_CONFIG_GLOBAL": str(self.settings),
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def git(self, *words: str, authored: int = 0, committed: int = 0, given: str = "") -> str:
        """Run git at a moment, in seconds since Monday 2025-01-06; return what it says."""
        environment = self.environment | {
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


def large_repository(folder: Path, commits: int, every: int) -> Path:
    """Make a bare repository of so many commits, a minute apart, with a tag on `every`-th one."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder], check=True)
    stream = []
    for number in range(1, commits + 1):
        moment = f"A <a@example.org> {1_600_000_000 + 60 * number} +0000"
        stream.append(
            f"commit refs/heads/main\nmark :{number}\nauthor {moment}\ncommitter {moment}\n"
            f"data 0\n\n"
        )
        if number % every == 0:
            stream.append(f"reset refs/tags/v{number // every}\nfrom :{number}\n\n")
    given = "".join(stream).encode()
    subprocess.run(["git", "-C", folder, "fast-import", "--quiet"], input=given, check=True)
    return folder
