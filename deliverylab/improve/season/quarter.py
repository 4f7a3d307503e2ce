"""One quarter as it was played: the moves, the events, what was lost, and the KPIs."""

from __future__ import annotations

from dataclasses import dataclass

from deliverylab.improve.losses import Loss, loss
from deliverylab.improve.season.circumstances import Circumstances, first_day
from deliverylab.improve.waiting import waiting
from deliverylab.measure.failure_rate import change_failure_rate
from deliverylab.measure.frequency import deployment_frequency
from deliverylab.measure.lead_time import lead_time_for_changes
from deliverylab.measure.restore import time_to_restore_service
from deliverylab.simulate import Scenario

__all__ = ["Kpis", "Quarter", "play_quarter"]


@dataclass(frozen=True)
class Kpis:
    """How a team delivered in a quarter; NaN where there was nothing to measure.

    Attributes:
        lead_time_hours: median time from commit to production, of what reached it.
        deployments_per_week: successful deployments to production.
        failure_rate: share of the deployments to production that caused an incident.
        restore_hours: median time to restore service.
    """

    lead_time_hours: float
    deployments_per_week: float
    failure_rate: float
    restore_hours: float


@dataclass(frozen=True)
class Quarter:
    """What a quarter brought.

    Attributes:
        number: from 1; 0 is the quarter before the season.
        moves: what was changed before it began, by key, in the order in which it was done.
        events: what happened in it, by key.
        works: how the team worked, without the events.
        weeks_left: person-weeks that were not spent.
        loss: what the team lost.
        nothing: what it would have lost, had it changed nothing since the season began.
        kpis: how it delivered.
        longest_wait: the stage that changes waited for longest; empty where that is not known.
        wait_hours: how long, on average.
    """

    number: int
    moves: tuple[str, ...]
    events: tuple[str, ...]
    works: Scenario
    weeks_left: int
    loss: Loss
    nothing: Loss
    kpis: Kpis
    longest_wait: str = ""
    wait_hours: float = 0.0


def play_quarter(
    circumstances: Circumstances,
    team: Scenario,
    number: int,
    moves: tuple[str, ...],
    works: Scenario,
    weeks_left: int,
) -> Quarter:
    """Simulate a quarter of a team that began the season as `team` and now `works` so."""
    log = circumstances.log(works, number)
    start = first_day(log)
    kpis = Kpis(
        lead_time_hours=lead_time_for_changes(log, start).value,
        deployments_per_week=deployment_frequency(log, start).value,
        failure_rate=change_failure_rate(log, start).value,
        restore_hours=time_to_restore_service(log, start).value,
    )
    scenario = circumstances.scenario(works, number)
    waits = waiting(log, scenario, start)
    longest = max(waits, key=waits.__getitem__)
    return Quarter(
        number=number,
        moves=moves,
        events=tuple(happening.event.key for happening in circumstances.during(number)),
        works=works,
        weeks_left=weeks_left,
        loss=loss(log, scenario, circumstances.prices, start),
        nothing=circumstances.lost(team, number),
        kpis=kpis,
        longest_wait=longest,
        wait_hours=waits[longest],
    )
