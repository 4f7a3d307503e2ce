"""The tasks of lesson 03, build quality in.

First waste: how much of the way to the merge is work, and which step decides the pace. Then queues:
Little's law, the wait for a busy reviewer, the best batch. Then quality that is built in: where
three tests should run, when a script pays for itself, how long a performance test may take. The
ninth task is answered in words and graded by a person, so it is in the notebook alone.
"""

from __future__ import annotations

from typing import Any

from deliverylab.teach.tasks import Task
from deliverylab.teach.tasks.lesson_03_automation import PAYS_BACK
from deliverylab.teach.tasks.lesson_03_batch import BEST_BATCH
from deliverylab.teach.tasks.lesson_03_bottleneck import BOTTLENECK
from deliverylab.teach.tasks.lesson_03_flow import UP_TO_THE_MERGE
from deliverylab.teach.tasks.lesson_03_gate import HOW_LONG_A_TEST
from deliverylab.teach.tasks.lesson_03_queues import LITTLES_LAW, WAIT_DOUBLES
from deliverylab.teach.tasks.lesson_03_tests import THREE_TESTS

TASKS: tuple[Task[Any], ...] = (
    UP_TO_THE_MERGE,
    BOTTLENECK,
    LITTLES_LAW,
    WAIT_DOUBLES,
    BEST_BATCH,
    THREE_TESTS,
    PAYS_BACK,
    HOW_LONG_A_TEST,
)
"""In the order of the notebook."""

BY_HAND = {"3.9": 3}
"""What a person grades: number and points."""
