"""Task 6.5: three claims about the trial, of which each has to hold.

What is so and what may be claimed are two things: a difference that is no more than noise may be
there or not, and whoever claims it has not shown it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from deliverylab.improve import Checked, Claim, Trial
from deliverylab.simulate.ranges import NotAllowed
from deliverylab.teach.forms import Form, NotInForm, NotWritten, parts
from deliverylab.teach.forms.describe import describe, is_a, plain
from deliverylab.teach.forms.refusals import refuse_what_is_none
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_06_team import own_plan, own_team, own_trial

Parts = dict[str, Any]
Claims = tuple[Claim, ...]

COUNT = 3
"""Claims."""

FEWEST_YEARS = 20
"""Of a trial: fewer leave too much to luck."""

LONGEST = 200
"""Characters of a claim."""

ORDINALS = ("first", "second", "third")

TOO_MUCH_TO_STAY = 0.5
"""Within so much of its value, nearly everything stays."""


@dataclass(frozen=True)
class _Claims(Form[Claims]):
    @property
    def wanted(self) -> str:
        return f"a list of {COUNT} claims, such as “lead time for changes falls by at least 2 days”"

    def read(self, answer: object, what: str = "Your answer") -> Claims:
        refuse_what_is_none(answer, what, self.wanted)
        if not is_a(answer, list, tuple):
            raise NotInForm(f"{what} is {describe(answer)}; it should be {self.wanted}.")
        given = list(cast("list[object]", answer))
        if len(given) != COUNT:
            raise NotInForm(f"{what} has {len(given)} entries; it should be {self.wanted}.")
        if any(one is ... for one in given):
            raise NotWritten
        return tuple(
            _claim(one, f"The {nth} entry of {what[:1].lower()}{what[1:]}")
            for nth, one in zip(ORDINALS, given, strict=True)
        )


def _claim(one: object, what: str) -> Claim:
    """Return one claim, made of its words where it is a text."""
    if is_a(one, Claim):
        return cast("Claim", one)
    if not is_a(one, str):
        raise NotInForm(f"{what} is {describe(one)}; it should be a claim in words.")
    words = plain(one)
    if len(words) > LONGEST:
        raise NotInForm(f"{what} has {len(words):,} characters; say one thing in a few words.")
    try:
        return Claim.of(words)
    except NotAllowed as reason:
        end = "" if str(reason).endswith((".", "?")) else "."
        raise NotInForm(f"{what} cannot be checked: {reason}{end}") from None


ANOTHER_TRIAL = "tried another team"
ANOTHER_PLAN = "tried another plan"
FEW_YEARS = "tried too few years"
TWICE = "said the same thing twice"
NO_SIZE = "said of none by how much"
OTHER_WAY = "goes the other way"
TOO_MUCH = "says too much"
NOISE = "is no more than noise"
NOTHING = "says nothing"


def named(nth: str, fault: str) -> str:
    """Return the name of a mistake in one of the claims."""
    return f"the {nth} claim {fault}"


def judge(value: Parts) -> str | None:
    """Return what is wrong, as the name of a mistake."""
    trial: Trial = value["my_trial"]
    if trial.before != value["my_team"].scenario:
        return ANOTHER_TRIAL
    if trial.after != value["my_plan"].after:
        return ANOTHER_PLAN
    if trial.years < FEWEST_YEARS:
        return FEW_YEARS
    if len({claim.about for claim in value["my_claims"]}) < COUNT:
        return TWICE
    for nth, claim in zip(ORDINALS, value["my_claims"], strict=True):
        if fault := fault_of(claim.check(trial)):
            return named(nth, fault)
    sized = any(claim.at_least or claim.goes == "stays" for claim in value["my_claims"])
    return None if sized else NO_SIZE


def fault_of(checked: Checked) -> str:
    """Return what is wrong with one claim, or ""."""
    claim, effect = checked.claim, checked.effect
    if checked.verdict == "no data":
        return NOISE
    if claim.goes == "stays":
        if checked.verdict == "not held":
            return OTHER_WAY
        return NOISE if not checked.held else _nothing_said(checked)
    if checked.held:
        return ""
    if not effect.more_than_noise:
        return NOISE
    return TOO_MUCH if effect.falls == (claim.goes == "falls") else OTHER_WAY


def _nothing_said(checked: Checked) -> str:
    """Return that a claim says nothing, where nearly everything would stay within so much."""
    claim, effect = checked.claim, checked.effect
    size = 1 - effect.before if effect.quantity.name == "reliability" else effect.before
    within = (claim.within or 0.0) * effect.quantity.scale
    return NOTHING if within > TOO_MUCH_TO_STAY * size else ""


def said(value: Parts) -> str:
    """Say what each claim rests on."""
    trial: Trial = value["my_trial"]
    about = [claim.about for claim in value["my_claims"]]
    left = [
        name
        for name, effect in trial.effects.items()
        if effect.judged == "worse" and name not in about
    ]
    against = (
        f"Say on the same page what got worse: {', '.join(left)}."
        if left
        else "What else changed, the table of the trial says."
    )
    return (
        f"All {COUNT} hold in {trial.years} years with the same luck: the whole interval of the "
        f"difference is on the side of your claim. {against}"
    )


def of_one_claim(nth: str) -> Iterator[Mistake[Parts]]:
    """Yield what may be wrong with one of the claims."""
    look = "`check_claims(my_claims, my_trial)` shows the verdict on each."
    yield Mistake(
        named(nth, OTHER_WAY),
        hints=(
            f"Your {nth} claim goes the other way in the trial. Did you expect that?",
            f"Look at its difference and its interval in `my_trial`. {look}",
            f"The trial shows, by more than noise, that your {nth} claim is not so. Take it back, "
            "or turn it round.",
        ),
    )
    yield Mistake(
        named(nth, TOO_MUCH),
        hints=(
            f"Your {nth} claim has the right direction, and says more than the trial shows.",
            "A mean of 30 years is not known to the last digit: the whole interval must be on the "
            f"side of your claim. {look}",
            f"Take, for your {nth} claim, the end of the interval that is nearer to nothing.",
        ),
    )
    yield Mistake(
        named(nth, NOISE),
        hints=(
            f"What your {nth} claim says is no more than noise: 30 years cannot tell.",
            f"Its interval holds nothing at all, or reaches past your number. {look}",
            "Claim something else: the last column of `my_trial` says what is more than noise. Or "
            "claim that this stays within a number that holds the whole interval.",
        ),
    )
    yield Mistake(
        named(nth, NOTHING),
        hints=(
            f"Your {nth} claim holds whatever happens: it allows half of last year's value.",
            "A claim is worth as much as what would refute it.",
            "Say within less, as close as the interval allows.",
        ),
    )


def every_fault(of: Callable[[str], Iterator[Mistake[Parts]]]) -> Iterator[Mistake[Parts]]:
    """Yield the mistakes of all of the claims."""
    for nth in ORDINALS:
        yield from of(nth)


CLAIMS: Task[Parts] = Task(
    number="6.5",
    title="What may you claim?",
    points=3,
    expects=parts(
        my_team=own_team(), my_plan=own_plan(), my_trial=own_trial(), my_claims=_Claims()
    ),
    judge=judge,
    mistakes=(
        Mistake(
            ANOTHER_TRIAL,
            hints=(
                "This is the trial of a team that works in another way than yours.",
                "Did you draw another team after the trial, or use that of the lesson?",
                "Make the plan and the trial again: `my_trial = my_plan.trial()`.",
            ),
        ),
        Mistake(
            ANOTHER_PLAN,
            hints=(
                "This is the trial of another plan than yours in task 6.3.",
                "Did you change `my_plan` after the trial, or try another one in its place?",
                "Make the trial from your plan: `my_trial = my_plan.trial()`.",
            ),
        ),
        Mistake(
            FEW_YEARS,
            hints=(
                "So few years leave much to luck, and the intervals are wide. Simulate more.",
                "A trial has thirty years, if you do not say another number.",
                "`my_trial = my_plan.trial()`.",
            ),
        ),
        Mistake(
            TWICE,
            hints=(
                "Two of your claims are about the same thing. Say each thing once.",
                "What else does the plan change? `my_trial` has seven rows.",
                f"Choose {COUNT} different rows of `my_trial`.",
            ),
        ),
        *every_fault(of_one_claim),
        Mistake(
            NO_SIZE,
            hints=(
                "All three hold, and none of them says by how much. A day, or a minute?",
                "The interval in `my_trial` says by at least how much something falls or rises.",
                "End one of your claims with “by at least” and the end of its interval that is "
                "nearer to nothing, with its unit.",
            ),
        ),
    ),
    hints=(
        "Look at the last column of `my_trial`.",
        "What is better or worse there, you may claim.",
        "By at least how much: the end of the interval that is nearer to nothing.",
    ),
    said=said,
)
