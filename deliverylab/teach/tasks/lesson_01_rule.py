"""Task 1.6: may a package be deployed? The student writes the rule.

It is tried in made-up situations and in those of a `ManualPipeline`, the pipeline of the lesson.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from deliverylab.simulate import ManualPipeline
from deliverylab.simulate.manual_state import State
from deliverylab.teach.forms import StudentFunction, function, truth
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_01_rollback import carry_to_the_shelf
from deliverylab.teach.tasks.recognise import every_answer, mistake_in

Rule = Callable[[str, str, tuple[str, ...], dict[str, str]], bool]
Situation = tuple[str, str, tuple[str, ...], dict[str, str]]
"""Version, environment, shelf, and how the versions did on staging."""


def may_deploy(
    version: str, environment: str, shelf: tuple[str, ...], staging: dict[str, str]
) -> bool:
    """Return whether the package may be deployed there: the rule itself."""
    if version not in shelf:
        return False
    return environment == "staging" or staging.get(version) == "success"


def good(version: str, staging: dict[str, str]) -> bool:
    """Return whether this version succeeded on staging."""
    return staging.get(version) == "success"


def newest_good(shelf: tuple[str, ...], staging: dict[str, str]) -> str:
    """Return the newest of the versions on the shelf that succeeded on staging."""
    return [version for version in shelf if good(version, staging)][-1]


WRONG: dict[str, Rule] = {
    "forgot staging": lambda version, _to, shelf, _staging: version in shelf,
    "allowed what was never released": (
        lambda version, to, _shelf, staging: to == "staging" or good(version, staging)
    ),
    "allowed what failed on staging": lambda version, to, shelf, staging: (
        version in shelf and (to == "staging" or version in staging)
    ),
    "asked staging to have been on staging": (
        lambda version, _to, shelf, staging: version in shelf and good(version, staging)
    ),
    "looked for the version in one long text": lambda version, to, shelf, staging: (
        version in str(shelf) and (to == "staging" or good(version, staging))
    ),
    "took versions for numbers": lambda version, to, shelf, staging: (
        float(version) in map(float, shelf) and (to == "staging" or good(version, staging))
    ),
    "allowed the newest package only": lambda version, to, shelf, staging: (
        may_deploy(version, to, shelf, staging) and version == shelf[-1]
    ),
    "took the highest text for the newest package": lambda version, to, shelf, staging: (
        may_deploy(version, to, shelf, staging) and version == max(shelf)
    ),
    "refused a rollback": lambda version, to, shelf, staging: (
        may_deploy(version, to, shelf, staging)
        and (to == "staging" or version == newest_good(shelf, staging))
    ),
    "compared versions as text": lambda version, to, shelf, staging: (
        may_deploy(version, to, shelf, staging)
        and (to == "staging" or version >= max(v for v in shelf if good(v, staging)))
    ),
    "swapped staging and production": lambda version, to, shelf, staging: (
        version in shelf and (to == "production" or good(version, staging))
    ),
    "says yes to everything": lambda _version, _to, _shelf, _staging: True,
    "says no to everything": lambda _version, _to, _shelf, _staging: False,
}
"""What each mistake answers."""

SAME = {"took the highest text for the newest package": "allowed the newest package only"}
"""What is the same mistake as another one: the rules ask for no newest package, however found."""

SHELVES: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    ((), {}),
    (("1.8",), {}),
    (("1.8", "1.9"), {"1.8": "success", "1.9": "failure"}),
    (("1.8", "1.9"), {"1.8": "success", "1.9": "success"}),
    (("1.8", "1.9", "1.10"), {"1.8": "success", "1.9": "success", "1.10": "success"}),
    (("1.8", "1.9", "1.10"), {"1.8": "success", "1.9": "failure"}),
    (("1.9", "1.10"), {"1.8": "success", "1.9": "success", "1.10": "failure"}),
    (("1.10",), {"1.1": "success", "1.10": "success"}),
    (("1.1",), {"1.1": "success", "1.10": "success"}),
)
"""Shelves, and how staging went. In the last ones, a version was on staging and is no longer there:
1.8, then 1.1, which begins as 1.10 does, then 1.10, which is the same number as 1.1."""


@cache
def situations() -> tuple[Situation, ...]:
    """Return the situations in which the rule is tried."""
    made_up = (
        (version, environment, shelf, staging)
        for shelf, staging in SHELVES
        for version in ("1.1", "1.8", "1.9", "1.10", "1.11")
        for environment in ("staging", "production")
    )
    return (*made_up, *(situation for state in played() for situation in of_state(state)))


def played() -> Iterator[State]:
    """Yield the moments of an afternoon at the pipeline of the lesson."""
    pipeline = ManualPipeline()
    yield pipeline.state
    for _ in range(3):
        carry_to_the_shelf(pipeline)
        yield pipeline.state
        pipeline.deploy("staging")
        yield pipeline.state
        pipeline.deploy("production")
        yield pipeline.state
    pipeline.roll_back()
    yield pipeline.state


def of_state(state: State) -> Iterator[Situation]:
    """Yield what may be tried at a moment; a package that runs there already is left out."""
    shelf = tuple(package.version for package in state.shelf)
    staging = {version: "success" for version in shelf if state.was_on_staging(version)}
    running = {"staging": state.staging, "production": state.production}
    for version in (*shelf, state.next_version):
        for environment, package in running.items():
            if package is None or package.version != version:
                yield version, environment, shelf, staging


@cache
def wrong_answers() -> dict[str, list[bool]]:
    """Return what each mistake says of every situation."""
    return {name: every_answer(rule, situations()) for name, rule in WRONG.items()}


def judge(written: StudentFunction[bool]) -> str | None:
    """Return `None` if the function agrees with the rule everywhere, or the mistake."""
    asked = [(v, to, list(shelf), dict(staging)) for v, to, shelf, staging in situations()]
    given = every_answer(written, asked)
    right = every_answer(may_deploy, situations())
    if given == right:
        return None
    mistake = mistake_in(given, right, wrong_answers())
    if mistake is not None:
        return SAME.get(mistake, mistake)
    told, answer = min(
        (
            (written.told(*arguments), answer)
            for arguments, answer, expected in zip(asked, given, right, strict=True)
            if answer != expected
        ),
        key=lambda case: len(case[0]),
    )
    return f"For {told} your function returns {answer}. Read the rules above for this case."


def said(_written: StudentFunction[bool]) -> str:
    """Say how often the rule refuses, and why."""
    right = every_answer(may_deploy, situations())
    tested = sum(
        version in shelf and not answer
        for (version, _, shelf, _), answer in zip(situations(), right, strict=True)
    )
    refused = right.count(False)
    return (
        f"Your rule holds in all {len(right)} situations. It refuses {refused}: "
        f"{refused - tested} because the package was never released, {tested} because it had not "
        "succeeded on staging. The pipeline of the lesson refuses the same."
    )


MAY_DEPLOY: Task[StudentFunction[bool]] = Task(
    number="1.6",
    title="May it be deployed?",
    points=3,
    variable="may_deploy",
    expects=function("version", "environment", "shelf", "staging", returns=truth()),
    judge=judge,
    mistakes=(
        Mistake(
            "says yes to everything",
            hints=(
                "Your function never refuses. Which of the four rules can say no?",
                "The first rule and the third rule refuse something.",
                "Begin with the first rule: when is the version not on the shelf?",
            ),
        ),
        Mistake(
            "says no to everything",
            hints=(
                "Your function never says yes. Nothing would reach a user.",
                "Find one case that must be True: a package on the shelf that goes to staging.",
                "Does every way through your function end with a `return`, and is one of them "
                "True?",
            ),
        ),
        Mistake(
            "forgot staging",
            hints=(
                "Your function lets a package into production that nobody has tried.",
                "For one of the two environments there is a third rule. What must have happened "
                "before?",
                "For production, look the version up in `staging`.",
            ),
        ),
        Mistake(
            "allowed what was never released",
            hints=(
                "Your function says yes to a package that does not exist.",
                "A deploy starts a package. Where must it be?",
                "Whatever the environment is, the version has to be in `shelf`.",
            ),
        ),
        Mistake(
            "allowed what failed on staging",
            hints=(
                "Your function lets a package into production that has been on staging. Is that "
                "enough?",
                "A try on staging can go wrong. `staging` says how it went.",
                "Do not only ask whether the version is in `staging`: look at what stands there "
                "for it.",
            ),
        ),
        Mistake(
            "asked staging to have been on staging",
            hints=(
                "With your function no package can ever get to staging. Why?",
                "You ask for a success on staging before the first try there.",
                "The third rule is for production alone. For staging the shelf is enough.",
            ),
        ),
        Mistake(
            "compared versions as text",
            hints=(
                "Which of 1.9 and 1.10 is the newer one? And which one does Python put last?",
                'As texts, "1.10" comes before "1.9", because the sign 1 comes before the sign 9.',
                "You need no comparison here: an older package may be deployed too.",
            ),
        ),
        Mistake(
            "looked for the version in one long text",
            hints=(
                'Your function takes "1.1" for a package that is on the shelf when only "1.10" is.',
                "In a text, `in` finds a piece of a word too. Is `shelf` still a list where you "
                "ask?",
                "A list compares whole entries. Ask it as it is, without making a text of it.",
            ),
        ),
        Mistake(
            "took versions for numbers",
            hints=(
                'Your function takes "1.1" and "1.10" for the same package.',
                "As numbers, 1.1 and 1.10 are the same. As versions, nine others come between "
                "them.",
                "A version is a name. Compare the texts as they are.",
            ),
        ),
        Mistake(
            "allowed the newest package only",
            hints=(
                "Your function says yes to the newest package alone. Do the rules ask for that?",
                "Read the fourth rule again. When would a team want an older package?",
                "Leave out whatever compares this version with the others.",
            ),
        ),
        Mistake(
            "refused a rollback",
            hints=(
                "Production is broken and the team wants the package from before. Your function "
                "refuses it.",
                "An older package that succeeded on staging is as good as a newer one.",
                "Leave out whatever compares this version with the others.",
            ),
        ),
        Mistake(
            "swapped staging and production",
            hints=(
                "Your function is strict where no user is, and not where users are.",
                "Which of the two environments asks for a success on staging?",
                'Look at your condition on `environment`: "staging" and "production" have changed '
                "places.",
            ),
        ),
    ),
    hints=(
        "Take the rules one by one. Each of the first three is one condition.",
        "First: is the version in `shelf`? Then: which environment is it?",
        "For production, `staging.get(version)` gives how the try went, or None if there was "
        "none. Compare it with a text.",
    ),
    said=said,
)
