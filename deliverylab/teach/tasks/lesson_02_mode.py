"""Task 2.2: which automated steps make which mode? The student writes the rule.

There are three switches, as in the lab of the lesson, so eight combinations; all are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from deliverylab.teach.forms import StudentFunction, function, word
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_02_words import DELIVERY, DEPLOYMENT, INTEGRATION, NONE
from deliverylab.teach.tasks.recognise import every_answer, mistake_in

NONSENSE = "nonsense"

SWITCHES: tuple[tuple[bool, bool, bool], ...] = tuple(
    (build_and_test, package, deploy)
    for build_and_test, package, deploy in product((True, False), repeat=3)
)
"""Build and test, package, deploy: whether a machine does it on every change."""

Rule = Callable[[bool, bool, bool], str]


def mode(build_and_test: bool, package: bool, deploy: bool) -> str:
    """Return what the automated steps amount to: the rule itself.

    The lab refuses what is nonsense, and it refuses to call by a mode's name what no machine
    tests. Such a team can exist, so it has a name here: it does none of the three.

    >>> mode(True, True, False), mode(True, False, True), mode(False, True, True)
    ('continuous delivery', 'nonsense', 'none')
    """
    if deploy and not package:
        return NONSENSE
    return last_step(build_and_test, package, deploy) if build_and_test else NONE


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
        last_step(tested, package, deploy) if tested else NONE
    ),
    "asked for the tests first": lambda tested, package, deploy: (
        mode(tested, package, deploy) if tested else NONE
    ),
    "swapped delivery and deployment": swapped,
    "called work by hand nonsense": lambda tested, package, deploy: (
        mode(tested, package, deploy) if tested or package else NONSENSE
    ),
    "called every team without tests nonsense": lambda tested, package, deploy: (
        mode(tested, package, deploy) if tested else NONSENSE
    ),
    "called fender nonsense": lambda tested, package, deploy: (
        NONSENSE if package and not tested else mode(tested, package, deploy)
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
    mistake = mistake_in(given, right, wrong)
    if mistake is not None:
        return mistake
    at = next(at for at, answer in enumerate(given) if answer != right[at])
    tested, package, deploy = SWITCHES[at]
    return (
        f"For build_and_test={tested}, package={package}, deploy={deploy} your function returns "
        f"{given[at]!r}. Which steps does a machine do then, and which one is missing?"
    )


def said(_written: StudentFunction[str]) -> str:
    """Say how few of the combinations are one of the modes."""
    named = every_answer(mode, SWITCHES)
    nonsense, none = named.count(NONSENSE), named.count(NONE)
    return (
        f"Of the {len(named)} ways to set three switches, {nonsense} make no sense, and {none} can "
        f"be but have no tests on every change. The other {len(named) - nonsense - none} are a "
        "ladder: each mode is the one before it and one step more."
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
                "Your function looks at the last step that a machine does. What about the steps "
                "before it?",
                "Try `mode(False, True, True)`: that is `fender`. And `mode(True, False, True)`: "
                "what would be deployed?",
                "Begin with what is nonsense: a deploy without a package. Then ask for the tests.",
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
                "Both continuous delivery and continuous deployment imply continuous integration. "
                "Look at `fender` in 2.1.",
                "When `package` is True and `build_and_test` is False, the team does none of the "
                "three.",
            ),
        ),
        Mistake(
            "deployed what nobody had packaged",
            hints=(
                "Where a machine deploys and none packages, there is nothing to deploy. Does your "
                "function see that?",
                "Try `mode(True, False, True)` and `mode(False, False, True)`.",
                "When `deploy` is True and `package` is False, only one word is left. Ask for that "
                "first.",
            ),
        ),
        Mistake(
            "asked for the tests first",
            hints=(
                "Nearly: one of the eight is another word. Two of your questions come in the wrong "
                "order.",
                "Try `mode(False, False, True)`. There is nothing to deploy, tested or not.",
                "Ask for a deploy without a package before you ask for the tests.",
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
            "called every team without tests nonsense",
            hints=(
                "Wherever no machine tests, you say that it makes no sense. Can there be such a "
                "team?",
                "There are two in 2.1: `dock` and `fender`. They contradict nothing, and they do "
                "none of the three.",
                "Only a deploy without a package is nonsense. Everything else without tests is "
                "`none`.",
            ),
        ),
        Mistake(
            "called fender nonsense",
            hints=(
                "You refuse a team whose machine packages what nothing has tested. Can there be "
                "such a team?",
                "There is one in 2.1: `fender`. It contradicts nothing, and it is none of the "
                "three modes.",
                "Only a deploy without a package is nonsense. Everything else without tests is "
                "`none`.",
            ),
        ),
        Mistake(
            "stopped at the first step by hand",
            hints=(
                "Your function looks no further than the first step that is done by hand. What "
                "stands behind it?",
                "Try `mode(True, False, True)`. Your function does not look at the last True.",
                "Ask first whether a machine deploys what none has packaged. Then your own lines "
                "are right.",
            ),
        ),
        Mistake(
            "called nonsense none",
            hints=(
                "You treat two cases alike: a team whose machines test nothing, and a machine "
                "that deploys what nobody packaged.",
                "The first is possible, the second contradicts itself. There are five words for "
                "a reason.",
                'Return "nonsense" wherever `deploy` is True and `package` is False.',
            ),
        ),
    ),
    hints=(
        "Write down the eight combinations, and the word for each. Then look for the order in "
        "which to ask.",
        "Ask first for what makes no sense: a deploy without a package. Then ask whether a machine "
        "tests every change.",
        "Where there is sense and there are tests, the last automatic step decides: first ask for "
        "`deploy`, then for `package`.",
    ),
    said=said,
)
