"""Delivery Lab: run a delivery pipeline, measure it, improve it.

One simulator of a delivery pipeline produces a **delivery log**; one set of **measures** reads a
delivery log, wherever it came from; figures and labs show what they found. Each room of the
library is one step of that:

* `deliverylab.log`: what happened: the delivery log, its checks, the ways in and out;
* `deliverylab.steps`: how it moves: commit, build, release, deploy, roll back, and their rules;
* `deliverylab.simulate`: what would happen: from a scenario to a log; queues; theory;
* `deliverylab.measure`: what it means: the five KPIs, levels, value stream;
* `deliverylab.ship`: doing it for real: build, release, deploy, roll back on this machine;
* `deliverylab.show`: seeing it: figures and labs;
* `deliverylab.teach`: learning it: checks, hints, quizzes, progress.

The names used most can be had from here as well, so ``from deliverylab import DeliveryLog`` and
``from deliverylab.log import DeliveryLog`` are the same. Nothing is loaded before it is used, so
``import deliverylab`` costs nothing. (``simulate`` is not among them: here it is the room, and
the function is ``deliverylab.simulate.simulate``.)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deliverylab.log import DeliveryLog, LogError, course_data
    from deliverylab.measure import Kpi, scorecard
    from deliverylab.simulate import Approval, EveryChange, Scenario, Train

__version__ = "0.1.0"

__all__ = [
    "Approval",
    "DeliveryLog",
    "EveryChange",
    "Kpi",
    "LogError",
    "Scenario",
    "Train",
    "__version__",
    "course_data",
    "scorecard",
]

_ROOM = {
    "Approval": "simulate",
    "DeliveryLog": "log",
    "EveryChange": "simulate",
    "Kpi": "measure",
    "LogError": "log",
    "Scenario": "simulate",
    "Train": "simulate",
    "course_data": "log",
    "scorecard": "measure",
}


def __getattr__(name: str) -> object:
    """Return one of the names above, loading its room on first use.

    >>> import deliverylab
    >>> deliverylab.DeliveryLog.__module__.startswith("deliverylab.log")
    True
    """
    if name not in _ROOM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_ROOM[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
