"""How the harbour says no to a wrong value, and what it says where this machine cannot.

A step that makes no sense is `deliverylab.steps.Refused`, as in every pipeline.
"""

from __future__ import annotations

from deliverylab.steps import Sentence


class WrongValue(Sentence, ValueError):
    """A value that means nothing here, such as the name of an environment that is not there."""

    shown_as = "ValueError"


class HarbourError(Sentence, RuntimeError):
    """What this machine cannot do, such as run git or write a file; says how to help."""

    shown_as = "HarbourError"
