"""The lab Release or deploy: what its buttons say, what its missions show, what it draws."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from deliverylab.show.lab import SKIPPED, View
from deliverylab.show.live import LiveFigure
from deliverylab.show.release_or_deploy import PRESSES, SAME, ReleaseOrDeploy
from deliverylab.show.shelf_plot import HEIGHT, WIDTH, ShelfPlot
from deliverylab.simulate.manual import State

TO_USERS = ("build", "release", "deploy_to_staging", "deploy_to_production")


@pytest.fixture
def lab() -> ReleaseOrDeploy:
    made = ReleaseOrDeploy()
    made.predict(SAME)
    return made


def press(lab: ReleaseOrDeploy, *actions: str) -> View:
    """Press buttons one after the other; return what the lab shows after the last."""
    for action in actions:
        view = lab.act(action)
    return view


def missions(view: View) -> list[bool]:
    """Return which missions are shown as done."""
    return [tile["text"] == "✓ done" for tile in view.tiles]


def test_a_student_who_does_all_missions_sees_each_of_them_ticked(lab: ReleaseOrDeploy) -> None:
    assert missions(lab.view) == [False] * 5
    assert missions(press(lab, "deploy_to_production")) == [False] * 4 + [True]
    view = press(lab, "commit", "build", "release")
    assert missions(view) == [True, False, False, False, True]
    assert view.sentence.endswith("Users get nothing yet. Mission 1 is done.")
    view = press(lab, "deploy_to_staging", "deploy_to_production")
    assert missions(view) == [True, True, False, False, True]
    view = press(lab, "commit", "build", "release")
    assert missions(view) == [True, True, True, False, True]
    assert view.sentence.endswith("Users still get 1.0. Mission 3 is done.")
    press(lab, "commit_a_bug", "build", "commit", "build")
    view = press(lab, "commit_a_bug", *TO_USERS)
    assert missions(view) == [True, True, True, False, True]
    assert ", with errors: " in view.sentence
    view = press(lab, "roll_back")
    assert missions(view) == [True] * 5
    assert view.sentence.endswith("Users now get 1.0, and the errors are gone. Mission 4 is done.")


def test_a_mission_says_what_it_showed_only_once_it_is_done(lab: ReleaseOrDeploy) -> None:
    assert [tile["change"] for tile in lab.view.tiles] == [""] * 5
    view = press(lab, "commit", "build", "release")
    assert view.tiles[0]["change"] == "No user noticed."
    assert all(tile["verdict"] == "" for tile in view.tiles)


def test_a_red_build_says_how_to_go_on_until_a_bug_was_shipped(lab: ReleaseOrDeploy) -> None:
    more = "Not every bug is caught by the tests: try another one afterwards."
    view = press(lab, "commit_a_bug", "build")
    assert ". Commit a change: it repairs the bug. Users get nothing yet. " in view.sentence
    assert view.sentence.endswith(more)
    assert view.tiles[3]["text"] == "○ to do"
    assert view.tiles[3]["change"] == "Some bugs get past the tests."
    view = press(lab, "commit", *TO_USERS)
    assert more not in view.sentence
    view = press(lab, "commit_a_bug", *TO_USERS, "roll_back")
    assert view.tiles[3]["change"] == "Users are well in a minute."
    view = press(lab, "commit", "build", "commit_a_bug", "build")
    assert "fails its tests" in view.sentence and more not in view.sentence


def test_a_refusal_is_said_in_words_and_the_picture_stays(lab: ReleaseOrDeploy) -> None:
    press(lab, "commit")
    before = lab.result
    view = press(lab, "release")
    assert view.refusal.startswith("Commit 1 was never built")
    assert lab.result is before
    assert press(lab, "build").refusal == ""


def test_deploying_what_was_never_released_is_told_as_a_mission_once(lab: ReleaseOrDeploy) -> None:
    assert press(lab, "deploy_to_staging").refusal.endswith("Mission 5 is done.")
    assert press(lab, "deploy_to_staging").refusal.endswith("release one first.")
    assert lab.reset().tiles[-1]["text"] == "○ to do"


def test_the_outcome_is_hidden_until_predicted_and_judged_when_it_can_be_known() -> None:
    lab = ReleaseOrDeploy()
    assert lab.view.covered
    assert "still" not in lab.view.sentence
    view = lab.predict("the new version")
    assert view.verdict == "You predicted: the new version. You will see in mission 3."
    view = press(lab, "commit", *TO_USERS, "commit", "build", "release")
    assert view.verdict == (
        "You predicted: the new version. Not so: users get the same as before, until you deploy."
    )
    assert "Right: " in lab.predict(SAME).verdict


def test_who_skips_the_prediction_is_not_told_before_trying() -> None:
    lab = ReleaseOrDeploy()
    assert SAME not in lab.predict(SKIPPED).verdict
    view = press(lab, "commit", *TO_USERS, "commit", "build", "release")
    assert SAME in view.verdict


def test_the_table_is_the_history_and_has_ten_rows_at_most(lab: ReleaseOrDeploy) -> None:
    assert list(lab.view.table.columns) == ["time", "step", "what", "users get"]
    view = press(lab, "commit", *TO_USERS)
    assert view.table.rows[-1] == ("13:34", "Deploy", "1.0 to production", "1.0")
    view = press(lab, *["commit"] * 20)
    assert len(view.table.rows) == 10


def test_reset_begins_the_same_story_again(lab: ReleaseOrDeploy) -> None:
    first = press(lab, "commit_a_bug").sentence
    lab.reset()
    assert lab.result == State()
    assert press(lab, "commit_a_bug").sentence == first


def test_a_class_with_one_seed_meets_one_story() -> None:
    stories = []
    for seed in (5, 5, 6):
        lab = ReleaseOrDeploy(seed)
        lab.predict(SKIPPED)
        stories.append(press(lab, "commit_a_bug").sentence)
    assert stories[0] == stories[1] != stories[2]


def test_every_button_has_a_step_and_no_step_lacks_a_button() -> None:
    assert [action.name for action in ReleaseOrDeploy.actions] == list(PRESSES)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_presses_gives_a_sentence_or_a_reason_and_a_picture(seed: int) -> None:
    lab = ReleaseOrDeploy(seed)
    lab.predict(SKIPPED)
    figure = Figure()
    plot = ShelfPlot(figure)
    luck = np.random.default_rng(seed)
    for action in luck.choice(list(PRESSES), 60):
        view = lab.act(str(action))
        assert view.refusal.endswith(".") or view.refusal == ""
        assert "fault" not in view.refusal
        assert "Users " in view.sentence
        plot.move(lab.result)


def test_the_stored_page_has_one_sentence_and_a_small_picture() -> None:
    lab = ReleaseOrDeploy()
    bundle, _ = lab._repr_mimebundle_()
    assert bundle["text/plain"] == repr(lab) == lab.picture.sentence
    assert bundle["text/plain"] == (
        "Nothing happened yet: the repository is empty. Users get nothing yet."
    )
    assert len(lab.picture.png) < 40_000
    lab.widget.close()


def drawn(state: State) -> list[Text]:
    """Return all words in the picture of `state`, laid out as on the page."""
    live: LiveFigure[State] = LiveFigure(ShelfPlot, WIDTH, HEIGHT)
    live.draw(state, 1)
    return [text for text in live.figure.findobj(Text) if text.get_text()]


def test_the_picture_says_what_is_on_the_shelf_and_what_users_get(lab: ReleaseOrDeploy) -> None:
    press(lab, "commit", *TO_USERS, "commit", "build", "release")
    words = [text.get_text() for text in drawn(lab.result)]
    assert "Newest on the shelf: 1.1.  Users get 1.0." in words
    assert words.count("1.1") == 1, "the new package is on the shelf only"
    assert words.count(f"№ {lab.result.shelf[0].fingerprint}") == 3, "shelf, staging, production"


def test_the_fingerprint_is_explained_once_there_is_one(lab: ReleaseOrDeploy) -> None:
    explained = "№ is the fingerprint of a package. Equal fingerprints: the very same package."
    assert explained not in [text.get_text() for text in drawn(lab.result)]
    press(lab, "commit", "build", "release")
    assert explained in [text.get_text() for text in drawn(lab.result)]


def test_a_bug_is_marked_only_once_somebody_found_it(lab: ReleaseOrDeploy) -> None:
    press(lab, "commit_a_bug", "build", "commit", "build", "commit_a_bug", "build", "release")
    assert "✗ bug" not in [text.get_text() for text in drawn(lab.result)]
    press(lab, "deploy_to_staging", "deploy_to_production")
    words = [text.get_text() for text in drawn(lab.result)]
    assert words.count("✗ bug") == 3
    assert "Newest on the shelf: 1.0.  Users get 1.0, with errors!" in words


def test_all_words_of_a_full_picture_stay_inside_it_and_apart(lab: ReleaseOrDeploy) -> None:
    for _ in range(12):
        press(lab, "commit", *TO_USERS)
        press(lab, "commit_a_bug", *TO_USERS)
    press(lab, "roll_back", "commit_a_bug", "build", "commit")
    assert_words_fit(lab.result)


def test_all_words_of_an_empty_picture_stay_inside_it_and_apart(lab: ReleaseOrDeploy) -> None:
    assert_words_fit(lab.result)


def assert_words_fit(state: State) -> None:
    """No word of the picture of `state` leaves it or lies on another."""
    boxes = [text.get_window_extent() for text in drawn(state)]
    for box in boxes:
        assert box.x0 >= 0 and box.x1 <= WIDTH and box.y0 >= 0 and box.y1 <= HEIGHT
    overlaps = [
        (one, other)
        for at, one in enumerate(boxes)
        for other in boxes[:at]
        if min(one.x1, other.x1) - max(one.x0, other.x0) > 1
        and min(one.y1, other.y1) - max(one.y0, other.y0) > 4
    ]
    assert not overlaps


def test_drawing_again_leaves_nothing_behind(lab: ReleaseOrDeploy) -> None:
    live: LiveFigure[State] = LiveFigure(ShelfPlot, WIDTH, HEIGHT)
    empty = live.draw(lab.result, 1).copy()
    press(lab, "commit", *TO_USERS)
    full = live.draw(lab.result, 1).copy()
    lab.reset()
    assert not np.array_equal(empty, full)
    assert np.array_equal(empty, live.draw(lab.result, 1))
