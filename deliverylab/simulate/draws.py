"""Luck: every random number of a simulation, drawn before anything happens.

One generator serves each (seed, stage, attempt), and its draws are numbered by the thing they
belong to: by change, by batch, by deployment, by incident or by hour. Levers only scale them. So
two scenarios with the same seed meet the same luck (*common random numbers*: the difference between
them is the lever, not the noise), and the first n changes of a longer run are the same changes.

A duration is its mean times a *unit draw*: a number with mean 1 and a chosen coefficient of
variation (cv = standard deviation ÷ mean). Unit draws are Weibull numbers made from one exponential
draw E,

    E ** (1 / k) / Γ(1 + 1 / k),    where k solves   Γ(1 + 2 / k) / Γ(1 + 1 / k)² − 1 = cv²

(Weibull 1951), so cv = 1 is exactly the exponential distribution, cv = 0 is always 1, and a larger
cv keeps the order of the draws: the slow changes stay the slow ones.

All arrays are read-only and numbered from 0. `attempt` counts from 1.
"""

import math
from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np

from deliverylab.simulate.cache import Cache
from deliverylab.simulate.calendar import Hours

Law: TypeAlias = Literal["exponential", "uniform", "normal"]

STREAMS: dict[str, int] = {
    # name of the stream: its number in the seed (never change a number: it is the luck itself)
    "commit": 1,  # exponential; by change: working time since the change before
    "kind": 2,  # uniform; by change
    "size": 3,  # normal; by change
    "defect": 4,  # uniform; by change: does it carry a defect
    "branch": 5,  # unit; by change
    "review": 6,  # unit; by change
    "build": 7,  # unit; by change and attempt
    "flaky": 8,  # uniform; by change and attempt
    "ci catch": 9,  # uniform; by change
    "fix": 10,  # unit; by change and attempt (the attempt that turned red)
    "package": 11,  # unit; by change (automatic) or by batch (by hand)
    "acceptance": 12,  # unit; by change (automatic) or by batch (by hand)
    "acceptance catch": 13,  # uniform; by change
    "acceptance fix": 14,  # unit; by change
    "approval": 15,  # unit; by approval
    "deploy": 16,  # unit; by planned deployment
    "slip": 17,  # uniform; by planned deployment
    "detect": 18,  # unit; by planned deployment
    "severity": 19,  # uniform; by planned deployment
    "hotfix": 20,  # unit; by planned deployment
    "other incident": 21,  # exponential; by other incident: clock time since the one before
    "other detect": 22,  # unit; by other incident
    "other severity": 23,  # uniform; by other incident
    "restart": 24,  # unit; by other incident
    "requests": 25,  # normal; by hour
    "failed requests": 26,  # uniform; by hour
    "latency": 27,  # normal; by hour
    "workstation": 28,  # unit; by change
    "workstation catch": 29,  # uniform; by change
    "workstation fix": 30,  # unit; by change
    "slow": 31,  # uniform; by change: does it make the service slower
    "slow by": 32,  # unit; by change
    "performance": 33,  # unit; by change (automatic) or by batch (by hand)
    "performance catch": 34,  # uniform; by change
    "performance fix": 35,  # unit; by change
    "slow notice": 36,  # unit; by planned deployment
    "slow fix": 37,  # unit; by planned deployment
    "reading": 38,  # normal; by minute
    "slow from": 39,  # uniform; by incident of a month: when it begins
    "slower by": 40,  # uniform; by incident of a month
    "search for the cause": 41,  # unit; by incident of a month
    "changed by hand": 42,  # uniform; by rebuild and setting
    "set wrong": 43,  # uniform; by rebuild and setting
    "stops the service": 44,  # uniform; by rebuild and setting
    "search for a setting": 45,  # exponential; by rebuild and setting
    "task": 71,  # exponential; by task: working time since the task before
    "task kind": 72,  # uniform; by task
    "task hours": 73,  # unit; by task
    "there": 74,  # exponential; by spell, one attempt a person: until the next absence
    "away": 75,  # unit; by spell, one attempt a person: how long an absence lasts
    "part fails": 76,  # exponential; by incident: clock time since the one before
    "part": 77,  # uniform; by incident: in which part of the system
    "repair": 78,  # unit; by incident: by somebody who knows the part
    "find out": 79,  # unit; by incident: by somebody who does not know the part
    "feature": 81,  # exponential; by feature: working time since the one before was asked for
    "feature hours": 82,  # unit; by feature: to write it
}

KEPT_AT_MOST = 200_000
"""Longer arrays are drawn anew each time rather than kept in memory."""

KEPT: Cache[Hours] = Cache(limit_bytes=24_000_000)


def exponentials(seed: int, stream: str, count: int, attempt: int = 1) -> Hours:
    """Return the first `count` exponential draws (mean 1) of a stream.

    Raises:
        KeyError: when there is no such stream.

    >>> a, b = exponentials(1, "commit", 3), exponentials(1, "commit", 1000)
    >>> bool((a == b[:3]).all())
    True
    """
    return _draw("exponential", seed, stream, count, attempt)


def uniforms(seed: int, stream: str, count: int, attempt: int = 1) -> Hours:
    """Return the first `count` draws of a stream, uniform between 0 and 1."""
    return _draw("uniform", seed, stream, count, attempt)


def normals(seed: int, stream: str, count: int, attempt: int = 1) -> Hours:
    """Return the first `count` standard normal draws of a stream."""
    return _draw("normal", seed, stream, count, attempt)


def unit_draws(seed: int, stream: str, count: int, cv: float, attempt: int = 1) -> Hours:
    """Return the first `count` unit draws (mean 1, coefficient of variation `cv`) of a stream.

    >>> unit_draws(1, "review", 3, cv=0.0)
    array([1., 1., 1.])
    >>> draws = unit_draws(1, "review", 100_000, cv=0.5)
    >>> round(float(draws.mean()), 2), round(float(draws.std()), 2)
    (1.0, 0.5)
    """
    if cv == 1.0:
        return exponentials(seed, stream, count, attempt)
    size = _padded(count)
    key = ("unit", seed, stream, attempt, cv, size)
    kept = KEPT.get(key)
    if kept is None:
        if cv == 0.0:
            kept = np.ones(size)
        else:
            shape = weibull_shape(cv)
            kept = exponentials(seed, stream, size, attempt) ** (1.0 / shape)
            kept /= math.gamma(1.0 + 1.0 / shape)
        kept.flags.writeable = False
        if size <= KEPT_AT_MOST:
            KEPT.put(key, kept, kept.nbytes)
    return kept[:count]


def unit_sums(seed: int, stream: str, count: int, cv: float) -> Hours:
    """Return the sum of the first 1, 2 … `count` unit draws of a stream.

    >>> unit_sums(1, "deploy", 3, cv=0.0)
    array([1., 2., 3.])
    """
    size = _padded(count)
    key = ("sums", seed, stream, 1, cv, size)
    kept = KEPT.get(key)
    if kept is None:
        kept = np.cumsum(unit_draws(seed, stream, size, cv))
        kept.flags.writeable = False
        if size <= KEPT_AT_MOST:
            KEPT.put(key, kept, kept.nbytes)
    return kept[:count]


@lru_cache(maxsize=256)
def weibull_shape(cv: float) -> float:
    """Return the Weibull shape k whose coefficient of variation is `cv` (above 0).

    >>> round(weibull_shape(1.0), 9)
    1.0
    """
    wanted = math.log1p(cv * cv)
    low, high = math.log(1e-2), math.log(1e6)  # of k; the cv falls as k rises
    for _ in range(200):
        middle = (low + high) / 2.0
        inverse = math.exp(-middle)
        if math.lgamma(1.0 + 2.0 * inverse) - 2.0 * math.lgamma(1.0 + inverse) > wanted:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2.0)


def _draw(law: Law, seed: int, stream: str, count: int, attempt: int) -> Hours:
    size = _padded(count)
    key = (law, seed, stream, attempt, size)
    kept = KEPT.get(key)
    if kept is None:
        sequence = np.random.SeedSequence(seed, spawn_key=(STREAMS[stream], attempt))
        generator = np.random.Generator(np.random.PCG64(sequence))
        if law == "exponential":
            kept = generator.standard_exponential(size)
        elif law == "uniform":
            kept = generator.random(size)
        else:
            kept = generator.standard_normal(size)
        kept.flags.writeable = False
        if size <= KEPT_AT_MOST:
            KEPT.put(key, kept, kept.nbytes)
    return kept[:count]


def _padded(count: int) -> int:
    """Return the length that is drawn for `count`: one of few, so that draws are shared."""
    if count > KEPT_AT_MOST:
        return count
    step = 1 << max(count.bit_length() - 4, 6)  # an eighth of the power of two below, or 64
    return -(-count // step) * step
