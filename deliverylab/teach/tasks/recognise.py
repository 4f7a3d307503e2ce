"""Which mistake is in a function that a student wrote?

Both the right rule and the wrong ones are asked about the same situations. A mistake explains the
student's answers if it is wrong wherever they are, and not much more often. Of several, the one
that is wrong least often explains them best.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

V = TypeVar("V")

NO_MISTAKE_KNOWN = ""
"""What a judge gives where the task's own hints help most."""


def every_answer(rule: Callable[..., V], situations: Iterable[Sequence[object]]) -> list[V]:
    """Return what a rule says in each situation; a situation is its arguments in order.

    >>> every_answer(max, [(1, 2), (4, 3)])
    [2, 4]
    """
    return [rule(*situation) for situation in situations]


def closest(given: Sequence[V], right: Sequence[V], wrong: Mapping[str, Sequence[V]]) -> str | None:
    """Return the name of the mistake that explains the answers best, or `None`.

    Args:
        given: the student's answers, one for each situation.
        right: the right ones.
        wrong: the answers of each mistake by its name.

    >>> wrong = {"always no": "nnnn", "never on Monday": "ynny"}
    >>> [closest(given, "yyyy", wrong) for given in ("ynyy", "nnny", "nyyy")]
    ['never on Monday', 'always no', None]
    """
    places = [at for at, answer in enumerate(given) if answer != right[at]]
    if not places:
        return None
    misses = {
        name: sum(answer != right[at] for at, answer in enumerate(answers))
        for name, answers in wrong.items()
        if all(answers[at] == given[at] for at in places)
    }
    best = min(misses, key=lambda name: misses[name], default=None)
    return best if best is not None and misses[best] <= 2 * len(places) else None


def mostly_wrong(given: Sequence[V], right: Sequence[V]) -> bool:
    """Return whether half of the answers or more are wrong, so that one example helps little.

    >>> mostly_wrong("nnyy", "yyyy"), mostly_wrong("nyyy", "yyyy")
    (True, False)
    """
    return 2 * sum(one != other for one, other in zip(given, right, strict=True)) >= len(right)


def mistake_in(
    given: Sequence[V], right: Sequence[V], wrong: Mapping[str, Sequence[V]]
) -> str | None:
    """Return what a judge gives for these answers, or `None` where one of them shows most.

    That is the mistake that explains them best, or `NO_MISTAKE_KNOWN` if most of them are wrong.

    >>> wrong = {"always no": "nnnn", "never on Monday": "ynny"}
    >>> [mistake_in(given, "yyyy", wrong) for given in ("ynyy", "nnxx", "yyyx")]
    ['never on Monday', '', None]
    """
    found = closest(given, right, wrong)
    return NO_MISTAKE_KNOWN if found is None and mostly_wrong(given, right) else found
