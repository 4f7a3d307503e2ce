"""A season as JSON and back: what was decided, and what came out, as it was played.

Results are kept beside the decisions. A course that simulates otherwise one day still shows the
quarters as they were, and how the team worked after each of them, so that it can go on from there.
What a later course does not know any more (a lever, an event) is left out, and a note says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeAlias

from deliverylab.improve.losses import Loss, Prices
from deliverylab.improve.season.circumstances import Circumstances
from deliverylab.improve.season.events import EVENTS, Event, Happening
from deliverylab.improve.season.quarter import Kpis, Quarter
from deliverylab.improve.season.rules import QUARTERS
from deliverylab.improve.season.season import Season
from deliverylab.simulate import Approval, Calendar, EveryChange, Scenario, Train

__all__ = ["from_json", "to_json"]

Entries: TypeAlias = Mapping[str, Any]

_POLICIES = {"train": Train, "approval": Approval, "every change": EveryChange}
_CLOSE = 1e-6
"""Results that differ by less are the same: computers round differently."""


def to_json(season: Season) -> dict[str, object]:
    """Return a season as values of JSON."""
    return {
        "seed": season.seed,
        "prices": asdict(season.circumstances.prices),
        "team": _scenario_to_json(season.team),
        "events": [_happening_to_json(each) for each in season.circumstances.happenings],
        "before": _quarter_to_json(season.before),
        "quarters": [_quarter_to_json(quarter) for quarter in season.quarters],
    }


def from_json(entries: Entries) -> Season:
    """Return the season that values of JSON describe.

    Raises:
        ValueError: where they describe none; KeyError and TypeError too.
    """
    notes: list[str] = []
    happenings = tuple(_happening(each) for each in entries["events"])
    circumstances = Circumstances(
        _text(entries["seed"]), _of(Prices, entries["prices"]), happenings
    )
    quarters = tuple(_quarter(each, notes) for each in entries["quarters"])
    numbers = [quarter.number for quarter in quarters]
    if numbers != list(range(1, len(quarters) + 1)) or len(quarters) > QUARTERS:
        raise ValueError(
            f"quarters {numbers}, which are not the first of {QUARTERS} in their order"
        )
    team = _scenario(entries["team"], notes)
    season = Season(team, circumstances, _quarter(entries["before"], notes), quarters)
    notes += _changed(season)
    return Season(team, circumstances, season.before, quarters, tuple(dict.fromkeys(notes)))


def _changed(season: Season) -> list[str]:
    """Return what is to be said where this course knows events no more, or simulates otherwise."""
    notes = [
        f"The event “{each.event.label}” is not part of this course any more: it changes nothing."
        for each in season.circumstances.happenings
        if each.event.key not in EVENTS and each.last > len(season.quarters)
    ]
    otherwise = [
        quarter.number
        for quarter in season.quarters
        if not _same(quarter.loss, season.circumstances.lost(quarter.works, quarter.number))
        or not _same(quarter.nothing, season.circumstances.lost(season.team, quarter.number))
    ]
    if otherwise:
        which = ", ".join(map(str, otherwise))
        notes.append(
            f"Played with an earlier version of the course: quarter{'s' * (len(otherwise) > 1)} "
            f"{which}. The numbers are kept as they were; what you play now, and what your season "
            "is compared with, is simulated by this version."
        )
    return notes


def _same(one: Loss, other: Loss) -> bool:
    return all(
        math.isclose(a, b, rel_tol=_CLOSE, abs_tol=_CLOSE)
        for a, b in zip(asdict(one).values(), asdict(other).values(), strict=True)
    )


def _quarter_to_json(quarter: Quarter) -> dict[str, object]:
    kpis = {name: None if math.isnan(v) else v for name, v in asdict(quarter.kpis).items()}
    return {
        "number": quarter.number,
        "moves": list(quarter.moves),
        "events": list(quarter.events),
        "works": _scenario_to_json(quarter.works),
        "weeks_left": quarter.weeks_left,
        "loss": asdict(quarter.loss),
        "nothing": asdict(quarter.nothing),
        "kpis": kpis,
        "longest_wait": quarter.longest_wait,
        "wait_hours": quarter.wait_hours,
    }


def _quarter(entries: Entries, notes: list[str]) -> Quarter:
    kpis = {name: math.nan if v is None else _number(v) for name, v in entries["kpis"].items()}
    return Quarter(
        number=_whole(entries["number"]),
        moves=tuple(map(_text, entries["moves"])),
        events=tuple(map(_text, entries["events"])),
        works=_scenario(entries["works"], notes),
        weeks_left=_whole(entries["weeks_left"]),
        loss=_of(Loss, entries["loss"]),
        nothing=_of(Loss, entries["nothing"]),
        kpis=Kpis(**kpis),
        # Seasons that were saved before this was recorded do not have it.
        longest_wait=str(entries.get("longest_wait", "")),
        wait_hours=_number(entries.get("wait_hours", 0.0)),
    )


def _happening_to_json(happening: Happening) -> dict[str, object]:
    event = happening.event
    words = {"event": event.key, "label": event.label, "symbol": event.symbol, "says": event.says}
    when = {"first": happening.first, "last": happening.last, "announced": event.announced}
    return {**words, **when}


def _happening(entries: Entries) -> Happening:
    first, last = _whole(entries["first"]), _whole(entries["last"])
    if not 1 <= first <= last <= QUARTERS:
        raise ValueError(f"an event from quarter {first} to {last}")
    key, label, symbol, says = (_text(entries[n]) for n in ("event", "label", "symbol", "says"))
    gone = Event(key, label, symbol[:1], says, last - first + 1, entries["announced"] is True)
    return Happening(EVENTS.get(key, gone), first, last)


def _scenario_to_json(scenario: Scenario) -> dict[str, object]:
    policy = scenario.deploy_on
    kind = next(name for name, made in _POLICIES.items() if isinstance(policy, made))
    levers = {name: getattr(scenario, name) for name in Scenario.levers()}
    special = {
        "deploy_on": {"policy": kind, **asdict(policy)},
        "working_hours": asdict(scenario.working_hours),
    }
    return {"name": scenario.name, **levers, **special}


def _scenario(entries: Entries, notes: list[str]) -> Scenario:
    known = {each.name for each in fields(Scenario)}
    for lever in sorted(set(entries) - known):
        notes.append(f"The lever {lever!r} is not part of this course: it is left out.")
    values = {name: value for name, value in entries.items() if name in known}
    policy = dict(values["deploy_on"])
    values["deploy_on"] = _POLICIES[policy.pop("policy")](**policy)
    values["working_hours"] = Calendar(**values["working_hours"])
    return Scenario(**values)


def _of(kind: type[Loss] | type[Prices], entries: Entries) -> Any:
    return kind(**{name: _number(value) for name, value in entries.items()})


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r}, which is no number")
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r}, which is no whole number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r}, which is no text")
    return value
