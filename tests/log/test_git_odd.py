"""Odd repositories: each is either read as it should be, or refused in one clear message."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog, LogError
from deliverylab.log.git import Repository
from tests.log.git_repository import GitRepository


@pytest.fixture
def tagged(repository: GitRepository) -> GitRepository:
    """A repository with two releases of one change each, and a change that waits."""
    repository.commit(0)
    repository.tag("v1", 1)
    repository.commit(2)
    repository.tag("v2", 3)
    repository.commit(4)
    return repository


def assert_as_tagged(log: DeliveryLog) -> None:
    assert [v if isinstance(v, str) else None for v in log.changes["deployment"]] == [
        "v1", "v2", None,
    ]  # fmt: skip


def refusal(path: Path | str, **arguments: str) -> str:
    with pytest.raises(LogError) as caught:
        DeliveryLog.from_git(path, **arguments)
    text = str(caught.value)
    assert text.count("\n") == 0, "one message in one line"
    return text


# Refused.


def test_a_path_that_is_not_there(tmp_path):
    path = tmp_path / "nowhere"
    assert refusal(path) == f"There is no folder '{path}'. Give the folder of a git repository."


def test_a_file_in_place_of_a_folder(tmp_path):
    (tmp_path / "file").touch()
    assert "is a file. Give the folder of a git repository." in refusal(tmp_path / "file")


def test_a_folder_that_is_no_repository(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert refusal(tmp_path) == (
        f"'{tmp_path}' is not a git repository. Give a folder that you got by 'git clone' or made "
        "one with 'git init'."
    )


def test_a_folder_inside_a_repository(tagged):
    inside = tagged.folder / "src"
    inside.mkdir()
    text = refusal(inside)
    assert "is a folder inside a git repository, not the repository itself" in text
    assert Repository.open(tagged.folder).path.samefile(tagged.folder)
    assert "is a folder inside a git repository" in refusal(tagged.folder / ".git" / "refs")


def test_an_empty_repository(repository):
    assert refusal(repository.folder) == (
        f"The branch 'main' of '{repository.folder}' has no commit yet. Commit something, or check "
        "out a branch that has commits."
    )


def test_a_branch_without_commits_in_a_repository_that_has_some(tagged):
    tagged.git("switch", "-q", "--orphan", "fresh")
    assert "The branch 'fresh' of" in refusal(tagged.folder)


def test_a_shallow_clone(tagged, tmp_path):
    shallow = tmp_path / "shallow"
    tagged.git("clone", "-q", "--depth", "2", tagged.folder.as_uri(), str(shallow))
    text = refusal(shallow)
    assert "is a shallow clone" in text
    assert "'git fetch --unshallow'" in text
    tagged.git("-C", str(shallow), "fetch", "-q", "--unshallow", "--tags")
    assert_as_tagged(DeliveryLog.from_git(shallow))


def test_no_tags_at_all(repository):
    repository.commit(0)
    text = refusal(repository.folder)
    assert "has no tags, so nothing says what was released" in text
    assert "git tag v1.0.0" in text


def test_no_tag_that_matches(repository):
    repository.commit(0)
    for name in ("1.0", "1.1", "1.2", "1.3"):
        repository.tag(name, 1)
    assert refusal(repository.folder) == (
        f"No tag of '{repository.folder}' matches 'v*'. It has 4, among them 1.1, 1.2, 1.3. Give a "
        "pattern that your releases match, such as '*' for all of them."
    )


def test_the_pattern_that_is_suggested_is_one_that_would_match(repository):
    repository.commit(0)
    for name in ("1.0", "v1.0", "v1.1"):
        repository.tag(name, 1)
    said = refusal(repository.folder, releases="release-*")
    assert said.endswith("your releases match, such as 'v*', or '*' for all of them.")
    assert DeliveryLog.from_git(repository.folder, releases="v*").releases["version"].tolist() == [
        "v1.0",
        "v1.1",
    ]


def test_git_is_not_installed(tagged, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(tagged.folder).startswith("git is not installed, or not on the PATH.")


def test_a_folder_that_belongs_to_somebody_else(tagged, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    text = refusal(tagged.folder)
    assert "belongs to another user" in text
    assert f"--add safe.directory '{tagged.folder.resolve().as_posix()}'" in text


def test_a_damaged_repository(tagged):
    commit = tagged.git("rev-parse", "HEAD~1")
    damaged = tagged.folder / ".git" / "objects" / commit[:2] / commit[2:]
    damaged.chmod(0o644)
    damaged.unlink()
    with pytest.raises(LogError, match=r"git could not read '.*service': "):
        DeliveryLog.from_git(tagged.folder)


# Read as it should be.


def test_a_bare_repository(tagged, tmp_path):
    bare = tmp_path / "parcels.git"
    tagged.git("clone", "-q", "--bare", str(tagged.folder), str(bare))
    log = DeliveryLog.from_git(bare)
    assert log.teams == ["parcels"]
    assert_as_tagged(log)


def test_the_git_folder_itself(tagged):
    log = DeliveryLog.from_git(tagged.folder / ".git")
    assert log.teams == ["service"]
    assert_as_tagged(log)


def test_a_detached_head(tagged):
    tagged.git("switch", "-q", "--detach", "HEAD~1")
    log = DeliveryLog.from_git(tagged.folder)
    assert log.changes["deployment"].to_list() == ["v1", "v2"]


def test_a_worktree(tagged, tmp_path):
    tagged.git("worktree", "add", "-q", str(tmp_path / "second"))
    assert_as_tagged(DeliveryLog.from_git(tmp_path / "second"))


def test_a_submodule(tagged, tmp_path):
    outer = GitRepository(tmp_path / "outer")
    outer.commit(0)
    outer.git("submodule", "add", "-q", str(tagged.folder), "parts")
    log = DeliveryLog.from_git(outer.folder / "parts")
    assert log.teams == ["parts"]
    assert_as_tagged(log)


def test_the_folder_of_a_submodule_that_was_not_fetched(tagged, tmp_path):
    outer = GitRepository(tmp_path / "outer")
    outer.commit(0)
    outer.git("submodule", "add", "-q", str(tagged.folder), "parts")
    outer.git("submodule", "deinit", "-q", "-f", "parts")
    assert "is a folder inside a git repository" in refusal(outer.folder / "parts")


def test_a_partial_clone_is_read_without_fetching(tagged, tmp_path):
    tagged.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    tagged.git("clone", "-q", "--bare", "--filter=tree:0", tagged.folder.as_uri(), str(partial))
    tagged.folder.rename(tmp_path / "gone")
    assert_as_tagged(DeliveryLog.from_git(partial))


def test_a_path_with_spaces_quotes_and_a_dash(tmp_path):
    repository = GitRepository(tmp_path / "-it's a «repo»")
    repository.commit(0)
    repository.tag("v1", 1)
    assert DeliveryLog.from_git(repository.folder).teams == ["-it's a «repo»"]


def test_how_a_repository_shows_its_log_does_not_matter(tagged, tmp_path):
    expected = DeliveryLog.from_git(tagged.folder)
    for setting, value in {
        "log.showSignature": "true",
        "log.date": "relative",
        "log.follow": "true",
        "log.mailmap": "true",
        "format.pretty": "fuller",
        "i18n.logOutputEncoding": "UTF-16",
        "color.ui": "always",
        "core.pager": "false",
        "pager.log": "true",
        "tag.sort": "-creatordate",
        "core.quotePath": "true",
        "mailmap.file": "nowhere",
    }.items():
        tagged.git("config", setting, value)
    log = DeliveryLog.from_git(tagged.folder)
    for name, frame in expected.tables.items():
        pd.testing.assert_frame_equal(log.tables[name], frame)
    assert log.notes == expected.notes


def test_variables_that_name_another_repository_do_not_matter(tagged, tmp_path, monkeypatch):
    other = GitRepository(tmp_path / "other")
    other.commit(0)
    for name, value in {
        "GIT_DIR": other.folder / ".git",
        "GIT_WORK_TREE": other.folder,
        "GIT_OBJECT_DIRECTORY": other.folder / ".git" / "objects",
        "LC_ALL": "de_DE.UTF-8",
        "LANGUAGE": "de",
    }.items():
        monkeypatch.setenv(name, str(value))
    assert_as_tagged(DeliveryLog.from_git(tagged.folder))


def test_reading_writes_nothing_and_runs_no_hooks(tagged):
    hook = tagged.folder / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch hooked\n", encoding="utf-8")
    hook.chmod(0o755)

    def state() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in tagged.folder.rglob("*")}

    before = state()
    DeliveryLog.from_git(tagged.folder)
    assert state() == before


def test_the_path_may_be_relative(tagged, monkeypatch):
    monkeypatch.chdir(tagged.folder)
    log = DeliveryLog.from_git(os.curdir)
    assert log.teams == ["service"]
    assert_as_tagged(log)
