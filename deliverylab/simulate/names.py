"""Names and times of the rows of a log, made for many rows at once."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from deliverylab.log.schema import TEXT
from deliverylab.simulate.cache import Cache
from deliverylab.simulate.calendar import Hours

START = pd.Timestamp("2025-01-06", tz="UTC").as_unit("us")
"""Time zero of every simulation: a Monday, midnight UTC."""

Moments = npt.NDArray[np.int64]
"""Microseconds since 1970, or `NEVER`."""

NEVER = np.iinfo(np.int64).min
"""What has not happened: pandas' `NaT`."""

MICROSECONDS_PER_HOUR = 3_600_000_000

_START = START.value // 1_000

KEPT: Cache[ExtensionArray] = Cache(limit_bytes=24_000_000)

_BYTES_PER_NAME = 80


def moments(hours: Hours, days: int) -> Moments:
    """Return hours since time zero as rounded microseconds; NEVER from the end of `days` on."""
    # In floats to the end: they hold every such number exactly, NEVER too, and need no limit before
    # they become whole numbers. With one, it takes half as long again.
    with np.errstate(over="ignore"):
        times = hours * MICROSECONDS_PER_HOUR
    np.rint(times, out=times)
    times += _START
    np.copyto(times, NEVER, where=times >= _START + 24 * MICROSECONDS_PER_HOUR * days)
    return times.astype(np.int64)


def names(prefix: str, count: int, digits: int = 1) -> ExtensionArray:
    """Return `count` names: the prefix and a number from 1, with at least so many digits.

    >>> list(names("tug-c", 2, digits=5))
    ['tug-c00001', 'tug-c00002']
    """
    size = 1 << max(count, 256).bit_length()  # a few sizes, so that runs share them
    if size * _BYTES_PER_NAME > KEPT.limit_bytes:
        return _write(prefix, count, digits)
    key = (prefix, digits, size)
    kept = KEPT.get(key)
    if kept is None:
        kept = _write(prefix, size, digits)
        KEPT.put(key, kept, size * _BYTES_PER_NAME)
    return kept[:count]


def _write(prefix: str, count: int, digits: int) -> ExtensionArray:
    """Write the names figure by figure, as a table of characters: much faster than one by one."""
    parts = []
    first = 1
    while first <= count:
        width = max(digits, len(str(first)))
        last = min(count, 10**width - 1)
        number = np.arange(first, last + 1, dtype=np.uint32)
        characters = np.empty((len(number), len(prefix) + width), dtype=np.uint32)
        characters[:, : len(prefix)] = [ord(character) for character in prefix]
        for place in range(width):
            tens = number // 10
            characters[:, -1 - place] = number - 10 * tens + ord("0")
            number = tens
        parts.append(characters.view(f"U{len(prefix) + width}").ravel().astype(object))
        first = last + 1
    written = np.concatenate([np.empty(0, dtype=object), *parts])
    written.flags.writeable = False
    return pd.array(written, dtype=TEXT, copy=False)


@lru_cache(maxsize=64)
def only(team: str) -> pd.CategoricalDtype:
    """Return the dtype of the `team` column of a log of one team."""
    return pd.CategoricalDtype([team])
