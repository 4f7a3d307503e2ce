"""What several forms refuse alike, and what is said of it.

It says what is there and what is expected, and it leaves the choice to the student: advice such as
"take the first value" would only lead to the next wrong answer.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from deliverylab.teach.forms.base import NotInForm, NotWritten
from deliverylab.teach.forms.describe import FUNCTIONS, describe, is_a, is_many

ONE_OF_ALL = "Choose one of its values, or make one number out of all of them."

_HOLDERS = ("ipywidgets.", "deliverylab.measure.")
"""Where the types come from that hold a `.value`: widgets, and the KPIs of the course."""


def refuse_what_is_none(answer: object, what: str, wanted: str) -> None:
    """Refuse what no form takes: the stub, nothing, a function itself, a type, something to await.

    Raises:
        NotWritten: for `...`.
        NotInForm: for the others.
    """
    if answer is ...:
        raise NotWritten
    found = describe(answer)
    if is_a(answer, *FUNCTIONS):
        raise NotInForm(f"{what} is {found}, not what it gives: did you forget the `()`?")
    if is_a(answer, type):
        raise NotInForm(f"{what} is {found}; it should be {wanted}.")
    if any(base.__module__.startswith(_HOLDERS) for base in type(answer).__mro__):
        raise NotInForm(f"{what} is {found}; it should be {wanted}: take its `.value`.")


def refuse_many(answer: object, what: str, wanted: str, how: str = "") -> None:
    """Refuse several values where one is expected.

    Which of them is the right one is what the task asks, so none is proposed.

    Args:
        answer: any object.
        what: what the answer is called in messages.
        wanted: what it should be.
        how: what is to be done; without it, to choose one of the values.

    Raises:
        NotInForm: for a list, a Series, a DataFrame and the like.
    """
    choose = "One of its values has to be chosen: which one?"
    if is_a(answer, pd.DataFrame):
        choose = "One row and one column have to be chosen: which ones?"
    elif not (is_a(answer, dict) or is_many(answer)):
        return
    raise NotInForm(f"{what} is {describe(answer)}; it should be {wanted}. {how or choose}")


def how_to_count(answer: object) -> str:
    """Return how to make a number of things out of a collection of them.

    >>> how_to_count(pd.Series([True, False]))
    'To count how often it is True, put `.sum()` behind it.'
    """
    # pyrefly: ignore[bad-argument-type]
    if is_a(answer, pd.Series, pd.Index, np.ndarray) and pd.api.types.is_bool_dtype(answer):
        return "To count how often it is True, put `.sum()` behind it."
    things = "rows" if is_a(answer, pd.DataFrame) else "entries"
    return f"If its {things} are to be counted, put `len(...)` around it."
