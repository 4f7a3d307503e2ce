"""The tasks of lesson 02, integrate, deliver, deploy.

The first two are about the words: how do six teams really work, and which automated steps make
which mode? Then the same changes travel one by one and on a train. Then come the formula of the
batch, backwards and forwards, what an approval costs, and settings under which `tug` is fast and
does not fail more. The seventh task is answered in words and graded by a person, so it is in the
notebook alone.
"""

from __future__ import annotations

from typing import Any

from deliverylab.teach.tasks import Task
from deliverylab.teach.tasks.lesson_02_approval import PRICE_OF_A_YES
from deliverylab.teach.tasks.lesson_02_batch import ONE_BAD_CHANGE
from deliverylab.teach.tasks.lesson_02_luck import SAME_LUCK
from deliverylab.teach.tasks.lesson_02_mode import NAME_THE_MODE
from deliverylab.teach.tasks.lesson_02_tug import UNDER_A_DAY
from deliverylab.teach.tasks.lesson_02_words import HOW_DO_THEY_WORK

TASKS: tuple[Task[Any], ...] = (
    HOW_DO_THEY_WORK,
    NAME_THE_MODE,
    SAME_LUCK,
    ONE_BAD_CHANGE,
    PRICE_OF_A_YES,
    UNDER_A_DAY,
)
"""In the order of the notebook."""

BY_HAND = {"2.7": 3}
"""What a person grades: number and points."""
