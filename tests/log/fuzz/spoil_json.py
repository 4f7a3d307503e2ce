"""Ways to spoil a value of JSON, somewhere inside it."""

from __future__ import annotations

import copy
from random import Random
from typing import TypeAlias

Place: TypeAlias = "tuple[dict[str, object] | list[object], str | int]"

ODD_VALUES = [
    None, True, False, 0, 1, -1, 3.5, 1e300, 10**25, "", " ", "x", "a b", "\ud83d", "é", "0", "1.1",
    [], {}, [None], {"id": ""}, [[]], "2025-01-08T10:00:00", "2025-01-08T10:00:00Z",
    "2025-01-08t10:00:00.123456789z", "2025-02-30T10:00:00Z", "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00", "/deliverylab/tug", "/deliverylab/%FF", "production", "success",
    "pkg:generic/r1@1.1", "dev.cdevents.change.merged.0.3.0", "dev.cdeventsx.deliverylab-a.b.0.1.0",
    "x" * 100_000,
]  # fmt: skip


def places_in(value: object) -> list[Place]:
    """Return where the values inside a value stand: a container, and a key or a position."""
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        inner = [place for key in keys for place in places_in(value[key])]
        return [*((value, key) for key in keys), *inner]
    return []


def spoil_value(random: Random, whole: object) -> None:
    """Change one thing somewhere inside `whole`."""
    places = places_in(whole)
    container, key = random.choice(places)
    other, elsewhere = random.choice(places)
    value = container[key]
    match random.randrange(9):
        case 0 | 1:
            container[key] = random.choice(ODD_VALUES)
        case 2:
            del container[key]
        case 3 if isinstance(container, dict):
            name = random.choice([key.upper(), f"{key}s", f" {key}", "", "extra"])
            container[name] = container.pop(key)
        case 4 if isinstance(value, int | float):
            container[key] = random.choice([str(value), float(value), value + 1, -value, [value]])
        case 4 | 5 if isinstance(value, str) and value:
            at = random.randrange(len(value))
            letter = random.choice("0123456789abzTZ:-+/%@. é")
            container[key] = value[:at] + random.choice([letter, ""]) + value[at + 1 :]
        case 6:
            container[key] = random.choice([[value], {"id": value}, str(value), None])
        case 7 if isinstance(container, dict):
            container["extra"] = value
        case _:
            container[key] = copy.deepcopy(other[elsewhere])
