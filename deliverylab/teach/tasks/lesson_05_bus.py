"""Task 5.5: who has restored what? The parts that one person knows, and the bus factor.

Of G. Avelino, L. Passos, A. Hora and M. T. Valente, "A novel approach for estimating truck
factors", 24th International Conference on Program Comprehension (2016): the fewest people whose
leaving makes more than half of the files nobody's. Here a part is known by whoever has restored
it, and half of the parts is enough. The people are letters and made up: a delivery log names
nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from itertools import combinations
from typing import Any

from deliverylab.teach.forms import count, names, parts
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

RESTORED = (
    "login A, search B, alerts E, checkout B, login A, alerts E, tracking B, reports D, "
    "invoices C, alerts E, login A, tracking A, alerts E, search A, checkout B, alerts E, "
    "reports C, invoices C, alerts E, tracking B, alerts F, database A, login A, alerts E, "
    "reports D, checkout B, search B, alerts D, alerts E, invoices C"
)
"""The incidents of a year in their order: the part that failed, and who restored it."""


@cache
def who_knows() -> Mapping[str, frozenset[str]]:
    """Return the people who have restored each part."""
    known: dict[str, set[str]] = {}
    for incident in RESTORED.split(", "):
        part, person = incident.split()
        known.setdefault(part, set()).add(person)
    return {part: frozenset(people) for part, people in known.items()}


@cache
def times_restored() -> Mapping[str, int]:
    """Return how often each part was restored."""
    failed: list[str] = [incident.split()[0] for incident in RESTORED.split(", ")]
    return {part: failed.count(part) for part in who_knows()}


def known_by_one() -> frozenset[str]:
    """Return the parts that one person only has restored."""
    return frozenset(part for part, people in who_knows().items() if len(people) == 1)


def left_with_nobody(away: Collection[str]) -> frozenset[str]:
    """Return the parts that nobody knows who is there, if these people are away.

    >>> sorted(left_with_nobody("A"))
    ['database', 'login']
    """
    return frozenset(part for part, people in who_knows().items() if people <= set(away))


def fewest_away(share: float) -> int:
    """Return how many people are away, at the fewest, where this share of the parts has nobody."""
    everyone = sorted(frozenset().union(*who_knows().values()))
    enough = share * len(who_knows())
    return next(
        number
        for number in range(1, len(everyone) + 1)
        if any(len(left_with_nobody(away)) >= enough for away in combinations(everyone, number))
    )


def worst(number: int) -> tuple[str, ...]:
    """Return the people, so many, who leave most parts with nobody."""
    everyone = sorted(frozenset().union(*who_knows().values()))
    return max(combinations(everyone, number), key=lambda away: len(left_with_nobody(away)))


def only_one_and_bus_factor() -> Parts:
    """Return the answer."""
    return {"only_one": known_by_one(), "bus_factor": fewest_away(0.5)}


def people_alone_with_a_part() -> int:
    """Return how many people know a part that nobody else knows."""
    return len(frozenset().union(*(who_knows()[part] for part in known_by_one())))


def seldom_restored() -> frozenset[str]:
    """Return the parts that were restored once."""
    return frozenset(part for part, times in times_restored().items() if times == 1)


def said(value: Parts) -> str:
    """Say who they are, and that it is not who restores most often."""
    away = worst(value["bus_factor"])
    without = left_with_nobody(away)
    restorers = [incident[-1] for incident in RESTORED.split(", ")]
    busiest = max(restorers, key=restorers.count)
    return (
        f"While {' and '.join(away)} are away, nobody who is there has ever restored "
        f"{', '.join(sorted(without))}: {len(without)} of {len(who_knows())} parts. {busiest} "
        f"restores most often, {restorers.count(busiest)} times, and may go on holiday: others "
        f"know that part, too. Begin to share where one person is alone: {len(value['only_one'])} "
        "parts."
    )


BUS_FACTOR: Task[Parts] = Task(
    number="5.5",
    title="Who else could?",
    points=3,
    expects=parts(
        only_one=names("parts", like="search", known=who_knows), bus_factor=count("people")
    ),
    answer=only_one_and_bus_factor,
    mistakes=(
        Mistake(
            "looked at the incidents",
            part="only_one",
            recognises=lambda value: value["only_one"] == seldom_restored(),
            hints=(
                "`only_one`: you have the parts with one *incident*. Who restored the others?",
                "A part may fail four times, and the same person comes each time.",
                'Count people, not rows: `restored.groupby("part")["by"].nunique()`.',
            ),
        ),
        Mistake(
            "took the parts that several know",
            part="only_one",
            recognises=lambda value: value["only_one"] == frozenset(who_knows()) - known_by_one(),
            hints=(
                "`only_one`: these are the parts that two people or more have restored.",
                "The task asks for the other ones.",
                "Keep the parts whose number of different people is 1.",
            ),
        ),
        Mistake(
            "left some of them out",
            part="only_one",
            recognises=lambda value: value["only_one"] < known_by_one(),
            hints=(
                "`only_one`: what you have is right, and something is missing.",
                "A part with a single incident has one person, too.",
                '`restored.groupby("part")["by"].nunique()` has a line for each part.',
            ),
        ),
        Mistake(
            "stopped at the first part",
            part="bus_factor",
            recognises=lambda value: value["bus_factor"] == 1,
            hints=(
                "`bus_factor`: with one person away, how many of the eight parts have nobody?",
                "One part without anybody is not enough here: it has to be half of them.",
                "Try pairs of people. A part has nobody if all who restored it are away.",
            ),
        ),
        Mistake(
            "counted everyone who is alone with a part",
            part="bus_factor",
            recognises=lambda value: value["bus_factor"] == people_alone_with_a_part(),
            hints=(
                "`bus_factor`: so many are enough. Are fewer enough, too?",
                "Two people may know a part between them: if both are away, nobody knows it.",
                "For each pair of people, count the parts whose people are all in that pair.",
            ),
        ),
        Mistake(
            "went on until nothing was left",
            part="bus_factor",
            recognises=lambda value: value["bus_factor"] > people_alone_with_a_part(),
            hints=(
                "`bus_factor`: that many away leaves far more than half of the parts with nobody.",
                "The task asks for the *smallest* number of people.",
                "Begin with one person, then try pairs, and stop at half of the parts.",
            ),
        ),
    ),
    part_hints={
        "only_one": (
            "`only_one`: how many different people have restored each part?",
            'Group the incidents by part. `["by"].unique()` shows the people of each.',
            '`restored.groupby("part")["by"].nunique()` counts them. Keep the parts with 1.',
        ),
        "bus_factor": (
            "`only_one` is right. `bus_factor`: can it be less than one person?",
            "A part has nobody while everybody is away who has restored it.",
            "Begin with one person, then try pairs: are half of the parts without anybody?",
        ),
    },
    hints=(
        "First find out who has restored each part.",
        'Group the incidents by part. `["by"].unique()` shows the people of each.',
        "For the bus factor, try one person, then pairs, then three.",
    ),
    said=said,
)
