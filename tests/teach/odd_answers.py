"""Everything that a student may hand in by accident, and a few things that nobody would."""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
import itertools
import sys
from collections.abc import Callable
from typing import Any
from unittest import mock

import ipywidgets
import numpy as np
import pandas as pd

from deliverylab.measure import Kpi
from deliverylab.simulate import Scenario


class Quiet(BaseException):
    """What no `except Exception` catches."""


def _raises(*arguments: object, **named: object) -> Any:
    raise Quiet("do not look\nat me" * 100)


SPECIAL = (
    *("__eq__", "__ne__", "__lt__", "__hash__", "__bool__", "__repr__", "__str__", "__format__"),
    *("__len__", "__iter__", "__getitem__", "__contains__", "__float__", "__int__", "__index__"),
    *("__abs__", "__sub__", "__array__", "__array_ufunc__", "__getattribute__", "__dir__"),
    *("__deepcopy__", "__reduce_ex__", "__call__"),
)


def raising(base: type, *arguments: object) -> object:
    """Return an object of a type made from `base` whose every method raises."""
    kind = type("Raising", (base,), {"__class__": property(_raises)})
    thing = base.__new__(kind, *arguments)
    for name in SPECIAL:
        setattr(kind, name, _raises)
    return thing


class Nameless(type):
    """A type whose own methods raise."""

    __instancecheck__ = __subclasscheck__ = __repr__ = _raises
    __name__ = property(_raises)  # type: ignore[assignment]


def holding_itself() -> list[object]:
    """Return a list that contains itself."""
    held: list[object] = []
    held.append(held)
    return held


def exits(*_arguments: object) -> None:
    sys.exit("enough")


def says_nothing(*_arguments: object) -> None:
    print("nothing")


def is_raised(*_arguments: object) -> None:
    raise Quiet


def for_ever(*arguments: object) -> object:
    return for_ever(*arguments)


async def later(*_arguments: object) -> int:
    return 1


def gives_raising(*_arguments: object) -> object:
    return raising(float, 1.0)


ODD: dict[str, Callable[[], object]] = {
    "nothing": lambda: None,
    "the stub": lambda: ...,
    "the stub in a list": lambda: [..., 1],
    "the stub in a dict": lambda: {"barge": ..., "tug": 1},
    "a number too large": lambda: 10**5000,
    "infinity": lambda: -np.inf,
    "nan": lambda: np.float32("nan"),
    "NaT": lambda: pd.NaT,
    "numpy's NaT": lambda: np.timedelta64("NaT"),
    "NA": lambda: pd.NA,
    "a truth": lambda: np.True_,
    "a decimal": lambda: decimal.Decimal("sNaN"),
    "a fraction": lambda: fractions.Fraction(1, 3),
    "complex": lambda: 3 + 4j,
    "text": lambda: "__import__('os').system('true')",
    "text in lines": lambda: "a\n\x1b[31mb\u2028c" * 1000,
    "a huge text": lambda: "a" * 10_000_000,
    "bytes": lambda: b"3",
    "a date": lambda: dt.date(2025, 1, 6),
    "a time of day": lambda: dt.time(9),
    "a naive time": lambda: dt.datetime(2025, 1, 6),
    "a time": lambda: pd.Timestamp("2025-01-06", tz="Asia/Shanghai"),
    "a duration": lambda: pd.Timedelta(hours=52.4),
    "a long duration": lambda: dt.timedelta(days=999_999_999),
    "an empty list": list,
    "a list that holds itself": holding_itself,
    "a deep list": lambda: [[[[["tug"]]]]] * 1000,
    "a set": lambda: {1, "a", None},
    "an empty dict": dict,
    "a dict of others": lambda: {("tug", 1): 2, None: 3},
    "a generator": lambda: (n for n in itertools.count()),
    "an endless iterator": itertools.count,
    "a map": lambda: map(str, [1]),
    "a range": lambda: range(10**12),
    "a Series": lambda: pd.Series([52.4]),
    "a huge Series": lambda: pd.Series(np.zeros(10_000_000)),
    "a huge Series of texts": lambda: pd.Series(["0.0"]).repeat(1_000_000).reset_index(drop=True),
    "a Series by number pair": lambda: pd.Series([1, 2], index=[[1, 2], [3, 4]]),
    "an Index": lambda: pd.Index(["tug-r0001", None]),
    "a frame": lambda: pd.DataFrame({"tug": [1], "barge": [2]}),
    "a wide frame": lambda: pd.DataFrame(np.zeros((2, 5000))),
    "an array": lambda: np.zeros((3, 3, 3)),
    "an array of none": lambda: np.array(52.4),
    "an array of objects": lambda: np.array([object(), None], dtype=object),
    "a record": lambda: np.zeros(1, dtype=[("a", "i4")])[0],
    "a categorical": lambda: pd.Categorical(["tug", None]),
    "a group": lambda: pd.DataFrame({"a": [1]}).groupby("a"),
    "a type": lambda: pd.Series,
    "a type that raises": lambda: Nameless("Odd", (), {}),
    "of a type that raises": lambda: Nameless("Odd", (), {})(),
    "of a type with a long name": lambda: type("a\nb" * 1000, (), {})(),
    "a function of Python": lambda: len,
    "a method": lambda: pd.Series([1]).median,
    "a lambda": lambda: lambda: 1,
    "a function that exits": lambda: exits,
    "a function that says nothing": lambda: says_nothing,
    "a function that raises": lambda: is_raised,
    "a function without end": lambda: for_ever,
    "a function for later": lambda: later,
    "a function that gives what raises": lambda: gives_raising,
    "a module": lambda: np,
    "a widget": lambda: ipywidgets.IntSlider(3),
    "a KPI": lambda: Kpi.__new__(Kpi),
    "a scenario": lambda: Scenario.team("tug"),
    "half a scenario": lambda: Scenario.__new__(Scenario),
    "a mock": mock.MagicMock,
    **{
        f"a {base.__name__} that raises": lambda base=base: raising(base)  # type: ignore[misc]
        for base in (object, int, float, str, list, tuple, set, frozenset, dict, complex, bytes)
    },
    "a list of what raises": lambda: [raising(str), raising(object)],
    "a dict of what raises": lambda: {"barge": raising(float), "tug": raising(int)},
    "a time that raises": lambda: raising(dt.datetime, 2025, 1, 6),
    "a duration that raises": lambda: raising(dt.timedelta, 1),
    "an array that raises": lambda: raising(np.ndarray, (2,)),
    "a Series that raises": lambda: raising(pd.Series),
    "a frame that raises": lambda: raising(pd.DataFrame),
}
