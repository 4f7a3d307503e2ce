"""What a release is made of: one commit, its version and its date, and its files."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["ReleaseError", "Source", "read_source"]

NOT_YET = "not released yet"


class ReleaseError(Exception):
    """There can be no release. The message says why, and what to do."""


@dataclass(frozen=True)
class Source:
    """One commit of the course.

    Attributes:
        commit: git's name for it.
        date: when it was committed, in UTC.
        files: what git keeps of it: name → bytes.
        changed: how many files of the folder are not as they were committed.
        tag: the commit that the version's tag names; None where there is no such tag.
    """

    commit: str
    date: datetime
    files: dict[str, bytes]
    changed: int = 0
    tag: str | None = None

    @property
    def version(self) -> str:
        """The version, which stands in `pyproject.toml` alone."""
        project = tomllib.loads(self.files["pyproject.toml"].decode())["project"]
        return str(project["version"])

    @property
    def is_trial(self) -> bool:
        """Whether the version is not yet finished: no tag, or no date in `CHANGELOG.md`."""
        return self.tag is None or NOT_YET in self.entry

    @property
    def entry(self) -> str:
        """The heading of the version in `CHANGELOG.md`; empty where there is none."""
        changes = self.files.get("CHANGELOG.md", b"").decode()
        found = re.search(rf"^## {re.escape(self.version)}(?: .*)?$", changes, re.MULTILINE)
        return found.group() if found else ""

    def check(self) -> None:
        """Refuse a version that cannot be released.

        Raises:
            ReleaseError: if nobody wrote what is new in it, or if it was released before.
        """
        if not self.entry:
            raise ReleaseError(
                f"CHANGELOG.md has no entry of version {self.version}. Write one, with the heading"
                f" '## {self.version} (date)', and commit it."
            )
        if self.tag is not None and self.tag != self.commit:
            raise ReleaseError(
                f"Version {self.version} is the one of commit {self.tag[:7]}, by its tag"
                f" v{self.version}; this is commit {self.commit[:7]}. A version is built of one"
                " commit: raise the version in pyproject.toml, or check the tagged commit out."
            )


def read_source(course: Path) -> Source:
    """Return the commit that is checked out in the folder of the course.

    Raises:
        ReleaseError: if the folder is not one that git keeps.
    """
    commit = _git(course, "rev-parse", "HEAD").decode().strip()
    seconds = int(_git(course, "show", "--no-patch", "--format=%ct", commit))
    with tarfile.open(fileobj=io.BytesIO(_git(course, "archive", "--format=tar", commit))) as tree:
        files = {
            member.name: content.read()
            for member in tree.getmembers()
            if (content := tree.extractfile(member)) is not None
        }
    changed = len(_git(course, "status", "--porcelain").splitlines())
    source = Source(commit, datetime.fromtimestamp(seconds, UTC), files, changed)
    name = f"refs/tags/v{source.version}"
    tags = _git(course, "for-each-ref", "--format=%(objectname) %(*objectname)", name).split()
    return Source(commit, source.date, files, changed, tags[-1].decode() if tags else None)


def _git(course: Path, *words: str) -> bytes:
    try:
        return subprocess.run(
            ["git", *words], cwd=course, check=True, capture_output=True, stdin=subprocess.DEVNULL
        ).stdout
    except FileNotFoundError as error:
        raise ReleaseError("A release is made of a commit, and git was not found.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise ReleaseError(
            f"A release is made of a commit of the course's repository. git says: {said}"
        ) from error
