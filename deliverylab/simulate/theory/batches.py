"""What grouping changes into batches costs."""

from __future__ import annotations

import math

from deliverylab.simulate.theory.line import check_not_negative


def train_wait(hours_between_departures: float) -> float:
    """Return the mean hours that a change waits for a release train, T/2.

    Changes get ready at random moments and a train leaves every T hours, so the moment falls
    uniformly into the interval between two departures.

    Args:
        hours_between_departures: Hours T from one departure to the next, ≥ 0.

    Raises:
        ValueError: If the argument is negative or not a finite number.

    Example:
        A train every two weeks costs a week on average:

        >>> train_wait(hours_between_departures=14 * 24) / 24
        7.0
    """
    check_not_negative(hours_between_departures=hours_between_departures)
    return hours_between_departures / 2


def batch_wait(size: int, arrivals_per_hour: float) -> float:
    """Return the mean hours that a change waits until its batch is full, (N-1)/(2λ).

    The first change waits for N-1 others, the last for none; the mean is half of that.

    Args:
        size: Number N of changes in a batch, ≥ 1.
        arrivals_per_hour: Changes that arrive per hour, > 0.

    Raises:
        ValueError: If the batch is empty or nothing arrives.

    Example:
        >>> batch_wait(size=21, arrivals_per_hour=0.5)
        20.0
    """
    if size < 1:
        raise ValueError(f"size is {size!r}; a batch has at least 1 change")
    check_not_negative(arrivals_per_hour=arrivals_per_hour)
    if arrivals_per_hour == 0:
        raise ValueError("arrivals_per_hour is 0; a batch never fills, give a rate above 0")
    return (size - 1) / (2 * arrivals_per_hour)


def batch_failure(failure_share: float, size: int) -> float:
    """Return the probability that a batch of changes fails, 1 - (1-p)^N.

    A batch fails when at least one of its changes does; changes fail independently.

    Args:
        failure_share: Probability p that one change fails, 0 to 1.
        size: Number N of changes in the batch, ≥ 0.

    Raises:
        ValueError: If the share is outside 0 to 1 or the size is negative.

    Example:
        Changes that fail one time in fifty, in batches of 1, 10 and 50:

        >>> [round(batch_failure(0.02, size), 3) for size in (1, 10, 50)]
        [0.02, 0.183, 0.636]
    """
    if not 0 <= failure_share <= 1:
        raise ValueError(f"failure_share is {failure_share!r}; give a share from 0 to 1")
    if size < 0:
        raise ValueError(f"size is {size!r}; a batch has 0 changes or more")
    if failure_share == 1:
        return 1.0 if size else 0.0
    # The same as 1 - (1 - p)**size, but keeps its digits when p is tiny.
    return -math.expm1(size * math.log1p(-failure_share))
