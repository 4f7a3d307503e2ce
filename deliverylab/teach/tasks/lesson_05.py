"""The tasks of lesson 05, CALMS.

First the pillars themselves: ten things that teams do. Then one task for each question of what a
pillar brings and where it stops paying: a pool of people, an alarm, who else could restore a part.
The sixth spends eight weeks of `barge` on moves of all pillars. The seventh is answered in words
and graded by a person, so it is in the notebook alone.
"""

from __future__ import annotations

from typing import Any

from deliverylab.teach.tasks import Task
from deliverylab.teach.tasks.lesson_05_alarm import CHEAP_ALARM
from deliverylab.teach.tasks.lesson_05_bus import BUS_FACTOR
from deliverylab.teach.tasks.lesson_05_invest import EIGHT_WEEKS
from deliverylab.teach.tasks.lesson_05_pillars import WHICH_PILLAR
from deliverylab.teach.tasks.lesson_05_pooling import HOW_MUCH_SLOWER, POOLING_GAIN

TASKS: tuple[Task[Any], ...] = (
    WHICH_PILLAR,
    POOLING_GAIN,
    HOW_MUCH_SLOWER,
    CHEAP_ALARM,
    BUS_FACTOR,
    EIGHT_WEEKS,
)
"""In the order of the notebook."""

BY_HAND = {"5.7": 3}
"""What a person grades: number and points."""
