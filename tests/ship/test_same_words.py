"""The harbour refuses what the labs refuse, by the same rules and in the same words."""

from __future__ import annotations

import pytest

from deliverylab.ship import Harbour, Refused
from deliverylab.simulate import ManualPipeline
from deliverylab.simulate.manual import Refused as RefusedInTheLab

GOOD = ("show the ship", "accept small letters", "print a label")

STORIES = (
    "build",
    "release",
    "staging",
    "production",
    "roll back",
    "commit release",
    "commit build build",
    "commit build release release",
    "commit build production",
    "commit build release production",
    "commit build release production:1.1",
    "commit build release staging:9.9",
    "commit build release staging staging",
    "commit build release staging production production",
    "commit build release staging production roll-back",
    "commit build release staging production commit build release production",
    "commit build release staging production commit release",
)
"""What is done, one word a step; the last one is refused."""


def in_the_lab(story: str) -> str:
    """Return the rule and the sentence with which the lab refuses the last step."""
    pipeline = ManualPipeline()
    *steps, last = story.replace("roll back", "roll-back").split()
    for step in steps:
        take(step, pipeline)
    with pytest.raises(RefusedInTheLab) as refusal:
        take(last, pipeline)
    return f"{refusal.value.verb}, {refusal.value.rule}: {refusal.value}"


def in_the_harbour(story: str, harbour: Harbour) -> str:
    """Return the same for the harbour."""
    *steps, last = story.replace("roll back", "roll-back").split()
    for step in steps:
        take(step, harbour)
    with pytest.raises(Refused) as refusal:
        take(last, harbour)
    return f"{refusal.value.verb}, {refusal.value.rule}: {refusal.value}"


def take(step: str, pipeline: Harbour | ManualPipeline) -> None:
    name, _, version = step.partition(":")
    if name == "commit" and isinstance(pipeline, Harbour):
        pipeline.commit(GOOD[len(pipeline.state.commits)])
    elif name in ("staging", "production"):
        # The first package of the lab is 1.0; here a package has the number of its commit.
        shown = "1.0" if version == "1.1" and isinstance(pipeline, ManualPipeline) else version
        pipeline.deploy(name, shown or None)  # type: ignore[arg-type]
    else:
        getattr(pipeline, name.replace("-", "_"))()


@pytest.mark.parametrize(
    "story",
    [
        "commit build release staging commit staging",
        "commit build release staging production commit production",
    ],
)
def test_the_harbour_knows_the_next_step_better(story: str, harbour: Harbour) -> None:
    """For a commit that is not built yet, the lab says “release it”, the harbour “build it”."""
    said = "Commit 2 was never released, so there is no package of it to deploy"
    assert in_the_lab(story).endswith(f"{said}: release it first.")
    assert in_the_harbour(story, harbour).endswith(
        f"{said}. Commit 2 is not built yet: build it first, then release it."
    )


@pytest.mark.parametrize("story", STORIES)
def test_the_harbour_refuses_like_the_lab(story: str, harbour: Harbour) -> None:
    here = in_the_harbour(story, harbour).replace("1.2", "1.?").replace("1.1", "1.0")
    there = in_the_lab(story).replace("1.1", "1.?")
    # Only the repository differs: in the lab it is empty at first, here a service is in it.
    assert here.replace("you have committed nothing yet", "the repository is empty") == there
