"""The student's own team, and what is made from it, as forms of an answer.

A check must be right for every seed, and must not take another team's answer for that of this one.
So it takes the seed of the team that it is given, draws the team again, and compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar, cast

from deliverylab.improve import Plan, Prediction, Trial, UnseenTeam, unseen_team
from deliverylab.teach.forms import Form, NotInForm
from deliverylab.teach.forms.describe import describe, is_a, quoted
from deliverylab.teach.forms.refusals import refuse_what_is_none

__all__ = ["LESSONS", "PLACEHOLDER", "drawn", "own_plan", "own_prediction", "own_team", "own_trial"]

V = TypeVar("V")

PLACEHOLDER = "your name or student number"
"""What stands in the first cell before a student has written a seed there."""

LESSONS = "14822"
"""The seed of the team in the lesson's notebook."""


@lru_cache(maxsize=32)
def drawn(seed: str) -> UnseenTeam:
    """Return the team of a seed; its log is simulated once."""
    return unseen_team(seed)


def own_team() -> Form[UnseenTeam]:
    """Return the form of a student's team; the canonical value is the team as it is drawn.

    >>> own_team().read(unseen_team(" ADA ")).name
    'junk'
    """
    return _OwnTeam()


def own_plan() -> Form[Plan]:
    """Return the form of a plan, as `my_team.plan("…", "…")` gives it."""
    return _Made(Plan, "a plan for your team", 'my_plan = my_team.plan("…", "…")')


def own_prediction() -> Form[Prediction]:
    """Return the form of a prediction."""
    return _Made(Prediction, "a prediction", "my_prediction = Prediction(lead_time_days=(…, …), …)")


def own_trial() -> Form[Trial]:
    """Return the form of a trial, as `my_plan.trial()` gives it."""
    return _Made(Trial, "the trial of your plan", "my_trial = my_plan.trial()")


@dataclass(frozen=True)
class _OwnTeam(Form[UnseenTeam]):
    wanted = "your team"

    def read(self, answer: object, what: str = "Your answer") -> UnseenTeam:
        refuse_what_is_none(answer, what, self.wanted)
        if not is_a(answer, UnseenTeam):
            raise NotInForm(
                f"{what} is {describe(answer)}; it should be your team, as the second cell draws "
                "it: `my_team = unseen_team(my_seed)`."
            )
        given = cast("UnseenTeam", answer)
        if given.seed == PLACEHOLDER:
            raise NotInForm(
                f"{what} belongs to {quoted(PLACEHOLDER)}. Write your own into the first cell, as "
                '`my_seed = "…"`, and run the notebook again from there: you get another team.'
            )
        team = drawn(given.seed)
        same = (given.scenario, given.prices, given.log_seed)
        if same != (team.scenario, team.prices, team.log_seed):
            raise NotInForm(
                f"{what} is not the team that its seed {quoted(given.seed)} draws. Run the second "
                "cell again: `my_team = unseen_team(my_seed)`."
            )
        return team


@dataclass(frozen=True)
class _Made(Form[V], Generic[V]):
    """The form of what is made by a call; the call is told to whoever gives something else."""

    kind: type[V]
    what_it_is: str
    call: str

    @property
    def wanted(self) -> str:
        return self.what_it_is

    def read(self, answer: object, what: str = "Your answer") -> V:
        refuse_what_is_none(answer, what, self.wanted)
        if not is_a(answer, self.kind):
            raise NotInForm(
                f"{what} is {describe(answer)}; it should be {self.wanted}: `{self.call}`."
            )
        return cast("V", answer)
