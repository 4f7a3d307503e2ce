"""What a delivery log means: the KPIs of a team, with what each of them leaves out.

Each measure takes a `DeliveryLog` and a window [start, end) and returns a `Kpi`:

=============================  =====================================================
`deployment_frequency`         successful production deployments per week
`lead_time_for_changes`        hours from commit to production (median)
`time_to_restore_service`      hours from the start of an incident to its end (median)
`change_failure_rate`          share of production deployments that caused an incident
`reliability`                  share of requests answered well
`deployment_rework_rate`       share of production deployments that nobody had planned
=============================  =====================================================

`scorecard` measures all of them for every team of a log. `levels` and `describe_level` hold what
DORA published about groups of survey answers. A measure takes a log as it is: of a log of several
teams it measures all together, which is seldom what you want; take `log.team(...)` first.
"""

from deliverylab.measure.failure_rate import change_failure_rate
from deliverylab.measure.frequency import deployment_frequency
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.lead_time import lead_time_for_changes
from deliverylab.measure.levels import describe_level, levels
from deliverylab.measure.reliability import reliability
from deliverylab.measure.restore import time_to_restore_service
from deliverylab.measure.rework import deployment_rework_rate
from deliverylab.measure.scorecard import Scorecard, scorecard
from deliverylab.measure.survival import Survival, kaplan_meier

__all__ = [
    "Kpi",
    "Scorecard",
    "Survival",
    "change_failure_rate",
    "deployment_frequency",
    "deployment_rework_rate",
    "describe_level",
    "kaplan_meier",
    "lead_time_for_changes",
    "levels",
    "reliability",
    "scorecard",
    "time_to_restore_service",
]
