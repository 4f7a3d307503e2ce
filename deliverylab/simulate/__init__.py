"""What would happen: a scenario goes in, a delivery log comes out.

- `Scenario`: how a team works, as levers; `Scenario.team("tug")` is one of four teams.
- `Train`, `Approval`, `EveryChange`: when production gets new versions.
- `simulate(scenario, days, seed)`: the delivery log of such a team.
- `ManualPipeline()`: the same pipeline, worked by hand one step at a time.
- `sweep(scenarios, seeds)`: many of them, on any executor.
"""

from deliverylab.simulate.calendar import ALWAYS, WEEKDAYS, Calendar
from deliverylab.simulate.manual import ManualPipeline, Refused
from deliverylab.simulate.policies import ROLLOUTS, Approval, EveryChange, Rollout, Train
from deliverylab.simulate.run import simulate
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.sweep import sweep
from deliverylab.simulate.teams import TEAMS

__all__ = [
    "ALWAYS",
    "ROLLOUTS",
    "TEAMS",
    "WEEKDAYS",
    "Approval",
    "Calendar",
    "EveryChange",
    "ManualPipeline",
    "Refused",
    "Rollout",
    "Scenario",
    "Train",
    "simulate",
    "sweep",
]
