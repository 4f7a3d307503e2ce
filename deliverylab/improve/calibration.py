"""Calibration: were the ranges of a prediction as wide as they had to be, and not wider?

Of ranges that one is 80 % sure of, four in five should hold what comes out. If fewer do, one was
too sure. If all do, and would even at half the width, or are much wider than the number itself is
large, one knew more than one said. To be right about a single number is luck; to know how sure one
may be can be learned.

The *interval score* rewards both, holding and being narrow (T. Gneiting and A. E. Raftery,
"Strictly proper scoring rules, prediction, and estimation", Journal of the American Statistical
Association 102, 2007, equation 43). It is compared here with that of somebody who predicts no
change, with the spread that the years have by luck.

With five ranges or so only gross errors show, and the KPIs of one team go together, so that one
wrong idea can miss several. The sentence says no more than that allows.
"""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from deliverylab.improve.effect import Effect
from deliverylab.improve.quantities import Quantity
from deliverylab.improve.tables import as_html
from deliverylab.measure.say import NO_DATA

__all__ = ["SURE", "Calibration", "Score", "interval_score", "scored"]

SURE = 0.8
"""How sure one is to be of each range."""
_AT_HALF_WIDTH = 0.48
"""How often half such a range holds, if what one does not know is normally distributed."""
_SELDOM = 0.1
"""What happens as seldom as this to somebody who is as sure as can be, counts against it."""
_WIDE = 2.0
"""A range that is more than so many times as wide as the number is large, says little."""
_NARROWEST = 0.01
"""A naive range is at least this share of its size to each side: years may be all the same."""
_BEST = 0.01
"""A ratio of scores below this counts as this: a lucky hit of a narrow range is not endless."""

Judgement: TypeAlias = Literal["too sure", "about right", "too wide", "too few to say"]


def interval_score(low: float, high: float, outcome: float, sure: float = SURE) -> float:
    """Return the interval score of a range: smaller is better.

    Its width, plus 2 / (1 − sure) times the distance by which it misses (equation 43, there with
    α = 1 − sure).

    >>> interval_score(4, 8, outcome=5), round(interval_score(4, 8, outcome=9), 6)
    (4.0, 14.0)
    """
    missed = max(low - outcome, outcome - high, 0.0)
    return float(high - low) + 2 / (1 - sure) * missed


@dataclass(frozen=True)
class Score:
    """One range and what came out; values in the unit of the measures.

    Attributes:
        quantity: Of what.
        low: Lower end of the range.
        high: Upper end.
        outcome: The mean year with the change; NaN where there is no data.
        naive_low: Lower end of the range of somebody who predicts no change.
        naive_high: Upper end.
    """

    quantity: Quantity
    low: float
    high: float
    outcome: float
    naive_low: float
    naive_high: float

    @property
    def known(self) -> bool:
        """Whether anything came out."""
        return not math.isnan(self.outcome)

    @property
    def held(self) -> bool:
        """Whether the range holds what came out."""
        return self.low <= self.outcome <= self.high

    @property
    def held_at_half_width(self) -> bool:
        """Whether it would at half its width."""
        middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2
        return abs(self.outcome - middle) <= half / 2

    @property
    def wide(self) -> bool:
        """Whether it is much wider than what came out is large."""
        return self.high - self.low > _WIDE * self.quantity.size(self.outcome)

    @property
    def against_naive(self) -> float:
        """Its interval score as a multiple of that of the naive range; below 1 is better."""
        naive = interval_score(self.naive_low, self.naive_high, self.outcome)
        return interval_score(self.low, self.high, self.outcome) / naive


def scored(effect: Effect, low: float, high: float) -> Score:
    """Return the score of a range for what a change does.

    Args:
        effect: What it does, year by year.
        low: Lower end of the range, in the unit of the measures.
        high: Upper end.
    """
    without = effect.without[~np.isnan(effect.without)]
    if not len(without) or math.isnan(effect.after):
        return Score(effect.quantity, low, high, math.nan, math.nan, math.nan)
    tail = 100 * (1 - SURE) / 2
    naive_low, naive_high = np.percentile(without, [tail, 100 - tail])
    least = _NARROWEST * (effect.quantity.size(float(without.mean())) or 1.0)
    short = max(least - (naive_high - naive_low) / 2, 0.0)
    return Score(
        effect.quantity,
        low,
        high,
        effect.after,
        float(naive_low - short),
        float(naive_high + short),
    )


@dataclass(frozen=True)
class Calibration:
    """How sure a prediction was, beside how sure it could have been.

    Attributes:
        scores: Each range with what came out, in the order of the prediction.
    """

    scores: tuple[Score, ...]

    @property
    def known(self) -> tuple[Score, ...]:
        """The ranges for which something came out."""
        return tuple(score for score in self.scores if score.known)

    @property
    def hits(self) -> int:
        """How many ranges hold what came out."""
        return sum(score.held for score in self.known)

    @property
    def expected(self) -> float:
        """How many of them should, being 80 % sure of each."""
        return SURE * len(self.known)

    @property
    def against_naive(self) -> float:
        """The interval score as a multiple of the naive one: geometric mean; below 1 is better."""
        ratios = [max(score.against_naive, _BEST) for score in self.known]
        return float(np.exp(np.mean(np.log(ratios)))) if ratios else math.nan

    @property
    def judgement(self) -> Judgement:
        """Whether one was too sure, about right or too wide, as far as so few ranges tell."""
        count = len(self.known)
        if count < 2:
            return "too few to say"
        if _at_most(self.hits, count, SURE) <= _SELDOM:
            return "too sure"
        if self._at_half_width or self._mostly_wide:
            return "too wide"
        return "about right"

    @property
    def _at_half_width(self) -> bool:
        """Whether more of them hold at half their width than of well judged ones."""
        count = len(self.known)
        missed = sum(not score.held_at_half_width for score in self.known)
        return _at_most(missed, count, 1 - _AT_HALF_WIDTH) <= _SELDOM

    @property
    def _mostly_wide(self) -> bool:
        """Whether all hold, most of them because they are so wide."""
        count = len(self.known)
        return self.hits == count and 2 * sum(score.wide for score in self.known) > count

    @property
    def sentence(self) -> str:
        """The judgement in a sentence or two."""
        count = len(self.known)
        held = f"{self.hits} of your {count} ranges hold{'s' if self.hits == 1 else ''}"
        should = f"If you are 80 % sure of each, about {self.expected:.0f} should"
        match self.judgement:
            case "too few to say":
                some = "One range says" if count else "Nothing came out to compare with: this says"
                return f"{some} nothing about how sure you may be. Predict more of them."
            case "too sure":
                return f"{held} what came out. {should}: you were too sure."
            case "about right":
                return f"{held} what came out. {should}: you judged well how much you know."
            case "too wide":
                how = (
                    "and nearly all would at half the width"
                    if self._at_half_width
                    else "but most are more than twice as wide as the number itself is large"
                )
                return f"{held} what came out, {how}: you know more than you said."

    @property
    def text(self) -> str:
        """The judgement, and the interval score of all ranges together."""
        if not self.known:
            return self.sentence
        return (
            f"{self.sentence} The interval score is {self.against_naive:.2g} times that of "
            "predicting no change (below 1 is better)."
        )

    def table(self) -> pd.DataFrame:
        """Return one row per range: it, what came out, and the range of who predicts no change.

        The last column is the interval score as a multiple of that range's; below 1 is better.
        """
        rows = {score.quantity.name: _row(score) for score in self.scores}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("predicted")

    def __repr__(self) -> str:
        """Return the sentences."""
        return self.text

    def _repr_html_(self) -> str:
        """Return the table for a notebook, and the sentences below it."""
        caption = (
            "Your ranges, what came out in the mean year, and the ranges of who expects no change: "
            "80 % of the years without the plan"
        )
        return f"{as_html(self.table(), caption)}<p>{html.escape(self.text)}</p>"


def _row(score: Score) -> dict[str, str]:
    own = score.quantity.say_range(score.low, score.high)
    if not score.known:
        return {"your range": own, "came out": NO_DATA, "holds": "", "no change": "", "score": ""}
    scale, said_in = score.quantity.scale, score.quantity.said_in
    low, high, out = (end / scale for end in (score.naive_low, score.naive_high, score.outcome))
    digits = _digits(high - low)
    return {
        "your range": own,
        "came out": f"{out:.{max(digits, _digits(out))}f} {said_in}",
        "holds": "yes" if score.held else "no",
        "no change": f"{low:.{digits}f} to {high:.{digits}f} {said_in}",
        "score": f"{score.against_naive:.2g}",
    }


def _digits(size: float) -> int:
    """Return how many decimals say two digits of a number of this size; none of zero."""
    return max(0, 1 - math.floor(math.log10(abs(size)))) if size else 0


def _at_most(hits: int, of: int, probability: float) -> float:
    """Return how likely so many hits or fewer are: the binomial distribution."""
    return math.fsum(
        math.comb(of, k) * probability**k * (1 - probability) ** (of - k) for k in range(hits + 1)
    )
