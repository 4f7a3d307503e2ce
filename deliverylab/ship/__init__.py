"""Shipping for real: build, release, deploy and roll back on this machine.

- `Harbour`: a git repository with a small service, a shelf, staging and production.
- `CHANGES`: the prepared changes that can be committed, by name.
- `Refused`: a step that makes no sense, and why. `HarbourError`: what this machine cannot do.

Nothing but Python and git is needed, everything listens on this machine only, and nothing is left
behind when the harbour closes.
"""

from deliverylab.ship.changes import CHANGES, TAKE_BACK
from deliverylab.ship.errors import HarbourError
from deliverylab.ship.fetch import Answer
from deliverylab.ship.harbour import Harbour
from deliverylab.ship.package import Package
from deliverylab.ship.state import State
from deliverylab.steps import Refused, Step

__all__ = [
    "CHANGES",
    "TAKE_BACK",
    "Answer",
    "Harbour",
    "HarbourError",
    "Package",
    "Refused",
    "State",
    "Step",
]
