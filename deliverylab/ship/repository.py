"""The repository: real git, and the same commits on every machine.

A commit's name is made from its files, message, author, dates and parent. All of these are fixed
here: people and dates do not come from whoever works, and nothing that a machine has set up for
git (settings, hooks, templates, signatures, the ends of lines, variables) has a say. So the same
work gives the same names. Git runs without a shell, and writes in its own folder only.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from deliverylab.ship.errors import HarbourError
from deliverylab.ship.names import checked_name
from deliverylab.ship.process import NO_WINDOW

MONDAY_13_UTC = 1_736_168_400
"""The date that git writes on the first commit: 2025-01-06, 13:00 UTC. Each is a minute later."""

SECONDS = 60
"""How long one call of git may take."""

_SETTINGS = {
    "core.autocrlf": "false",
    "core.fileMode": "false",
    "core.fsmonitor": "false",
    "commit.gpgSign": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "i18n.commitEncoding": "UTF-8",
    "protocol.allow": "never",
    # Some temporary folders belong, in git's eyes, to another user.
    "safe.directory": "*",
}


class Repository:
    """A git repository with one branch, `main`, in a folder of the harbour.

    Args:
        folder: where it will be; it is not there yet.
        files: what the first commit holds: name → bytes.

    Raises:
        HarbourError: where git is missing or fails.
    """

    def __init__(self, folder: Path, files: Mapping[str, bytes | None]) -> None:
        """Make the repository and its first commit."""
        self.folder = folder
        self._home = folder.parent / "home"
        self._nothing = self._home / "nothing"
        folder.mkdir()
        self._home.mkdir()
        self._nothing.touch()
        self._git("init", "--quiet", "--template=")
        self._git("symbolic-ref", "HEAD", "refs/heads/main")
        self._write(files)
        self.start = self._commit("The service as it is", "Harbour", 0)

    def commit(
        self, parent: str, number: int, message: str, files: Mapping[str, bytes | None]
    ) -> str:
        """Commit some files on top of a commit, and return git's name for the new one.

        Args:
            parent: git's name for the commit to build on; whatever came after it is dropped.
            number: the number of the new commit, from 1; its date is that many minutes later.
            message: what it says.
            files: name → bytes of each file that is new or other than before; None takes it away.
        """
        self._go_to(parent)
        self._write(files)
        return self._commit(message, "You", number)

    def files(self, commit: str) -> dict[str, bytes]:
        """Return every file of a commit as git keeps it: name → bytes."""
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", commit).decode()
        entries = [line.split("\t", 1) for line in listed.split("\0") if line]
        blobs = {name: about.split(" ")[2] for about, name in entries}
        wanted = "".join(f"{blob}\n" for blob in blobs.values())
        answer = self._git("cat-file", "--batch", given=wanted.encode())
        found: dict[str, bytes] = {}
        at = 0
        for name in blobs:
            head_ends = answer.index(b"\n", at)
            size = int(answer[at:head_ends].split(b" ")[2])
            found[name] = answer[head_ends + 1 : head_ends + 1 + size]
            at = head_ends + 1 + size + 1
        return found

    def lines(self, commit: str) -> int:
        """Return how many lines a commit adds and removes."""
        counted = self._git(
            "diff-tree", "-r", "--numstat", "--no-renames", "--no-commit-id",
            "--no-ext-diff", "--no-textconv", commit,
        ).decode()  # fmt: skip
        numbers = [field for line in counted.splitlines() for field in line.split("\t")[:2]]
        return sum(int(number) for number in numbers if number.isdigit())

    def _go_to(self, commit: str) -> None:
        """Bring folder and branch to a commit, whatever an interrupted step has left behind."""
        for lock in (self.folder / ".git").rglob("*.lock"):
            lock.unlink()
        self._git("reset", "--quiet", "--hard", commit)
        self._git("clean", "--quiet", "-d", "-x", "--force", "--force")

    def _write(self, files: Mapping[str, bytes | None]) -> None:
        for name, data in files.items():
            path = self.folder.joinpath(*checked_name(name).split("/"))
            if data is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        # Attributes of the files themselves could still change the ends of lines: take none.
        (self.folder / ".git" / "info").mkdir(exist_ok=True)
        (self.folder / ".git" / "info" / "attributes").write_bytes(b"* -text -filter -ident\n")
        self._git("add", "--all", "--force")

    def _commit(self, message: str, who: str, number: int) -> str:
        person = {"NAME": who, "EMAIL": f"{who.lower()}@harbour.example"}
        date = {"DATE": f"@{MONDAY_13_UTC + 60 * number} +0000"}
        people = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (person | date).items()
        }
        self._git(
            "commit", "--quiet", "--allow-empty", "--no-verify", "--no-gpg-sign",
            "--cleanup=verbatim", "--file=-", given=f"{message}\n".encode(), extra=people,
        )  # fmt: skip
        return self._git("rev-parse", "HEAD").decode().strip()

    def _git(self, *words: str, given: bytes = b"", extra: dict[str, str] | None = None) -> bytes:
        """Run git and return what it prints.

        Raises:
            HarbourError: where it is missing, fails, or does not come to an end.
        """
        ours = _SETTINGS | {
            "core.hooksPath": str(self._nothing),
            "core.attributesFile": str(self._nothing),
            "core.excludesFile": str(self._nothing),
        }
        settings = [word for pair in ours.items() for word in ("-c", "=".join(pair))]
        try:
            done = subprocess.run(
                ["git", "-C", str(self.folder), *settings, *words],
                input=given,
                capture_output=True,
                env=self._environment() | (extra or {}),
                timeout=SECONDS,
                check=False,
                # An interrupt at the keyboard is for the notebook, not for git.
                start_new_session=True,
                creationflags=NO_WINDOW,
            )
        except FileNotFoundError:
            raise HarbourError(
                "git is not installed, or not on the PATH. Install it from https://git-scm.com "
                "and try again."
            ) from None
        except subprocess.TimeoutExpired:
            raise HarbourError(
                f"git {words[0]} did not come to an end in {SECONDS} seconds. Try again; if it "
                f"stays so, restart the kernel."
            ) from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "backslashreplace").strip()
            raise HarbourError(f"git {words[0]} failed: {said or 'it gave no reason'}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        """Return the environment for git: in English, asking nobody, with no settings in it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return kept | {
            "HOME": str(self._home),
            "XDG_CONFIG_HOME": str(self._home),
            "LC_ALL": "C",
            "GIT_CONFIG_GLOBAL": str(self._nothing),
            "GIT_CONFIG_SYSTEM": str(self._nothing),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_DEFAULT_HASH": "sha1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CEILING_DIRECTORIES": str(self.folder.parent),
        }
