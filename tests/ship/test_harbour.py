"""The way of a change from a commit to its users, and what is refused on the way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deliverylab.ship import CHANGES, Harbour, HarbourError, Refused
from deliverylab.ship.errors import WrongValue
from deliverylab.steps import Rule
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
    assert repr(harbour).splitlines()[:2] == ["repository  no change yet", "shelf       nothing"]
    ship(harbour, "show the ship")
    harbour.commit("round the weight")
    harbour.build()
    harbour.commit("take it back")
    digest = harbour.shelf[0].digest[:7]
    assert repr(harbour).splitlines() == [
        "repository  1 ✓  2 ✗  3 ·",
        f"shelf       1.1 ({digest})",
        f"staging     1.1 ({digest})",
        f"production  1.1 ({digest})",
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
    assert WrongValue("no")._render_traceback_() == ["ValueError: no"]


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
    with pytest.raises(WrongValue, match="There is no file"):
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
    live.berth.process.kill()
    live.berth.process.wait()
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
        with pytest.raises(WrongValue, match="it must be 'staging' or 'production'"):
            ask("the moon")
    for path in ("version", "http://example.org/", 7):
        with pytest.raises(WrongValue, match="it must be a text such as '/version'"):
            harbour.ask("production", path)  # type: ignore[arg-type]
    with pytest.raises(WrongValue, match=r'1\.1; write it as text, in quotes, such as "1\.1"'):
        harbour.deploy("staging", 1.1)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Did you mean 'show the ship'") as refusal:
        harbour.commit("show the shop")
    assert harbour.commit(" Show the  SHIP").what == "commit 1"
    assert harbour.commit("Take it back").what == "commit 2"
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
    assert repr(harbour).splitlines() == [
        "repository  1 ✓",
        f"shelf       1.1 ({harbour.shelf[0].digest[:7]})",
        "The harbour is closed: nothing runs in it any more.",
    ]
    assert harbour.sentence.endswith("users get nothing any more.")
    assert len(harbour.log().deployments) == 2


def test_a_time_that_is_none_is_refused_at_once(tmp_path: Path) -> None:
    for wrong in ("3", 0, -1, True, float("nan"), float("inf"), None):
        for name in ("health_seconds", "build_seconds"):
            with pytest.raises(WrongValue, match=f"{name} is .*must be a number of seconds above"):
                Harbour(tmp_path, **{name: wrong})  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_what_was_taken_back_is_not_taken_back_again(harbour: Harbour) -> None:
    harbour.commit("round the weight")
    harbour.commit("take it back")
    refused(
        harbour,
        lambda: harbour.commit("take it back"),
        "nothing new",
        "Commit 2 took a change back already.*commit another change",
    )
    harbour.build()
    assert harbour.release().version == "1.2"


def test_the_way_to_the_shelf_names_the_next_step(harbour: Harbour) -> None:
    release(harbour, "show the ship")

    def deploy(version: str | None = None) -> Callable[[], object]:
        return lambda: harbour.deploy("staging", version)

    harbour.deploy("staging")
    harbour.commit("round the weight")
    refused(harbour, deploy(), "never released", "Commit 2 is not built yet: build it first")
    refused(harbour, deploy("1.2"), "never released", "build it first, then release it, or choose")
    harbour.build()
    refused(harbour, deploy(), "never released", "commit a change that repairs it, build")
    harbour.commit("take it back")
    refused(harbour, deploy("1.2"), "never released", "Newer changes came after commit 2")
    harbour.build()
    refused(harbour, deploy(), "never released", r"to deploy\. Release it first\.")


def test_a_package_of_an_older_commit_says_so(harbour: Harbour) -> None:
    harbour.commit("show the ship")
    harbour.build()
    harbour.commit("accept small letters")
    package = harbour.release()
    said = "Commit 2 is not built yet; this package is made of commit 1."
    assert repr(package).splitlines()[2] == said
    assert said in harbour.sentence


def test_a_deploy_says_what_it_passes_over_and_what_it_brings_back(harbour: Harbour) -> None:
    ship(harbour, "print a label")
    harbour.ask("production", "/parcels/H-103")
    release(harbour, "take it back")
    harbour.deploy("staging")
    release(harbour, "accept small letters")
    step = harbour.deploy("production")
    assert "1.3 is on the shelf and was not on staging yet. Users now get 1.2" in step.sentence
    assert "Users had errors with 1.1 before." in harbour.roll_back().sentence
    harbour.deploy("staging")
    harbour.deploy("staging", "1.2")
    step = harbour.deploy("production")
    assert "1.3 is the newest on the shelf, but is not on staging now." in step.sentence
    assert "had errors" not in step.sentence


def test_the_lines_that_a_commit_changes_can_be_read(harbour: Harbour) -> None:
    assert harbour.diff() == "no change yet"
    harbour.commit("round the weight")
    assert harbour.diff().splitlines() == [
        "parcels/book.py",
        '-         "weight_kg": parcel.weight_kg,',
        '+         "weight_kg": round(parcel.weight_kg),',
    ]
    harbour.commit("Count", {"parcels/count.txt": "\n".join(map(str, range(100)))})
    assert harbour.diff().splitlines()[0] == "parcels/count.txt (new)"
    assert harbour.diff().splitlines()[-1] == "and 41 more lines"


def test_a_folder_that_somebody_removed_is_told(harbour: Harbour) -> None:
    harbour.commit("show the ship")
    shutil.rmtree(harbour._crew.folder)
    for step in (harbour.build, lambda: harbour.commit("print a label"), harbour.deploy):
        with pytest.raises(HarbourError, match="folder is gone; make a new one: harbour = "):
            step()  # type: ignore[no-untyped-call]
    assert repr(harbour).endswith("users get   the harbour's folder is gone; make a new one")


def test_the_prepared_changes_are_shown_by_name_and_message() -> None:
    lines = repr(CHANGES).splitlines()
    assert len(lines) == len(CHANGES) == 7
    assert lines[2] == "round the weight         Round the weight of a parcel"
    assert repr(CHANGES["Print a label"]) == "print a label: Print the customer's name on a label"
