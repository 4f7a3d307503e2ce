"""What lesson 01b says in words, checked against what its harbour did."""

from __future__ import annotations

import pytest

from deliverylab.ship import Harbour, Refused

LESSON = "01b_ship_it_for_real"


def test_the_good_change_reaches_users(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "commit 1 passes" in shown["commit-and-build"]
    assert "Staging first, and then production" in cells["staging-first"]
    assert "staging first" in shown["too-early"]
    assert "Users now get 1.1." in shown["deploy"]
    assert '"ship": "Albatross"' in shown["ask"]


def test_users_get_the_package_that_was_tried_out(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    digest = shown["release"].split("sha256 ")[1][:7]
    at = places(shown["ask"])
    assert at["staging"] == at["production"] == f"1.1 ({digest})"
    assert "Compare the digests" in cells["about-the-deploy"]


def test_a_test_stops_the_first_broken_change(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "a light parcel of 400 grams, which now weighs nothing" in cells["about-the-test"]
    assert "0.4, " in shown["read-the-book"]
    assert "test_a_light_parcel_has_a_weight" in shown["read-the-book"]
    assert "round(parcel.weight_kg)" in shown["round-the-weight"]
    assert "(0 != 0.4)" in shown["build-the-weight"]
    assert "never packaged" in shown["build-the-weight"]


def test_the_health_check_stops_the_second_one(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "passes its 8 tests" in shown["ship-the-licence"]
    assert "it ended as soon as it was started" in shown["ship-the-licence"]
    assert "ended as soon as it was started" in cells["about-the-health"]
    assert "Users still get 1.1." in shown["ship-the-licence"]


def test_users_find_the_third_one(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "Three customers ask" in cells["all-green"]
    assert "passes its 8 tests" in shown["deploy-the-label"]
    assert shown["deploy-the-label"].count("is healthy and now runs") == 2
    answers = shown["three-customers"].splitlines()
    assert [answer[:3] for answer in answers] == ["200", "200", "500"]
    assert "The third customer is called Zoë" in cells["roll-back-now"]
    assert '"for": "Zoë"' in shown["roll-back"]


@pytest.mark.parametrize("cell", ["about-the-test", "about-the-health", "roll-back-now"])
def test_how_far_a_change_gets_is_folded_away(cells: dict[str, str], cell: str) -> None:
    assert cells[cell].startswith("<details><summary>How far did it get?</summary>")


def test_a_roll_back_leaves_the_fault_where_it_is(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "The broken package is still on the shelf." in cells["not-undone"]
    at = places(shown["roll-back"])
    assert "1.6" in at["shelf"]
    assert at["production"].startswith("1.1 ")
    assert at["repository"].endswith("6 ✓")


def test_the_afternoon_is_measured(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert (
        "You made three: the good change, the label, and the rollback." in cells["about-the-rate"]
    )
    assert "1 of 3 deployments" in shown["own-failure-rate"]
    assert "The label did." in cells["about-the-outcome"]
    rows = shown["own-log"].splitlines()
    assert sum("production" in row for row in rows) == 3
    assert sum("staging" in row and "failure" in row for row in rows) == 1
    (label,) = [row for row in rows if "you-r06" in row and "production" in row]
    assert "success" in label
    assert label.split()[1] in shown["own-failure-rate"], "the incident names that deployment"


def test_two_of_the_three_changes_that_are_left_never_reach_users(cells: dict[str, str]) -> None:
    left = ["accept small letters", "keep the book in a file", "ask the customs office"]
    assert all(f'"{name}"' in cells["about-the-rate"] for name in left)
    stopped = 0
    with Harbour(health_seconds=1) as harbour:
        for name in left:
            harbour.commit(name)
            harbour.build()
            harbour.release()
            try:
                harbour.deploy("staging")
            except Refused:
                stopped += 1
                harbour.commit("take it back")
    assert stopped == 2


def places(shown: str) -> dict[str, str]:
    """What is where, as the harbour says it."""
    known = ("repository", "shelf", "staging", "production", "users")
    lines = [line.split(maxsplit=1) for line in shown.splitlines()]
    return {line[0]: line[1] for line in lines if len(line) == 2 and line[0] in known}
