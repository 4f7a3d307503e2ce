"""What would happen: a scenario goes in, a delivery log comes out."""

from deliverylab.simulate.calendar import ALWAYS, WEEKDAYS, Calendar
from deliverylab.simulate.policies import ROLLOUTS, Approval, EveryChange, Rollout, Train
from deliverylab.simulate.scenario import Scenario

__all__ = [
    "ALWAYS",
    "ROLLOUTS",
    "WEEKDAYS",
    "Approval",
    "Calendar",
    "EveryChange",
    "Rollout",
    "Scenario",
    "Train",
]
