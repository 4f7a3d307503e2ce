"""What a delivery log means: the KPIs of a team, with what each of them leaves out.

Each measure takes a `DeliveryLog` and a window [start, end) and returns a `Kpi`:

=============================  =====================================================
`deployment_frequency`         successful production deployments per week
`lead_time_for_changes`        hours from commit to production (median)
`time_to_restore_service`      hours from the start of an incident to its end (median)
`change_failure_rate`          share of production deployments that caused an incident
`reliability`                  share of requests answered well
`within_latency_target`        share of hours in which they were answered fast enough
`deployment_rework_rate`       share of production deployments that nobody had planned
=============================  =====================================================

How the work flows (`deliverylab.measure.flow`):

=============================  =====================================================
`value_stream`                 touch and wait at every step, and what is passed on in order
`flow_efficiency`              touch ÷ lead time
`complete_and_accurate`        per step, the share that the next step can use as it is
`arrivals`, `throughput`       changes committed, and brought to production, per week
`work_in_progress`             changes that are on the way, on average
`littles_law`                  how these three belong together
=============================  =====================================================

What a service level objective leaves to fail: `error_budget`, `budget_minutes`, `budget_spent`.

Whether automating a step pays for itself: `pays_back_after` and `balance`.

What published tools say of the same log (`deliverylab.measure.definitions`), and what is true:

=============================  =====================================================
`DEFINITIONS`                  Four Keys, DevLake, GitLab, Middleware, Pelorus, this course
`compare`                      several of them side by side, with the rows behind each
`truth`                        what became of everything that began in a window
=============================  =====================================================

`scorecard` measures all of them for every team of a log. `explain` gives a KPI with the rows that
it was made from. `levels` and `describe_level` hold what DORA published about groups of survey
answers. A measure takes a log as it is: of a log of several teams it measures all together, which
is seldom what you want; take `log.team(...)` first.
"""

from deliverylab.measure.automation import balance, pays_back_after
from deliverylab.measure.definitions import (
    DEFINITIONS,
    Comparison,
    Definition,
    Reported,
    compare,
)
from deliverylab.measure.error_budget import budget_minutes, budget_spent, error_budget
from deliverylab.measure.explain import Explanation, explain
from deliverylab.measure.failure_rate import change_failure_rate
from deliverylab.measure.flow import (
    arrivals,
    complete_and_accurate,
    flow_efficiency,
    littles_law,
    throughput,
    value_stream,
    work_in_progress,
)
from deliverylab.measure.frequency import deployment_frequency
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.latency import within_latency_target
from deliverylab.measure.lead_time import lead_time_for_changes
from deliverylab.measure.levels import describe_level, levels
from deliverylab.measure.reliability import reliability
from deliverylab.measure.restore import time_to_restore_service
from deliverylab.measure.rework import deployment_rework_rate
from deliverylab.measure.scorecard import Scorecard, scorecard
from deliverylab.measure.survival import Survival, kaplan_meier
from deliverylab.measure.truth import truth

__all__ = [
    "DEFINITIONS",
    "Comparison",
    "Definition",
    "Explanation",
    "Kpi",
    "Reported",
    "Scorecard",
    "Survival",
    "arrivals",
    "balance",
    "budget_minutes",
    "budget_spent",
    "change_failure_rate",
    "compare",
    "complete_and_accurate",
    "deployment_frequency",
    "deployment_rework_rate",
    "describe_level",
    "error_budget",
    "explain",
    "flow_efficiency",
    "kaplan_meier",
    "lead_time_for_changes",
    "levels",
    "littles_law",
    "pays_back_after",
    "reliability",
    "scorecard",
    "throughput",
    "time_to_restore_service",
    "truth",
    "value_stream",
    "within_latency_target",
    "work_in_progress",
]
