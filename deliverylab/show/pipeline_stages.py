"""The stages of the pipeline, as the pipeline view shows them, and what a change does in each.

The word *release* names the stage that makes a package; from then on the package exists, but no
user has it. *Deploy* takes it to production, where users are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Mark = Literal["work", "wait", "red", "back", "done"]
"""How a change looks: in work, waiting, gone wrong, taken back, or done."""


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
    PipelineStage("release", "Release", "made into a package"),
    PipelineStage("staging", "Staging", "the package is tried out"),
    PipelineStage("shelf", "Shelf", "ready, not in use"),
    PipelineStage("deploy", "Deploy", "goes to production"),
    PipelineStage("production", "Production", "users have it"),
)
"""The stages of the pipeline, from left to right."""


class State(IntEnum):
    """What a change does, or waits for. The numbers travel to the browser as bytes."""

    CODE = 0
    RED_BUILD = 1
    REVIEW_QUEUE = 2
    REVIEW = 3
    BUILD_QUEUE = 4
    BUILD = 5
    RELEASE_QUEUE = 6
    STAGING_QUEUE = 7
    STAGING = 8
    SHELF = 9
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
    State.RELEASE_QUEUE: ("release", "wait"),
    State.STAGING_QUEUE: ("staging", "wait"),
    State.STAGING: ("staging", "work"),
    State.SHELF: ("shelf", "wait"),
    State.ROLLED_BACK: ("shelf", "back"),
    State.DEPLOY: ("deploy", "work"),
    State.DEPLOY_FAILED: ("deploy", "red"),
    State.PRODUCTION: ("production", "done"),
}
"""The stage of every state, and how a change in that state looks."""
