"""Answers that may say that there is no data: a value, or None."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import pandas as pd

from deliverylab.teach.forms.base import Form, NotInForm
from deliverylab.teach.forms.describe import is_a

V = TypeVar("V")


def or_none(form: Form[V], where: str) -> Form[V | None]:
    """Return the form of what a function returns that may be None; the canonical value too.

    Args:
        form: the form of the value where there is one.
        where: when there is none, as in "there are no deployments".

    >>> from deliverylab.teach.forms import number
    >>> share = or_none(number("share"), "there are no deployments")
    >>> share.read(0.5), share.read(None)
    (0.5, None)
    >>> share.wanted
    'a share, or None where there are no deployments'
    """
    return _OrNone(form, where)


@dataclass(frozen=True)
class _OrNone(Form["V | None"], Generic[V]):
    takes_none = True
    form: Form[V]
    where: str

    @property
    def wanted(self) -> str:
        return f"{self.form.wanted}, or None where {self.where}"

    def read(self, answer: object, what: str = "Your answer") -> V | None:
        if answer is None:
            return None
        if is_a(answer, type(pd.NA), type(pd.NaT)) or (
            # pyrefly: ignore[bad-argument-type]
            is_a(answer, float, np.floating) and math.isnan(float(answer))
        ):
            raise NotInForm(f"{what} is a missing value; where {self.where}, it should be None.")
        return self.form.read(answer, what)

    def same(self, one: V | None, other: V | None) -> bool:
        if one is None or other is None:
            return one is other
        return self.form.same(one, other)
