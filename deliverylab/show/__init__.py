"""Seeing it: pictures, labs and the pipeline view.

Every figure is a `Picture` with one sentence made from the computed numbers; every lab is a page
of controls around one question. What the lessons use can be had from here by name; nothing is
loaded before it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deliverylab.show.anyone_can_pick_it_up import AnyoneCanPickItUp
    from deliverylab.show.batch_size import BatchSize
    from deliverylab.show.busy_is_slow import BusyIsSlow
    from deliverylab.show.calms_assessment import CalmsAssessment
    from deliverylab.show.charts import delivery_loop, one_change, stage_times
    from deliverylab.show.error_budget import ErrorBudget
    from deliverylab.show.folded import predict_first
    from deliverylab.show.game_the_metric import GameTheMetric
    from deliverylab.show.half_as_much import HalfAsMuch
    from deliverylab.show.harbour_game import HarbourGame
    from deliverylab.show.kpi_spread import duration_spread, weekly_deployments
    from deliverylab.show.missing_gate import TheMissingGate
    from deliverylab.show.modes_compared import modes_compared
    from deliverylab.show.not_in_version_control import NotInVersionControl
    from deliverylab.show.on_the_shelf import OnTheShelf
    from deliverylab.show.one_page import Report, report
    from deliverylab.show.one_thing import OneThing
    from deliverylab.show.picture import Picture
    from deliverylab.show.pipeline.view import PipelineView
    from deliverylab.show.release_or_deploy import ReleaseOrDeploy
    from deliverylab.show.scorecard_lab import ScorecardLab
    from deliverylab.show.stream_map import value_stream_map
    from deliverylab.show.three_modes import ThreeModes
    from deliverylab.show.too_many_alarms import TooManyAlarms
    from deliverylab.show.trial_picture import trial_effects
    from deliverylab.show.what_is_in_a_batch import WhatIsInABatch
    from deliverylab.show.where_is_it_caught import WhereIsItCaught
    from deliverylab.show.who_knows import WhoKnows
    from deliverylab.show.who_says_so import WhoSaysSo
    from deliverylab.show.work_in_progress import WorkInProgress
    from deliverylab.show.worth_automating import WorthAutomating

__all__ = [
    "AnyoneCanPickItUp",
    "BatchSize",
    "BusyIsSlow",
    "CalmsAssessment",
    "ErrorBudget",
    "GameTheMetric",
    "HalfAsMuch",
    "HarbourGame",
    "NotInVersionControl",
    "OnTheShelf",
    "OneThing",
    "Picture",
    "PipelineView",
    "ReleaseOrDeploy",
    "Report",
    "ScorecardLab",
    "TheMissingGate",
    "ThreeModes",
    "TooManyAlarms",
    "WhatIsInABatch",
    "WhereIsItCaught",
    "WhoKnows",
    "WhoSaysSo",
    "WorkInProgress",
    "WorthAutomating",
    "delivery_loop",
    "duration_spread",
    "modes_compared",
    "one_change",
    "predict_first",
    "report",
    "stage_times",
    "trial_effects",
    "value_stream_map",
    "weekly_deployments",
]

_MODULE = {
    "AnyoneCanPickItUp": "anyone_can_pick_it_up",
    "BatchSize": "batch_size",
    "BusyIsSlow": "busy_is_slow",
    "CalmsAssessment": "calms_assessment",
    "ErrorBudget": "error_budget",
    "GameTheMetric": "game_the_metric",
    "HalfAsMuch": "half_as_much",
    "HarbourGame": "harbour_game",
    "NotInVersionControl": "not_in_version_control",
    "OnTheShelf": "on_the_shelf",
    "OneThing": "one_thing",
    "Picture": "picture",
    "PipelineView": "pipeline.view",
    "ReleaseOrDeploy": "release_or_deploy",
    "Report": "one_page",
    "ScorecardLab": "scorecard_lab",
    "TheMissingGate": "missing_gate",
    "ThreeModes": "three_modes",
    "TooManyAlarms": "too_many_alarms",
    "WhatIsInABatch": "what_is_in_a_batch",
    "WhereIsItCaught": "where_is_it_caught",
    "WhoKnows": "who_knows",
    "WhoSaysSo": "who_says_so",
    "WorkInProgress": "work_in_progress",
    "WorthAutomating": "worth_automating",
    "delivery_loop": "charts",
    "duration_spread": "kpi_spread",
    "modes_compared": "modes_compared",
    "one_change": "charts",
    "predict_first": "folded",
    "report": "one_page",
    "stage_times": "charts",
    "trial_effects": "trial_picture",
    "value_stream_map": "stream_map",
    "weekly_deployments": "kpi_spread",
}


def __getattr__(name: str) -> object:
    """Return one of the names above, loading its module on first use."""
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_MODULE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
