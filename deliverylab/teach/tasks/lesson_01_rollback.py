"""Task 1.5: what does a rollback do? The student predicts; the pipeline of the lesson decides."""

from __future__ import annotations

from functools import cache
from typing import Any

from deliverylab.simulate import ManualPipeline
from deliverylab.simulate.manual_state import State
from deliverylab.teach.forms import count, parts, word
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]


@cache
def afternoon() -> State:
    """Return how the afternoon of the notebook ends."""
    pipeline = ManualPipeline()
    for _ in range(2):
        carry_to_the_shelf(pipeline)
        pipeline.deploy("staging")
        pipeline.deploy("production")
    carry_to_the_shelf(pipeline)
    pipeline.roll_back()
    return pipeline.state


def carry_to_the_shelf(pipeline: ManualPipeline) -> None:
    """Commit, build and release one change."""
    pipeline.commit()
    pipeline.build()
    pipeline.release()


def after_the_roll_back() -> Parts:
    """Return what users get, and how many packages are on the shelf."""
    state = afternoon()
    return {"users_get": state.users_get, "on_the_shelf": len(state.shelf)}


def said(value: Parts) -> str:
    """Say what the rollback did, and what it did not do."""
    state = afternoon()
    times = sum(
        step.version == value["users_get"] and step.environment == "production"
        for step in state.deployments
    )
    often = "twice" if times == 2 else f"{times} times"
    return (
        f"Users get {value['users_get']} again, and all {value['on_the_shelf']} packages are still "
        f"on the shelf. {value['users_get']} was released once and went to production {often}: "
        "a rollback is a deploy, not a release."
    )


def versions() -> list[str]:
    """Return the versions on the shelf at the end of the afternoon, the oldest first."""
    return [package.version for package in afternoon().shelf]


ROLL_BACK: Task[Parts] = Task(
    number="1.5",
    title="Roll back",
    points=2,
    expects=parts(
        users_get=word("1.0", "1.1", "1.2", "1.3"),
        on_the_shelf=count("packages"),
    ),
    answer=after_the_roll_back,
    mistakes=(
        Mistake(
            "thought that it makes a package",
            recognises=lambda value: (
                value["users_get"] not in versions() or value["on_the_shelf"] > len(versions())
            ),
            hints=(
                "Count the lines that make a package. Is `roll_back` one of them?",
                "A package is made by a release. To roll back takes a package that is there.",
                "Three releases are made, one in each round of the loop and one after it. Nothing "
                "else changes the shelf.",
            ),
        ),
        Mistake(
            "took packages off the shelf",
            recognises=lambda value: value["on_the_shelf"] < len(versions()),
            hints=(
                "A package that is not in production is still somewhere. Where?",
                "A deploy starts a package and a rollback starts another one. The shelf keeps "
                "them all.",
                "Count the releases in `afternoon`, also those in the loop.",
            ),
        ),
        Mistake(
            "took the newest package for what users get",
            recognises=lambda value: value["users_get"] == versions()[-1],
            hints=(
                "That version is the newest on the shelf. Was it ever deployed?",
                "Users get a package only when it was deployed to production. The last one that "
                "was released was not.",
                "Write down which versions ran in production, in order. A rollback goes one "
                "step back in that list.",
            ),
        ),
        Mistake(
            "rolled the release back",
            recognises=lambda value: value["users_get"] == versions()[-2],
            hints=(
                "That version was in production before the rollback too. What does the rollback "
                "change then?",
                "It does not undo the last step, the release. It returns production to the "
                "package that ran there before.",
                "Write down which versions ran in production, in order, and go one step back.",
            ),
        ),
    ),
    hints=(
        "Follow the lines of `afternoon` one by one. Note for each what is on the shelf, and "
        "what is in production.",
        "The loop runs twice, so two packages are deployed before the third one is released.",
        "Only `release` changes the shelf. Only `deploy` and `roll_back` change what users get.",
    ),
    said=said,
)
