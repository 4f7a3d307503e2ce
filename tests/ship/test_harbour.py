"""The way of a change from a commit to its users, and what is refused on the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from deliverylab.ship import CHANGES, Harbour, HarbourError, Refused
from deliverylab.ship.errors import Rule
from tests.ship.harbours import processes, release, ship


def refused(harbour: Harbour, step: Callable[[], object], rule: Rule, says: str) -> None:
    """Take a step that is refused; the harbour must not have moved."""
    before = harbour.state
    with pytest.raises(Refused, match=says) as refusal:
        step()
    assert refusal.value.rule == rule
    assert harbour.state is before


def test_a_change_goes_from_a_commit_to_its_users(harbour: Harbour) -> None:
    assert repr(harbour.commit("show the ship")).endswith("Users get nothing yet.")
    assert "passes its 8 tests. It is not packaged yet." in repr(harbour.build())
    package = harbour.release()
    assert harbour.shelf == (package,)
    assert package.version == "1.1"
    assert harbour.deploy("staging").users_get == "nothing yet"
    assert harbour.ask("staging").json["version"] == "1.1"
    assert harbour.ask("production").status == 503
    assert harbour.deploy("production").sentence.endswith("Users now get 1.1.")
    assert harbour.ask("production").json == {"service": "parcel tracking", "version": "1.1"}
    assert harbour.ask("production", "/parcels/H-101").json["ship"] == "Albatross"


def test_the_harbour_says_what_is_where(harbour: Harbour) -> None:
    assert harbour.sentence == "Nothing happened yet. Users get nothing yet."
    ship(harbour, "show the ship")
    harbour.commit("round the weight")
    harbour.build()
    harbour.commit("take it back")
    digest = harbour.shelf[0].digest[:7]
    assert repr(harbour).splitlines() == [
        "repository  1 ✓  2 ✗  3 ·",
        f"shelf       1.1 ({digest})",
        "staging     1.1",
        "production  1.1",
        "users get   1.1",
    ]
    assert harbour.sentence == repr(harbour.state.history[-1])


def test_what_makes_no_sense_is_refused_in_words(harbour: Harbour) -> None:
    def staging() -> object:
        return harbour.deploy("staging")

    def production() -> object:
        return harbour.deploy("production")

    refused(harbour, harbour.build, "nothing new", "committed nothing yet")
    refused(harbour, harbour.release, "never built", "committed nothing yet")
    refused(harbour, staging, "never released", "the shelf is empty")
    refused(harbour, harbour.roll_back, "nothing before", "production runs nothing yet")
    refused(harbour, lambda: harbour.commit("take it back"), "nothing new", "nothing to take back")
    harbour.commit("show the ship")
    refused(
        harbour, lambda: harbour.commit("show the ship"), "nothing new", "in the repository already"
    )
    refused(harbour, harbour.release, "never built", "Commit 1 was never built")
    harbour.build()
    refused(harbour, harbour.build, "nothing new", "Commit 1 was built already")
    harbour.release()
    refused(harbour, harbour.release, "package once", "on the shelf already, as 1.1")
    refused(harbour, production, "not on staging", "Nothing was on staging yet")
    refused(
        harbour, lambda: harbour.deploy("production", "1.1"), "not on staging", "never on staging"
    )
    refused(harbour, lambda: harbour.deploy("staging", "2.0"), "never released", r"\(1.1\)")
    harbour.deploy("staging")
    refused(harbour, staging, "there already", "Staging runs 1.1 already")
    harbour.deploy("production")
    refused(harbour, production, "there already", "Production runs 1.1 already")
    refused(harbour, harbour.roll_back, "nothing before", "ran nothing before 1.1")
    harbour.commit("round the weight")
    refused(harbour, production, "never released", "Commit 2 was never released")
    harbour.build()
    refused(harbour, harbour.release, "failed build", "Commit 2 failed its tests")
    harbour.commit("take it back")
    harbour.build()
    harbour.release()
    refused(harbour, production, "not on staging", "1.3 is on the shelf, but not on staging yet")


def test_a_refusal_is_one_line_in_a_notebook(harbour: Harbour) -> None:
    with pytest.raises(Refused) as refusal:
        harbour.build()
    assert refusal.value._render_traceback_() == [f"Refused: {refusal.value}"]
    assert HarbourError("no")._render_traceback_() == ["HarbourError: no"]


def test_tests_that_fail_say_which_and_why(harbour: Harbour) -> None:
    harbour.commit("round the weight")
    step = harbour.build()
    assert "fails 1 of its 7 tests: “a light parcel has a weight” (0 != 0.4)." in step.sentence
    assert not harbour.state.builds[-1].passed


def test_a_change_that_is_taken_back_leaves_the_files_as_they_were(harbour: Harbour) -> None:
    before = harbour.read("parcels/book.py")
    harbour.commit("keep the book in a file")
    assert harbour.read("parcels/book.py") != before
    assert harbour.read("parcels/tests/book.json")
    step = harbour.commit("take it back")
    assert "Take back: Read the parcels from a file" in step.sentence
    assert harbour.read("parcels/book.py") == before
    with pytest.raises(ValueError, match="There is no file"):
        harbour.read("parcels/tests/book.json")


def test_a_package_that_is_not_healthy_never_reaches_a_user(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    release(harbour, "keep the book in a file")
    running = len(processes())
    harbour.health_seconds = 1
    with pytest.raises(Refused, match="503: “there is no book of parcels”") as refusal:
        harbour.deploy("staging")
    assert refusal.value.rule == "not healthy"
    assert str(refusal.value).endswith("Users still get 1.1.")
    assert not harbour.state.deployments[-1].healthy
    assert harbour.ask("staging").json["version"] == "1.1"
    assert len(processes()) == running
    with pytest.raises(Refused, match="never on staging"):
        harbour.deploy("production", "1.2")


def test_users_meet_a_bug_that_nobody_saw_and_a_roll_back_ends_it(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    ship(harbour, "print a label")
    assert harbour.ask("production", "/parcels/H-101").status == 200
    failed = harbour.ask("production", "/parcels/H-103")
    assert repr(failed) == '500 Internal Server Error: {"error": "UnicodeEncodeError"}'
    assert repr(harbour).endswith("users get   1.2, with errors")
    step = harbour.roll_back()
    assert step.sentence == (
        "Roll back: production runs 1.1 again; 1.2 stays on the shelf. "
        "Users now get 1.1, and the errors are gone."
    )
    assert harbour.ask("production", "/parcels/H-103").status == 200
    assert [package.version for package in harbour.shelf] == ["1.1", "1.2"]


def test_a_repair_that_is_shipped_ends_the_errors_too(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    ship(harbour, "print a label")
    harbour.ask("production", "/parcels/H-103")
    ship(harbour, "take it back")
    assert harbour.sentence.endswith("Users now get 1.3, and the errors are gone.")
    assert harbour.state.deployments[-1].trigger == "hotfix"


def test_a_process_that_died_in_production_may_be_started_again(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    live = harbour._crew.live["production"]
    assert live is not None
    live.berth._process.kill()
    live.berth._process.wait()
    assert harbour.ask("production").status == 503
    assert repr(harbour).endswith("1.1, with errors")
    step = harbour.deploy("production")
    assert step.sentence.endswith("Users still get 1.1, and the errors are gone.")
    assert harbour.ask("production").status == 200
    assert harbour.state.running == ("1.1",)


def test_an_older_package_may_be_deployed_by_its_version(harbour: Harbour) -> None:
    for change in ("show the ship", "accept small letters"):
        ship(harbour, change)
    harbour.deploy("production", "1.1")
    assert harbour.ask("production").json["version"] == "1.1"
    assert harbour.state.deployments[-1].trigger == "rollback"
    harbour.roll_back()
    assert harbour.ask("production").json["version"] == "1.2"


def test_a_student_commits_a_file_of_their_own(harbour: Harbour) -> None:
    text = harbour.read("parcels/book.py").replace("in Hamburg", "in Bremen")
    harbour.commit("Move a parcel", {"parcels/book.py": text})
    assert "fails 1 of its 7 tests" in harbour.build().sentence
    tests = harbour.read("parcels/tests/test_book.py").replace("in Hamburg", "in Bremen")
    ship(harbour, "Say so in the tests", {"parcels/tests/test_book.py": tests})
    assert harbour.ask("production", "/parcels/H-101").json["where"] == "in Bremen"


def test_what_a_student_asks_for_must_make_sense(harbour: Harbour) -> None:
    for ask in (harbour.deploy, harbour.ask):
        with pytest.raises(ValueError, match="it must be 'staging' or 'production'"):
            ask("the moon")
    for path in ("version", "http://example.org/", 7):
        with pytest.raises(ValueError, match="it must be a text such as '/version'"):
            harbour.ask("production", path)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="is no prepared change") as refusal:
        harbour.commit("show the moon")
    assert all(repr(name) in str(refusal.value) for name in [*CHANGES, "take it back"])


def test_importing_it_loads_nothing_heavy() -> None:
    program = "import sys, deliverylab.ship\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not set(done.stdout.split()) & {"pandas", "numpy", "matplotlib", "IPython"}


def test_a_closed_harbour_says_so_and_still_knows_what_happened(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    harbour.close()
    harbour.close()
    for step in (
        lambda: harbour.commit("show the ship"),
        harbour.build,
        harbour.release,
        harbour.deploy,
        harbour.roll_back,
        harbour.ask,
        lambda: harbour.read("parcels/book.py"),
    ):
        with pytest.raises(HarbourError, match="This harbour is closed"):
            step()  # type: ignore[no-untyped-call]
    assert repr(harbour).splitlines()[3] == "production  1.1"
    assert len(harbour.log().deployments) == 2
