"""The steps of delivery, and their rules: commit, build, release, deploy, roll back.

Two pipelines move by these steps: the one that a student works by hand in a lab, where every step
takes a fixed number of minutes, and the harbour, where every step really happens on this machine.
What a step refuses, the sentence it refuses with, and how the steps are written down in a log stand
here once, for both.

- `Moment`: what is so at one moment, and the questions that the rules ask of it.
- `to_build`, `to_release`, `to_deploy`, `to_roll_back`: what a step would work on, or `Refused`.
- `Rows`: the steps as rows of a delivery log.

The room uses no other, so that each pipeline can be read with it alone.
"""

from deliverylab.steps.moment import Moment
from deliverylab.steps.nouns import ENVIRONMENTS, Environment, Step, Trigger, Verb
from deliverylab.steps.refused import Refused, Rule, Sentence
from deliverylab.steps.rows import Columns, Rows
from deliverylab.steps.rules import to_build, to_deploy, to_release, to_roll_back

__all__ = [
    "ENVIRONMENTS",
    "Columns",
    "Environment",
    "Moment",
    "Refused",
    "Rows",
    "Rule",
    "Sentence",
    "Step",
    "Trigger",
    "Verb",
    "to_build",
    "to_deploy",
    "to_release",
    "to_roll_back",
]
