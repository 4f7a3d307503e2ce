"""Refusing numbers that make no sense, in words: the field, the value, and what is allowed."""

from numbers import Integral, Real


class NotAllowed(ValueError):
    """A value that makes no sense here; the message says what was given and what is expected."""

    def _render_traceback_(self) -> list[str]:
        """Let a notebook show the message alone, without the library's own code above it."""
        return [f"NotAllowed: {self}"]


def is_between(value: object, low: float, high: float, *, whole: bool = False) -> bool:
    """Return whether `value` is a number (a whole one) from `low` to `high`.

    >>> is_between(3, 1, 5), is_between(True, 0, 1), is_between(2.5, 1, 5, whole=True)
    (True, False, False)
    """
    if type(value) is float and not whole:  # the usual; asking what else is a number takes longer
        return low <= value <= high
    if isinstance(value, bool):
        return False
    if whole and not isinstance(value, Integral):
        return False
    return isinstance(value, Real) and low <= float(value) <= high


def require(
    what: str, value: object, low: float, high: float, *, whole: bool = False, or_none: bool = False
) -> None:
    """Refuse what is not a number (a whole one) from `low` to `high`, or None where allowed.

    Args:
        what: the field, as the message names it.
        value: what was given.
        low: smallest allowed number.
        high: largest allowed number.
        whole: whether it must be a whole number.
        or_none: whether None, for no limit, is allowed.

    Raises:
        NotAllowed: naming the field, the value and the allowed range.

    >>> require("days", 0, 1, 364, whole=True)
    Traceback (most recent call last):
        ...
    deliverylab.simulate.ranges.NotAllowed: days=0; expected a whole number from 1 to 364
    """
    if (or_none and value is None) or is_between(value, low, high, whole=whole):
        return
    kind = "a whole number" if whole else "a number"
    none = ", or None for no limit" if or_none else ""
    raise NotAllowed(f"{what}={value!r}; expected {kind} from {low:,.15g} to {high:,.15g}{none}")
