"""Task 6.2: the root of the trouble, as the log shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deliverylab.improve import TROUBLES
from deliverylab.improve.symptoms import FERRY
from deliverylab.teach.forms import parts, word
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_06_team import own_team

Parts = dict[str, Any]


def judge(value: Parts) -> str | None:
    """Return nothing where this is the root, else an empty text: a mistake is recognised."""
    return None if value["trouble"] == value["my_team"].trouble else ""


def is_outage(key: str) -> bool:
    """Return whether a trouble shows in outages."""
    return TROUBLES[key].shows in FERRY


def kinds(suspected: bool, right: bool) -> Callable[[Parts], bool]:
    """Return whether an outage was suspected, or not, where it is one, or not."""
    return lambda value: (
        is_outage(value["trouble"]) == suspected and is_outage(value["my_team"].trouble) == right
    )


ROOT: Task[Parts] = Task(
    number="6.2",
    title="What is the root of it?",
    points=2,
    expects=parts(my_team=own_team(), trouble=word(*TROUBLES)),
    judge=judge,
    mistakes=(
        Mistake(
            "suspected an outage where waiting costs most",
            recognises=kinds(suspected=True, right=False),
            hints=(
                "This would show in outages. What is lost by more here: waiting, or outages?",
                "Look again at `my_team.loss`: a small loss has no large root.",
                "Most is lost by changes that wait. Ask where they wait, with "
                "`value_stream(my_team.log).table`, and take the trouble that keeps them there.",
            ),
        ),
        Mistake(
            "suspected a queue where outages cost most",
            recognises=kinds(suspected=False, right=True),
            hints=(
                "This would show in changes that wait. What is lost by more here?",
                "Look again at `my_team.loss`. The step with the longest wait is the root only "
                "where waiting costs most.",
                "Most is lost by outages. Ask how many deployments fail, how late failures are "
                "noticed, and how long restoring takes, each beside `ferry`.",
            ),
        ),
        Mistake(
            "suspected another step",
            recognises=kinds(suspected=False, right=False),
            hints=(
                "Changes wait, but not most of all where you suspect it. Look again at "
                "`value_stream(my_team.log).table`.",
                "Add touch and wait hours of each step. “release” and “staging” belong "
                "together: there packages are made and tried out.",
                "`my_team.suspects()` says what happens in each trouble. Take the one that "
                "happens at the step at which a change spends most of its time.",
            ),
        ),
        Mistake(
            "suspected another kind of outage",
            recognises=kinds(suspected=True, right=True),
            hints=(
                "Outages it is, but not for this reason. Too many, noticed late, or restored "
                "slowly: which of the three is it?",
                "Look again at `change_failure_rate(my_team.log)` and, in `my_team.log.incidents`, "
                "at detected − started and at restored − detected.",
                "Divide each by that of `ferry`: 10 % of the deployments, 15 minutes to notice, 20 "
                "minutes to restore. The largest of the three quotients is the root.",
            ),
        ),
    ),
    hints=(
        "First what is lost, then where: that is the rule of the lesson.",
        "Waiting: at which step? Outages: how many, noticed how late, restored how slowly?",
        "`my_team.diagnose(trouble)` says what the log says for or against a suspicion.",
    ),
    said=lambda value: " ".join(value["my_team"].diagnose(value["trouble"]).evidence),
)
