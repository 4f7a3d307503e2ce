"""The one task of lesson 00, Start here: a number that the first lab shows.

It is there to be tried out: what an answer, a hint and "right" look like. So it belongs to the
lesson itself, and has no notebook of exercises.
"""

from __future__ import annotations

from typing import Any

from deliverylab.teach.forms import count
from deliverylab.teach.tasks import Mistake, Task

SIZE = 10
"""How many changes are in the batch."""
FAILS = 0.05
"""The share of the changes that fail, as the lab has it at its start."""
BATCHES = 100


def failing(size: int = SIZE) -> int:
    """Return how many of the batches fail: those in which not all changes are good.

    >>> failing(), failing(20)
    (40, 64)
    """
    return round(BATCHES * (1 - (1 - FAILS) ** size))


def said(batches: int) -> str:
    """Say what the number means."""
    return (
        f"{batches} of {BATCHES} batches of {SIZE} changes fail, although only "
        f"{FAILS:.0%} of the changes are bad: one bad change is enough."
    )


TASKS: tuple[Task[Any], ...] = (
    Task(
        number="0.1",
        title="How many batches fail?",
        points=1,
        variable="failing",
        expects=count("batches"),
        answer=failing,
        mistakes=(
            Mistake(
                "left the lab as it was",
                gives=lambda: failing(20),
                hints=(
                    "That is so for batches of 20 changes. How many changes are in a batch here?",
                    f"Move the slider *Changes in it*, until it says {SIZE}.",
                    "Then read the first words under the picture: how many per cent fail?",
                ),
            ),
            Mistake(
                "added the risks up",
                gives=lambda: round(BATCHES * FAILS * SIZE),
                hints=(
                    "That counts a batch twice when two of its changes are bad. What does the lab "
                    "say?",
                    f"The risks of {SIZE} changes cannot be added up. Move the slider *Changes in "
                    f"it* to {SIZE}.",
                    "Read the first words under the picture: how many per cent fail?",
                ),
            ),
            Mistake(
                "took the good ones",
                gives=lambda: BATCHES - failing(),
                hints=(
                    "Do you count the batches that fail, or the others?",
                    f"So many of {BATCHES} batches work. The task asks for those that fail.",
                    f"Subtract your number from {BATCHES}.",
                ),
            ),
        ),
        hints=(
            f"Move the slider *Changes in it* to {SIZE}, and leave the others as they are at the "
            "start.",
            "Read the first words under the picture: how many per cent of the batches fail?",
            f"So many per cent of {BATCHES} batches are just as many batches: write that number.",
        ),
        said=said,
    ),
)
