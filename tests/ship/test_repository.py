"""Real git, which the settings of whoever runs it cannot change."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from deliverylab.ship import Harbour, HarbourError
from deliverylab.ship.repository import Repository

FILES = {"parcels/web.py": b"first\nsecond\n", "parcels/old.py": b"old\r\n"}


def story(folder: Path) -> list[str]:
    """Return the names of three commits: the first, one that changes, one that takes away."""
    folder.mkdir(exist_ok=True)
    repository = Repository(folder / "repository", dict(FILES))
    one = repository.commit(repository.start, 1, "Größer", {"parcels/web.py": b"first\r\n"})
    two = repository.commit(one, 2, "Away", {"parcels/old.py": None})
    assert repository.files(one) == {"parcels/web.py": b"first\r\n", "parcels/old.py": b"old\r\n"}
    assert repository.files(two) == {"parcels/web.py": b"first\r\n"}
    assert (repository.lines(one), repository.lines(two)) == (3, 1)
    return [repository.start, one, two]


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", folder, *words], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return done.stdout.strip()


NAMES = [
    "aa6a0715451f6bdede41251abd126ef96c056698",
    "9c77e7e778da138dc81eda1db0edb52d4ad4c7e6",
    "6c9c60046b693f5f57869ee56d8309dacec4590c",
]
"""The three commits' names, on every machine."""


def test_commits_have_the_same_names_everywhere(tmp_path: Path) -> None:
    assert story(tmp_path) == NAMES


def test_it_is_a_real_repository(tmp_path: Path) -> None:
    story(tmp_path)
    folder = tmp_path / "repository"
    assert git(folder, "log", "--format=%s").splitlines() == [
        "Away",
        "Größer",
        "The service as it is",
    ]
    assert git(folder, "branch", "--show-current") == "main"
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "log", "-1", "--format=%an <%ae> %aI") == (
        "You <you@harbour.example> 2025-01-06T13:02:00+00:00"
    )


HOSTILE = """\
[user]
    useConfigOnly = true
[init]
    defaultBranch = trunk
    templateDir = {folder}/template
    defaultObjectFormat = sha256
[core]
    autocrlf = true
    hooksPath = {folder}/hooks
    attributesFile = {folder}/attributes
    excludesFile = {folder}/ignored
    editor = false
    fsmonitor = true
    quotePath = true
[commit]
    gpgSign = true
    template = {folder}/attributes
[gpg]
    program = false
[i18n]
    commitEncoding = ISO-8859-1
[diff]
    external = false
    noprefix = true
[filter "shout"]
    clean = tr a-z A-Z
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose settings would spoil every commit, and variables that would do so too."""
    folder = tmp_path / "hostile"
    for hooks in (folder / "hooks", folder / "template" / "hooks"):
        hooks.mkdir(parents=True)
        for name in ("pre-commit", "commit-msg", "post-commit", "post-checkout"):
            hook = hooks / name
            hook.write_text(f"#!/bin/sh\ntouch '{folder}/hooked'\nexit 1\n", "utf-8")
            hook.chmod(0o755)
    (folder / "attributes").write_text("* filter=shout text eol=crlf\n", "utf-8")
    (folder / "ignored").write_text("*\n", "utf-8")
    settings = folder / ".gitconfig"
    settings.write_text(HOSTILE.format(folder=folder.as_posix()), "utf-8")
    for name, value in {
        "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_SYSTEM": str(settings),
        "GIT_DIR": str(folder / "elsewhere"),
        "GIT_WORK_TREE": str(folder),
        "GIT_INDEX_FILE": str(folder / "index"),
        "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z",
        "GIT_AUTHOR_NAME": "Nobody",
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_TEMPLATE_DIR": str(folder / "template"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "commit.gpgSign",
        "GIT_CONFIG_VALUE_0": "true",
        "TZ": "Asia/Kolkata",
        "LC_ALL": "C",
    }.items():
        monkeypatch.setenv(name, value)
    return folder


def test_no_setting_of_git_has_a_say(hostile: Path, tmp_path: Path) -> None:
    assert story(tmp_path / "here") == NAMES
    assert not (hostile / "hooked").exists()


def test_no_identity_and_no_home_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "USER", "LOGNAME", "EMAIL", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    assert story(tmp_path) == NAMES


def test_what_an_interrupted_step_left_behind_is_not_committed(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository", dict(FILES))
    stray = repository.commit(repository.start, 1, "Never counted", {"parcels/stray.py": b""})
    (tmp_path / "repository" / "parcels" / "lies about.py").touch()
    (tmp_path / "repository" / ".git" / "index.lock").touch()
    name = repository.commit(repository.start, 1, "Counted", {"parcels/web.py": b"new\n"})
    assert repository.files(name) == {"parcels/web.py": b"new\n", "parcels/old.py": b"old\r\n"}
    assert stray not in git(tmp_path / "repository", "log", "--format=%H")


def test_without_git_it_says_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(HarbourError, match=r"git is not installed, .*https://git-scm.com"):
        Harbour(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_when_git_fails_it_says_what_git_said(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository", dict(FILES))
    with pytest.raises(HarbourError, match=r"git ls-tree failed: fatal: .*nowhere"):
        repository.files("nowhere")
