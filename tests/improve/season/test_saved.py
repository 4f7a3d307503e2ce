"""A saved season: opened as it was played, also after an update; never written over, never lost.

`season_version_1.json` was saved by the first version of the course that could. Its second quarter
holds numbers to which no later simulator comes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deliverylab.files import alone
from deliverylab.improve import unseen_team
from deliverylab.improve.season import SavedSeasonError, Season, open_season, save_season, saved
from deliverylab.improve.season.saved import VERSION, put_aside
from deliverylab.simulate import ALWAYS, Scenario

VERSION_1 = Path(__file__).with_name("season_version_1.json")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "season.json"


def changed(file: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Write the saved season of version 1 to a file with a change; return the file."""
    entries = json.loads(VERSION_1.read_text(encoding="utf-8"))
    change(entries)
    file.write_text(json.dumps(entries), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "team",
    [
        "barge",
        "ferry",
        "hydrofoil",
        unseen_team("ada"),
        replace(Scenario.team("tug"), name="mine", working_hours=ALWAYS, wip_limit=9),
        replace(Scenario.team("tug"), name="idle", changes_per_day=0.0),
    ],
    ids=lambda team: team if isinstance(team, str) else team.name,
)
def test_what_is_saved_is_opened_as_it_was(file: Path, team: Any) -> None:
    season = Season.start(team, "ö 1").play(["alarms that say what to do"]).play()
    save_season(season, file)
    assert repr(open_season(file)) == repr(season)  # NaN is in some: equal in words
    assert open_season(file).last.works == season.last.works
    save_season(season, file)
    assert [each for each in file.parent.iterdir() if each.suffix != ".lock"] == [file]


def test_a_season_that_was_opened_goes_on_as_if_it_had_not_been_closed(file: Path) -> None:
    season = Season.start("tug", 7).play(["half the size"])
    save_season(season, file)
    assert open_season(file).play(["half the size"]) == season.play(["half the size"])


def test_a_season_of_version_1_opens_with_the_results_as_they_were_played() -> None:
    season = open_season(VERSION_1)
    entries = json.loads(VERSION_1.read_text(encoding="utf-8"))
    assert [quarter.loss.total for quarter in season.quarters] == [
        pytest.approx(sum(quarter["loss"].values())) for quarter in entries["quarters"]
    ]
    assert season.quarters[1].loss.waiting == 9.25
    assert season.quarters[1].kpis.lead_time_hours == 150.0
    (note,) = season.notes
    assert note.startswith("Played with an earlier version of the course: quarter") and "2" in note
    assert "The numbers are kept as they were" in repr(season)
    assert season.lost == sum(quarter.loss.total for quarter in season.quarters)


def test_a_season_of_version_1_is_gone_on_with_and_saved_again(file: Path) -> None:
    file.write_bytes(VERSION_1.read_bytes())
    season = open_season(file).play(["write down what you know"])
    assert season.quarters[3].works.search_minutes < season.quarters[2].works.search_minutes
    assert season.quarters[3].events == ("an expert leaves",)
    save_season(season, file)
    again = open_season(file)
    assert again.quarters[1].loss.waiting == 9.25 and len(again.quarters) == 4


def test_what_a_later_course_does_not_know_any_more_is_said(file: Path) -> None:
    def from_another_time(entries: dict[str, Any]) -> None:
        entries["events"][2] |= {"event": "a flood", "label": "flood"}
        entries["quarters"][0]["moves"] = ["a move of long ago"]
        entries["quarters"][2]["works"]["horses"] = 2

    season = open_season(changed(file, from_another_time))
    assert any("“flood” is not part of this course any more" in note for note in season.notes)
    assert any("The lever 'horses' is not part" in note for note in season.notes)
    assert season.quarters[0].moves == ("a move of long ago",)
    assert season.play().quarters[3].number == 4


def damage(entries: dict[str, Any]) -> Callable[[dict[str, Any]], object]:
    return lambda there: there.update(entries)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (damage({"version": VERSION + 1}), "written by a later version of the course"),
        (damage({"version": "one"}), "the version 'one'"),
        (damage({"version": True}), "the version True"),
        (damage({"quarters": 3}), "cannot be read"),
        (damage({"seed": 3}), "3, which is no text"),
        (lambda there: there.pop("team"), "'team' is missing"),
        (lambda there: there["quarters"].pop(0), r"quarters \[2, 3\], which are not the first"),
        (lambda there: there["quarters"].extend(there["quarters"] * 3), "not the first of 8"),
        (lambda there: there["team"].update(reviewers=0), "reviewers=0; expected a whole number"),
        (lambda there: there["team"].update(deploy_on={"policy": "wind"}), "'wind' is missing"),
        (lambda there: there["events"][0].update(first=0), "an event from quarter 0"),
        (lambda there: there["before"]["loss"].update(waiting="much"), "'much', which is no numb"),
        (lambda there: there["before"].update(weeks_left=-1), "-1, which is no whole number"),
        (lambda there: there["before"]["kpis"].update(luck=1.0), "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_and_stays(
    file: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    changed(file, change)
    before = file.read_bytes()
    with pytest.raises(SavedSeasonError, match=reason):
        open_season(file)
    with pytest.raises(SavedSeasonError, match=reason):
        save_season(Season.start("tug", "ada"), file)
    with pytest.raises(SavedSeasonError, match=reason):
        put_aside(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "cannot be read as a saved season"),
        (b"half a sea", "cannot be read as a saved season"),
        (VERSION_1.read_bytes()[:4000], "cannot be read as a saved season"),
        (b"\xff\xfe\x00", "cannot be read as a saved season"),
        (b"[]", "is no saved season"),
        (b'{"cells": [], "nbformat": 4}', "is no saved season"),
        (b'{"version": 1, "version": 1, "quarters": []}', "'version' twice"),
    ],
)
def test_a_foreign_or_broken_file_is_never_written_over(
    file: Path, content: bytes, reason: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(SavedSeasonError, match=reason):
        open_season(file)
    with pytest.raises(SavedSeasonError, match=reason):
        save_season(Season.start("tug"), file)
    assert file.read_bytes() == content


def test_another_season_in_the_file_is_not_written_over(file: Path) -> None:
    save_season(Season.start("tug", 1), file)
    for other in (Season.start("tug", 2), Season.start("barge", 1)):
        with pytest.raises(SavedSeasonError, match="another season: the tug, season 1"):
            save_season(other, file)
    assert open_season(file).seed == "1"


def test_what_was_played_elsewhere_meanwhile_is_not_lost(file: Path) -> None:
    here = Season.start("tug", 1).play(["half the size"])
    save_season(here, file)
    save_season(open_season(file).play(["trains twice as often"]), file)
    for behind in (here, here.play(["alarms that say what to do"])):
        with pytest.raises(SavedSeasonError, match="gone on with elsewhere, to quarter 2"):
            save_season(behind, file)
    assert open_season(file).quarters[1].moves == ("trains twice as often",)


def test_while_another_notebook_writes_nothing_is_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_season(Season.start("tug", 1), file)
    monkeypatch.setattr(saved, "_WAIT_SECONDS", 0.01)
    with alone(file, 1.0):
        with pytest.raises(SavedSeasonError, match="Another notebook is writing"):
            save_season(Season.start("tug", 1).play(), file)
        with pytest.raises(SavedSeasonError, match="Another notebook is writing"):
            put_aside(file)
    assert open_season(file).quarters == ()


def test_a_season_is_put_aside_under_a_name_of_its_own(file: Path) -> None:
    assert put_aside(file) is None
    season = Season.start("tug", 1).play()
    save_season(season, file)
    kept = put_aside(file)
    assert kept is not None and kept != file and not file.exists()
    assert open_season(kept) == season


def test_where_there_is_no_file_that_is_said_and_where_there_is_no_folder_it_is_made(
    file: Path,
) -> None:
    with pytest.raises(FileNotFoundError):
        open_season(file)
    inside = file.parent / "games" / "mine.json"
    save_season(Season.start("tug"), inside)
    assert open_season(inside).team.name == "tug"
    with pytest.raises(OSError):
        save_season(Season.start("tug"), inside / "no" / "folder.json")


def test_what_a_season_of_before_did_not_record_is_not_made_up(file: Path) -> None:
    old = open_season(VERSION_1)
    assert [quarter.longest_wait for quarter in old.quarters] == [""] * len(old.quarters)
    save_season(old.play(), file)
    assert open_season(file).last.longest_wait
