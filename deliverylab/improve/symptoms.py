"""Symptoms: the few numbers of a log from which the root of a trouble can be read, step by step.

1. What is lost by more: waiting, or outages? (`loss`)
2. Where waiting is lost by: at which step of the value stream does a change spend most of its time?
   (`value_stream`) And what makes it wait there: is too much asked, or do too few serve? (`causes`)
   People who make a package for each train make it when the train leaves: what waits there until
   then waits for the train.
3. Where outages are: is it that too many deployments fail, that failures are noticed late, or that
   restoring takes long? Each is compared with `ferry`, a team that does all three well.
   (`change_failure_rate`, and the times of the incidents)

That is the rule that lesson 06 teaches. It finds the root where a team has one, which teams of the
lesson do; a real team may have several, and the longest step is then where to begin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deliverylab.improve.causes import causes, hours_for_the_train
from deliverylab.improve.losses import Loss, Prices, loss
from deliverylab.improve.troubles import Shows
from deliverylab.log import DeliveryLog
from deliverylab.measure import Kpi, change_failure_rate, value_stream
from deliverylab.measure.window import hours_between, times
from deliverylab.simulate import Scenario

__all__ = ["FERRY", "Symptoms", "symptoms"]

FERRY: Mapping[Shows, float] = {"failures": 0.10, "noticing": 0.25, "restoring": 1 / 3}
"""Of `ferry`: share of deployments that fail, hours until one is noticed, hours from then on."""

_STEPS: Mapping[Shows, tuple[str, ...]] = {
    "code": ("code",),
    "review": ("review",),
    "build and test": ("build and test",),
    "release": ("release", "staging"),
    "approval": ("approval",),
    "deploy": ("deploy",),
}
"""Where a change can spend its time; making a package and trying it out are one place here."""


@dataclass(frozen=True, eq=False)
class Symptoms:
    """What a log shows.

    Attributes:
        lost: what was lost.
        hours: mean hours that a change spends at each step, working and waiting.
        failures: the change failure rate.
        noticing: mean hours until an incident was noticed; 0 without incidents.
        restoring: mean hours from then on; 0 without incidents.
        causes: for each step, in a sentence, what would make changes wait there.
        for_the_train: of the hours at "release", those in which it waits for the train.
    """

    lost: Loss
    hours: Mapping[Shows, float]
    failures: Kpi
    noticing: float
    restoring: float
    causes: Mapping[Shows, str]
    for_the_train: float = 0.0

    @property
    def by_outages(self) -> bool:
        """Whether more is lost by outages than by waiting."""
        return self.lost.outages > self.lost.waiting

    @property
    def longest(self) -> Shows:
        """The step at which a change spends most of its time."""
        return max(self.hours, key=lambda step: self.hours[step])

    @property
    def times_ferry(self) -> Mapping[Shows, float]:
        """How many times ferry's each kind of outage is."""
        own: dict[Shows, float] = {
            "failures": self.failures.value if self.failures.has_data else 0.0,
            "noticing": self.noticing,
            "restoring": self.restoring,
        }
        return {kind: value / FERRY[kind] for kind, value in own.items()}

    @property
    def shows(self) -> Shows:
        """Where the trouble is, by the rule."""
        if not self.by_outages:
            longest = self.longest
            to_the_train = longest == "release" and self.for_the_train > self.hours[longest] / 2
            return "deploy" if to_the_train else longest
        times_ferry = self.times_ferry
        return max(times_ferry, key=lambda kind: times_ferry[kind])

    @property
    def margin(self) -> float:
        """How clear that is: the smaller ratio of what leads to what comes next, of both steps."""
        first = sorted((self.lost.outages, self.lost.waiting))
        then = sorted((self.times_ferry if self.by_outages else self.hours).values())
        return min(first[1] / max(first[0], 1e-9), then[-1] / max(then[-2], 1e-9))


def symptoms(log: DeliveryLog, scenario: Scenario, prices: Prices) -> Symptoms:
    """Return what a log shows.

    Args:
        log: what happened to one team.
        scenario: how it works; it says what is done by hand.
        prices: what waiting and outages cost.
    """
    stream = value_stream(log).table
    spent = stream["touch_hours"] + stream["wait_hours"]
    known = log.incidents.loc[log.incidents["restored"].notna()]
    started, noticed = times(known["started"]), times(known["detected"])
    until, after = hours_between(started, noticed), hours_between(noticed, times(known["restored"]))
    return Symptoms(
        lost=loss(log, scenario, prices),
        hours={at: float(spent[list(steps)].sum()) for at, steps in _STEPS.items()},
        failures=change_failure_rate(log),
        noticing=float(until.mean()) if len(known) else 0.0,
        restoring=float(after.mean()) if len(known) else 0.0,
        causes=causes(log, scenario),
        for_the_train=hours_for_the_train(log, scenario),
    )
