"""One delivery pipeline, worked by hand: commit, build, release, deploy, roll back.

It models an afternoon of one person who delivers a parcel-tracking service with nothing but a few
buttons. Commits go straight to the main line. A *build* runs the tests on the newest commit. A
*release* makes one package of a build that passed and puts it on the shelf. A *deployment* starts
a package from the shelf, first in staging, then in production, and only then do users get it. A
*roll back* returns production to the package that it ran before.

Each step refuses what makes no sense with a `Refused` that says why and what to do instead (see
`deliverylab.steps.rules`), and a refusal changes nothing. Every step takes a fixed number
of minutes, so the afternoon can be measured like any other delivery log.

A bug is either one that the tests catch, or one that only users notice. Which one comes next is
drawn from the seed, so a whole class meets the same story. The next ordinary commit repairs every
bug that is known by then: a red build shows its bugs, and users report theirs from production.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from deliverylab.simulate.manual_state import (
    Build,
    Commit,
    Deployment,
    Incident,
    Package,
    State,
    Step,
)
from deliverylab.simulate.manual_story import Story, clock
from deliverylab.steps import (
    ENVIRONMENTS,
    Environment,
    Refused,
    Rule,
    Trigger,
    Verb,
    to_build,
    to_deploy,
    to_release,
    to_roll_back,
)
from deliverylab.steps.says import released, rolled_back, users

if TYPE_CHECKING:
    import pandas as pd

    from deliverylab.log import DeliveryLog

__all__ = ["MINUTES", "MINUTES_TO_NOTICE", "ManualPipeline", "Refused", "Rule", "State", "Step"]

MINUTES: dict[Verb, int] = {"Commit": 20, "Build": 6, "Release": 2, "Deploy": 3, "Roll back": 1}
"""How long each step takes, in minutes."""

MINUTES_TO_NOTICE = 4
"""How long users meet a bug before it is known, in minutes."""


@dataclass(repr=False)
class ManualPipeline:
    """A pipeline that moves only when somebody presses a button.

    Args:
        seed: which story of changes and bugs happens.

    >>> pipeline = ManualPipeline()
    >>> for press in (pipeline.commit, pipeline.build, pipeline.release):
    ...     step = press()
    >>> step
    13:28  Release: commit 1 is now package 1.0, on the shelf. Users get nothing yet.
    >>> pipeline.deploy("production")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    deliverylab.steps.refused.Refused: Nothing was on staging yet, so nobody ...
    >>> for environment in ("staging", "production"):
    ...     step = pipeline.deploy(environment)
    >>> pipeline.state.users_get
    '1.0'
    """

    seed: int = 1
    state: State = field(default_factory=State, init=False)
    _past: list[State] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        """Draw the story."""
        self._story = Story.draw(self.seed)

    # The buttons

    def commit(self) -> Step:
        """Commit a good change; when bugs are known, it repairs them."""
        state = self.state
        repairs = tuple(sorted(state.known_bugs & state.bugs_left(len(state.commits))))
        number, minute = len(state.commits) + 1, state.minute + MINUTES["Commit"]
        if repairs:
            message = f"Repair: {state.commits[repairs[0] - 1].message}"
            says = "It repairs " + _listed([f"the bug of commit {bug}" for bug in repairs]) + "."
        else:
            features = sum(c.kind == "feature" and c.bug == "none" for c in state.commits)
            message, says = self._story.feature(features), "It is a good change."
        return self._committed(
            Commit(
                number,
                message,
                "fix" if repairs else "feature",
                self._story.lines(number),
                minute,
                repairs=repairs,
            ),
            says,
        )

    def commit_a_bug(self) -> Step:
        """Commit a change with a bug; the story says whether the tests or only users find it."""
        state = self.state
        number, minute = len(state.commits) + 1, state.minute + MINUTES["Commit"]
        bug = self._story.bug(sum(change.bug != "none" for change in state.commits))
        lines = self._story.lines(number)
        return self._committed(
            Commit(number, bug.message, "feature", lines, minute, bug.found_by, bug.symptom),
            "It carries a bug that nobody knows of yet.",
        )

    def build(self) -> Step:
        """Build the newest commit and run the tests on it.

        Raises:
            Refused: nothing was committed since the last build.
        """
        state = self.state
        newest = to_build(state).number
        finished = state.minute + MINUTES["Build"]
        build = Build(newest, state.bugs_in(newest, "tests"), state.minute, finished)
        if build.passed:
            says = f"Build: commit {newest} passes its tests. It is not packaged yet."
        else:
            symptoms = _listed([state.commits[bug - 1].symptom for bug in build.bugs])
            repaired = "it repairs the bug" if len(build.bugs) == 1 else "it repairs the bugs"
            says = (
                f"Build: commit {newest} fails its tests: {symptoms}. Commit a change: {repaired}."
            )
        after = replace(state, minute=finished, builds=(*state.builds, build))
        return self._move(after, "Build", f"commit {newest}", says)

    def release(self) -> Step:
        """Package the newest build and put it on the shelf. No user notices.

        Raises:
            Refused: there is no build, the newest one failed, or it is on the shelf already.
        """
        state = self.state
        commit = to_release(state).commit
        finished = state.minute + MINUTES["Release"]
        package = Package(state.next_version, commit, state.fingerprint(commit), finished)
        after = replace(state, minute=finished, shelf=(*state.shelf, package))
        return self._move(after, "Release", package.version, released(package))

    def deploy(self, environment: Environment = "production", version: str | None = None) -> Step:
        """Start a package from the shelf in production, or in staging first.

        Args:
            environment: "production" or "staging".
            version: which package; by default staging gets the newest one on the shelf, and
                production gets the one that is on staging.

        Raises:
            Refused: it was never released, it was never on staging, or it runs there already.
            ValueError: there is no such environment.
        """
        if environment not in ENVIRONMENTS:
            raise ValueError(
                f"environment is {environment!r}; it must be 'staging' or 'production'."
            )
        package = to_deploy(self.state, environment, version)
        if environment == "staging":
            after = self._started(package, environment, "approval", "Deploy")
            says = f"Deploy: package {package.version} now runs in staging, where no user is."
        else:
            after = self._in_production(package, self._trigger(package), "Deploy")
            after = replace(after, running=(*after.running, package.version))
            says = f"Deploy: package {package.version} now runs in production."
        return self._move(after, "Deploy", f"{package.version} to {environment}", says)

    def roll_back(self) -> Step:
        """Return production to the package that it ran before.

        Raises:
            Refused: production never ran anything else.
        """
        state = self.state
        package = to_roll_back(state)
        left = state.running[-1]
        after = self._in_production(package, "rollback", "Roll back")
        after = replace(after, running=state.running[:-1])
        says = rolled_back(package, left)
        return self._move(after, "Roll back", f"{left} to {package.version}", says)

    def undo(self) -> None:
        """Take the last step back, as if it had never happened; without one, do nothing."""
        if self._past:
            self.state = self._past.pop()

    def start_again(self) -> None:
        """Begin the same story from the start."""
        self.state = State()
        self._past.clear()

    # What it tells

    @property
    def sentence(self) -> str:
        """What happened last, and what users get now."""
        if not self.state.history:
            return "Nothing happened yet: the repository is empty. Users get nothing yet."
        return self.state.history[-1].sentence

    def history_table(self) -> pd.DataFrame:
        """Return the history: one row per step, with time, step, what, and what users get."""
        import pandas as pd

        steps = self.state.history
        return pd.DataFrame(
            {
                "time": [clock(step.minute) for step in steps],
                "step": [str(step.verb) for step in steps],
                "what": [step.what for step in steps],
                "users get": [step.users_get for step in steps],
            },
            dtype="str",
        )

    def to_log(self, team: str = "you") -> DeliveryLog:
        """Return the afternoon as a delivery log, so that the measures run on it."""
        from deliverylab.simulate.manual_log import manual_log

        return manual_log(self.state, team)

    def __repr__(self) -> str:
        """Return the pipeline in five lines of text."""
        return str(self.state)

    # How it works

    def _committed(self, change: Commit, says: str) -> Step:
        state = self.state
        after = replace(state, minute=change.minute, commits=(*state.commits, change))
        says = f"Commit: change {change.number}, “{change.message}”, is in the repository. {says}"
        return self._move(after, "Commit", f"commit {change.number}", says)

    def _move(self, after: State, verb: Verb, what: str, says: str) -> Step:
        got, get = self.state.users_get, after.users_get
        sentence = f"{says} {users(got, get, _listed(after.complaints))}"
        step = Step(verb, what, sentence, get, after.minute)
        self._past.append(self.state)
        self.state = replace(after, history=(*after.history, step))
        return step

    def _trigger(self, package: Package) -> Trigger:
        state = self.state
        if state.production and package.commit < state.production.commit:
            return "rollback"
        cured = state.open_bugs - {*state.bugs_in(package.commit, "users")}
        return "hotfix" if cured else "approval"

    def _started(
        self, package: Package, environment: Environment, trigger: Trigger, verb: Verb
    ) -> State:
        state = self.state
        finished = state.minute + MINUTES[verb]
        row = Deployment(package.version, environment, trigger, state.minute, finished)
        return replace(state, minute=finished, deployments=(*state.deployments, row))

    def _in_production(self, package: Package, trigger: Trigger, verb: Verb) -> State:
        """End the incidents whose bug is gone; begin one for each bug that users now meet."""
        after = self._started(package, "production", trigger, verb)
        now, bugs = after.minute, after.bugs_in(package.commit, "users")
        incidents = tuple(
            replace(
                incident,
                restored=now,
                restored_by="rollback" if trigger == "rollback" else "fix forward",
            )
            if incident.restored is None and incident.bug not in bugs
            else incident
            for incident in after.incidents
        )
        begun = tuple(
            Incident(bug, len(after.deployments), now, now + MINUTES_TO_NOTICE)
            for bug in bugs
            if bug not in after.open_bugs
        )
        minute = now + (MINUTES_TO_NOTICE if begun else 0)
        return replace(after, minute=minute, incidents=(*incidents, *begun))


def _listed(texts: Sequence[str]) -> str:
    *others, last = texts or [""]
    return f"{', '.join(others)} and {last}" if others else last
