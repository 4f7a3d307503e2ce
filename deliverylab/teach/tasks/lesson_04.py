"""The tasks of lesson 04, measure delivery.

First the numbers themselves: the failure rate of any team, a week without a deployment, mean
against median, a messy export, an error budget. Then who says so: what is still open, the number
of one tool, a slip in print. The ninth task is answered in words and graded by a person, so it is
in the notebook alone.
"""

from __future__ import annotations

from typing import Any

from deliverylab.teach.tasks import Task
from deliverylab.teach.tasks.lesson_04_budget import ERROR_BUDGET
from deliverylab.teach.tasks.lesson_04_failures import FAILURE_RATE
from deliverylab.teach.tasks.lesson_04_messy import MESSY_EXPORT
from deliverylab.teach.tasks.lesson_04_open import OPEN_INCIDENT
from deliverylab.teach.tasks.lesson_04_slip import SLIP
from deliverylab.teach.tasks.lesson_04_tool import ONE_TOOL
from deliverylab.teach.tasks.lesson_04_week import EMPTY_WEEK, MEAN_OR_MEDIAN

TASKS: tuple[Task[Any], ...] = (
    FAILURE_RATE,
    EMPTY_WEEK,
    MEAN_OR_MEDIAN,
    MESSY_EXPORT,
    ERROR_BUDGET,
    OPEN_INCIDENT,
    ONE_TOOL,
    SLIP,
)
"""In the order of the notebook."""

BY_HAND = {"4.9": 3}
"""What a person grades: number and points."""
