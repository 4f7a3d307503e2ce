"""The lab "The harbour game": played by its page's own steps, saved, opened again, and drawn."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import pytest

from deliverylab.improve import MOVES, unseen_team
from deliverylab.improve.season import EVENTS, QUARTERS, SavedSeasonError, Season, open_season
from deliverylab.show import HarbourGame
from deliverylab.show.controls import BUTTONS
from deliverylab.show.harbour_game import NONE
from deliverylab.show.lab import View
from deliverylab.show.lettering import Lettering
from deliverylab.show.season_played import Game, pillars_of, say_moves
from deliverylab.show.widget import follow, spec_of
from tests.show.proof import LARGEST_PICTURE, LabProof, cut_words, ill_said

SEED = 1


@pytest.fixture
def lab() -> HarbourGame:
    return HarbourGame("tug", SEED)


def play(lab: HarbourGame, *moves: str) -> View:
    """Choose moves and play the quarter; return what the lab shows then."""
    lab.move(**{f"move_{at}": key for at, key in enumerate(moves, start=1)})
    view = lab.act("play")
    assert not view.refusal, view.refusal
    return view


class TestHarbourGame(LabProof):
    lab = HarbourGame
    tells = "The tug lost 26.0 person-weeks last quarter"

    def refuses(self, done: str) -> bool:
        if done == "action compare":
            return True
        chosen = re.search(r"='(.*)'", done)
        season = Season.start("tug", SEED)
        return bool(chosen) and chosen[1] != NONE and bool(season.why_not([chosen[1]]))

    def test_what_is_stored_asks_before_it_tells_and_is_small(self) -> None:
        lab = HarbourGame()
        stored = str(lab._repr_mimebundle_()[0]["text/html"])
        lab.widget.close()
        assert self.tells in stored and len(lab.picture.png) <= LARGEST_PICTURE


def test_a_plan_is_said_and_paid_for_before_it_is_played(lab: HarbourGame) -> None:
    view = lab.move(move_1="trains twice as often", move_2="everyone reviews")
    assert view.sentence.startswith(
        "For quarter 1, 1 of 6 person-weeks are left. Everyone reviews (3): Reviewing is "
    )
    assert view.tiles[2]["text"] == "1" and view.tiles[2]["change"] == "after this plan"
    assert lab.result.season.quarters == ()


def test_a_quarter_says_what_was_lost_and_puts_the_lists_back(lab: HarbourGame) -> None:
    view = play(lab, "trains twice as often")
    quarter = lab.result.season.quarters[0]
    assert view.sentence.startswith(
        f"Quarter 1: {quarter.loss.total:.1f} person-weeks lost, {quarter.loss.waiting:.1f} by "
        f"waiting; doing nothing, {quarter.nothing.total:.1f}."
    )
    assert set(view.choices.values()) == {NONE}
    assert view.tiles[0]["text"] == f"{quarter.loss.total:.1f}".removesuffix(".0")
    assert lab.act("play").choices == view.choices


def test_events_are_said_when_they_are_announced_and_when_they_come(lab: HarbourGame) -> None:
    said, season = [lab.view.sentence], lab.result.season
    for _ in range(QUARTERS - 1):
        said.append(lab.act("play").sentence)
    for happening in season.circumstances.happenings:
        first = happening.first
        known = first - 2 if happening.event.announced else first
        assert happening.event.says in said[known]
        assert not any(happening.event.says in earlier for earlier in said[:known])


def test_a_refused_plan_is_not_played(lab: HarbourGame) -> None:
    view = lab.move(move_1="deploy every change")
    assert view.refusal == (
        "Deploy every change: Packages are made by hand here. Package by machine first."
    )
    assert lab.act("play").refusal == f"Quarter 1: {view.refusal}"
    assert lab.result.season.quarters == ()
    assert not lab.move(move_1="half the size").refusal


def test_the_lists_say_what_cannot_be_chosen_beside_what_is_chosen(lab: HarbourGame) -> None:
    start = lab.view.barred
    assert start["move_1"]["deploy every change"].startswith("Packages are made by hand here.")
    assert "half the size" not in start["move_2"]
    view = lab.move(move_1="package by machine")
    assert view.barred["move_2"]["half the size"].startswith("It takes 2 person-weeks, and 0")
    assert "half the size" not in view.barred["move_1"]
    lab.move(move_1=NONE)
    lab.act("play")
    view = lab.move(move_1="package by machine")
    assert "approve each package" not in view.barred["move_2"]
    assert view.barred["move_1"].keys() >= {"approve each package"}


def test_what_is_barred_is_refused_and_the_rest_is_not(lab: HarbourGame) -> None:
    lab.move(move_1="half the size")
    barred = lab.view.barred["move_2"]
    for key in MOVES:
        assert bool(lab.move(move_2=key).refusal) == (key in barred)


def test_a_whole_season_ends_with_the_comparison() -> None:
    lab = HarbourGame("hydrofoil", "ada")
    plans = [["half the size"], ["alarms that say what to do"]] + [[]] * (QUARTERS - 2)
    for moves in plans:
        view = play(lab, *moves)
        assert not list(ill_said(view)) and not list(cut_words(lab))
        assert len(view.sentence) <= 350, "more than four lines"
    assert f"The season is over: you lost {lab.result.season.lost:.0f}" in view.sentence
    view = lab.act("compare")
    assert not list(cut_words(lab)) and len(view.sentence) <= 350
    result = lab.result.result
    assert result is not None and result.yours < result.nothing
    assert view.sentence.startswith(f"You lost {result.yours:.0f} person-weeks")
    assert f"found, which knew all events, {result.search:.0f}." in view.sentence
    assert set(view.barred["move_1"]) == set(MOVES)
    assert "All 8 quarters are played" in lab.act("play").refusal
    assert "All 8 quarters are played" in lab.move(move_1="half the size").refusal
    assert lab.move(move_1=NONE).sentence == view.sentence
    assert [row[1] for row in view.table.rows[:3]] == [
        "Changes of half the size",
        "Alarms that say what to do",
        "none",
    ]
    assert [row[2] for row in view.table.rows] == [*map(say_moves, result.search_plan)]
    assert lab.reset().sentence == HarbourGame("hydrofoil", "ada").view.sentence


def test_a_move_is_explained_when_it_is_chosen(lab: HarbourGame) -> None:
    said = lab.move(move_1="trains twice as often").sentence
    assert "Trains twice as often (2): A package waits for half as long" in said
    assert MOVES["half the size"].says in lab.move(move_2="half the size").sentence
    said = lab.move(move_1="alarms that say what to do").sentence
    assert MOVES["alarms that say what to do"].says in said, "what changed, not what stands last"
    assert MOVES["half the size"].says not in said


@pytest.mark.parametrize("key", MOVES)
def test_what_a_move_does_fits_the_lines_that_are_kept_for_it(key: str) -> None:
    season = HarbourGame("tug", 6)
    for _ in range(2):  # two events are announced then
        season.act("play")
    plan = Game(season.result.season, (key,))
    assert MOVES[key].says in plan.text() and "Announced" in plan.text()
    assert len(plan.text()) <= 350


def test_the_picture_has_the_pillars_of_the_moves_and_of_the_search() -> None:
    lab = HarbourGame("tug", SEED)
    play(lab, "trains twice as often", "alarms that say what to do")
    for _ in range(QUARTERS - 1):
        lab.act("play")
    lab.frame(1.0)
    mine, search = lab.live._plot._moves._cells.values()  # type: ignore[attr-defined]
    assert [cell.get_text() for cell in mine] == ["LM", *["–"] * (QUARTERS - 1)]
    assert not any(cell.get_text() for cell in search)
    lab.act("compare")
    lab.frame(1.0)
    result = lab.result.result
    assert result is not None
    assert [cell.get_text() for cell in search] == [*map(pillars_of, result.search_plan)]


def test_what_is_left_at_the_end_is_unspent_and_play_looks_so() -> None:
    lab = HarbourGame("tug", SEED)
    assert lab.view.barred[BUTTONS] == {"compare": "The season is compared at its end."}
    for _ in range(QUARTERS):
        view = lab.act("play")
    assert view.tiles[2]["text"] == "48" and view.tiles[2]["change"] == "unspent"
    assert view.barred[BUTTONS] == {"play": "The season is over."}


def test_the_comparison_is_there_when_the_cell_is_run_again(tmp_path: Path) -> None:
    file = tmp_path / "game.json"
    lab = HarbourGame("tug", SEED, file)
    for _ in range(QUARTERS):
        lab.act("play")
    assert HarbourGame("tug", SEED, file).result.result is None
    said = lab.act("compare").sentence
    assert HarbourGame("tug", SEED, file).view.sentence == said


def test_what_begins_in_the_last_quarter_is_said_at_its_end() -> None:
    lab = HarbourGame("tug", 6)
    for _ in range(QUARTERS):
        view = lab.act("play")
    assert EVENTS["alarms are silent"].says in view.sentence and len(view.sentence) <= 350


def test_a_season_is_compared_only_at_its_end(lab: HarbourGame) -> None:
    assert lab.act("compare").refusal == (
        "Quarters left to play: 8 of 8. The season is compared at its end."
    )


def test_start_over_is_the_same_season_again(lab: HarbourGame) -> None:
    first = lab.view
    once = play(lab, "half the size").sentence
    assert lab.reset() == first
    assert play(lab, "half the size").sentence == once


def test_a_season_in_a_file_is_gone_on_with(tmp_path: Path) -> None:
    file = tmp_path / "game.json"
    lab = HarbourGame("tug", SEED, file)
    assert not file.exists()
    play(lab, "half the size")
    view = play(lab, "trains twice as often")
    again = HarbourGame("tug", SEED, file)
    assert again.view.sentence == view.sentence and again.view.table == view.table
    assert repr(again) == repr(lab) == repr(HarbourGame("tug", SEED)), "a stored page is the start"
    play(again)
    assert len(open_season(file).quarters) == 3


def test_start_over_keeps_the_season_of_the_file_under_another_name(tmp_path: Path) -> None:
    file = tmp_path / "game.json"
    lab = HarbourGame("tug", SEED, file)
    play(lab, "half the size")
    view = lab.reset()
    (kept,) = tmp_path.glob("game_*.json")
    assert view.sentence.startswith(f"Your season is kept as {kept.name}.")
    assert len(open_season(kept).quarters) == 1 and not file.exists()
    play(lab, "trains twice as often")
    assert open_season(file).quarters[0].moves == ("trains twice as often",)


def test_a_file_with_something_else_is_refused_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "game.json"
    play(HarbourGame("tug", SEED, file))
    with pytest.raises(SavedSeasonError, match="the tug, season 1; asked for was the barge"):
        HarbourGame("barge", SEED, file)
    file.write_text("my diary", encoding="utf-8")
    with pytest.raises(SavedSeasonError, match="cannot be read as a saved season"):
        HarbourGame("tug", SEED, file)
    assert file.read_text(encoding="utf-8") == "my diary"


def test_what_cannot_be_saved_is_not_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "game.json"
    lab = HarbourGame("tug", SEED, file)
    play(lab)

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("deliverylab.improve.season.saved.replace_whole", full_disk)
        view = lab.act("play")
    assert "was not played" in view.refusal and "No space left on device" in view.refusal
    assert len(lab.result.season.quarters) == len(open_season(file).quarters) == 1
    play(HarbourGame("tug", SEED, file), "half the size")
    assert "gone on with elsewhere" in lab.act("play").refusal


def test_a_season_of_an_earlier_course_says_so(tmp_path: Path) -> None:
    file = tmp_path / "game.json"
    play(HarbourGame("tug", SEED, file))
    entries = json.loads(file.read_text(encoding="utf-8"))
    entries["quarters"][0]["loss"]["waiting"] = 99.0
    file.write_text(json.dumps(entries), encoding="utf-8")
    view = HarbourGame("tug", SEED, file).view
    assert "Played with an earlier version of the course: quarter 1." in view.sentence
    assert view.table.rows[1][3] == f"{sum(entries['quarters'][0]['loss'].values()):.1f}"


def test_a_team_that_nobody_has_seen_can_be_played() -> None:
    lab = HarbourGame(unseen_team("ada"), "ada")
    assert lab.result.season.team.name in lab.view.sentence
    assert play(lab, "half the size").sentence.startswith("Quarter 1:")


def test_the_picture_keeps_its_words_inside_and_apart_in_any_season() -> None:
    for seed in range(8):
        lab = HarbourGame("barge", seed)
        for _ in range(QUARTERS - 1):
            lab.act("play")
            assert not list(cut_words(lab))
        words = [each for each in lab.live.figure.findobj(Lettering) if each.get_text()]
        boxes = [each.get_window_extent() for each in words]
        for one, other in combinations(boxes, 2):
            wide = min(one.x1, other.x1) - max(one.x0, other.x0)
            high = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert wide < 1 or high < 4, (seed, [each.get_text() for each in words])


def test_the_page_is_told_of_lists_and_what_they_bar(lab: HarbourGame) -> None:
    spec = json.loads(json.dumps(spec_of(lab, "A sentence.")))
    first = spec["groups"][0]["controls"][0]
    assert first["kind"] == "pick" and len(first["options"]) == 1 + len(MOVES)
    assert spec["actions_last"] and spec["reset_label"] == "Start over"
    assert "deploy every change" in spec["view"]["barred"]["move_1"]
    view = follow(lab, {"what": "action", "action": "play"})
    assert view.sentence.startswith("Quarter 1:")


def test_it_says_where_changes_wait_longest(lab: HarbourGame) -> None:
    assert "Changes wait longest for the train (" in lab.view.sentence
    after = play(lab, "trains twice as often")
    last = lab.result.season.last
    assert f"Changes wait longest for {last.longest_wait} (" in after.sentence
