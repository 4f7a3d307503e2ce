"""The rules of the pipeline that is worked by hand: those of every pipeline.

They and their sentences stand in `deliverylab.steps`.
"""

from deliverylab.steps import Refused, Rule, to_build, to_deploy, to_release, to_roll_back

__all__ = ["Refused", "Rule", "to_build", "to_deploy", "to_release", "to_roll_back"]
