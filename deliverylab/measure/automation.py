"""Does automating a step pay for itself? Hours saved against hours built and kept up.

The sum is plain, and it says nothing about lead time: that depends on whether the step was the one
that held everything up.
"""

from __future__ import annotations

import math

__all__ = ["balance", "pays_back_after"]


def pays_back_after(build_hours: float, saved_a_month: float, upkeep_a_month: float = 0.0) -> float:
    """Return after how many months an automation has saved the hours that it cost.

    That is build_hours ÷ (saved_a_month − upkeep_a_month); never (inf) where keeping it up takes as
    many hours as it saves.

    Args:
        build_hours: hours to build it.
        saved_a_month: hours that people no longer spend on the step, a month.
        upkeep_a_month: hours that they now spend on the automation, a month.

    Raises:
        ValueError: when one of them is negative or not a number.

    >>> pays_back_after(build_hours=60, saved_a_month=22, upkeep_a_month=2)
    3.0
    >>> pays_back_after(build_hours=60, saved_a_month=4, upkeep_a_month=4)
    inf
    """
    _refuse(build_hours=build_hours, saved_a_month=saved_a_month, upkeep_a_month=upkeep_a_month)
    if build_hours == 0:
        return 0.0
    won = saved_a_month - upkeep_a_month
    return build_hours / won if won > 0 else math.inf


def balance(
    months: float, build_hours: float, saved_a_month: float, upkeep_a_month: float = 0.0
) -> float:
    """Return the hours won (or, below zero, lost) after so many months; arguments as above.

    >>> balance(12, build_hours=60, saved_a_month=22, upkeep_a_month=2)
    180.0
    """
    _refuse(
        months=months,
        build_hours=build_hours,
        saved_a_month=saved_a_month,
        upkeep_a_month=upkeep_a_month,
    )
    return months * (saved_a_month - upkeep_a_month) - float(build_hours)


def _refuse(**numbers: float) -> None:
    for name, number in numbers.items():
        if not 0 <= number < math.inf:
            raise ValueError(f"{name} is {number}; it must be 0 or more, and not infinite")
