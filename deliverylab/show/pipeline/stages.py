"""The stages of the pipeline, as the pipeline view shows them, and what a change does in each.

Two gates divide the way. At the first, *release*, merged changes become a package: from then on the
package lies on the shelf, but no user has it. At the second, *deploy*, the package has reached
production, where users are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Mark = Literal["work", "wait", "red", "back", "done"]
"""How a change looks: in work, waiting, back from red tests, taken from users, or done."""


@dataclass(frozen=True)
class PipelineStage:
    """One column of the pipeline: a key, a heading, and what happens there in a few words."""

    key: str
    name: str
    about: str


STAGES: tuple[PipelineStage, ...] = (
    PipelineStage("code", "Code", "with its author"),
    PipelineStage("review", "Review", "a colleague reads it"),
    PipelineStage("build", "Build and test", "does it work?"),
    PipelineStage("merged", "Merged", "works, waits for its release"),
    PipelineStage("staging", "Staging", "the package is tried out"),
    PipelineStage("ready", "Ready", "tried out, waits for its deploy"),
    PipelineStage("deploy", "Deploying", "on its way to production"),
    PipelineStage("production", "Production", "users have it"),
)
"""The stages of the pipeline, from left to right."""


@dataclass(frozen=True)
class Band:
    """Neighbouring stages between two gates: its name, the columns it spans, the gate behind it."""

    name: str
    short: str
    stages: int
    gate: str = ""


BANDS: tuple[Band, ...] = (
    Band("not released: no package yet", "not released", 4, gate="release"),
    Band("on the shelf: a package that no user has yet", "on the shelf", 3, gate="deploy"),
    Band("deployed", "deployed", 1),
)
"""What the gates *release* and *deploy* make of the stages, from left to right."""


class State(IntEnum):
    """What a change does, or waits for. The numbers travel to the browser as bytes."""

    CODE = 0
    RED_BUILD = 1
    REVIEW_QUEUE = 2
    REVIEW = 3
    BUILD_QUEUE = 4
    BUILD = 5
    MERGED = 6
    STAGING_QUEUE = 7
    STAGING = 8
    READY = 9
    ROLLED_BACK = 10
    DEPLOY = 11
    DEPLOY_FAILED = 12
    PRODUCTION = 13


WHERE: dict[State, tuple[str, Mark]] = {
    State.CODE: ("code", "work"),
    State.RED_BUILD: ("code", "red"),
    State.REVIEW_QUEUE: ("review", "wait"),
    State.REVIEW: ("review", "work"),
    State.BUILD_QUEUE: ("build", "wait"),
    State.BUILD: ("build", "work"),
    State.MERGED: ("merged", "wait"),
    State.STAGING_QUEUE: ("staging", "wait"),
    State.STAGING: ("staging", "work"),
    State.READY: ("ready", "wait"),
    State.ROLLED_BACK: ("ready", "back"),
    State.DEPLOY: ("deploy", "work"),
    State.DEPLOY_FAILED: ("deploy", "wait"),
    State.PRODUCTION: ("production", "done"),
}
"""The stage of every state, and how a change in that state looks."""
