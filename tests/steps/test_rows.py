"""The steps of an afternoon as rows of a log, with times that are minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deliverylab.steps import Rows
from tests.steps.moments import after

AFTERNOON = after(
    "commit red commit broken build release !staging staging production commit build commit"
)


@dataclass(frozen=True)
class Incident:
    deployment: int = 3
    started: int = 100
    detected: int = 105
    restored: int | None = None
    restored_by: str | None = None


def as_it_is(minutes: Sequence[int | None]) -> list[int | None]:
    return list(minutes)


ROWS = Rows(AFTERNOON, "we", AFTERNOON.committed, AFTERNOON.packaged, as_it_is)


def test_a_change_is_followed_until_users_have_it() -> None:
    changes = ROWS.changes()
    assert changes["change"] == ["we-c01", "we-c02", "we-c03", "we-c04"]
    assert changes["committed"] == changes["merged"] == [10, 30, 100, 120]
    # The first change failed its tests and went along with the second.
    assert changes["packaged"] == [60, 60, None, None]
    # What did not become healthy does not count as staged.
    assert changes["staged"] == [81, 81, None, None]
    assert changes["approved"] == [90, 90, None, None]
    assert changes["deployed"] == [91, 91, None, None]
    assert changes["deployment"] == ["we-d03", "we-d03", None, None]


def test_a_build_is_counted_by_its_commit() -> None:
    builds = ROWS.builds()
    assert builds["change"] == ["we-c01", "we-c02", "we-c02", "we-c03"]
    assert builds["attempt"] == [1, 1, 2, 1]
    assert builds["outcome"] == ["failure", "failure", "success", "success"]
    # Tests that did not come to an end found no defect.
    assert builds["reason"] == ["defect", None, None, None]
    assert (builds["queued"], builds["finished"]) == ([20, 40, 50, 110], [21, 41, 51, 111])


def test_a_release_has_the_number_of_its_commit() -> None:
    releases = ROWS.releases()
    assert releases == {
        "release": ["we-r02"],
        "version": ["v2"],
        "change": ["we-c02"],
        "packaged": [60],
        "by": ["hand"],
    }


def test_a_deployment_names_its_release_and_its_strategy() -> None:
    rows = ROWS.deployments({"staging": None, "production": "all at once"})
    assert rows["deployment"] == ["we-d01", "we-d02", "we-d03"]
    assert rows["release"] == ["we-r02"] * 3
    assert rows["outcome"] == ["failure", "success", "success"]
    assert rows["strategy"] == [None, None, "all at once"]
    assert rows["planned"] == [True] * 3


def test_an_incident_names_the_deployment_that_caused_it() -> None:
    rows = ROWS.incidents([Incident(), Incident(2, 50, 51, 60, "rollback")])
    assert rows["incident"] == ["we-i01", "we-i02"]
    assert rows["deployment"] == ["we-d03", "we-d02"]
    assert rows["restored"] == [None, 60]
    assert rows["restored_by"] == [None, "rollback"]
