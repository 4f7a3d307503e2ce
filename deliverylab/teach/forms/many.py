"""Answers that are several values: a set of ids, one value for each team."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from deliverylab.teach.forms.base import Form, NotInForm, NotWritten
from deliverylab.teach.forms.describe import describe, is_a, is_many, plain, quoted
from deliverylab.teach.forms.refusals import refuse_what_is_none
from deliverylab.teach.shipped import TEAMS

V = TypeVar("V")

MOST = 100_000
"""So many entries are read; no answer of the course is longer."""


def names(
    noun: str, *, like: str, known: Callable[[], Iterable[str]] | None = None
) -> Form[frozenset[str]]:
    """Return the form of a set of ids, in any order; the canonical value is a `frozenset`.

    Args:
        noun: what they name, in the plural: "releases".
        like: an example of such an id.
        known: gives all ids there are; others are refused.

    >>> sorted(names("releases", like="tug-r0007").read(["tug-r0002", "tug-r0001", "tug-r0002"]))
    ['tug-r0001', 'tug-r0002']
    """
    return _Names(noun, like, known)


def per_team(each: Form[V], teams: tuple[str, ...] = TEAMS) -> Form[dict[str, V]]:
    """Return the form of one value for each team; the canonical value is a `dict`.

    Args:
        each: the form of one team's value.
        teams: the teams that are asked for.

    >>> from deliverylab.teach.forms import count
    >>> per_team(count("releases"), ("barge", "tug")).read({"tug": 2.0, "barge": 1})
    {'barge': 1, 'tug': 2}
    """
    return _PerTeam(each, teams)


@dataclass(frozen=True)
class _Names(Form[frozenset[str]]):
    noun: str
    like: str
    known: Callable[[], Iterable[str]] | None

    @property
    def wanted(self) -> str:
        return f"a list of {self.noun}, each a text such as '{self.like}'"

    def read(self, answer: object, what: str = "Your answer") -> frozenset[str]:
        found = set()
        for entry in _entries(answer, what, self.wanted):
            if entry is ...:
                raise NotWritten
            if not is_a(entry, str):
                raise NotInForm(f"{what} holds {describe(entry)}; it should be {self.wanted}.")
            found.add(plain(entry).strip())
        if self.known is not None:
            unknown = sorted(found.difference(self.known()))
            if unknown:
                raise NotInForm(
                    f"{what} holds {quoted(unknown[0])}, which is not the id of any of the "
                    f"{self.noun}."
                )
        return frozenset(found)


@dataclass(frozen=True)
class _PerTeam(Form[dict[str, V]]):
    each: Form[V]
    teams: tuple[str, ...]

    @property
    def wanted(self) -> str:
        return f"a dict or a Series with {self.each.wanted} for each team"

    def read(self, answer: object, what: str = "Your answer") -> dict[str, V]:
        given = self._by_team(answer, what)
        unknown = [key for key in given if not (is_a(key, str) and key in self.teams)]
        if unknown:
            raise NotInForm(
                f"{what} has an entry for {describe(unknown[0])}, which is none of the teams "
                f"{', '.join(self.teams)}."
            )
        missing = [team for team in self.teams if team not in given]
        if missing:
            raise NotInForm(f"{what} has no entry for {', '.join(missing)}.")
        if any(given[team] is ... for team in self.teams):
            raise NotWritten
        return {team: self.each.read(given[team], f"{what} for {team}") for team in self.teams}

    def same(self, one: dict[str, V], other: dict[str, V]) -> bool:
        return all(self.each.same(one[team], other[team]) for team in self.teams)

    def slip(self, value: dict[str, V], right: dict[str, V]) -> str | None:
        slips = {self.each.slip(value[team], right[team]) for team in self.teams}
        return slips.pop() if len(slips) == 1 else None

    def _by_team(self, answer: object, what: str) -> dict[Any, Any]:
        """Return what is given for each team, as it is given."""
        refuse_what_is_none(answer, what, self.wanted)
        found = f"{what} is {describe(answer)}; it should be {self.wanted}"
        if is_a(answer, pd.DataFrame):
            raise NotInForm(f"{found}{self._of_frame(answer)}")
        if is_a(answer, pd.Series):
            series: pd.Series[Any] = answer  # pyrefly: ignore[bad-assignment]
            if len(series.index) > MOST:
                raise NotInForm(f"{found}: group by team first.")
            if not all(is_a(key, str) for key in series.index):
                raise NotInForm(
                    f"{found}. The index of your Series does not name the teams: {self._by_group}."
                )
            if not series.index.is_unique:
                raise NotInForm(f"{found}. Your Series has several values for one team.")
            return {plain(key): value for key, value in zip(series.index, series, strict=True)}
        if is_a(answer, dict):
            given: dict[Any, Any] = answer  # pyrefly: ignore[bad-assignment]
            return {
                plain(key) if is_a(key, str) else key: value for key, value in dict.items(given)
            }
        if is_many(answer):
            raise NotInForm(f"{found}, so that each value has its team.")
        raise NotInForm(f"{found}.")

    @property
    def _by_group(self) -> str:
        """How to make one value for each team out of rows."""
        make = "count the rows" if self.each.counts else "make one value"
        return f'{make} for each team, with `groupby("team")`'

    def _of_frame(self, frame: object) -> str:
        """Return what to do with a DataFrame."""
        index = list(frame.index[: len(self.teams) + 1])  # pyrefly: ignore[missing-attribute]
        if index and all(is_a(key, str) and key in self.teams for key in index):
            return ": take one of its columns."
        return f". Its rows are not the teams: {self._by_group}."


def _entries(answer: object, what: str, wanted: str) -> list[object]:
    """Return the entries of a collection as a list."""
    refuse_what_is_none(answer, what, wanted)
    found = f"{what} is {describe(answer)}; it should be {wanted}"
    if is_a(answer, str):
        raise NotInForm(f"{found}. Put it into a list: `[...]`.")
    if is_a(answer, pd.DataFrame):
        raise NotInForm(f"{found}: take one of its columns.")
    if is_a(answer, dict):
        raise NotInForm(f"{found}: `list(your_dict)` has its keys.")
    if hasattr(type(answer), "__next__") or is_a(answer, range):
        raise NotInForm(f"{found}: put `list(...)` around it.")
    if not is_many(answer):
        raise NotInForm(f"{found}.")
    if is_a(answer, np.ndarray) and answer.ndim != 1:  # pyrefly: ignore[missing-attribute]
        raise NotInForm(f"{found}, with one dimension only.")
    if len(answer) > MOST:  # pyrefly: ignore[bad-argument-type]
        raise NotInForm(f"{found}. So many cannot be right.")
    return list(answer)  # pyrefly: ignore[bad-argument-type]
