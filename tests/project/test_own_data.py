"""The JSON of GitHub and of GitLab, in the documented shape, becomes a log that can be measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import change_failure_rate, deployment_frequency, lead_time_for_changes
from docs.to_csv import ENDS, main
from tests.log.git_repository import DAY, GitRepository

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "own_data.md").read_text(encoding="utf-8")
HOUR = 60 * 60


@pytest.fixture
def clone(tmp_path) -> GitRepository:
    """Return a repository with a commit a day, from Monday on."""
    repository = GitRepository(tmp_path / "clone")
    for day in range(5):
        moment = day * DAY + 9 * HOUR
        repository.git("commit", "-q", "--allow-empty", "-m", f"{day}", authored=moment,
                       committed=moment)  # fmt: skip
    return repository


def commits(clone: GitRepository) -> list[str]:
    return clone.git("log", "--reverse", "--format=%H").split()


def github(*deployments: tuple[int, str, str, list[tuple[str, str]]]) -> object:
    """Return the answer of `gh api graphql --paginate --slurp`: one page for each deployment."""
    return [
        {
            "data": {
                "repository": {
                    "deployments": {
                        "nodes": [
                            {
                                "databaseId": number,
                                "commitOid": commit,
                                "createdAt": created,
                                "statuses": {
                                    "nodes": [
                                        {"state": state, "createdAt": time}
                                        for state, time in statuses
                                    ]
                                },
                            }
                        ],
                        "pageInfo": {"hasNextPage": False, "endCursor": "abc"},
                    }
                }
            }
        }
        for number, commit, created, statuses in deployments
    ]


def gitlab(iid: int, commit: str, day: int, status: str, job: bool = True) -> dict[str, object]:
    """Return one deployment as `glab api projects/:id/deployments` lists it."""
    return {
        "id": 40 + iid,
        "iid": iid,
        "ref": "main",
        "sha": commit,
        "created_at": f"2025-01-{day:02}T11:00:00.123Z",
        "updated_at": f"2025-01-{day:02}T12:00:00.000Z",
        "status": status,
        "environment": {"id": 9, "name": "production", "external_url": "https://parcels.example"},
        "deployable": {
            "id": 600 + iid,
            "started_at": f"2025-01-{day:02}T11:30:00.500Z",
            "finished_at": f"2025-01-{day:02}T11:45:00.000Z",
        }
        if job
        else None,
    }


def issue(number: int, **given: object) -> dict[str, object]:
    """Return one issue as GitHub lists it."""
    return {
        "number": number,
        "created_at": "2025-01-08T13:00:00Z",
        "closed_at": "2025-01-08T15:00:00Z",
        "labels": [{"id": 1, "name": "incident"}],
        **given,
    }


def converted(tmp_path: Path, clone: GitRepository, answer: object, issues: object = None):
    """Run the converter on an answer and return the log."""
    (tmp_path / "deployments.json").write_text(json.dumps(answer), encoding="utf-8")
    words = [str(tmp_path / "deployments.json"), str(clone.folder), str(tmp_path / "parcels")]
    if issues is not None:
        (tmp_path / "incidents.json").write_text(json.dumps(issues), encoding="utf-8")
        words += ["--incidents", str(tmp_path / "incidents.json")]
    main(words)
    return DeliveryLog.from_csv(tmp_path / "parcels")


def of_github(clone: GitRepository) -> object:
    first, second, third, fourth, _ = commits(clone)
    return github(
        (3, fourth, "2025-01-09T16:00:00Z", [("IN_PROGRESS", "2025-01-09T16:01:00Z")]),
        (2, third, "2025-01-08T12:00:00Z", [
            ("INACTIVE", "2025-01-09T16:01:00Z"), ("SUCCESS", "2025-01-08T12:10:00Z"),
            ("IN_PROGRESS", "2025-01-08T12:01:00Z")]),
        (7, second, "2025-01-07T12:00:00Z", [("FAILURE", "2025-01-07T12:20:00Z")]),
        (1, first, "2025-01-06T12:00:00Z", [("SUCCESS", "2025-01-06T12:10:00Z")]),
    )  # fmt: skip


def test_githubs_deployments_and_the_clone_become_a_log(tmp_path, clone, capsys):
    log = converted(tmp_path, clone, of_github(clone))
    assert log.deployments["deployment"].to_list() == ["1", "7", "2"]
    assert log.deployments["outcome"].to_list() == ["success", "failure", "success"]
    assert log.deployments["finished"].iloc[2].isoformat() == "2025-01-08T12:10:00+00:00"
    assert log.changes["change"].to_list() == commits(clone)[1:]
    assert log.changes["deployment"].to_list()[:2] == ["2", "2"]
    assert log.changes["deployed"].notna().to_list() == [True, True, False, False]
    assert not log.records("incidents")
    assert lead_time_for_changes(log).observations == 2
    assert not change_failure_rate(log).has_data
    assert capsys.readouterr().out.splitlines() == [
        f"3 deployments, 4 changes in '{tmp_path / 'parcels'}'.",
        "Left out: 1 deployments of which no end is known.",
        f"Now: python -m deliverylab measure {tmp_path / 'parcels'} --since 2025-01-06",
    ]


def test_gitlabs_deployments_become_a_log_with_or_without_a_job(tmp_path, clone):
    first, second, third, *_ = commits(clone)
    answer = [
        gitlab(1, first, 6, "success"),
        gitlab(2, second, 7, "canceled"),
        gitlab(3, third, 8, "success", job=False),
        gitlab(4, third, 9, "failed"),
    ]
    log = converted(tmp_path, clone, answer)
    assert log.deployments["deployment"].to_list() == ["1", "3", "4"]
    assert log.deployments["started"].iloc[0].isoformat() == "2025-01-06T11:30:00.500000+00:00"
    assert log.deployments["finished"].iloc[1].isoformat() == "2025-01-08T12:00:00+00:00"
    assert log.changes["deployment"].to_list()[:2] == ["3", "3"]
    assert deployment_frequency(log).observations == 2


def test_a_rollback_brings_no_change_twice(tmp_path, clone):
    first, second, third, *_ = commits(clone)
    answer = [gitlab(1, first, 6, "success"), gitlab(2, third, 8, "success"),
              gitlab(3, second, 9, "success")]  # fmt: skip
    log = converted(tmp_path, clone, answer)
    assert log.changes["change"].is_unique
    assert "3" not in log.changes["deployment"].to_list()


def test_issues_become_incidents_and_a_label_names_the_cause(tmp_path, clone):
    issues = [
        [issue(11, labels=[{"name": "incident"}, {"name": "deployment:2"}]), issue(12)],
        [issue(13, closed_at=None), issue(14, pull_request={"url": "https://api.github.com/…"})],
    ]
    log = converted(tmp_path, clone, of_github(clone), issues)
    assert log.incidents["incident"].to_list() == ["11", "12", "13"]
    assert log.incidents["restored"].isna().to_list() == [False, False, True]
    assert change_failure_rate(log).said == "33 %"


def test_without_a_label_the_cause_is_not_recorded(tmp_path, clone):
    log = converted(tmp_path, clone, of_github(clone), [issue(11)])
    assert change_failure_rate(log).basis == ("which deployment caused an incident is not recorded")


def test_no_issue_means_that_nothing_happened(tmp_path, clone):
    log = converted(tmp_path, clone, of_github(clone), [])
    assert log.records("incidents")
    assert not len(log.incidents)
    assert change_failure_rate(log).value == 0


def test_json_as_a_shell_of_windows_writes_it_is_read(tmp_path, clone):
    text = json.dumps(of_github(clone))
    (tmp_path / "deployments.json").write_bytes(text.encode("utf-16"))
    main([str(tmp_path / "deployments.json"), str(clone.folder), str(tmp_path / "out")])
    assert len(DeliveryLog.from_csv(tmp_path / "out").deployments) == 3


@pytest.mark.parametrize(
    ("answer", "said"),
    [("{", "cannot be read as JSON"), ("[]", "No deployment in"), (None, "cannot be read")],
)
def test_what_is_no_answer_is_refused_in_words(tmp_path, clone, answer, said):
    if answer is not None:
        (tmp_path / "deployments.json").write_text(answer, encoding="utf-8")
    with pytest.raises(SystemExit, match=said):
        main([str(tmp_path / "deployments.json"), str(clone.folder), str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()


def test_a_commit_that_the_clone_does_not_hold_is_refused_in_words(tmp_path, clone):
    answer = [gitlab(1, "0" * 40, 6, "success"), gitlab(2, "1" * 40, 7, "success")]
    with pytest.raises(SystemExit, match="The clone must hold every commit"):
        converted(tmp_path, clone, answer)


def test_the_page_asks_for_the_fields_that_are_read():
    query = PAGE.split("query='")[1].split("'")[0]
    fields = {"databaseId", "commitOid", "createdAt", "statuses", "state"}
    assert fields <= set(re.findall(r"\w+", query))
    for state in ENDS:
        assert f"`{state}`" in PAGE
