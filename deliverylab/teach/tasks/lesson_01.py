"""The tasks of lesson 01, from commit to production.

The first three read the shipped log: where one change waited, how often the teams deploy, which
packages never reach users. Then come what is in production at a moment, a rollback, the rule that
a deploy must obey, and how often a train has to go. The eighth task is answered in words and graded
by a person, so it is in the notebook alone.
"""

from __future__ import annotations

from typing import Any

from deliverylab.teach.tasks import Task
from deliverylab.teach.tasks.lesson_01_change import WHERE_IT_WAITED
from deliverylab.teach.tasks.lesson_01_counts import COUNT_DEPLOYS, NEVER_AND_AGAIN
from deliverylab.teach.tasks.lesson_01_production import IN_PRODUCTION
from deliverylab.teach.tasks.lesson_01_rollback import ROLL_BACK
from deliverylab.teach.tasks.lesson_01_rule import MAY_DEPLOY
from deliverylab.teach.tasks.lesson_01_train import HOW_OFTEN

TASKS: tuple[Task[Any], ...] = (
    WHERE_IT_WAITED,
    COUNT_DEPLOYS,
    NEVER_AND_AGAIN,
    IN_PRODUCTION,
    ROLL_BACK,
    MAY_DEPLOY,
    HOW_OFTEN,
)
"""In the order of the notebook."""

BY_HAND = {"1.8": 3}
"""What a person grades: number and points."""
