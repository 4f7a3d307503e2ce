"""The lab *Release or deploy*: what is on the shelf and what users get are two different things.

The student works a pipeline by hand (`deliverylab.simulate.manual`): commit, build, release, deploy
to staging, deploy to production, roll back. A button that makes no sense now refuses, with the
reason, and the picture stays. Five missions guide; each shows whether it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from deliverylab.show.controls import Action, Choices, Prediction
from deliverylab.show.lab import Lab, View
from deliverylab.show.shelf_plot import HEIGHT, WIDTH, ShelfPlot
from deliverylab.show.tiles import Change, Table, Tile
from deliverylab.simulate.manual import ManualPipeline, Refused, State
from deliverylab.simulate.manual_story import clock

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STEPS_IN_TABLE = 10

SAME = "the same as before"
"""What users get after a release; the answer to the prediction."""

NOT_YET = "not known yet: you will see it in mission 3"

PRESSES: dict[str, Callable[[ManualPipeline], object]] = {
    "commit": ManualPipeline.commit,
    "commit_a_bug": ManualPipeline.commit_a_bug,
    "build": ManualPipeline.build,
    "release": ManualPipeline.release,
    "deploy_to_staging": lambda pipeline: pipeline.deploy("staging"),
    "deploy_to_production": lambda pipeline: pipeline.deploy("production"),
    "roll_back": ManualPipeline.roll_back,
}
"""What each button does with the pipeline, by the button's name."""


def released_unnoticed(state: State) -> bool:
    """Whether a package was put on the shelf."""
    return bool(state.shelf)


def reached_users(state: State) -> bool:
    """Whether users ever got a package."""
    return any(row.environment == "production" for row in state.deployments)


def released_beside_users(state: State) -> bool:
    """Whether a package was released while users had another one."""
    return any(step.verb == "Release" and step.users_get != "nothing yet" for step in state.history)


def rolled_back_a_bug(state: State) -> bool:
    """Whether users met a bug and a rollback took it away."""
    return any(incident.restored_by == "rollback" for incident in state.incidents)


@dataclass(frozen=True)
class Mission:
    """Something to try, how the pipeline tells that it was done, and what that showed.

    `hint` is what to know when the tests have stopped a build and it is not done yet.
    """

    label: str
    done: Callable[[State], bool]
    showed: str
    hint: str = ""


MISSIONS = (
    Mission("1 Put a package on the shelf", released_unnoticed, "No user noticed."),
    Mission("2 Let users have it", reached_users, "Deploying does it."),
    Mission("3 Release again: who gets it?", released_beside_users, "Nobody, until you deploy."),
    Mission(
        "4 Ship a bug, then roll back",
        rolled_back_a_bug,
        "Users are well in a minute.",
        "Some bugs get past the tests.",
    ),
)
DEPLOY_UNRELEASED = "5 Deploy without a release"
DEPLOY_UNRELEASED_SHOWED = "Refused: there is no package."


@dataclass(frozen=True)
class MissionTile(Tile):
    """A mission as a tile: a tick or a circle with a word, and a remark.

    The remark is what the mission showed once it is done, and before that a hint, if there is one.
    """

    remark: str = ""

    @classmethod
    def of(cls, label: str, done: bool, showed: str, hint: str = "") -> MissionTile:
        """Return the tile of a mission."""
        return cls(label, float(done), _done_or_not, remark=showed if done else hint)

    def change(self, start: Tile) -> Change:
        """Give the remark; a mission is not compared with the start."""
        return Change("=" if self.remark else "", self.remark, "")


class ReleaseOrDeploy(Lab[State]):
    """The lab of the first lesson, on the story of one seed.

    >>> lab = ReleaseOrDeploy()
    >>> lab
    Nothing happened yet: the repository is empty. Users get nothing yet.
    >>> _ = lab.predict("the same as before")
    >>> lab.act("deploy_to_staging").refusal
    'There is nothing to deploy: nothing was released, so the shelf is empty. Deploying starts a
     package: release one first. Mission 5 is done.'
    >>> for press in ("commit", "build", "release"):
    ...     view = lab.act(press)
    >>> view.sentence
    'Release: commit 1 is now package 1.0, on the shelf. Users get nothing yet.
     Mission 1 is done.'
    """

    name = "Release or deploy"
    question = "When you release a package, what do users get? Press the buttons and find out."
    actions: ClassVar[Sequence[Action]] = (
        Action("commit", "Commit a change"),
        Action("commit_a_bug", "Commit a bug"),
        Action("build", "Build"),
        Action("release", "Release"),
        Action("deploy_to_staging", "Deploy to staging"),
        Action("deploy_to_production", "Deploy to production"),
        Action("roll_back", "Roll back"),
    )
    prediction = Prediction(
        "Suppose users get version 1.0. You commit a change, build it and press Release. "
        "What do users get then?",
        options=("the new version", "the new version, in staging only", SAME),
    )
    width = WIDTH
    height = HEIGHT

    def __init__(self, seed: int = 1) -> None:
        """Begin the story of this seed; a class with one seed meets one story."""
        self._seed = seed
        self._tried_unreleased = False
        super().__init__()

    def model(self, choices: Choices) -> State:
        """Return the pipeline before anything happened."""
        return State()

    def press(self, before: State, action: str, choices: Choices) -> State:
        """Return the pipeline after the button `action`; a `Refused` where it makes no sense."""
        pipeline = ManualPipeline(self._seed)
        pipeline.state = before
        try:
            PRESSES[action](pipeline)
        except Refused as refusal:
            if refusal.rule != "never released" or self._tried_unreleased:
                raise
            self._tried_unreleased = True
            raise ValueError(f"{refusal} Mission 5 is done.") from refusal
        return pipeline.state

    def plot(self, figure: Figure) -> ShelfPlot:
        """Draw the empty places."""
        return ShelfPlot(figure)

    def tiles(self, result: State) -> Sequence[Tile]:
        """Return the missions, done or not."""
        stopped = any(not build.passed for build in result.builds)
        tiles = [
            MissionTile.of(m.label, m.done(result), m.showed, m.hint if stopped else "")
            for m in MISSIONS
        ]
        tried = self._tried_unreleased
        return [*tiles, MissionTile.of(DEPLOY_UNRELEASED, tried, DEPLOY_UNRELEASED_SHOWED)]

    def table(self, result: State) -> Table:
        """Return the last steps: when, what, and what users got after it."""
        rows = [
            (clock(step.minute), step.verb, step.what, step.users_get)
            for step in result.history[-STEPS_IN_TABLE:]
        ]
        return Table(("time", "step", "what", "users get"), rows)

    def sentence(self, result: State, before: State | None) -> str:
        """Say what the last step did, what users get now, and which mission that was."""
        pipeline = ManualPipeline(self._seed)
        pipeline.state = result
        done = "".join(
            f" Mission {number} is done."
            for number, mission in enumerate(MISSIONS, start=1)
            if before is not None and mission.done(result) and not mission.done(before)
        )
        return pipeline.sentence + done + self._after_a_red_build(result)

    @staticmethod
    def _after_a_red_build(result: State) -> str:
        """Say that another bug may get further, to who still has to ship one."""
        red = result.history and result.history[-1].verb == "Build" and not result.builds[-1].passed
        if not red or rolled_back_a_bug(result):
            return ""
        return " Not every bug is caught by the tests: try another one afterwards."

    def outcome(self, result: State) -> str:
        """Return what users get after a release, once there was one beside what they had."""
        return SAME if released_beside_users(self.result) else NOT_YET

    def judge(self, answer: float | str, outcome: float | str) -> str:
        """Say how the prediction compares, once it can be known."""
        if outcome == NOT_YET:
            return f"You predicted: {answer}. You will see in mission 3."
        right = "Right" if answer == outcome else "Not so"
        return f"You predicted: {answer}. {right}: users get {outcome}, until you deploy."

    def reset(self) -> View:
        """Begin the story again; a prediction that was given stays."""
        self._tried_unreleased = False
        return super().reset()


def _done_or_not(value: float) -> str:
    return "✓ done" if value else "○ to do"
