"""Where changes wait, and how long: the bottleneck is where work piles up.

How long the changes waited that got through tells it only as long as all get through: in front of a
stage that is asked for more than it can do, most of them have not. So all that stands at a stage in
the window counts, whether it ever gets further or not, and is spread over the changes that were
committed in the window. That is Little's law: number waiting ÷ arrivals = time waiting. Where
everything gets through, it is the mean time that a change waits there.

A log does not tell when somebody began to work on a package. So packaging by hand and acceptance
tests count from the moment a change could go there until it has left.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from deliverylab.improve.losses import hours_within
from deliverylab.log import DeliveryLog
from deliverylab.measure.window import Moment, Times, Window, times
from deliverylab.simulate import Approval, Scenario, Train

__all__ = ["waiting"]


def waiting(
    log: DeliveryLog, scenario: Scenario, start: Moment = None, end: Moment = None
) -> dict[str, float]:
    """Return for how many hours a change waits at each stage, on average, in order.

    Args:
        log: what happened; with changes, builds and deployments.
        scenario: how the team worked; it says what each stage is called.
        start: first moment of the window; by default the log's.
        end: first moment after it; by default the log's.

    Raises:
        ValueError: if the window is not within the log's.

    >>> from deliverylab.simulate import simulate
    >>> tug = Scenario.team("tug")
    >>> most = waiting(simulate(tug), tug)
    >>> max(most, key=most.get)
    'the train'
    """
    window = Window.of(log, start, end)
    committed = max(int(window.holds(times(log.changes["committed"])).sum()), 1)
    hours: dict[str, float] = {}
    for stage, begin, over in _stages(log, scenario):
        there = hours_within(begin, over, window)  # NaN for what never came there
        hours[stage] = hours.get(stage, 0.0) + float(np.nansum(there)) / committed
    return hours


def _stages(log: DeliveryLog, scenario: Scenario) -> Iterator[tuple[str, Times, Times]]:
    """Yield every stage with when each change (or build) came there and went on."""
    changes, builds = log.changes, log.builds
    on_a_train = isinstance(scenario.deploy_on, Train)
    by_hand = scenario.package_by == "hand"
    started = log.deployments.set_index("deployment")["started"].reindex(changes["deployment"])
    staged, deploying = times(changes["staged"]), times(started)
    yield "review", times(changes["opened"]), times(changes["review_started"])
    tests = "tests by hand" if scenario.test_by == "hand" else "the build"
    yield tests, times(builds["queued"]), times(builds["started"])
    packaging = "the train" if on_a_train and by_hand else "packaging"
    yield packaging, times(changes["merged"]), times(changes["packaged"])
    yield "acceptance tests", times(changes["packaged"]), staged
    if isinstance(scenario.deploy_on, Approval):
        approved = times(changes["approved"])
        yield "approval", staged, approved
        yield "the deploy lane", approved, deploying
    else:
        yield "the train" if on_a_train and not by_hand else "the deploy lane", staged, deploying
