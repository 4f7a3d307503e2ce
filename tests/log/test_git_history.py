"""A git repository as a delivery log: which commit is in which release, and when it got there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverylab.log import DeliveryLog, LogError
from deliverylab.log.git_graph import NONE, CommitGraph
from tests.log.git_repository import large_repository


def day(number: float) -> pd.Timestamp:
    """Return a moment, in days since Monday 2025-01-06."""
    return pd.Timestamp("2025-01-06", tz="UTC") + pd.Timedelta(days=number)


def released(log: DeliveryLog) -> dict[str, str | None]:
    """Return for each change the release that carried it first."""
    pairs = zip(log.changes["change"], log.changes["deployment"], strict=True)
    return {change: None if pd.isna(release) else release for change, release in pairs}


def note(log: DeliveryLog, start: str) -> str:
    """Return the one note that starts like this."""
    (found,) = [text for text in log.notes if text.startswith(start)]
    return found


def test_commits_are_changes_and_tags_are_releases_and_deployments(repository):
    first = repository.commit(0.5, committed=1.25)
    second = repository.commit(1.5)
    repository.tag("v1.0", 3)
    third = repository.commit(4)

    log = DeliveryLog.from_git(repository.folder)

    assert log.teams == ["service"]
    assert (log.start, log.end, log.source) == (day(0), day(5), "git")
    assert released(log) == {first: "v1.0", second: "v1.0", third: None}
    changes = log.changes
    assert changes["committed"].to_list() == [day(0.5), day(1.5), day(4)]
    assert changes["merged"].to_list() == [day(1.25), day(1.5), day(4)]
    assert changes["packaged"].to_list() == [day(3), day(3), pd.NaT]
    assert changes["deployed"].to_list() == [day(3), day(3), pd.NaT]
    assert log.releases[["release", "version", "change"]].to_numpy().tolist() == [
        ["v1.0", "v1.0", second]
    ]
    deployment = log.deployments.iloc[0]
    assert deployment[["deployment", "release", "environment", "outcome"]].to_list() == [
        "v1.0", "v1.0", "production", "success",
    ]  # fmt: skip
    assert (deployment["started"], deployment["finished"]) == (day(3), day(3))
    for what in ("builds", "incidents", "traffic", "deployments.planned"):
        assert not log.records(what)
    assert log.records("deployments")


def test_a_lightweight_tag_has_the_date_of_its_commit(repository):
    repository.commit(0.5, committed=2)
    repository.tag("v1")
    assert DeliveryLog.from_git(repository.folder).releases["packaged"].to_list() == [day(2)]


def test_a_tag_of_a_tag_leads_to_the_commit_in_the_end(repository):
    first = repository.commit(0)
    repository.tag("inner", 1)
    repository.tag("v1", 2, at="inner")
    log = DeliveryLog.from_git(repository.folder)
    assert released(log) == {first: "v1"}
    assert log.releases["packaged"].to_list() == [day(2)]


def test_merge_commits_are_no_changes(repository):
    base = repository.commit(0)
    repository.git("switch", "-q", "-c", "topic")
    topic = repository.commit(1)
    repository.git("switch", "-q", "main")
    main = repository.commit(2)
    repository.merge("topic", 3)
    repository.tag("v1", 4)

    log = DeliveryLog.from_git(repository.folder)

    assert released(log) == {base: "v1", topic: "v1", main: "v1"}
    merged = log.changes.set_index("change")["merged"]
    assert merged[topic] == day(3), "the merge brought it to the main line"
    assert merged[main] == day(2)
    assert log.releases.loc[0, "change"] in (topic, main)
    assert note(log, "Merge commits: 1 (").endswith("They are no changes and are left out.")


def test_a_squash_is_one_change_on_the_day_it_was_squashed(repository):
    repository.commit(0)
    repository.git("switch", "-q", "-c", "topic")
    repository.commit(1)
    repository.commit(2)
    repository.git("switch", "-q", "main")
    repository.git("merge", "-q", "--squash", "topic")
    squashed = repository.commit(1, committed=3)
    repository.tag("v1", 4)

    log = DeliveryLog.from_git(repository.folder)

    assert len(log.changes) == 2
    last = log.changes.set_index("change").loc[squashed]
    assert (last["committed"], last["merged"]) == (day(1), day(3))


def test_a_change_belongs_to_the_first_release_that_contains_it(repository):
    first = repository.commit(0)
    repository.tag("v1", 1)
    second = repository.commit(2)
    repository.tag("v2", 3)
    third = repository.commit(4)
    repository.tag("v3", 5)
    log = DeliveryLog.from_git(repository.folder)
    assert released(log) == {first: "v1", second: "v2", third: "v3"}
    assert log.releases["change"].to_list() == [first, second, third]


def test_a_release_off_the_main_line_counts(repository):
    base = repository.commit(0)
    repository.tag("v1.0", 1)
    repository.git("switch", "-q", "-c", "maintenance")
    repair = repository.commit(2)
    repository.tag("v1.0.1", 3)
    repository.git("switch", "-q", "main")
    later = repository.commit(4)
    repository.tag("v2.0", 5)

    log = DeliveryLog.from_git(repository.folder)

    assert released(log) == {base: "v1.0", repair: "v1.0.1", later: "v2.0"}
    assert note(log, "Releases off the main line: 1 (v1.0.1)")
    assert log.changes.set_index("change")["merged"][[repair]].isna().all()
    assert note(log, "Changes that did not reach the main line between their commit and their")


def test_a_change_merged_back_after_its_release_has_no_time_of_merging(repository):
    repository.commit(0)
    repository.git("switch", "-q", "-c", "maintenance")
    repair = repository.commit(1)
    repository.tag("v1", 2)
    repository.git("switch", "-q", "main")
    repository.commit(3)
    repository.merge("maintenance", 4)
    log = DeliveryLog.from_git(repository.folder)
    assert released(log)[repair] == "v1"
    assert pd.isna(log.changes.set_index("change")["merged"][repair])


def test_two_tags_of_one_commit_are_two_deployments(repository):
    first = repository.commit(0)
    repository.tag("v1-blue", 1)
    repository.tag("v1", 2)
    log = DeliveryLog.from_git(repository.folder)
    assert log.deployments["deployment"].to_list() == ["v1-blue", "v1"]
    assert log.releases["change"].to_list() == [first, first]
    assert released(log) == {first: "v1-blue"}
    assert note(log, "Releases of a commit that has been released before: 1 (v1)")


def test_a_pre_release_is_no_release_unless_it_is_asked_for(repository):
    first = repository.commit(0)
    repository.tag("v1.0-rc1", 1)
    repository.tag("v1.0", 14)
    log = DeliveryLog.from_git(repository.folder)
    assert log.deployments["deployment"].to_list() == ["v1.0"]
    assert [note for note in log.notes if note.startswith("Pre-releases: 1 (v1.0-rc1).")]
    asked = DeliveryLog.from_git(repository.folder, releases="v*-rc*")
    assert asked.changes.set_index("change")["deployment"].to_dict() == {first: "v1.0-rc1"}


def test_nothing_but_pre_releases_is_said(repository):
    repository.commit(0)
    repository.tag("v2.0.0-beta", 1)
    with pytest.raises(LogError, match=r"are pre-releases, among them v2\.0\.0-beta"):
        DeliveryLog.from_git(repository.folder)


def test_lightweight_tags_are_counted_because_lead_times_come_out_too_short(repository):
    repository.commit(0)
    repository.tag("v1", 3)
    repository.commit(4)
    repository.tag("v2")
    notes = DeliveryLog.from_git(repository.folder).notes
    assert [note for note in notes if note.startswith("Lightweight tags: 1 (v2).")]


@pytest.mark.parametrize("merged", [False, True])
def test_a_history_without_merges_may_have_been_squashed(repository, merged):
    repository.commit(0)
    repository.git("checkout", "-q", "-b", "side")
    repository.commit(1)
    repository.git("checkout", "-q", "main")
    if merged:
        repository.merge("side", 2)
    else:
        repository.git("merge", "-q", "--ff-only", "side")
    repository.tag("v1", 3)
    squashed = [n for n in DeliveryLog.from_git(repository.folder).notes if "squashed" in n]
    assert bool(squashed) is not merged


def test_tags_of_the_same_second_go_by_the_history(repository):
    first = repository.commit(1)
    repository.tag("v2")
    second = repository.commit(1)
    repository.tag("v1")
    log = DeliveryLog.from_git(repository.folder)
    assert released(log) == {first: "v2", second: "v1"}


def test_only_tags_that_match_are_releases(repository):
    first = repository.commit(0)
    repository.tag("nightly", 1)
    repository.tag("release-1", 2)
    log = DeliveryLog.from_git(repository.folder, releases="release-*")
    assert released(log) == {first: "release-1"}
    assert note(log, "Tags that do not match 'release-*': 1 (nightly). They are no releases.")


def test_a_tag_that_leads_to_no_commit_is_left_out(repository):
    repository.commit(0)
    blob = repository.git("hash-object", "-w", "--stdin", given="a file")
    repository.git("tag", "v0", blob)
    repository.git("tag", "-a", "-m", "t", "v00", blob)
    repository.tag("v1", 1)
    log = DeliveryLog.from_git(repository.folder)
    assert log.releases["release"].to_list() == ["v1"]
    assert note(log, "Tags that lead to no commit: 2 (v0, v00). They are left out.")


def test_a_tag_may_have_any_name(repository):
    repository.commit(0)
    repository.tag("v1/größe,'x'港", 1)
    log = DeliveryLog.from_git(repository.folder)
    assert log.releases["version"].to_list() == ["v1/größe,'x'港"]


def test_a_commit_dated_after_its_release_is_left_out_and_counted(repository):
    first = repository.commit(0)
    repository.commit(9)
    repository.tag("v1", 2)
    last = repository.commit(3)
    log = DeliveryLog.from_git(repository.folder)
    assert released(log) == {first: "v1", last: None}
    assert log.releases["change"].to_list() == [first]
    assert note(log, "Commits dated after the release that contains them: 1 (")
    assert note(log, "Commits that the committer's clock dates before a parent: 1 (")


def test_a_time_of_merging_before_the_commit_is_left_empty(repository):
    change = repository.commit(2, committed=1)
    repository.tag("v1", 3)
    log = DeliveryLog.from_git(repository.folder)
    assert released(log) == {change: "v1"}
    assert log.changes["merged"].isna().all()
    assert note(log, "Changes that did not reach the main line between their commit and their")


def test_dates_that_cannot_be_read_are_left_out_and_counted(repository):
    tree = repository.git("mktree")
    odd = f"tree {tree}\nauthor A <a> 99999999999999 +0000\ncommitter A <a> 1736121600 +0000\n\nx\n"
    commit = repository.git(
        "hash-object", "-t", "commit", "-w", "--stdin", "--literally", given=odd
    )
    repository.git("update-ref", "refs/heads/main", commit)
    second = repository.commit(1)
    repository.tag("v1", 2)
    log = DeliveryLog.from_git(repository.folder)
    assert released(log) == {second: "v1"}
    assert note(log, f"Commits without a readable date: 1 ({commit[:12]}).")


def test_a_tag_without_a_date_has_that_of_its_commit(repository):
    commit = repository.commit(1)
    old = f"object {commit}\ntype commit\ntag v1\n\nfrom before tags had a tagger\n"
    tag = repository.git("hash-object", "-t", "tag", "-w", "--stdin", "--literally", given=old)
    repository.git("update-ref", "refs/tags/v1", tag)
    assert DeliveryLog.from_git(repository.folder).releases["packaged"].to_list() == [day(1)]


def test_until_ends_the_window_and_what_came_later_is_not_known(repository):
    first = repository.commit(0)
    repository.tag("v1", 1)
    second = repository.commit(2, committed=6)
    repository.commit(5)
    repository.tag("v2", 6)
    log = DeliveryLog.from_git(repository.folder, until="2025-01-10")
    assert log.end == day(4)
    assert released(log) == {first: "v1", second: None}
    assert log.changes["merged"].to_list() == [day(0), pd.NaT]
    assert log.deployments["deployment"].to_list() == ["v1"]


def test_nothing_before_until_is_said(repository):
    repository.commit(5)
    repository.tag("v1", 6)
    with pytest.raises(LogError, match="no commit and no release with a readable date"):
        DeliveryLog.from_git(repository.folder, until="2025-01-07")


def test_the_same_repository_gives_the_same_log(repository, tmp_path):
    repository.commit(0)
    repository.tag("v1", 1)
    DeliveryLog.from_git(repository.folder).to_csv(tmp_path / "one")
    DeliveryLog.from_git(str(repository.folder)).to_csv(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_no_names_or_addresses_are_read(repository, tmp_path):
    repository.commit(0)
    repository.tag("v1", 1)
    DeliveryLog.from_git(repository.folder).to_csv(tmp_path / "log")
    for path in (tmp_path / "log").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not any(word in text for word in ("Ada", "Carl", "example.org"))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], list[int]]:
    """Draw a graph of commits, parents before children, and some tips in it."""
    count = draw(st.integers(1, 12))
    parents = [
        tuple(sorted(draw(st.sets(st.integers(0, n - 1), max_size=3)))) if n else ()
        for n in range(count)
    ]
    return parents, draw(st.lists(st.integers(0, count - 1), max_size=5))


@settings(max_examples=200)
@given(histories())
def test_the_first_tip_that_contains_a_commit_is_found_in_any_history(history):
    parents, tips = history
    zeros = np.zeros(len(parents), dtype=np.int64)
    graph = CommitGraph([str(n) for n in range(len(parents))], parents, zeros, zeros)

    def contains(tip: int, commit: int) -> bool:
        return tip == commit or any(contains(parent, commit) for parent in parents[tip])

    expected = [
        next((number for number, tip in enumerate(tips) if contains(tip, commit)), NONE)
        for commit in range(len(parents))
    ]
    assert graph.first_to_contain(tips).tolist() == expected


def test_a_huge_history_is_read_whole(tmp_path):
    count, every = 100_000, 250
    folder = large_repository(tmp_path / "huge.git", count, every)
    log = DeliveryLog.from_git(folder)
    assert len(log.changes) == count
    assert len(log.releases) == count // every
    number = np.arange(count) // every + 1
    assert log.changes["deployment"].to_list() == [f"v{n}" for n in number]
    minutes = (log.changes["deployed"] - log.changes["committed"]) / pd.Timedelta(minutes=1)
    assert minutes.to_list() == [every - 1 - n % every for n in range(count)]
