"""The harbour refuses what the labs refuse, by the same rules and in the same words.

The rules are one (`deliverylab.steps.rules`); here is what each pipeline tells them of itself.
"""

from __future__ import annotations

import pytest

from deliverylab.ship import Harbour, Refused
from deliverylab.simulate import ManualPipeline

IN_THE_LAB = {"1.1": "1.0", "1.2": "1.1"}
GOOD = ("show the ship", "accept small letters", "print a label")

STORIES = (
    "build",
    "release",
    "commit build release production:1.1",
    "commit build release staging:9.9",
    "commit build release commit staging:1.2",
    "commit build release commit build commit staging:1.2",
    "commit build release staging commit staging",
    "commit build release staging production commit production",
    "commit build release staging production commit build release production",
    "commit build release staging production roll-back",
)
"""What is done, one word a step; the last one is refused."""


def refusal(story: str, pipeline: Harbour | ManualPipeline) -> str:
    """Return the rule and the sentence with which the last step is refused."""
    *steps, last = story.split()
    for step in steps:
        take(step, pipeline)
    with pytest.raises(Refused) as refused:
        take(last, pipeline)
    return f"{refused.value.verb}, {refused.value.rule}: {refused.value}"


def take(step: str, pipeline: Harbour | ManualPipeline) -> None:
    name, _, version = step.partition(":")
    if name == "commit" and isinstance(pipeline, Harbour):
        pipeline.commit(GOOD[len(pipeline.state.commits)])
    elif name in ("staging", "production"):
        # The first package of the lab is 1.0; here a package has the number of its commit.
        shown = version if isinstance(pipeline, Harbour) else IN_THE_LAB.get(version, version)
        pipeline.deploy(name, shown or None)  # type: ignore[arg-type]
    else:
        getattr(pipeline, name.replace("-", "_"))()


@pytest.mark.parametrize("story", STORIES)
def test_the_harbour_refuses_like_the_lab(story: str, harbour: Harbour) -> None:
    here = refusal(story, harbour).replace("1.2", "1.?").replace("1.1", "1.0")
    there = refusal(story, ManualPipeline()).replace("1.1", "1.?")
    # Only the repository differs: in the lab it is empty at first, here a service is in it.
    assert here.replace("you have committed nothing yet", "the repository is empty") == there
