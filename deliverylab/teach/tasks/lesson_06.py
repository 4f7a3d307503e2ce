"""The tasks of lesson 06, turn a team around, with a team that belongs to the student's own seed.

What is right depends on the team, so each check gets the team with the answer, and draws it again
from its seed (`lesson_06_team`). The way is that of the lesson: what is lost and where the time
goes, the root, a plan, a prediction, what may be claimed of a trial, a season of the harbour game.
The seventh and the eighth task are answered in words and graded by a person, so they are in the
notebook alone.
"""

from __future__ import annotations

from typing import Any

from deliverylab.teach.tasks import Task
from deliverylab.teach.tasks.lesson_06_claims import CLAIMS
from deliverylab.teach.tasks.lesson_06_losses import LOSSES
from deliverylab.teach.tasks.lesson_06_plan import PLAN
from deliverylab.teach.tasks.lesson_06_prediction import PREDICTION
from deliverylab.teach.tasks.lesson_06_root import ROOT
from deliverylab.teach.tasks.lesson_06_season import SEASON

TASKS: tuple[Task[Any], ...] = (LOSSES, ROOT, PLAN, PREDICTION, CLAIMS, SEASON)
"""In the order of the notebook."""

BY_HAND = {"6.7": 3, "6.8": 2}
"""What a person grades: number and points."""
