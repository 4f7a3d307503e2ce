"""Improving: what a team may change, what it costs, and what it brings.

- `MOVES`: the moves of the five pillars of CALMS, each a few levers of the simulator, at a cost.
- `loss`: what delivery costs that is slow, fails, or is done by hand, in one unit.
- `trial`: many years without a change and with it, with the same luck.

What a move brings is never written down here: it is simulated, for the team that makes it.
"""

from deliverylab.improve.loss import PRICES, Loss, Prices, loss
from deliverylab.improve.move import PILLARS, Move
from deliverylab.improve.moves import MOVES, possible
from deliverylab.improve.trial import Effect, Trial, trial

__all__ = [
    "MOVES",
    "PILLARS",
    "PRICES",
    "Effect",
    "Loss",
    "Move",
    "Prices",
    "Trial",
    "loss",
    "possible",
    "trial",
]
