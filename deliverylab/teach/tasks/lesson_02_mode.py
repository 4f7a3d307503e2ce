"""Task 2.2: which automated steps make which mode? The student writes the rule.

There are three switches, as in the lab of the lesson, so eight combinations; all are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from deliverylab.teach.forms import StudentFunction, function, word
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_02_words import DELIVERY, DEPLOYMENT, INTEGRATION, NONE
from deliverylab.teach.tasks.recognise import (
    NO_MISTAKE_KNOWN,
    closest,
    every_answer,
    mostly_wrong,
)

NONSENSE = "nonsense"

SWITCHES: tuple[tuple[bool, bool, bool], ...] = tuple(
    (build_and_test, package, deploy)
    for build_and_test, package, deploy in product((True, False), repeat=3)
)
"""Build and test, package, deploy: whether a machine does it on every change."""

Rule = Callable[[bool, bool, bool], str]


def mode(build_and_test: bool, package: bool, deploy: bool) -> str:
    """Return what the automated steps amount to: the rule itself.

    >>> mode(True, True, False), mode(True, False, True)
    ('continuous delivery', 'nonsense')
    """
    if (package and not build_and_test) or (deploy and not package):
        return NONSENSE
    if deploy:
        return DEPLOYMENT
    if package:
        return DELIVERY
    return INTEGRATION if build_and_test else NONE


def last_step(build_and_test: bool, package: bool, deploy: bool) -> str:
    """Return what the last automated step alone would say."""
    if deploy:
        return DEPLOYMENT
    if package:
        return DELIVERY
    return INTEGRATION if build_and_test else NONE


def how_many(build_and_test: bool, package: bool, deploy: bool) -> str:
    """Return what the number of automated steps would say."""
    return (NONE, INTEGRATION, DELIVERY, DEPLOYMENT)[build_and_test + package + deploy]


def up_to_a_gap(build_and_test: bool, package: bool, deploy: bool) -> str:
    """Return the mode of the steps before the first one that is done by hand."""
    return mode(build_and_test, build_and_test and package, build_and_test and package and deploy)


def swapped(build_and_test: bool, package: bool, deploy: bool) -> str:
    """Return the mode with delivery and deployment the wrong way round."""
    right = mode(build_and_test, package, deploy)
    return {DELIVERY: DEPLOYMENT, DEPLOYMENT: DELIVERY}.get(right, right)


WRONG: dict[str, Rule] = {
    "looked at the last step alone": last_step,
    "counted the automated steps": how_many,
    "forgot that both imply continuous integration": lambda tested, package, deploy: (
        last_step(tested, package, deploy) if package or not deploy else NONSENSE
    ),
    "deployed what nobody had packaged": lambda tested, package, deploy: (
        last_step(tested, package, deploy) if tested or not package else NONSENSE
    ),
    "swapped delivery and deployment": swapped,
    "called work by hand nonsense": lambda tested, package, deploy: (
        mode(tested, package, deploy) if tested else NONSENSE
    ),
    "stopped at the first step by hand": up_to_a_gap,
    "called nonsense none": lambda tested, package, deploy: mode(tested, package, deploy).replace(
        NONSENSE, NONE
    ),
}
"""What each mistake answers."""


def judge(written: StudentFunction[str]) -> str | None:
    """Return `None` if the function is right for all switches, or the mistake, or a case."""
    given, right = every_answer(written, SWITCHES), every_answer(mode, SWITCHES)
    if given == right:
        return None
    wrong = {name: every_answer(rule, SWITCHES) for name, rule in WRONG.items()}
    found = closest(given, right, wrong)
    if found is not None:
        return found
    if mostly_wrong(given, right):
        return NO_MISTAKE_KNOWN
    at = next(at for at, answer in enumerate(given) if answer != right[at])
    tested, package, deploy = SWITCHES[at]
    return (
        f"For build_and_test={tested}, package={package}, deploy={deploy} your function returns "
        f"{given[at]!r}. Which steps does a machine do then, and which one is missing?"
    )


def said(_written: StudentFunction[str]) -> str:
    """Say how few of the combinations make sense."""
    named = every_answer(mode, SWITCHES)
    return (
        f"Of the {len(named)} ways to set three switches, {named.count(NONSENSE)} make no sense. "
        f"The other {len(named) - named.count(NONSENSE)} are one ladder: each step is automated "
        "only when the step before it is."
    )


NAME_THE_MODE: Task[StudentFunction[str]] = Task(
    number="2.2",
    title="Name the mode",
    points=2,
    variable="mode",
    expects=function(
        "build_and_test",
        "package",
        "deploy",
        returns=word(INTEGRATION, DELIVERY, DEPLOYMENT, NONE, NONSENSE),
    ),
    judge=judge,
    mistakes=(
        Mistake(
            "looked at the last step alone",
            hints=(
                "Your function gives a name to every combination. Which of them would the lab "
                "refuse?",
                "Try `mode(False, False, True)`. What would be deployed, and who has tested it?",
                "Begin with the nonsense: a step that a machine does although the step before it "
                "is done by hand. There are two such cases.",
            ),
        ),
        Mistake(
            "counted the automated steps",
            hints=(
                "Your function asks how many steps are automatic. Does it matter which ones?",
                "Try `mode(False, True, True)`. Two steps are automatic, and nothing was tested.",
                "Ask for the steps one by one, and not for their number. Begin with what makes "
                "no sense.",
            ),
        ),
        Mistake(
            "forgot that both imply continuous integration",
            hints=(
                "Your function says that a team delivers continuously what no machine has tested.",
                "Both continuous delivery and continuous deployment imply continuous integration.",
                "When `package` is True and `build_and_test` is False, only one word is left.",
            ),
        ),
        Mistake(
            "deployed what nobody had packaged",
            hints=(
                "For one combination there is nothing to deploy, and your function deploys it.",
                "Try `mode(True, False, True)`. A deploy needs a package.",
                "When `deploy` is True and `package` is False, only one word is left.",
            ),
        ),
        Mistake(
            "swapped delivery and deployment",
            hints=(
                "Two words have changed places.",
                "If a machine does all three steps, users get every change by itself. What is "
                "that called?",
                "Continuous delivery stops before production. So in it, `deploy` is False.",
            ),
        ),
        Mistake(
            "called work by hand nonsense",
            hints=(
                "A team that does everything by hand is slow, but does it contradict itself?",
                "`barge` works like this. The lab does not refuse it.",
                "When all three are False, it is not nonsense: it is none of the three modes.",
            ),
        ),
        Mistake(
            "stopped at the first step by hand",
            hints=(
                "Your function never refuses. It looks no further than the first step that is done "
                "by hand.",
                "Try `mode(True, False, True)`. Your function does not look at the last True.",
                "Ask first whether a step is automatic although the one before it is not. Then "
                "your own lines are right.",
            ),
        ),
        Mistake(
            "called nonsense none",
            hints=(
                "You treat two cases alike: a team that does everything by hand, and a machine "
                "that deploys what nobody packaged.",
                "The first is possible, the second contradicts itself. There are five words for "
                "a reason.",
                'Return "nonsense" for a step that a machine does although the step before it is '
                "done by hand.",
            ),
        ),
    ),
    hints=(
        "Write down the eight combinations, and the word for each. Then look for the order in "
        "which to ask.",
        "Ask first for what makes no sense: a step that is automatic although the one before it "
        "is not.",
        "After the nonsense is gone, the last automatic step decides: first ask for `deploy`, "
        "then for `package`, then for `build_and_test`.",
    ),
    said=said,
)
