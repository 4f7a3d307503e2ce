"""Any object in a few words, quickly, without trusting it.

What a student gives may be huge, may hold itself, or may raise when it is looked at. So nothing
of an object is used but its type, unless the type is one of Python's, NumPy's or pandas' own.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

LONGEST_MESSAGE = 300
"""How long a message may be, in characters."""


def is_a(thing: object, *kinds: type) -> bool:
    """Return whether the thing's type is one of these or made from one, whatever it pretends.

    `isinstance` asks the thing for its `__class__`, which may raise.

    >>> is_a(True, int), is_a(1, str)
    (True, False)
    """
    return issubclass(type(thing), kinds)


def one_line(text: str, longest: int = LONGEST_MESSAGE) -> str:
    r"""Return a text as one line, cut where it is too long.

    >>> one_line("two\n  lines"), one_line("abcdef", longest=4)
    ('two lines', 'abc…')
    """
    # Only what may be seen: control signs could colour the page or end the line.
    seen = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * longest])
    line = " ".join(seen.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def kind_of(thing: object) -> str:
    """Return the name of a thing's type.

    >>> kind_of(3.5)
    'float'
    """
    return one_line(_name_of(type(thing)), 40)


def quoted(text: str) -> str:
    """Return a text in quotation marks, cut where it is long.

    >>> quoted("barge")
    "'barge'"
    """
    return repr(one_line(plain(text), 30))


def plain(text: Any) -> str:
    """Return a text as Python's own `str`, whatever a subclass makes of it.

    >>> plain(np.str_("tug")) == "tug", type(plain(np.str_("tug")))
    (True, <class 'str'>)
    """
    return str.__str__(text)


def is_many(thing: object) -> bool:
    """Return whether a thing is a collection of values that can be read again and again.

    >>> is_many(["a"]), is_many("a"), is_many(iter(["a"]))
    (True, False, False)
    """
    return is_a(thing, *_MANY) and not (is_a(thing, np.ndarray) and _shape(thing) == ())


def describe(thing: object) -> str:
    """Return what a thing is, as it stands in "Your answer is …".

    >>> describe(4.5), describe("4.5"), describe([1, 2])
    ('the number 4.5', "the text '4.5'", 'a list with 2 entries')
    >>> describe(len), describe(int), describe(object())
    ('the function `len` itself', 'the type `int` itself', 'an object of type `object`')
    """
    try:
        return next(words(thing) for kinds, words in _KINDS if is_a(thing, *kinds))
    except KeyboardInterrupt:
        raise
    except BaseException:  # whatever it raises when it is looked at: its type can be told
        return f"an object of type `{kind_of(thing)}`"


def _name_of(kind: type) -> str:
    return str(type.__dict__["__name__"].__get__(kind))


def _shape(array: Any) -> tuple[int, ...]:
    return tuple(np.ndarray.shape.__get__(array))


def _entries(count: int, noun: str = "entry") -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def _whole_number(thing: Any) -> str:
    whole = int.__int__(thing)
    if whole.bit_length() > 100:
        return f"a whole number of about {whole.bit_length() * 3 // 10:,} digits"
    return f"the number {whole}"


def _float(thing: Any) -> str:
    shown = float.__repr__(thing)
    return "NaN, which is a missing value" if shown == "nan" else f"the number {shown}"


def _frame(thing: Any) -> str:
    rows, columns = thing.shape
    return f"a DataFrame with {_entries(rows, 'row')} and {_entries(columns, 'column')}"


def _array(thing: Any) -> str:
    shape = _shape(thing)
    if shape == ():
        return "an array without any dimension"
    if len(shape) == 1:
        return f"an array with {_entries(shape[0])}"
    return f"an array of shape {' × '.join(str(length) for length in shape[:4])}"


def _function(thing: Any) -> str:
    name = getattr(thing, "__name__", "")
    return f"the function `{one_line(str(name), 40)}` itself"


def _collection(words: str, length: Callable[[Any], int]) -> Callable[[Any], str]:
    return lambda thing: f"{words} with {_entries(length(thing))}"


FUNCTIONS: tuple[type, ...] = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodDescriptorType,
    np.ufunc,
)

_MANY: tuple[type, ...] = (
    list,
    tuple,
    set,
    frozenset,
    type({}.keys()),
    type({}.values()),
    pd.Series,
    pd.Index,
    pd.api.extensions.ExtensionArray,
    np.ndarray,
)

_KINDS: tuple[tuple[tuple[type, ...], Callable[[Any], str]], ...] = (
    ((type(None),), lambda thing: "None, which is nothing"),
    ((type(...),), lambda thing: "still the `...` of the task"),
    ((bool, np.bool), lambda thing: f"the truth value {bool(thing)}"),
    ((type(pd.NaT),), lambda thing: "NaT, which is no time"),
    ((type(pd.NA),), lambda thing: "NA, which is no value"),
    ((int,), _whole_number),
    ((float,), _float),
    ((np.str_, str), lambda thing: f"the text {quoted(thing)}"),
    ((bytes, bytearray), lambda thing: "a row of bytes"),
    ((complex, np.complexfloating), lambda thing: "a complex number"),
    ((np.timedelta64,), lambda thing: f"the duration {pd.Timedelta(thing)}"),
    ((timedelta,), lambda thing: f"the duration {one_line(str(thing), 40)}"),
    ((np.datetime64,), lambda thing: f"the time {thing}"),
    ((date,), lambda thing: f"the time {one_line(str(thing), 40)}"),
    ((np.floating,), lambda thing: _float(float(thing))),
    ((np.integer, Decimal, Fraction), lambda thing: f"the number {one_line(str(thing), 40)}"),
    ((pd.DataFrame,), _frame),
    ((pd.Series,), _collection("a Series", lambda thing: len(thing.index))),
    ((pd.Index,), _collection("an Index", len)),
    ((np.ndarray,), _array),
    ((pd.api.extensions.ExtensionArray,), _collection("an array", len)),
    ((list,), _collection("a list", list.__len__)),
    ((tuple,), _collection("a tuple", tuple.__len__)),
    ((set,), _collection("a set", set.__len__)),
    ((frozenset,), _collection("a set", frozenset.__len__)),
    ((dict,), _collection("a dict", dict.__len__)),
    ((type,), lambda thing: f"the type `{one_line(_name_of(thing), 40)}` itself"),
    (FUNCTIONS, _function),
    ((types.GeneratorType, range, map, filter, zip), lambda thing: f"a {kind_of(thing)}"),
    ((types.CoroutineType,), lambda thing: "a coroutine, which nobody has awaited"),
    ((types.ModuleType,), lambda thing: "a module"),
    ((object,), lambda thing: f"an object of type `{kind_of(thing)}`"),
)
