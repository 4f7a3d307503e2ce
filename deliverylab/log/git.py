"""Asking git: the few questions that a delivery log needs, put so that every setup answers alike.

Only plumbing commands are used, which ignore how a repository or a user has set up the display of
logs. They run without a shell, without hooks, without the network, and write nothing. Names and
addresses of people are never asked for.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deliverylab.log.errors import LogError

GIT = (
    "git",
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    *("-c", "protocol.allow=never"),
    *("-c", f"core.hooksPath={os.devnull}"),
)

ELSEWHERE = (
    # What would point git at another repository than the one given, or at another history.
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
)

YEAR_1, YEAR_10000 = -62_135_596_800, 253_402_300_800
"""The seconds since 1970 between which a date can be written with four digits for the year."""


@dataclass(frozen=True)
class Tag:
    """A tag: its name, the commit it leads to (empty where to none), seconds since 1970.

    The time is the tagger's for an annotated tag, and the commit's for a lightweight one, for which
    git keeps none.
    """

    name: str
    commit: str
    seconds: int | None
    annotated: bool


@dataclass(frozen=True)
class Commit:
    """A commit: its name, its parents' names, the dates of author and committer, in seconds."""

    name: str
    parents: tuple[str, ...]
    authored: int | None
    committed: int | None


@dataclass(frozen=True)
class Repository:
    """A git repository on this machine, open for questions."""

    path: Path

    @classmethod
    def open(cls, path: str | Path) -> Repository:
        """Return the repository in a folder, when its whole history can be read.

        Args:
            path: the top folder of a working tree, a bare repository, or a `.git` folder.

        Raises:
            LogError: where there is no repository, only a part of its history, or git refuses.
        """
        folder = Path(path)
        if not folder.exists():
            raise LogError(f"There is no folder '{path}'. Give the folder of a git repository.")
        if not folder.is_dir():
            raise LogError(f"'{path}' is a file. Give the folder of a git repository.")
        repository = cls(folder)
        repository._check_whole()
        return repository

    def _check_whole(self) -> None:
        """Refuse a folder inside a repository, and a shallow clone."""
        shallow, inside, prefix, git_folder = self._ask(
            "rev-parse", "--is-shallow-repository", "--is-inside-git-dir", "--show-prefix",
            "--absolute-git-dir",
        ).split("\n")[:4]  # fmt: skip
        if prefix or (inside == "true" and not self.path.samefile(git_folder)):
            raise LogError(
                f"'{self.path}' is a folder inside a git repository, not the repository itself. "
                f"Give the repository's own folder; its history is in '{git_folder}'."
            )
        if shallow == "true":
            raise LogError(
                f"'{self.path}' is a shallow clone: the older part of its history is missing, so "
                f"lead times would come out wrong. Get the rest with 'git fetch --unshallow', then "
                f"try again."
            )

    @property
    def name(self) -> str:
        """The repository's name: that of its folder, without `.git`."""
        folder = self.path.resolve()
        folder = folder.parent if folder.name == ".git" else folder
        return folder.name.removesuffix(".git") or "repository"

    def head(self) -> str:
        """Return the name of the commit that HEAD leads to.

        Raises:
            LogError: where it leads to none yet.
        """
        try:
            return self._ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}").strip()
        except LogError:
            branch = self._ask("symbolic-ref", "--short", "HEAD").strip()
            raise LogError(
                f"The branch '{branch}' of '{self.path}' has no commit yet. Commit something, or "
                f"check out a branch that has commits."
            ) from None

    def tags(self) -> list[Tag]:
        """Return all tags, in the order of their names."""
        form = "%09".join(
            ("%(objectname)", "%(objecttype)", "%(*objectname)", "%(*objecttype)",
             "%(creatordate:unix)", "%(refname:strip=2)")
        )  # fmt: skip
        tags = []
        for line in self._ask("for-each-ref", f"--format={form}", "refs/tags").split("\n"):
            if not line:
                continue
            own, own_type, inner, inner_type, seconds, name = line.split("\t")
            commit = {"commit": own, "tag": inner}.get(own_type, "")
            if own_type == "tag" and inner_type != "commit":
                commit = self._peeled(own)
            tags.append(Tag(name, commit, _seconds(seconds), annotated=own_type == "tag"))
        return tags

    def commits(self, tips: Sequence[str]) -> Iterator[Commit]:
        """Yield every commit that the tips contain, parents always before their children.

        Args:
            tips: names of commits.
        """
        command = ("rev-list", "--topo-order", "--reverse", "--format=%H %at %ct %P", "--stdin")
        with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as complaint:
            asked.write("".join(f"{tip}\n" for tip in dict.fromkeys(tips)).encode("ascii"))
            asked.seek(0)
            with subprocess.Popen(
                self._command(*command),
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=complaint,
                env=_environment(),
            ) as process:
                for line in process.stdout or ():
                    if not line.startswith(b"commit "):
                        yield _commit(line)
            if process.returncode:
                complaint.seek(0)
                raise self._refusal(complaint.read())

    def _peeled(self, tag: str) -> str:
        """Return the commit that a tag of a tag leads to in the end; empty where to none."""
        try:
            return self._ask("rev-parse", "--verify", "--quiet", f"{tag}^{{commit}}").strip()
        except LogError:
            return ""

    def _ask(self, *arguments: str) -> str:
        """Return what git prints; raise `LogError` where it fails."""
        try:
            answer = subprocess.run(
                self._command(*arguments), capture_output=True, check=False, env=_environment()
            )
        except FileNotFoundError:
            raise LogError(
                "git is not installed, or not on the PATH. Install it from https://git-scm.com "
                "and try again."
            ) from None
        if answer.returncode:
            raise self._refusal(answer.stderr)
        return answer.stdout.decode("utf-8", "backslashreplace")

    def _command(self, *arguments: str) -> list[str]:
        return [*GIT, "-C", str(self.path), *arguments]

    def _refusal(self, complaint: bytes) -> LogError:
        """Return what git complained about, in words that say what to do."""
        said = complaint.decode("utf-8", "backslashreplace").strip()
        if "not a git repository" in said:
            return LogError(
                f"'{self.path}' is not a git repository. Give a folder that you got by 'git clone' "
                f"or made one with 'git init'."
            )
        if "dubious ownership" in said or "unsafe repository" in said:
            return LogError(
                f"git does not read '{self.path}', because the folder belongs to another user. If "
                f"you trust it: git config --global --add safe.directory "
                f"'{self.path.resolve().as_posix()}'"
            )
        return LogError(f"git could not read '{self.path}': {said or 'it gave no reason'}")


def _environment() -> dict[str, str]:
    """Return the environment for git: in English, asking nobody, at the repository given."""
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    return kept | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}


def _commit(line: bytes) -> Commit:
    """Return the commit in a line of `%H %at %ct %P`; a date that git cannot read is empty."""
    name, authored, committed, *parents = line.decode("ascii").rstrip("\n").split(" ")
    return Commit(name, tuple(filter(None, parents)), _seconds(authored), _seconds(committed))


def _seconds(text: str) -> int | None:
    """Return a date as seconds since 1970, `None` where it is empty or beyond the year 9999."""
    seconds = int(text or YEAR_10000)
    return seconds if YEAR_1 <= seconds < YEAR_10000 else None
