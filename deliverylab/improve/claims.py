"""Claims: what a report says, held against the trial that it is made from.

A claim says what falls, rises or stays, and by how much. It holds if the whole 95 % interval of the
difference is on its side; it does not if the whole interval is on the other one. In between, the
years of the trial cannot tell: the difference is no more than noise. That something *stays* cannot
be shown by an interval that merely includes zero, so such a claim says within what.

>>> Claim.of("lead time for changes falls by at least 3 days")
Claim(about='lead time for changes', goes='falls', at_least=3.0, within=None)
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from deliverylab.improve.effect import Effect
from deliverylab.improve.quantities import Quantity, quantity
from deliverylab.improve.trials import Trial
from deliverylab.measure.say import capital
from deliverylab.simulate.ranges import NotAllowed, is_between

__all__ = ["Checked", "Claim", "Goes", "Verdict", "check_claims"]

Goes: TypeAlias = Literal["falls", "rises", "stays"]
Verdict: TypeAlias = Literal["held", "not held", "no more than noise", "no data"]

_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0}
_WORDS = re.compile(
    r"(?P<about>.+?) (?P<goes>falls|rises|stays)"
    r"(?: (?P<how>by at least|within) (?P<number>\d+(?:\.\d+)?) ?(?P<unit>.*?))?\.?"
)
_FORMS = (
    "“lead time for changes falls”, “lead time for changes falls by at least 3 days”, or "
    "“change failure rate stays within 2 points”"
)


@dataclass(frozen=True)
class Claim:
    """One thing that a report says about a change.

    Attributes:
        about: The name of a quantity: a KPI of the scorecard, or "loss".
        goes: Whether it falls, rises or stays.
        at_least: By at least how much it falls or rises, in people's unit: days of lead time, hours
            to restore, points of a percentage, deployments per week, person-weeks; 0 for by
            anything.
        within: Within what it stays, to both sides, in the same unit; None unless it stays.

    Raises:
        NotAllowed: If there is no such quantity, or the numbers make no sense.
    """

    about: str
    goes: Goes
    at_least: float = 0.0
    within: float | None = None

    def __post_init__(self) -> None:
        """Refuse a claim that cannot be checked."""
        object.__setattr__(self, "about", quantity(self.about).name)
        if self.goes not in get_args(Goes):
            raise NotAllowed(f"goes={self.goes!r}; expected 'falls', 'rises' or 'stays'")
        if not is_between(self.at_least, 0, math.inf):
            raise NotAllowed(f"at_least={self.at_least!r}; expected a number from 0 on")
        if self.goes == "stays" and (self.within is None or self.at_least):
            raise NotAllowed(
                f"{self.about} stays: say within what, for example "
                f"Claim({self.about!r}, 'stays', within=2), and no at_least"
            )
        if self.goes != "stays" and self.within is not None:
            raise NotAllowed(f"{self.about} {self.goes}: within belongs to 'stays'; give at_least")
        if self.within is not None and not (self.within and is_between(self.within, 0, math.inf)):
            raise NotAllowed(f"within={self.within!r}; expected a number above 0")

    @classmethod
    def of(cls, words: str) -> Claim:
        """Return the claim that is made in words.

        Raises:
            NotAllowed: If the words are no such claim.

        >>> Claim.of("change failure rate stays within 2 points").within
        2.0
        >>> Claim.of("lead time for changes falls by at least 12 hours").at_least
        0.5
        """
        found = _WORDS.fullmatch(" ".join(str(words).split()))
        if found is None:
            raise NotAllowed(f"{words!r} is no claim that can be checked; say it like {_FORMS}")
        about = quantity(found["about"])
        goes: Goes = found["goes"]  # pyrefly: ignore[bad-assignment]
        if found["how"] is None:
            return cls(about.name, goes)
        size = float(found["number"]) * _in_people_unit(about, found["unit"])
        if not size:
            raise NotAllowed(
                f"“{found['how']} {found['number']}” says nothing; say a number above 0"
                + ("" if goes == "stays" else f", or only “{about.name} {goes}”")
            )
        if found["how"] == "within":
            return cls(about.name, goes, within=size)
        return cls(about.name, goes, size)

    @property
    def text(self) -> str:
        """The claim in words."""
        size = quantity(self.about)
        if self.within is not None:
            return f"{self.about} stays within {size.say_size(self.within * size.scale)}"
        by = f" by at least {size.say_size(self.at_least * size.scale)}" if self.at_least else ""
        return f"{self.about} {self.goes}{by}"

    def check(self, trial: Trial) -> Checked:
        """Return whether the claim holds in a trial."""
        effect = trial[self.about]
        return Checked(self, self._verdict(effect), effect)

    def _verdict(self, effect: Effect) -> Verdict:
        low, high = effect.difference.low, effect.difference.high
        if math.isnan(low):
            return "no data"
        if self.within is not None:
            size = self.within * effect.quantity.scale
            if -size <= low and high <= size:
                return "held"
            return "not held" if low > size or high < -size else "no more than noise"
        if self.goes == "falls":
            low, high = -high, -low
        least = self.at_least * effect.quantity.scale
        if low >= least and low > 0:
            return "held"
        if high < least or low == high == 0:
            return "not held"
        return "no more than noise"


@dataclass(frozen=True)
class Checked:
    """A claim and what a trial says of it.

    Attributes:
        claim: What was claimed.
        verdict: "held", "not held", "no more than noise" or "no data".
        effect: What the trial found.
    """

    claim: Claim
    verdict: Verdict
    effect: Effect

    @property
    def held(self) -> bool:
        """Whether the claim holds."""
        return self.verdict == "held"

    @property
    def text(self) -> str:
        """The claim, the verdict and the numbers behind it."""
        claim = self.claim.text
        start = f"{capital(claim)}: {self.verdict}."
        return f"{start} {self.effect.text}"

    def __repr__(self) -> str:
        """Return the sentences."""
        return self.text


def check_claims(claims: Iterable[Claim | str], trial: Trial) -> list[Checked]:
    """Return each claim, or words that make one, checked against a trial.

    Raises:
        NotAllowed: If words are no claim that can be checked, or the second is no trial.
    """
    if not isinstance(trial, Trial):
        raise NotAllowed(
            f"check_claims(claims, trial) wants a trial behind the claims, not "
            f"{type(trial).__name__}: my_trial = my_plan.trial(), then check_claims([…], my_trial)"
        )
    made = [Claim.of(one) if isinstance(one, str) else one for one in claims]
    return [claim.check(trial) for claim in made]


def _in_people_unit(about: Quantity, unit: str) -> float:
    """Return how many of a quantity's own unit one of the given unit is."""
    said = unit.strip()
    if about.unit == "hours":
        hours = _HOURS.get(said.removesuffix("s"))
        if hours is not None:
            return hours / about.scale
    allowed = {"share": ("point", "points"), "hours": ("minutes", "hours", "days", "weeks")}
    known = allowed.get(about.unit, (about.said_in,))
    if said in known:
        return 1.0
    raise NotAllowed(
        f"{said!r} is no unit for a difference in {about.name}; say {' or '.join(known)}"
    )
