"""Improving: what a team may change, what it costs, and what it brings.

- `MOVES`: the moves of the five pillars of CALMS, each a few levers of the simulator, at a cost.
- `loss`: what delivery costs that is slow, fails, or is done by hand, in one unit.
- `trial`: many years without a change and with it, with the same luck.
- `unseen_team`: a team that nobody has seen, in trouble for one reason out of `TROUBLES`; its log,
  what may be done, and what the log says for or against a suspicion.
- `Prediction`: ranges written down before a trial; `Calibration` says how sure they were.
- `Claim`: what a report says of a trial, checked against it.

What a move brings is never written down here: it is simulated, for the team that makes it.
"""

from deliverylab.improve.calibration import Calibration
from deliverylab.improve.claims import Checked, Claim, check_claims
from deliverylab.improve.diagnosis import Diagnosis
from deliverylab.improve.effect import Effect
from deliverylab.improve.losses import PRICES, Loss, Prices, loss
from deliverylab.improve.move import PILLARS, Move
from deliverylab.improve.moves import MOVES, known_move, possible
from deliverylab.improve.plan import Plan
from deliverylab.improve.prediction import Prediction
from deliverylab.improve.trials import Trial, trial
from deliverylab.improve.troubles import TROUBLES, Trouble
from deliverylab.improve.unseen import UnseenTeam, unseen_team

__all__ = [
    "MOVES",
    "PILLARS",
    "PRICES",
    "TROUBLES",
    "Calibration",
    "Checked",
    "Claim",
    "Diagnosis",
    "Effect",
    "Loss",
    "Move",
    "Plan",
    "Prediction",
    "Prices",
    "Trial",
    "Trouble",
    "UnseenTeam",
    "check_claims",
    "known_move",
    "loss",
    "possible",
    "trial",
    "unseen_team",
]
